"""The versioned store: submissions, parts and warehouse versions in directories that never change once published.

```
CURRENT                                            the version in force, one line
submissions/<platform>/<as_of>/<NNNN-digest12>/    the highest NNNN is in force, lower ones are history
parts/<platform>/<digest>/                         one platform's facts and cubes, named by what they were built from
versions/<version>/                                manifest.json and warehouse.duckdb
staging/  leases/  writer.lock                     work in progress, marks of readers, the one writer's lock
```

Others keep theirs beside these: audit/ (what was given to whom), mappings/ and saved.sqlite (what people saved),
scoped/<version>/ (slices for single viewers, which can be made again) and log/.

A directory is written in staging, flushed, then renamed into place, so a crash at any moment leaves the old state or
the new one. Readers need no lock; a lease keeps what they read from being pruned.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from data import files
from data.leases import Leases
from data.problems import Refused
from data.versions import VERSION_ID, Submission, Version, check_platform, list_submissions, new_version_id

__all__ = ["WAITING", "Store", "Submission", "Version", "new_version_id"]

# What a writer is at while another one writes.
WAITING = "waiting"
MANIFEST_KEYS = ("version", "created_at", "as_of", "parts")


class Store:
    """A folder of submissions and versions. Making one touches nothing on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._submissions, self._parts, self._versions = root / "submissions", root / "parts", root / "versions"
        self._staging, self._current = root / "staging", root / "CURRENT"
        self._leases = Leases(root / "leases")
        self._writer = FileLock(root / "writer.lock", is_singleton=True)

    @classmethod
    def default(cls) -> Store:
        """The store named by COLLECTIONS_STORE, otherwise `data/store`."""
        return cls(Path(os.environ.get("COLLECTIONS_STORE") or Path(__file__).with_name("store")))

    @contextmanager
    def writing(self, on_wait: Callable[[str], object] | None = None) -> Iterator[None]:
        """Wait for the one writer's lock and hold it; it may be taken again inside, and ends with the process.

        `on_wait(WAITING)` is called where somebody else holds it.
        """
        files.make_directory(self.root)
        try:
            turn = self._writer.acquire(timeout=0)
        except Timeout:
            if on_wait:
                on_wait(WAITING)
            turn = self._writer.acquire()
        with turn:
            yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty directory on the store's file system; what is left of it afterwards is removed."""
        name = secrets.token_hex(8)
        with self._leases.hold(name):
            folder = self._staging / name
            folder.mkdir(parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def submissions(self, platform: str | None = None) -> list[Submission]:
        """The submissions in force, by platform and as-of date; of one platform alone where it is named."""
        folders = [self._submissions / platform] if platform else files.directories(self._submissions)
        dates = [entry for folder in folders for entry in files.directories(folder)]
        histories = (self.history(entry.parent.name, dt.date.fromisoformat(entry.name)) for entry in dates)
        return [history[-1] for history in histories if history]

    def history(self, platform: str, as_of: dt.date) -> list[Submission]:
        """Every submission of a platform for an as-of date, oldest first; the last one is in force."""
        return list_submissions(self._submissions / check_platform(platform) / as_of.isoformat(), platform, as_of)

    def publish_submission(self, staged: Path, platform: str, as_of: dt.date, digest: str) -> Submission:
        """Put a finished directory in force; the same digest as the one in force changes nothing."""
        with self.writing():
            history = self.history(platform, as_of)
            number = history[-1].number + 1 if history else 1
            name = f"{number:04}-{digest[:12]}"
            if history and history[-1].id.partition("-")[2] == digest[:12]:
                return history[-1]
            place = self._submissions / platform / as_of.isoformat() / name
            files.publish(staged, place)
            return Submission(platform, as_of, name, place)

    def part(self, platform: str, digest: str) -> Path | None:
        """The directory of a platform's part, or None where it has not been built."""
        place = self._parts / check_platform(platform) / digest
        return place if place.is_dir() else None

    def publish_part(self, staged: Path, platform: str, digest: str) -> Path:
        """Keep a finished part under its digest. Hold `writing()` until a version refers to it, or pruning takes it."""
        with self.writing():
            if (existing := self.part(platform, digest)) is not None:
                return existing
            place = self._parts / platform / digest
            files.publish(staged, place)
            return place

    def publish_version(self, staged: Path) -> Version:
        """Make a finished warehouse the current version; raises ValueError where it is not whole."""
        version = _check_version(staged)
        with self.writing():
            files.publish(staged, self._versions / version)
            return self._point_to(self.version(version))

    def current(self) -> Version | None:
        """The version in force, or None before the first build."""
        try:
            return self.version(self._current.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return None

    def version(self, id: str) -> Version:
        """The version with this id; raises Refused where there is none."""
        place = self._versions / id
        if not VERSION_ID.fullmatch(id) or not place.is_dir():
            raise Refused("unknown_version", value=id)
        return Version(id, place)

    def versions(self) -> list[Version]:
        """Every version, newest first."""
        found = [Version(entry.name, entry) for entry in files.directories(self._versions)]
        return sorted(found, key=lambda version: (version.manifest()["created_at"], version.id), reverse=True)

    @contextmanager
    def use(self, version: Version) -> Iterator[Version]:
        """Keep a version, and what it refers to, from being pruned; raises Refused where it is gone already."""
        with self._leases.hold(version.id):
            yield self.version(version.id)

    def roll_back(self, id: str) -> Version:
        """Point back (or forward) to another version; raises Refused where there is none."""
        with self.writing():
            return self._point_to(self.version(id))

    def prune(self, keep: int = 5) -> list[str]:
        """Remove all but the newest `keep` versions, parts no kept version refers to, and what crashes left behind.

        The current version and those in use stay. Returns what was removed, as paths within the store.
        """
        with self.writing(), self.staging() as bin, self._leases.guard():
            held = self._leases.held()
            removed = [*self._unwanted(keep, held), *self._abandoned(held)]
            for number, place in enumerate(removed):
                place.rename(bin / str(number))
            return [place.relative_to(self.root).as_posix() for place in removed]

    def _unwanted(self, keep: int, held: set[str]) -> Iterator[Path]:
        current, versions = self.current(), self.versions()
        wanted = {version.id for version in versions[:keep]} | held | ({current.id} if current else set())
        kept = [version for version in versions if version.id in wanted]
        needed = {self._parts / platform / digest for v in kept for platform, digest in v.manifest()["parts"].items()}
        yield from (version.path for version in versions if version.id not in wanted)
        for platform in files.directories(self._parts):
            yield from (part for part in files.directories(platform) if part not in needed)

    def _abandoned(self, held: set[str]) -> Iterator[Path]:
        yield from (folder for folder in files.directories(self._staging) if folder.name not in held)

    def _point_to(self, version: Version) -> Version:
        with self.staging() as beside:
            files.write_text(self._current, version.id + "\n", beside)
        return version


def _check_version(staged: Path) -> str:
    manifest = json.loads((staged / "manifest.json").read_text(encoding="utf-8"))
    missing = [key for key in MANIFEST_KEYS if key not in manifest]
    if missing or not VERSION_ID.fullmatch(manifest["version"]) or not (staged / "warehouse.duckdb").stat().st_size:
        raise ValueError(f"not a version: {missing or staged}")
    return str(manifest["version"])
