"""Months, quarters and years, and the periods they are set beside. Pure functions on dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from queries.filters import month_end

# Months in one period of each grain.
GRAINS = {"month": 1, "quarter": 3, "year": 12}
_LAST = "last:"


@dataclass(frozen=True)
class Period:
    """A calendar month, quarter or year, known by its last month-end `label`; `first` to `last` is what of it is asked.

    `first` is the first day of a month, `last` a month-end.
    """

    label: dt.date
    first: dt.date
    last: dt.date


def is_relative(text: str) -> bool:
    """Whether it says a period relative to the newest month: last:3, this_year, last_year."""
    count = text.removeprefix(_LAST)
    numbered = text.startswith(_LAST) and count.isascii() and count.isdigit() and 0 < int(count) <= 1200
    return numbered or text in ("this_year", "last_year")


def resolved(text: str, newest: dt.date) -> tuple[dt.date, dt.date]:
    """The first day and the last month-end of a relative period, seen from the newest month-end."""
    if text.startswith(_LAST):
        return shifted(newest, 1 - int(text.removeprefix(_LAST))).replace(day=1), newest
    year = newest.year - (text == "last_year")
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def shifted(day: dt.date, months: int) -> dt.date:
    """The month-end so many months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return month_end(dt.date(year, month + 1, 1))


def label(month: dt.date, grain: str) -> dt.date:
    """The last month-end of the period `month` is in."""
    size = GRAINS[grain]
    return month_end(dt.date(month.year, ((month.month - 1) // size + 1) * size, 1))


def cut_short(months: Collection[dt.date], grain: str) -> list[dt.date]:
    """The periods, by their last month-end, of which only some months are among the month-ends; oldest first."""
    held = Counter(label(month, grain) for month in set(months))
    return sorted(end for end, count in held.items() if count < GRAINS[grain])


def periods(
    months: Collection[dt.date], grain: str, first: dt.date | None, last: dt.date | None, newest: dt.date
) -> Sequence[Period]:
    """The periods the month-ends fall in, oldest first, each cut where `first` or `last` cuts it.

    A period of which nothing has been reported after `last` stays whole, `newest` being the last month-end there is.
    """
    found = []
    for end in sorted({label(month, grain) for month in months}):
        start = shifted(end, 1 - GRAINS[grain]).replace(day=1)
        until = last if last and last < newest else end
        found.append(Period(end, max(start, first or start), min(end, until)))
    return found
