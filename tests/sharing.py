"""What takes long to make is made once for all test workers, and copied by whoever would change it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

# What readers leave in a store, and take away again while somebody copies it.
BESIDE = ("audit", "leases", "log", "saved.sqlite*", "scoped", "staging", "writer.lock")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder by this name that `make` has filled, in this worker or another; where it failed, it is tried again."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = shared / name, shared / f"{name}.done"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def own(shared: Path, folder: Path) -> Path:
    """A copy in `folder` of a store that others read: its submissions, parts and versions, which never change."""
    return Path(shutil.copytree(shared, folder, ignore=shutil.ignore_patterns(*BESIDE)))
