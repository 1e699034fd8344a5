"""The receipt of a submission: what came in, what was stored, what was held back and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from data.checking import totals
from data.checking.notices import Notice
from data.problems import LANGUAGES
from data.versions import Submission
from data.words import say


@dataclass(frozen=True)
class Count:
    """One table: rows handed in, stored and quarantined, faults by code (a row may have several), SHA-256 as stored."""

    rows_in: int
    stored: int
    quarantined: int
    reasons: dict[str, int]
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """Counts, checksums, totals and notices of one submission. Money is CNY as text, null where not reported.

    `previous` is the submission it is compared with: the one it replaces, otherwise the platform's latest before it.
    `reported_from` is the first date from which the platform reports its whole book, where it says so.
    `submission` is its id once stored, `unchanged` says that the store already held the same.
    `name` is what a platform the county has not registered calls itself, where that is known.
    `ignored` are files and columns nothing was read from, `examples` the first rows of the quarantine.
    """

    platform: str
    as_of: dt.date
    digest: str
    created_at: str
    sample: bool
    reported_from: str | None
    files: dict[str, str]
    tables: dict[str, Count]
    totals: dict[str, str | None]
    name: str | None = None
    previous: str | None = None
    difference: dict[str, str | None] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    examples: list[dict[str, Any]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    submission: str = ""
    unchanged: bool = False
    dry_run: bool = False

    @property
    def quarantined(self) -> int:
        """Rows held back, over all tables."""
        return sum(count.quarantined for count in self.tables.values())

    @property
    def stored(self) -> int:
        """Rows stored, over all tables."""
        return sum(count.stored for count in self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """As `receipt.json`: without what is only known once it is stored."""
        content = asdict(self) | {
            "as_of": self.as_of.isoformat(),
            "notices": [notice.to_json() for notice in self.notices],
        }
        return {name: value for name, value in content.items() if name not in ("submission", "unchanged", "dry_run")}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Receipt:
        """From `receipt.json`."""
        return cls(
            **content
            | {
                "as_of": dt.date.fromisoformat(content["as_of"]),
                "tables": {name: Count(**count) for name, count in content["tables"].items()},
                "notices": [Notice.from_json(notice) for notice in content["notices"]],
            }
        )

    def compared_with(self, previous: Submission | None) -> Receipt:
        """With the difference to an earlier submission, and a notice for each total that moved implausibly."""
        if previous is None:
            return self
        old = previous.receipt()["totals"]
        jumps = [
            Notice.of("implausible_total", **_named(name), **_written(before, after), previous=previous.as_of)
            for name, before, after in totals.implausible(self.totals, old)
        ]
        difference = totals.difference(self.totals, old)
        named = f"{previous.as_of}/{previous.id}"
        return replace(self, previous=named, difference=difference, notices=[*self.notices, *jumps])


def _written(before: str, after: str) -> dict[str, str]:
    return {"old": f"{Decimal(before):,}", "new": f"{Decimal(after):,}"}


def _named(total: str) -> dict[str, str]:
    return {f"name_{language}": say(language, f"total_{total}") for language in LANGUAGES}
