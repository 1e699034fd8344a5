"""What the viewer chose to look at: a range of months, and values of dimensions. Hashable, so answers can be cached."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from queries.refusals import AskRefused

MONTH_DIMENSIONS = frozenset({"month", "vintage", "cohort"})


@dataclass(frozen=True)
class Filters:
    """Month-ends from `first_month` to `last_month`, both included, and per dimension the values to keep.

    `where` is sorted by dimension, each with its sorted values: two equal choices are equal and hash alike.
    """

    first_month: dt.date | None = None
    last_month: dt.date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(
        cls,
        where: Mapping[str, Iterable[str]] | None = None,
        first_month: dt.date | None = None,
        last_month: dt.date | None = None,
    ) -> Filters:
        """Filters from any mapping of dimension to values; a dimension without values is no filter."""
        chosen = {dimension: tuple(sorted(set(values))) for dimension, values in (where or {}).items()}
        return cls(first_month, last_month, tuple(sorted((d, v) for d, v in chosen.items() if v)))

    def dimensions(self) -> tuple[str, ...]:
        """The dimensions filtered, without the month range."""
        return tuple(dimension for dimension, _ in self.where)

    def values(self, dimension: str) -> tuple[str, ...] | None:
        """The values kept of a dimension, or None where it is not filtered."""
        return dict(self.where).get(dimension)

    @property
    def is_one_month(self) -> bool:
        """Whether it is sure that no more than one month-end is kept."""
        first, last = self.first_month, self.last_month
        return len(self.values("month") or ()) == 1 or bool(first and last and month_end(first) >= last)

    def only(self, dimensions: Iterable[str]) -> Filters:
        """The same range of months with the filters on `dimensions` alone."""
        kept = set(dimensions)
        return replace(self, where=tuple(entry for entry in self.where if entry[0] in kept))


NO_FILTERS = Filters()


def month_end(day: dt.date) -> dt.date:
    """The last day of the month `day` is in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def length(first: dt.date, last: dt.date) -> int:
    """How many months there are from the month of `first` to that of `last`, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def parse_day(text: str, end: bool = False) -> dt.date:
    """A date written `2024-03-15`, or a month written `2024-03`: its first day, or its last where `end`.

    Raises AskRefused for anything else.
    """
    try:
        if len(text) != 7:
            return dt.date.fromisoformat(text)
        day = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise AskRefused("not_a_date", value=text) from None
    return month_end(day) if end else day


def typed(dimension: str, values: Iterable[str]) -> list[str] | list[dt.date]:
    """Values as the warehouse stores them: month-ends for months, dates for days, text for everything else."""
    if dimension in MONTH_DIMENSIONS:
        return [month_end(parse_day(value)) for value in values]
    if dimension == "day":
        return [parse_day(value) for value in values]
    return list(values)
