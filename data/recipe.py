"""What a build makes: the marts in order, one platform's ingredients, and the digest that names the result."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from data.contract import TABLES
from data.reference import prime_rate, rulebook
from data.store import Submission, Version
from data.versions import new_version_id

_MARTS = Path(__file__).with_name("marts")
# In this order: what a folder makes may be read by those after it.
_SUBJECTS = ("lending", "rules", "collection", "conduct", "compliance", "market")
# Within a subject a mart's two-digit number puts it in order; the tens say what becomes of it.
_FIRST_FACT, _FIRST_CUBE = 30, 40
# The contract's tables that the marts read; each stands before them as submitted_<table>.
INPUTS = (
    "loans", "instalments", "payments", "loan_months", "cases", "agents", "assignments", "contacts", "promises",
    "plans", "costs", "complaints", "trainings", "quality_checks", "outreach",
)  # fmt: skip
_CALENDAR_YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Mart:
    """One table: a step is dropped after the build, a fact stays in its part, a cube goes into the warehouse."""

    name: str
    kind: Literal["step", "fact", "cube"]
    sql: str


@cache
def marts() -> tuple[Mart, ...]:
    """Every mart in the order in which it is built."""
    return tuple(_mart(path) for subject in _SUBJECTS for path in sorted((_MARTS / subject).glob("*.sql")))


def _mart(path: Path) -> Mart:
    number, _, name = path.stem.partition("_")
    kind: Literal["step", "fact", "cube"] = (
        "step" if int(number) < _FIRST_FACT else "fact" if int(number) < _FIRST_CUBE else "cube"
    )
    return Mart(name, kind, path.read_text(encoding="utf-8"))


@cache
def checks() -> dict[str, str]:
    """The questions a finished warehouse must answer with no row, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((_MARTS / "checks").glob("*.sql"))}


@cache
def _code() -> bytes:
    here = Path(__file__)
    sources = [here, here.with_name("build.py"), prime_rate.FILE, *rulebook.files(), *sorted(_MARTS.rglob("*.sql"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).digest()


@dataclass(frozen=True)
class Ingredients:
    """One platform's submissions in force, oldest as-of date first, and its kind (national, local, unknown)."""

    platform: str
    kind: str
    submissions: tuple[Submission, ...]

    @property
    def as_of(self) -> dt.date:
        """The newest as-of date."""
        return self.submissions[-1].as_of

    @property
    def is_sample(self) -> bool:
        """Whether any of it is made up."""
        return any(submission.receipt().get("sample") for submission in self.submissions)

    @property
    def name(self) -> str | None:
        """What the platform is called by the newest submission that says so; the county's list goes before it."""
        named = (submission.receipt().get("name") for submission in reversed(self.submissions))
        return next((name for name in named if name), None)

    @property
    def reported_from(self) -> dt.date | None:
        """The first date from which the whole book is reported, by the newest submission that says so."""
        stated = [submission.receipt().get("reported_from") for submission in reversed(self.submissions)]
        return next((dt.date.fromisoformat(since) for since in stated if since), None)

    def files(self, table: str) -> list[tuple[dt.date, Path]]:
        """The Parquet files of a contract table with their as-of dates, oldest first."""
        found = [(submission.as_of, submission.table(table)) for submission in self.submissions]
        return [(as_of, path) for as_of, path in found if path is not None]

    @property
    def handed(self) -> frozenset[str]:
        """The contract's tables that any of the submissions holds."""
        return frozenset(table for table in TABLES if self.files(table))

    def reported(self) -> pl.DataFrame:
        """One row per table handed in: table_name, as_of (the newest), row_count (over all submissions)."""
        rows = [
            (table, files[-1][0], sum(pl.scan_parquet(path).select(pl.len()).collect().item() for _, path in files))
            for table in TABLES
            if (files := self.files(table))
        ]
        schema = {"table_name": pl.String, "as_of": pl.Date, "row_count": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def digest(self) -> str:
        """Names what is built from these: same submissions, kind and marts, same digest."""
        content = hashlib.sha256(_code())
        for word in (self.platform, self.kind, *(f"{one.as_of} {one.id}" for one in self.submissions)):
            content.update(word.encode() + b"\0")
        for submission in self.submissions:
            content.update((submission.path / "receipt.json").read_bytes() + b"\0")
        return content.hexdigest()


def by_platform(submissions: Sequence[Submission], kinds: dict[str, str]) -> list[Ingredients]:
    """The submissions in force, sorted by platform; a platform without a kind is of kind unknown."""
    ordered = sorted(submissions, key=lambda one: (one.platform, one.as_of))
    groups = itertools.groupby(ordered, key=lambda one: one.platform)
    return [Ingredients(platform, kinds.get(platform, "unknown"), tuple(group)) for platform, group in groups]


def calendar() -> pl.DataFrame:
    """Every month-end (`month`) with a number that counts months (`month_no`)."""
    numbers = [year * 12 + month for year in _CALENDAR_YEARS for month in range(12)]
    firsts = [dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1) for number in numbers]
    return pl.DataFrame(
        {"month": [first - dt.timedelta(days=1) for first in firsts], "month_no": numbers},
        schema={"month": pl.Date, "month_no": pl.Int32},
    )


def lpr() -> pl.DataFrame:
    """The one-year loan prime rate (`rate`) from a day (`from_on`) until another (`until_on`), both included."""
    rows = [(one.from_on, one.until_on, one.rate) for one in prime_rate.prime_rates()]
    return pl.DataFrame(rows, schema={"from_on": pl.Date, "until_on": pl.Date, "rate": pl.Float64}, orient="row")


def rule() -> pl.DataFrame:
    """Every rule of every pack with its limits, one row per rule and channel it is about.

    `bit` is a power of two, one for each rule: a sum of them says which rules a contact is about, or breaks.
    """
    texts = ("pack", "rule", "kind", "channel")
    limits = ("quiet_from", "quiet_to", "most", "least", "days")
    flags = ("no_sundays", "consent_excuses", "related", "unrelated")
    kinds: dict[tuple[str, ...], pl.DataType] = {texts: pl.String(), limits: pl.Int32(), flags: pl.Boolean()}
    schema = {"bit": pl.Int64()} | {name: kind for names, kind in kinds.items() for name in names}
    rows = [
        (1 << place, one.pack, one.id, one.kind, channel, *(getattr(one, name) for name in (*limits, *flags)))
        for place, one in enumerate(rulebook.rules().values())
        for channel in one.channels
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def listed() -> dict[str, pl.DataFrame]:
    """What stands before the marts of every platform, by name."""
    return {"lpr": lpr(), "rule": rule()}


def empty(table: str) -> pl.DataFrame:
    """A contract table without rows, codes as text."""
    frame = TABLES[table].create_empty()
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))


def manifest(
    ingredients: Sequence[Ingredients], parts: dict[str, str], sources: dict[str, str | None], months: list[dt.date]
) -> dict[str, Any]:
    """What a version was built from and covers; `sources` say what each platform's balances come from."""
    return {
        "version": new_version_id(),
        "created_at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "as_of": max(one.as_of for one in ingredients).isoformat(),
        "sample": any(one.is_sample for one in ingredients),
        "months": [month.isoformat() for month in months],
        "submissions": [
            {"platform": one.platform, "as_of": submission.as_of.isoformat(), "id": submission.id}
            for one in ingredients
            for submission in one.submissions
        ],
        "parts": parts,
        "reported": {
            one.platform: dict(one.reported().select("table_name", "row_count").iter_rows()) for one in ingredients
        },
        "platforms": {
            one.platform: {
                "as_of": one.as_of.isoformat(),
                "name": one.name,
                "source": sources.get(one.platform),
                "sample": one.is_sample,
            }
            for one in ingredients
        },
    }


def is_built(current: Version | None, parts: dict[str, str]) -> bool:
    """Whether the current version was assembled from exactly these parts."""
    return current is not None and current.manifest()["parts"] == parts
