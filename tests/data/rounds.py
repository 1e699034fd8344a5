"""What a child process does to a store before it is killed. Imports little, so that a child starts in milliseconds."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from pathlib import Path

from data.store import Store, Version, new_version_id

PLATFORM, AS_OF = "anhe", dt.date(2026, 10, 31)
# What a process can ask of the file system, as Python's audit hooks name it; flushing has no name there.
REQUESTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}


def change(store: Store, number: int, submission: Path) -> None:
    """One round of everything that changes a store; `number` tells the rounds apart."""
    with store.writing(), store.staging() as staged:
        for file in sorted(submission.iterdir()):
            (staged / file.name).write_bytes(file.read_bytes())
        store.publish_submission(staged, PLATFORM, AS_OF, json.loads((staged / "receipt.json").read_text())["digest"])
    with store.writing():
        publish_part(store, number)
        version = publish_version(store, number)
    store.prune(keep=1)
    for earlier in store.versions():
        store.roll_back(earlier.id)
    store.roll_back(version.id)


def publish_part(store: Store, number: int) -> None:
    """A part that says which round made it."""
    with store.staging() as staged:
        (staged / "loan.parquet").write_text(f"part {number}")
        store.publish_part(staged, PLATFORM, f"d{number}")


def publish_version(store: Store, number: int) -> Version:
    """A version that says which round made it and refers to the round's part."""
    manifest = {"version": new_version_id(), "created_at": f"2026-11-0{number}T00:00:00", "as_of": "2026-10-31"}
    with store.staging() as staged:
        (staged / "warehouse.duckdb").write_text(f"warehouse {number}")
        parts = {"parts": {PLATFORM: f"d{number}"}, "round": number}
        (staged / "manifest.json").write_text(json.dumps(manifest | parts))
        return store.publish_version(staged)


def die_at(moment: int) -> None:
    """Arrange for this process to kill itself just before its n-th request to the file system from here.

    Writing a file counts three times: before, in the middle with half of it on the disk, and when it is flushed.
    """
    asked = 0
    fsync = os.fsync

    def count(event: str) -> None:
        nonlocal asked
        asked += event in REQUESTS
        if event in REQUESTS and asked == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted_fsync(handle: int) -> None:
        count("open")
        fsync(handle)

    def write_in_halves(path: Path, content: bytes) -> None:
        with path.open("wb", buffering=0) as file:
            file.write(content[: len(content) // 2])
            count("open")
            file.write(content[len(content) // 2 :])

    os.fsync = counted_fsync
    Path.write_bytes = write_in_halves
    Path.write_text = lambda path, text, encoding=None: write_in_halves(path, text.encode())
    sys.addaudithook(lambda event, _: count(event))


def change_and_die(root: Path, moment: int, submission: Path) -> None:
    """The second round, up to the n-th request."""
    die_at(moment)
    change(Store(root), 2, submission)
