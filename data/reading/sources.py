"""What a submission consists of: the files of a folder or zip, the sheets of a workbook, each ready to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.contract import TABLES
from data.problems import Refused
from data.reading.archives import entry_name, gunzip, open_zip, read_entry
from data.reading.columnar import read_parquet
from data.reading.delimited import read_delimited
from data.reading.raw import Raw, key
from data.reading.sheets import filled_sheets, open_workbook, read_sheet

MANIFEST = "submission.toml"
TABULAR = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".parquet", ".gz", ".zip")
_ZIP, _PARQUET, _GZIP, _OLE = b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"7z\xbc\xaf", b"Rar!", b"PK\x05\x06", b"SQLite")


@dataclass(frozen=True)
class File:
    """A file as handed in: its name inside the submission and its bytes; `path` where it lies on disk as such."""

    name: str
    read: Callable[[], bytes]
    path: Path | None = None

    def checksum(self) -> str:
        """SHA-256 of the bytes, in hex."""
        if self.path:
            with self.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        return hashlib.sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class Source:
    """One table's worth of input: a file or a sheet; `load(encoding, separator)` reads it."""

    name: str
    label: str
    sheet: str
    load: Callable[[str, str], Raw]

    def table(self) -> str | None:
        """The contract table its name says it holds: `payments`, `payments_2`, `Payments-2024`, `payments/x`."""
        names = [*reversed(PurePosixPath(self.name).parent.parts), self.label]
        for name in map(key, [self.label, *names]):
            for table in sorted(TABLES, key=len, reverse=True):
                if name == table or (name.startswith(table) and not name[len(table)].isalpha()):
                    return table
        return None


def list_files(path: Path) -> list[File]:
    """The submission's files in name order; raises Refused where there is nothing at `path`."""
    if path.is_dir():
        return [_on_disk(file, file.relative_to(path).as_posix()) for file in sorted(path.rglob("*")) if _counts(file)]
    if not path.is_file():
        raise Refused("no_such_path", file=path.name)
    with path.open("rb") as stream:
        packed = stream.read(4) == _ZIP
    data = path.read_bytes() if packed else b""
    return list(_unzipped(data, path.name)) if packed and not _is_workbook(data) else [_on_disk(path, path.name)]


def _on_disk(path: Path, name: str) -> File:
    return File(name, path.read_bytes, path)


def _counts(path: Path) -> bool:
    return path.is_file() and not any(_hidden(part) for part in path.parts[-2:])


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _is_workbook(data: bytes) -> bool:
    return b"xl/workbook" in data or b"[Content_Types].xml" in data


def _unzipped(data: bytes, file: str) -> Iterator[File]:
    archive = open_zip(data, file)
    entries = {entry_name(entry): entry for entry in archive.infolist() if not entry.is_dir()}
    kept = sorted(name for name in entries if not any(map(_hidden, PurePosixPath(name).parts)))
    tops = {PurePosixPath(name).parts[0] for name in kept if "/" in name}
    top = f"{next(iter(tops))}/" if len(tops) == 1 and all("/" in name for name in kept) else ""
    if key(top.rstrip("/")) in TABLES:
        top = ""
    for name in kept:
        yield File(name.removeprefix(top), lambda name=name: read_entry(archive, entries[name], file))  # type: ignore[misc]


def sources(file: File) -> list[Source]:
    """A file's tables: one, or one for each filled sheet of a workbook."""
    data = _parquet_head(file) or file.read()
    name, stem = file.name, PurePosixPath(file.name).name.split(".")[0]
    if data.startswith(_GZIP):
        data, name = gunzip(data, file.name), file.name.removesuffix(".gz")
    if data.startswith(_PARQUET):
        return [Source(name, stem, "", lambda *_: read_parquet(file.path or data, name))]
    if data.startswith(_ZIP):
        return list(_sheets(data, name, stem))
    if data.startswith(_OLE):
        raise Refused("old_workbook", file=name)
    if data.startswith(_NOT_TEXT):
        raise Refused("not_a_table", file=name)
    return [Source(name, stem, "", lambda encoding, separator: read_delimited(data, name, encoding, separator))]


def _parquet_head(file: File) -> bytes:
    """The first bytes of a Parquet file on disk, so that a large one is never read twice."""
    if not file.path:
        return b""
    with file.path.open("rb") as stream:
        head = stream.read(len(_PARQUET))
    return head if head == _PARQUET else b""


def _sheets(data: bytes, name: str, stem: str) -> Iterator[Source]:
    open_zip(data, name)
    if not _is_workbook(data):
        raise Refused("nested_zip", file=name)
    workbook = open_workbook(data, name)
    names = filled_sheets(workbook, name)
    if not names:
        raise Refused("empty_file", file=name)
    for sheet in names:
        shown = f"{name}/{sheet}"
        label = stem if len(names) == 1 and sheet.lower().startswith(("sheet", "工作表")) else sheet
        yield Source(shown, label, sheet, lambda *_, s=sheet, n=shown: read_sheet(workbook, s, n))
