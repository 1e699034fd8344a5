"""What the store holds: submissions and warehouse versions. Both are directories that never change once published."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.problems import Refused

VERSION_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")
MOST_PLATFORM_ID = 64
_PLATFORM_ID = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MOST_PLATFORM_ID - 1}}}")
# Windows keeps these names for devices, whatever the directory.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@dataclass(frozen=True)
class Submission:
    """One accepted submission: `receipt.json`, a Parquet file per table, `quarantine.parquet`."""

    platform: str
    as_of: dt.date
    id: str
    path: Path

    @property
    def number(self) -> int:
        """Counts up with each replacement for the same platform and as-of date; the highest is in force."""
        return int(self.id.partition("-")[0])

    def receipt(self) -> dict[str, Any]:
        """The receipt as stored; see `data.receipt.Receipt`."""
        return _read_json(self.path / "receipt.json")

    def table(self, name: str) -> Path | None:
        """The Parquet file of a contract table, or None where it was not submitted."""
        path = self.path / f"{name}.parquet"
        return path if path.exists() else None


@dataclass(frozen=True)
class Version:
    """One built warehouse: `manifest.json` says what went in, `warehouse.duckdb` holds the tables."""

    id: str
    path: Path

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.path / "warehouse.duckdb"

    def manifest(self) -> dict[str, Any]:
        """What the version was built from and covers."""
        return _read_json(self.path / "manifest.json")


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def new_version_id() -> str:
    """A fresh id such as `20261124T221500-3f2a`: the time in UTC and the second's fraction in hex; ids sort by age."""
    now = dt.datetime.now(dt.UTC)
    return f"{now:%Y%m%dT%H%M%S}-{now.microsecond * 0x10000 // 1_000_000:04x}"


def is_platform(platform: str) -> bool:
    """Whether an id can name a directory on every system."""
    return bool(_PLATFORM_ID.fullmatch(platform)) and platform not in _DEVICES


def check_platform(platform: str) -> str:
    """The platform id itself; raises Refused where it cannot name a directory on every system."""
    if not is_platform(platform):
        raise Refused("bad_platform_id", value=platform)
    return platform


def list_submissions(folder: Path, platform: str, as_of: dt.date) -> list[Submission]:
    """The submissions in `folder`, all of one platform and as-of date, oldest first."""
    entries = [entry for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
    return sorted((Submission(platform, as_of, entry.name, entry) for entry in entries), key=lambda one: one.number)
