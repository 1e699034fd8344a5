"""What an exploration should come to, by loops over the facts: written without looking at how it is asked."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from queries.explore.exploration import OTHERS, Exploration
from queries.filters import Filters
from tests.queries import collecting_oracle, oracle
from tests.queries.explore import more

Key = tuple[Any, ...]
Figures = dict[str, Any]
Cells = dict[Key, dict[str, Figures]]
SIZE = {"month": 1, "quarter": 3, "year": 12}
# Products of other metrics: of those of each bucket, or of what was missed and what of it was not made good.
STEPS = tuple(f"M{n}" for n in range(7))
PRODUCTS = {"cumulative_roll", "entered_m2_rate"}
COVERED = {*oracle.EXPECTED, *collecting_oracle.EXPECTED, *more.COVERED, *PRODUCTS}
NONE: Figures = {"": None, "__numerator": None, "__denominator": None}


class NoTable(Exception):
    """Nothing stored holds all that is asked at once."""


def number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def end(months: int) -> dt.date:
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


@dataclass(frozen=True)
class County:
    """The facts, and the platforms that may be seen."""

    lent: oracle.Facts
    collected: collecting_oracle.Facts
    cubes: more.Cubes
    months: tuple[dt.date, ...]
    scope: tuple[str, ...]

    def answer(self, id: str, by: tuple[str, ...], filters: Filters, as_of: dt.date | None = None) -> Cells:
        """One metric's figures by group; a stock at `as_of` where it is given."""
        within = self._scoped(filters)
        if id in PRODUCTS:
            return self._product(id, by, filters)
        if id in more.COVERED:
            first, last = within.first_month, within.last_month
            if id in more.STOCKS and "month" not in by:
                at = as_of or self.last(filters)
                if at is None:
                    return {(): {id: dict(NONE)}} if not by else {}
                first, last = at, at
            found = self.cubes.answer(id, by, dict(filters.where), self.scope, (first, last))
            return {key: {id: figures} for key, figures in found.items()}
        if id in oracle.EXPECTED:
            one = oracle.EXPECTED[id]
            if as_of and one.numerator.mode == "stock" and "month" not in by:
                within = replace(within, first_month=as_of, last_month=as_of)
            pairs = oracle.answer(self.lent, id, by, within)
            return {key: {id: _figures(*pair, one.denominator is not None, 1)} for key, pair in pairs.items()}
        known = collecting_oracle.answer(self.collected, id, by, within)
        if known is None:
            raise NoTable
        other = collecting_oracle.EXPECTED[id]
        return {key: {id: _figures(*pair, other.denominator is not None, other.scale)} for key, pair in known.items()}

    def _product(self, id: str, by: tuple[str, ...], filters: Filters) -> Cells:
        if id == "entered_m2_rate":
            missed, made_good = (
                self.answer(one, by, filters) for one in ("first_day_overdue_rate", "collection_rate_30_days")
            )
            found = {
                key: [_value(missed, "first_day_overdue_rate", key), _value(made_good, "collection_rate_30_days", key)]
                for key in {*missed, *made_good}
            }
            return {key: {id: {"": None if None in pair else pair[0] * (1 - pair[1])}} for key, pair in found.items()}
        where, chosen = dict(filters.where), filters.values("bucket")
        steps = []
        for step in STEPS:
            kept = [step] if chosen is None or step in chosen else ["none"]
            steps.append(
                self.answer(
                    "roll_rate", by, Filters.of(where | {"bucket": kept}, filters.first_month, filters.last_month)
                )
            )
        every = self.answer("moved_loans", by, filters)
        rates = {key: [_value(one, "roll_rate", key) for one in steps] for key in every}
        return {key: {id: {"": None if None in found else math.prod(found)}} for key, found in rates.items()}

    def _scoped(self, filters: Filters) -> Filters:
        chosen = filters.values("platform")
        kept = [one for one in self.scope if chosen is None or one in chosen]
        return Filters.of(dict(filters.where) | {"platform": kept or ["none"]}, filters.first_month, filters.last_month)

    def last(self, filters: Filters) -> dt.date | None:
        return oracle.last_month(self.lent, self._scoped(filters))

    def viewed(self) -> list[dt.date]:
        """The month-ends from the first to the last its platforms reported."""
        reported = [row["month"] for row in self.lent["reported_month"] if row["platform"] in self.scope]
        return [month for month in self.months if min(reported) <= month <= max(reported)]


def _value(cells: Cells, id: str, key: Key) -> Any:
    value = cells.get(key, {}).get(id, NONE)[""]
    return None if value is None else float(value)


def _figures(numerator: Any, denominator: Any, ratio: bool, scale: float) -> Figures:
    if ratio:
        known = numerator is not None and denominator
        value = float(numerator) / float(denominator) * scale if known else None
    else:
        value = numerator if scale == 1 or numerator is None else float(numerator) * scale
    return {"": value, "__numerator": numerator, "__denominator": denominator}


def merged(cells: Iterable[Cells]) -> Cells:
    found: Cells = {}
    for one in cells:
        for key, figures in one.items():
            found.setdefault(key, {}).update(figures)
    return found


def span(county: County, one: Exploration) -> Exploration:
    """With the months a relative period stands for."""
    if not one.period:
        return one
    newest = county.viewed()[-1]
    if one.period.startswith("last:"):
        first, last = number(newest) - int(one.period[5:]) + 1, number(newest)
    else:
        year = newest.year - (1 if one.period == "last_year" else 0)
        first, last = year * 12, year * 12 + 11
    return replace(one, period="", first=end(first).replace(day=1), last=end(last))


def table(county: County, asked: Exploration, by: tuple[str, ...]) -> Cells:
    """The cells at the grain of `by`, with before and change where it is compared."""
    one = span(county, asked)
    now = _now(county, one, by)
    if one.compare:
        before = _before(county, one, by)
        for key in {*now, *before}:
            figures = now.setdefault(key, {})
            for id in one.metrics:
                value = figures.setdefault(id, dict(NONE)).get("")
                past = before.get(key, {}).get(id, NONE)[""]
                change = None if value is None or past is None else value - past
                figures[id] = {**figures[id], "__before": past, "__change": change}
    return now


def _now(county: County, one: Exploration, by: tuple[str, ...]) -> Cells:
    if "month" not in by or one.grain == "month":
        return _over(county, one, by, one.first, one.last)
    rest = tuple(name for name in by if name != "month")
    return merged(
        _labelled(_over(county, one, rest, first, last), by, label) for label, first, last in _periods(county, one)
    )


def _before(county: County, one: Exploration, by: tuple[str, ...]) -> Cells:
    back = 12 if one.compare == "year" else len(_covered(county, one.first, one.last)) or 12
    if "month" not in by:
        return _twin(county, one, by, one.first, one.last, back)
    rest = tuple(name for name in by if name != "month")
    if one.grain == "month":
        found = _over(county, one, by, *(day and end(number(day) - back) for day in (one.first, one.last)))
        shown = {label for label, _, _ in _periods(county, one)}
        place = by.index("month")
        moved = {(*key[:place], end(number(key[place]) + back), *key[place + 1 :]): v for key, v in found.items()}
        return {key: figures for key, figures in moved.items() if key[place] in shown}
    return merged(
        _labelled(_twin(county, one, rest, first, last, back), by, label)
        for label, first, last in _periods(county, one)
    )


def _twin(
    county: County, one: Exploration, by: tuple[str, ...], first: dt.date | None, last: dt.date | None, back: int
) -> Cells:
    months = [end(number(month) - back) for month in _covered(county, first, last)]
    if not months or any(month not in county.viewed() for month in months):
        return {}
    return _over(county, one, by, months[0].replace(day=1), months[-1])


def _covered(county: County, first: dt.date | None, last: dt.date | None) -> list[dt.date]:
    return [month for month in county.viewed() if (first or month) <= month <= (last or month)]


def _periods(county: County, one: Exploration) -> list[tuple[dt.date, dt.date, dt.date]]:
    """Last month-end, first day and last day asked of every period that has anything in the span."""
    filters = Filters(one.first, one.last, one.where)
    months = {key[0] for id in one.metrics for key in county.answer(id, ("month",), filters)}
    size = SIZE[one.grain]
    starts = sorted({number(month) // size * size for month in months})
    return [(label, max(one.first or low, low), min(one.last or label, label)) for low, label in _ends(starts, size)]


def _ends(starts: Iterable[int], size: int) -> Iterable[tuple[dt.date, dt.date]]:
    return [(end(start).replace(day=1), end(start + size - 1)) for start in starts]


def _labelled(cells: Cells, by: tuple[str, ...], label: dt.date) -> Cells:
    place = by.index("month")
    return {(*key[:place], label, *key[place:]): figures for key, figures in cells.items()}


def _over(county: County, one: Exploration, by: tuple[str, ...], first: dt.date | None, last: dt.date | None) -> Cells:
    filters = Filters(first, last, one.where)
    cells = merged(county.answer(id, by, filters) for id in one.metrics)
    if one.top is None or one.top.dimension not in by:
        return cells
    name, place = one.top.dimension, by.index(one.top.dimension)
    kept, rest = ranked(county, one)
    shown = {key: figures for key, figures in cells.items() if key[place] in kept}
    if not rest:
        return shown
    coarser = tuple(dimension for dimension in by if dimension != name)
    together = Filters.of(dict(one.where) | {name: rest}, first, last)
    as_of = county.last(filters)
    others = merged(county.answer(id, coarser, together, as_of) for id in one.metrics)
    return shown | {(*key[:place], OTHERS, *key[place:]): figures for key, figures in others.items()}


def ranked(county: County, one: Exploration) -> tuple[list[str], list[str]]:
    """The values a top keeps, and all others that any of the metrics ever has."""
    assert one.top is not None
    name, first = one.top.dimension, one.metrics[0]
    cells = county.answer(first, (name,), Filters(one.first, one.last, one.where))
    values = {key[0]: figures[first][""] for key, figures in cells.items()}
    order = sorted(values, key=lambda value: (values[value] is None, -float(values[value] or 0), value))
    kept = order[: one.top.count]
    always = {key[0] for id in one.metrics for key in county.answer(id, (name,), Filters(where=one.where))}
    return kept, sorted(always - set(kept))
