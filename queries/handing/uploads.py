"""Files somebody sent: kept in a folder of their own until nobody needs them, under names that can do no harm."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
import weakref
from collections.abc import Iterable
from pathlib import Path

from data.problems import Refused
from data.reading.archives import open_zip

LONGEST_NAME = 120
# What is sent over the network is unpacked in the server's memory; more than this is submitted from the command line.
MOST_UNPACKED = 1024**3
_MEBI = 1024**2


class Upload:
    """The files of one submission on disk; they are removed when this is let go of, at the latest when Python ends."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write the files; raises Refused for a name that is none, twice the same name, and too much content."""
        self._folder = Path(tempfile.mkdtemp(prefix="collections-upload-"))
        self._finalizer = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.names: list[str] = []
        try:
            for name, content in files:
                self._write(_checked(name), content)
        except BaseException:
            self.close()
            raise

    def _write(self, name: str, content: bytes) -> None:
        if name.casefold() in map(str.casefold, self.names):
            raise Refused("zip_twice", file=name, value=name)
        _check_size(name, content)
        (self._folder / name).write_bytes(content)
        self.names.append(name)

    @property
    def path(self) -> Path:
        """What to read: the file where there is one, else the folder."""
        return self._folder / self.names[0] if len(self.names) == 1 else self._folder

    def close(self) -> None:
        """Remove the files now."""
        self._finalizer()


def _checked(name: str) -> str:
    """A file's name without its path, which browsers may send; raises Refused for what is no name."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    odd = any(unicodedata.category(letter).startswith("C") for letter in plain)
    if not plain.strip(". ") or odd or plain.startswith(".") or ":" in plain or len(plain) > LONGEST_NAME:
        raise Refused("bad_file_name", value=name[:LONGEST_NAME], limit=LONGEST_NAME)
    return plain


def _check_size(name: str, content: bytes) -> None:
    if not content.startswith(b"PK\x03\x04"):
        return
    size = sum(entry.file_size for entry in open_zip(content, name).infolist())
    if size > MOST_UNPACKED:
        raise Refused("too_large", file=name, size=size // _MEBI, limit=MOST_UNPACKED // _MEBI)
