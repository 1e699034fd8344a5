"""What a viewer may do with submissions: a manager with those of their own platforms, an operator with all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from data import arrivals, held
from data import mend as mending
from data.assistant import toml
from data.assistant.suggest import Sheet, suggest
from data.assistant.words import vocabulary
from data.build import build
from data.contract import TABLES
from data.held import chosen
from data.mapping import load_mapping, parse_mapping
from data.problems import Refused
from data.quarantine import fault
from data.receipt import Receipt
from data.reference import load
from data.store import Store, Submission
from data.submit import submit
from queries import audit
from queries.access import Viewer
from queries.refusals import AskRefused

HANDS_IN = ("manager", "operator")
Progress = Callable[[str], None]
Steps = Callable[[str, int, int], None]


class Desk:
    """The submissions desk for one viewer; `account` is whom the log names.

    Every method that names a platform raises AskRefused where it is not the viewer's. What changes the store, or gives
    rows away, is in the audit log before it happens. Data that is refused raises Refused.
    """

    def __init__(self, viewer: Viewer, account: str, store: Store | None = None) -> None:
        if viewer.role not in HANDS_IN:
            raise AskRefused("handing_not_for_role", role=viewer.role)
        self._store, self._viewer, self._account = store or Store.default(), viewer, account

    @property
    def owner(self) -> tuple[str, Viewer, str]:
        """Whose jobs are whose."""
        return self._account, self._viewer, str(self._store.root)

    @property
    def is_operator(self) -> bool:
        """Whether versions are the viewer's to choose."""
        return self._viewer.role == "operator"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms the viewer may hand in for: those granted, or all that are registered or have handed in."""
        if self._viewer.platforms is not None:
            return self._viewer.platforms
        handed = {one.platform for one in self._store.submissions()}
        return tuple(sorted({*load().platforms, *handed}))

    def _own(self, platform: str) -> str:
        mine = self._viewer.platforms
        if mine is not None and platform not in mine:
            raise AskRefused("platform_not_yours", platform=platform)
        return platform

    def _operator(self) -> None:
        if not self.is_operator:
            raise AskRefused("operator_only", role=self._viewer.role)

    def _note(self, event: str, **facts: object) -> None:
        mine = self._viewer.platforms
        scope = "all" if mine is None else mine
        audit.record(event, self._store, who=self._account, role=self._viewer.role, scope=scope, **facts)

    # What was handed in

    def submissions(self) -> list[Submission]:
        """The submissions in force, by platform and as-of date."""
        mine = self._viewer.platforms
        if mine is None:
            return self._store.submissions()
        return [one for platform in mine for one in self._store.submissions(platform)]

    def history(self, platform: str, as_of: dt.date) -> list[Submission]:
        """Every submission of a platform for a date, oldest first."""
        return self._store.history(self._own(platform), as_of)

    def arrivals(self) -> pl.DataFrame:
        """When each table of the submissions in force arrived, as `data.arrivals.arrivals` tells it."""
        return arrivals.arrivals(self.submissions())

    def receipts(self) -> list[tuple[Submission, Receipt]]:
        """Every submission there ever was with its receipt, newest first; without those whose receipt is older."""
        every = [one for now in self.submissions() for one in self.history(now.platform, now.as_of)]
        told = [(one, content) for one in every if "tables" in (content := one.receipt())]
        return [
            (one, replace(Receipt.from_json(content), submission=one.id))
            for one, content in sorted(told, key=lambda each: each[1]["created_at"], reverse=True)
        ]

    def difference(self, before: Submission, after: Submission) -> pl.DataFrame:
        """What differs between two submissions, by table and key."""
        self._own(before.platform), self._own(after.platform)
        return arrivals.difference(before, after)

    # What was held back

    def faults(self, one: Submission) -> pl.DataFrame:
        """The quarantine of a submission, one row per fault."""
        self._own(one.platform)
        return held.faults(one)

    def export(self, one: Submission, wanted: pl.DataFrame, language: str, kind: str) -> bytes:
        """The rows with these faults to be mended, as xlsx, or csv where they are of one table; noted as an export."""
        self._own(one.platform)
        tables = held.to_mend(held.faults(one), wanted, language)
        rows = sum(map(len, tables.values()))
        self._note("export", what=f"quarantine {one.platform} {one.as_of} {one.id}", format=kind, rows=rows)
        return held.as_csv(next(iter(tables.values()))) if kind == "csv" else held.workbook(tables)

    # Handing in

    def suggest(self, path: Path, platform: str) -> tuple[Sheet, ...]:
        """What each file and column seems to be; learns from the platform's own mappings and those that come along."""
        return suggest(path, [*toml.shipped(), *self._mappings(platform)], owned=True)

    def _mappings(self, platform: str) -> list[Path]:
        self._own(platform)
        return [path for path in toml.saved(self._store) if path.stem.split(".")[0] == platform]

    def mappings(self, platform: str) -> list[str]:
        """The names of the mappings kept for a platform."""
        return [path.stem for path in self._mappings(platform)]

    def mapping_text(self, sheets: Sequence[Sheet], platform: str) -> str:
        """The mapping as TOML; raises Refused where something required is open."""
        return toml.mapping_text(sheets, self._own(platform))

    def save_mapping(self, platform: str, text: str) -> str:
        """Keep a mapping for a platform, in place of the earlier one; its name."""
        self._own(platform)
        self._note("mapping", what=platform)
        return toml.save(self._store, platform, text).stem

    def submit(
        self,
        path: Path,
        platform: str,
        as_of: dt.date,
        mapping: str = "",
        *,
        dry_run: bool,
        progress: Progress | None = None,
    ) -> Receipt:
        """Check and store what is at `path`, by a mapping as TOML or by the contract; a dry run stores nothing."""
        known = parse_mapping(f"{platform}.toml", mapping) if mapping else None
        self._note("submission", what=f"{self._own(platform)} {as_of}", dry_run=dry_run)
        return submit(self._store, path, platform, as_of, known, dry_run, progress)

    def saved(self, name: str) -> str:
        """A mapping kept in the store, as TOML."""
        self._own(name.split(".")[0])
        return load_mapping(name, toml.folder(self._store)).text

    def mend(
        self, path: Path, platform: str, as_of: dt.date, *, dry_run: bool, progress: Progress | None = None
    ) -> Receipt:
        """Merge mended rows into the submission in force."""
        self._note("submission", what=f"{self._own(platform)} {as_of} mended", dry_run=dry_run)
        return mending.mend(self._store, path, platform, as_of, dry_run, progress)

    def build(self, progress: Steps | None = None) -> str:
        """Bring the warehouse up to date with all that was handed in; the version then current."""
        self._note("build")
        return build(self._store, progress).id

    def is_behind(self) -> bool:
        """Whether something was handed in that the current version does not hold."""
        current = self._store.current()
        built = {(one["platform"], one["id"]) for one in current.manifest()["submissions"]} if current else set()
        return any((one.platform, one.id) not in built for one in self.submissions())

    # Versions

    def versions(self) -> list[Mapping[str, Any]]:
        """Every version's manifest, newest first, with `current`; the operator's to see."""
        self._operator()
        now = self._store.current()
        return [{**one.manifest(), "current": now is not None and one.id == now.id} for one in self._store.versions()]

    def roll_back(self, id: str) -> str:
        """Make another version current; the operator's to do."""
        self._operator()
        self._note("rollback", what=id)
        return self._store.roll_back(id).id


def tables() -> list[str]:
    """The contract's tables."""
    return list(TABLES)


def table_name(table: str, language: str) -> str:
    """What a table of the contract is called."""
    from data.words import say

    return say(language, f"table_{table}")


def column_name(table: str, column: str, language: str) -> str:
    """What a column of the contract is called."""
    known = TABLES[table].columns()[column]
    return str((known.metadata or {})["zh"]) if language == "zh" else column


def columns(table: str) -> Mapping[str, bool]:
    """The columns of a table, and whether each must be filled."""
    return {name: not column.nullable for name, column in TABLES[table].columns().items()}


def codes(table: str, column: str) -> list[str]:
    """The codes a column of a table may hold; true and false where it says yes or no."""
    return list(dict.fromkeys(vocabulary(table, column).values()))


def when(told: Receipt) -> dt.datetime | None:
    """When a submission was received, by the clock of the county."""
    return arrivals.when({"created_at": told.created_at})


def reason(code: str, language: str) -> str:
    """A reason for quarantine in a few words."""
    return held.summary(code, language)


__all__ = [
    "HANDS_IN", "Desk", "Refused", "Submission", "chosen", "codes", "column_name", "columns", "fault", "reason",
    "table_name", "tables", "when",
]  # fmt: skip
