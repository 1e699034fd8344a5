"""Writing that survives a crash: everything is flushed to disk beside its place, then renamed into it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

REPLACE_ATTEMPTS = 50


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Flush a file's content to the disk."""
    _flush(path, os.O_RDWR)


def sync_directory(path: Path) -> None:
    """Flush a directory's entries to the disk, where the system knows such a thing (Windows does not)."""
    if os.name != "nt":
        _flush(path, os.O_RDONLY)


def sync_tree(folder: Path) -> None:
    """Flush every file and directory under `folder`, deepest first, then `folder` itself."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            sync_tree(entry)
        else:
            sync_file(entry)
    sync_directory(folder)


def make_directory(path: Path) -> None:
    """Create `path` and its parents, each flushed into the directory that holds it."""
    missing = [parent for parent in (path, *path.parents) if not parent.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for created in reversed(missing):
        sync_directory(created.parent)


def publish(staged: Path, place: Path) -> None:
    """Move a finished directory to `place`, which must be free and on the same file system: all of it or nothing."""
    sync_tree(staged)
    make_directory(place.parent)
    staged.rename(place)
    sync_directory(place.parent)


def write_text(place: Path, text: str, beside: Path) -> None:
    """Replace the text file `place` in one step; the new text is first written into the directory `beside`."""
    draft = beside / place.name
    draft.write_text(text, encoding="utf-8")
    sync_file(draft)
    _replace(draft, place)
    sync_directory(place.parent)


def _replace(draft: Path, place: Path) -> None:
    # Windows will not replace a file while somebody reads it; reading CURRENT takes microseconds.
    for _ in range(REPLACE_ATTEMPTS):
        try:
            draft.replace(place)
            return
        except PermissionError:
            time.sleep(0.01)
    draft.replace(place)


def directories(folder: Path) -> Iterator[Path]:
    """The directories in `folder`, by name; none where `folder` does not exist."""
    if folder.is_dir():
        yield from sorted(entry for entry in folder.iterdir() if entry.is_dir())


def size(path: Path) -> int:
    """Bytes used by the files under `path`."""
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())
