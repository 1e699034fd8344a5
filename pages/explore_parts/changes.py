"""What a choice makes of an exploration: pure functions that leave out whatever no longer goes with the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pages.explore_parts import naming
from queries.explore.exploration import Exploration, Top, filterable, splits
from queries.filters import Filters


def metrics(asked: Exploration, ids: Iterable[str]) -> Exploration:
    """Other metrics; splits not all of them can take are left out."""
    kept = tuple(dict.fromkeys(ids))
    return split(replace(asked, metrics=kept or asked.metrics), asked.by)


def split(asked: Exploration, by: Iterable[str]) -> Exploration:
    """Other splits, as far as the metrics can take them."""
    possible = splits(asked.metrics)
    kept = tuple(d for d in dict.fromkeys(by) if d in possible)
    top = asked.top if asked.top and asked.top.dimension in kept else None
    ranges = tuple(one for one in asked.ranges if one[0] in asked.metrics)
    compare = "" if "day" in kept else asked.compare
    grain = asked.grain if "month" in kept else "month"
    return replace(asked, by=kept, top=top, ranges=ranges, compare=compare, grain=grain)


def keep(asked: Exploration, dimension: str, values: Iterable[str]) -> Exploration:
    """Only these values of a dimension; all of them where none is named."""
    where = {**dict(asked.where), dimension: tuple(values)}
    return replace(asked, where=Filters.of(where).where)


def search(asked: Exploration, dimension: str, words: str) -> Exploration:
    """Only values of a dimension that hold these words; all where there are none."""
    found = {**dict(asked.search), dimension: words.strip()}
    return replace(asked, search=tuple((d, text) for d, text in found.items() if text))


def bound(asked: Exploration, id: str, low: float | None, high: float | None) -> Exploration:
    """Only cells with a value of the metric from `low` to `high`; all where neither is given."""
    others = tuple(one for one in asked.ranges if one[0] != id)
    if low is None and high is None:
        return replace(asked, ranges=others)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return replace(asked, ranges=(*others, (id, low, high)))


def top(asked: Exploration, dimension: str, count: int | None) -> Exploration:
    """Only so many of the largest values of a split, the others together; all where no number is given."""
    return replace(asked, top=Top(dimension, count) if dimension in asked.by and count else None)


def period(asked: Exploration, relative: str = "", first: date | None = None, last: date | None = None) -> Exploration:
    """Another period: relative, or from `first` to `last`; all of it where nothing is named."""
    return replace(asked, period=relative, first=first, last=last)


def grained(asked: Exploration, grain: str) -> Exploration:
    """Months taken together by another grain."""
    return replace(asked, grain=grain)


def compared(asked: Exploration, compare: str) -> Exploration:
    """Set beside another period, or beside none."""
    return replace(asked, compare=compare)


def rankable(asked: Exploration) -> list[str]:
    """The splits of which only the largest parts could be kept: those the metrics can be filtered by, but for time."""
    return [d for d in asked.by if d not in naming.TIMES and d in filterable(asked.metrics)]


def only(asked: Exploration, row: Mapping[str, Any], within: Filters) -> Exploration:
    """Nothing but one cell, of which `within` are the filters, by what it is not split by yet."""
    where = {**dict(asked.where), **dict(within.where)}
    found = replace(asked, where=Filters.of(where).where, search=())
    if "month" in row:
        found = period(found, first=within.first_month, last=within.last_month)
    left = [d for d in asked.by if d not in row]
    return split(found, left or [d for d in free(found) if d not in row][:1])


def further(asked: Exploration, row: Mapping[str, Any], within: Filters, dimension: str) -> Exploration:
    """One cell, split by another dimension."""
    return split(only(asked, row, within), [dimension])


def free(asked: Exploration, hidden: Iterable[str] = ()) -> list[str]:
    """The dimensions that could be split by besides those that are, the most usual first."""
    possible = splits(asked.metrics) - set(asked.by) - set(hidden)
    usual = [d for d in naming.USUAL if d in possible]
    return [*usual, *sorted(possible - set(usual))]
