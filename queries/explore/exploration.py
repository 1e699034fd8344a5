"""What is explored: metrics, splits, filters, a period, and what they are compared with. Hashable, and kept in a link.

It says nothing of who asks, or of which version: those are given where it is run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import isfinite
from typing import TypeVar

from queries.dictionary import dictionary
from queries.explore.periods import GRAINS, is_relative
from queries.filters import Filters, parse_day
from queries.refusals import AskRefused

MEASURES_MOST, SPLITS_MOST = 6, 3
OTHERS = "__others__"
COMPARISONS = ("previous", "year")
Range = tuple[str, float | None, float | None]
T = TypeVar("T")


@dataclass(frozen=True)
class Top:
    """Of a split's values the `count` largest by the first metric; the rest is asked together, as OTHERS."""

    dimension: str
    count: int


@dataclass(frozen=True)
class Exploration:
    """A question about metrics of the dictionary.

    `by` are its splits, the first the rows; `grain` is that of the split `month`: month, quarter or year. `period` is
    relative to the months in view (last:3, this_year, last_year); without one, `first` and `last` bound the month-ends.
    `where` is sorted as in Filters; `search` keeps the values of a dimension whose id or name holds a text; `ranges`
    keep the cells whose value of a metric lies within, ends included. `compare` sets a cell beside the period of the
    same length before (previous), or the same months a year earlier (year).
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: str = "month"
    period: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ranges: tuple[Range, ...] = ()
    search: tuple[tuple[str, str], ...] = ()
    top: Top | None = None
    compare: str = ""

    def to_link(self) -> dict[str, tuple[str, ...]]:
        """The choices as an address holds them; what is not chosen is left out."""
        named = {
            "m": self.metrics,
            "by": self.by,
            "grain": () if self.grain == "month" else (self.grain,),
            "period": (self.period,),
            "first": (self.first.isoformat(),) if self.first else (),
            "last": (self.last.isoformat(),) if self.last else (),
            "w": tuple(f"{dimension}:{value}" for dimension, values in self.where for value in values),
            "r": tuple(":".join((id, _number(low), _number(high))) for id, low, high in self.ranges),
            "q": tuple(f"{dimension}:{text}" for dimension, text in self.search),
            "top": (f"{self.top.dimension}:{self.top.count}",) if self.top else (),
            "cmp": (self.compare,),
        }
        return {name: values for name, values in named.items() if any(values)}

    @classmethod
    def from_link(cls, choices: Mapping[str, Sequence[str]]) -> tuple[Exploration, tuple[str, ...]]:
        """What the choices of an address mean, and those (`name=value`) that mean nothing here and were left out.

        Whether the values of dimensions exist is left to whoever asks.
        """
        link = _Link(choices)
        metrics = link.some("m", _known(dictionary()), MEASURES_MOST)
        may_split = splits(metrics)
        by = link.some("by", _known(may_split), SPLITS_MOST)
        may_filter = filterable(metrics)
        where: dict[str, list[str]] = {}
        for dimension, value in link.some("w", lambda text: _pair(text, may_filter)):
            where.setdefault(dimension, []).append(value)
        found = cls(
            metrics=metrics,
            by=by,
            grain=link.one("grain", _known(GRAINS)) or "month",
            period=link.one("period", lambda text: text if is_relative(text) else None) or "",
            first=link.one("first", _day),
            last=link.one("last", lambda text: _day(text, end=True)),
            where=Filters.of(where).where,
            ranges=link.some("r", lambda text: parse_range(text, metrics)),
            search=link.some("q", lambda text: _pair(text, may_filter)),
            top=link.one("top", lambda text: parse_top(text, by)),
            compare=link.one("cmp", _known(COMPARISONS)) or "",
        )
        return found, tuple(link.dropped)


class _Link:
    """Choices read one after the other; those that mean nothing are noted."""

    def __init__(self, choices: Mapping[str, Sequence[str]]) -> None:
        self._choices = choices
        self.dropped: list[str] = []

    def some(self, name: str, read: Callable[[str], T | None], most: int | None = None) -> tuple[T, ...]:
        """Every choice that can be read, each once, up to `most`."""
        kept: dict[T, None] = {}
        for text in self._choices.get(name, ()):
            value = read(text)
            if value is None or (most is not None and value not in kept and len(kept) == most):
                self.dropped.append(f"{name}={text}")
            else:
                kept[value] = None
        return tuple(kept)

    def one(self, name: str, read: Callable[[str], T | None]) -> T | None:
        """The first choice that can be read."""
        found = self.some(name, read, 1)
        return found[0] if found else None


def splits(ids: Iterable[str]) -> frozenset[str]:
    """The dimensions all these metrics can be split by; none where there is no metric, or one is unknown."""
    return _shared([dictionary()[id].dimensions if id in dictionary() else frozenset() for id in ids])


def filterable(ids: Iterable[str]) -> frozenset[str]:
    """The dimensions all these metrics can be filtered by."""
    return _shared([dictionary()[id].filterable if id in dictionary() else frozenset() for id in ids])


def _shared(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return reduce(frozenset.__and__, sets) if sets else frozenset()


def parse_range(text: str, metrics: Collection[str]) -> Range | None:
    """`metric:low:high`, either end left empty; None where it is written otherwise, or the metric is none of those."""
    id, _, bounds = text.partition(":")
    low, colon, high = bounds.partition(":")
    if id not in metrics or not colon or not (low or high):
        return None
    try:
        ends = [float(end) if end else None for end in (low, high)]
    except ValueError:
        return None
    return (id, *ends) if all(end is None or isfinite(end) for end in ends) else None  # type: ignore[return-value]


def parse_top(text: str, by: Collection[str]) -> Top | None:
    """`dimension:count`; None where it is written otherwise, or the dimension is none of those split by."""
    dimension, _, count = text.partition(":")
    if dimension not in by or not (count.isascii() and count.isdigit()) or int(count) < 1:
        return None
    return Top(dimension, int(count))


def _number(bound: float | None) -> str:
    return "" if bound is None else repr(bound)


def _known(names: Collection[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in names else None


def _pair(text: str, dimensions: Collection[str]) -> tuple[str, str] | None:
    dimension, _, value = text.partition(":")
    return (dimension, value) if dimension in dimensions and value else None


def _day(text: str, end: bool = False) -> dt.date | None:
    try:
        return parse_day(text, end)
    except AskRefused:
        return None
