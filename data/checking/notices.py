"""What a submission is accepted with: remarks on its receipt that call for a look, not for a correction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from data import reference
from data.contract import Reference
from data.problems import describe

SHOWN = 5


@dataclass(frozen=True)
class Notice:
    """A code of problems.toml with what its text needs."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **values: object) -> Notice:
        """A notice with named values."""
        return cls(code, tuple((name, str(value)) for name, value in values.items()))

    def message(self, language: str) -> str:
        """The notice in words."""
        return describe(self.code, language, **dict(self.values))

    def to_json(self) -> dict[str, Any]:
        """As it stands in a receipt."""
        return {"code": self.code, "values": dict(self.values)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Notice:
        """From a receipt."""
        return cls.of(content["code"], **content["values"])


def unchecked(one: Reference) -> Notice:
    """A reference to a table nobody sent."""
    return Notice.of("reference_unchecked", table=one.table, column=one.column, target=one.target)


def unknown_regions(table: str, frame: pl.DataFrame) -> list[Notice]:
    """Region codes that the county's list does not have; they are kept as they are."""
    if "region_code" not in frame.columns:
        return []
    codes = frame["region_code"].drop_nulls().unique().sort().to_list()
    unknown = [code for code in codes if code not in reference.load().regions]
    shown = ", ".join(unknown[:SHOWN]) + (" …" if len(unknown) > SHOWN else "")
    return [Notice.of("unknown_region", table=table, count=len(unknown), value=shown)] if unknown else []


def about(platform: str, as_of: dt.date) -> list[Notice]:
    """A platform that the county has not registered, an as-of date still to come."""
    registered = platform in reference.load().platforms
    unknown = [] if registered else [Notice.of("unregistered_platform", value=platform)]
    return [*unknown, *([Notice.of("as_of_in_future", value=as_of)] if as_of > dt.date.today() else [])]
