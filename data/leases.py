"""Marks that say "in use". Each is a file its holder keeps locked, so a mark ends with the process that held it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class Leases:
    """The marks kept in one folder; they work between threads and between processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = FileLock(folder / "guard", is_singleton=True)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Nobody takes or gives up a mark while the block runs."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._guard:
            yield

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Mark `name` as in use while the block runs. Check that it still exists only once it is marked."""
        mark = self._folder / f"{name}.{secrets.token_hex(8)}"
        lock = _lock(mark)
        with self.guard():
            lock.acquire()
        try:
            yield
        finally:
            with self.guard():
                lock.release()
                mark.unlink(missing_ok=True)

    def held(self) -> set[str]:
        """The names in use by a living process; marks of dead ones are cleared. Call it under the guard."""
        return {mark.stem for mark in self._folder.glob("*.*") if _is_held(mark)}


def _lock(mark: Path) -> FileLock:
    # A screen may open a version in one thread and let go of it in another.
    return FileLock(mark, thread_local=False)


def _is_held(mark: Path) -> bool:
    lock = _lock(mark)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    mark.unlink(missing_ok=True)
    return False
