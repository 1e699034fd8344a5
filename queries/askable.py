"""What a guarded viewer may ask to be added up: one value of each dimension, and ranges that cannot be set apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from queries.disclosure import policy
from queries.filters import Filters, length, month_end
from queries.refusals import AskRefused


def check(filters: Filters, months: Sequence[dt.date], by: Collection[str] = ()) -> None:
    """Raises AskRefused where the parts of what a guarded viewer asks could be told by asking again.

    `months` are the month-ends there are; what an answer is split by is not added up, and may be filtered freely.
    """
    for dimension, values in filters.where:
        if len(values) > 1 and dimension not in by:
            raise AskRefused("one_value_at_a_time", dimension=dimension)
    if "month" not in by and "day" not in by and not _is_whole(filters, months):
        raise AskRefused("range_of_months", months=", ".join(map(str, policy().months)))


def _is_whole(filters: Filters, months: Sequence[dt.date]) -> bool:
    if filters.values("month") or not months:
        return True
    start, end = min(months).replace(day=1), max(months)
    first, last = filters.first_month or start, filters.last_month or end
    if _is_calendar(first, last):
        return True
    # Months of which there is nothing do not make a range longer: else the first so many could be had, however many.
    first, last = max(first, start), min(last, end)
    if first > last or (first <= min(months) and last == end):
        return True
    return _whole_months(first, last) in policy().months


def _is_calendar(first: dt.date, last: dt.date) -> bool:
    """Whether it is a quarter or a year of the calendar, of which the data may hold a part: there is one of each."""
    months = _whole_months(first, last)
    return months in (3, 12) and (first.month - 1) % months == 0


def _whole_months(first: dt.date, last: dt.date) -> int:
    """How many months a range has; 0 where it cuts one. By its first or its last day, the first month is in."""
    is_whole = first in (first.replace(day=1), month_end(first)) and last == month_end(last)
    return length(first, last) if is_whole else 0
