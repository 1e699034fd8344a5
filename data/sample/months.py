"""The sample's calendar: months counted from 1 (November 2023) to 36, days counted as numpy counts them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.sample.arrays import Ints

MONTHS = 36
# Loans are followed from here, so that the book is in its steady state in month 1.
WARM_UP = -36
_EARLIEST = -60
_FIRST_DAYS = (np.datetime64("2023-10") + np.arange(_EARLIEST, 120)).astype("datetime64[D]").astype(np.int64)


def first_day(month: Ints | int) -> Ints:
    """Day number of the first of `month`."""
    days: Ints = _FIRST_DAYS[np.asarray(month) - _EARLIEST]
    return days


def last_day(month: Ints | int) -> Ints:
    """Day number of the last of `month`."""
    return first_day(np.asarray(month) + 1) - 1


def month_of(day: Ints) -> Ints:
    """The month a day falls in."""
    return np.searchsorted(_FIRST_DAYS, day, side="right") - 1 + _EARLIEST


def date_of(day: int) -> dt.date:
    """A day number as a date."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(day))


def day_number(date: dt.date) -> int:
    """A date as a day number."""
    return (date - dt.date(1970, 1, 1)).days


WINDOW_STARTS = int(first_day(1))
AS_OF = int(last_day(MONTHS))
