"""What the warehouse reads and tells while a screen is drawn, and which exact numbers of it get through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from pages.shared import answers
from queries.access import Viewer
from queries.warehouse import Answer, Warehouse

# So many digits tell one number from another, and fewer than so many tell none.
DIGITS, TELLING = 9, 7
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass
class Overheard:
    """Every viewer who was answered with rows, the numbers read for guarded ones, and those told to them."""

    viewers: set[Viewer] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def got_through(self, sent: str) -> set[str]:
        """The exact numbers in what a browser is sent, in whatever unit, that nobody was told."""
        return (self.read - self.told) & set(_written(sent))


def overhear(monkeypatch: pytest.MonkeyPatch) -> Overheard:
    """Listen from now on; what is remembered of earlier answers is forgotten."""
    for one in vars(answers).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()
    heard, asked, query = Overheard(), Warehouse._asked, Warehouse.query

    def listened(self: Warehouse, sql: str, parameters: Any, viewer: Viewer, filters: Any, **how: Any) -> Answer:
        answer = asked(self, sql, parameters, viewer, filters, **how)
        heard.viewers.add(viewer)
        if viewer.is_guarded:
            heard.read |= set(_held(answer.frame))
        return answer

    def answered(self: Warehouse, sql: str, parameters: Any, viewer: Viewer, *args: Any, **how: Any) -> Answer:
        answer = query(self, sql, parameters, viewer, *args, **how)
        if viewer.is_guarded:
            heard.told |= set(_held(answer.frame))
        return answer

    monkeypatch.setattr(Warehouse, "_asked", listened)
    monkeypatch.setattr(Warehouse, "query", answered)
    return heard


def _held(frame: pl.DataFrame) -> Iterator[str]:
    """The numbers of a frame, as `Overheard` keeps them."""
    for column in frame.select(pl.selectors.numeric()).get_columns():
        yield from _digits(column.cast(pl.Float64).drop_nulls().unique().to_list())


def _written(sent: str) -> Iterator[str]:
    found = (one.replace(",", "") for one in _NUMBER.findall(sent))
    yield from _digits(float(one) for one in found if sum(map(str.isdigit, one)) >= TELLING)


def _digits(values: Iterable[float]) -> Iterator[str]:
    """The first digits of each number; round ones and simple fractions are of many numbers."""
    for value in values:
        simple = abs(value) < 100 and abs(float(Fraction(value).limit_denominator(1000)) - value) < 1e-9 * abs(value)
        if value and abs(value) < 1e15 and not simple:
            digits = f"{abs(value):.{DIGITS - 1}e}".split("e")[0]
            if len(digits.rstrip("0").replace(".", "")) >= TELLING - 1:
                yield digits
