"""Zip and gzip files, opened with distrust: bombs, path tricks, passwords and archives in archives are refused."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import PurePosixPath

from data.problems import Refused

MOST_ENTRIES = 1_000
MOST_BYTES = 8 * 1024**3
# Tables of text shrink to a twentieth or so; what shrinks far more is made to fill the disk.
MOST_RATIO = 200
_SMALL = 64 * 1024**2
_CHUNK = 16 * 1024**2
# What the standard library raises for a damaged archive, depending on where the damage lies.
DAMAGE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError,
    struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


def open_zip(data: bytes, file: str) -> zipfile.ZipFile:
    """The archive after its directory was checked; raises Refused for everything that should not be unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE:
        raise Refused("bad_zip", file=file) from None
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused("zip_too_many", file=file, value=len(entries), limit=MOST_ENTRIES)
    for entry in entries:
        _check_entry(entry, file)
    names = Counter(map(entry_name, entries))
    if len(names) < len(entries):
        raise Refused("zip_twice", file=file, value=names.most_common(1)[0][0])
    _check_size(sum(entry.file_size for entry in entries), len(data), file)
    return archive


def _check_entry(entry: zipfile.ZipInfo, file: str) -> None:
    if not entry.filename:
        raise Refused("bad_zip", file=file)
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts or (entry.external_attr >> 28) == 0xA:
        raise Refused("zip_path", file=file, value=entry.orig_filename)
    if entry.flag_bits & _ENCRYPTED:
        raise Refused("zip_encrypted", file=file, value=entry_name(entry))


def _check_size(unpacked: int, packed: int, file: str) -> None:
    if unpacked > MOST_BYTES or (unpacked > _SMALL and unpacked > packed * MOST_RATIO):
        raise Refused("zip_bomb", file=file, size=unpacked // 1024**2, limit=MOST_BYTES // 1024**2)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name with `/`; names that Windows wrote in GBK are read as such."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """One entry's bytes; raises Refused where they are damaged or packed in an unknown way."""
    try:
        return archive.read(entry)
    except DAMAGE:
        raise Refused("bad_zip", file=f"{file}/{entry_name(entry)}") from None


def gunzip(data: bytes, file: str) -> bytes:
    """The unpacked bytes, as long as they are not too many."""
    parts: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while part := stream.read(_CHUNK):
                parts.append(part)
                size += len(part)
                _check_size(size, len(data), file)
    except DAMAGE:
        raise Refused("bad_zip", file=file) from None
    return b"".join(parts)
