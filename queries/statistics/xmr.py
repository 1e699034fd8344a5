"""XmR charts: does a monthly figure move more than it usually does? Rules and constants of the NHS's "Making Data
Count" as coded in NHSRplotthedots: limits at 2.66 average moving ranges, runs and trends of 7, 2 of 3 near a limit.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

LIMIT = 2.66
SCREEN = 3.267
RUN = 7
BASELINE = 12

Rule = Literal["outside", "shift", "trend", "two_of_three"]


@dataclass(frozen=True)
class Point:
    """One value; `rule` is the first rule that makes it a special cause, `direction` +1 up or -1 down."""

    value: float | None
    rule: Rule | None = None
    direction: int = 0


@dataclass(frozen=True)
class Chart:
    """Limits and points. `is_trial`: fewer than 12 values were there to set the limits; read them with care."""

    mean: float
    average_moving_range: float
    lower: float
    upper: float
    is_trial: bool
    points: tuple[Point, ...]

    @property
    def near(self) -> tuple[float, float]:
        """The lines at two thirds of the way to the limits."""
        third = LIMIT * self.average_moving_range * 2 / 3
        return self.mean - third, self.mean + third


def xmr(values: Sequence[float | None], baseline: int | None = BASELINE, screened: bool = True) -> Chart | None:
    """The chart of values in time order, None for a gap, which no moving range or run crosses.

    Limits come from the first `baseline` values (all of them if None); `screened` leaves out moving ranges too large
    to be usual. None with fewer than two values side by side.
    """
    used = _used(values, baseline)
    average = _average_moving_range(used, screened)
    if average is None:
        return None
    mean = statistics.fmean(value for value in used if value is not None)
    lower, upper = mean - LIMIT * average, mean + LIMIT * average
    is_trial = sum(value is not None for value in values) < BASELINE
    chart = Chart(mean, average, lower, upper, is_trial, ())
    return Chart(mean, average, lower, upper, chart.is_trial, tuple(_points(values, chart)))


def usual_move(values: Sequence[float | None], baseline: int | None = BASELINE) -> float | None:
    """The average moving range of the chart without the chart; None where there is none."""
    return _average_moving_range(_used(values, baseline), screened=True)


def _used(values: Sequence[float | None], baseline: int | None) -> Sequence[float | None]:
    """The first `baseline` known values, or all where there are fewer."""
    known = [place for place, value in enumerate(values) if value is not None]
    return values[: known[baseline - 1] + 1] if baseline and len(known) >= baseline else values


def phases(values: Sequence[float | None], breaks: Sequence[int] = ()) -> list[tuple[range, Chart | None]]:
    """The chart of every stretch between `breaks`, the places where new limits begin, with the places it covers.

    A break wants a documented cause, such as a new rule or a new dialler; no run or moving range crosses it.
    """
    return [(places, xmr(values[places.start : places.stop])) for places in stretches(len(values), breaks)]


def stretches(length: int, breaks: Sequence[int]) -> list[range]:
    """The places from one break to the next, none of them empty."""
    edges = [0, *sorted({place for place in breaks if 0 < place < length}), length]
    return [range(start, stop) for start, stop in itertools.pairwise(edges) if start < stop]


def _average_moving_range(values: Sequence[float | None], screened: bool) -> float | None:
    ranges = [abs(b - a) for a, b in itertools.pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    average = statistics.fmean(ranges)
    usual = [one for one in ranges if one <= SCREEN * average]
    return statistics.fmean(usual) if screened else average


def _points(values: Sequence[float | None], chart: Chart) -> Iterator[Point]:
    sides = [_side(value, chart.mean, chart.mean) for value in values]
    steps = [None if None in (a, b) else _side(b, a, a) for a, b in itertools.pairwise(values)]  # type: ignore[arg-type]
    marks: dict[Rule, list[int]] = {
        "outside": [_side(value, chart.lower, chart.upper) or 0 for value in values],
        "shift": _runs(len(values), sides, RUN),
        "trend": _runs(len(values), steps, RUN - 1),
        "two_of_three": _two_of_three([_side(value, *chart.near) for value in values], sides),
    }
    for place, value in enumerate(values):
        rule = next((rule for rule, found in marks.items() if found[place]), None)
        yield Point(value, rule, marks[rule][place] if rule else 0)


def _side(value: float | None, lower: float, upper: float) -> int | None:
    """Above (1), below (-1), or neither; None where there is no value."""
    if value is None:
        return None
    side = (value > upper) - (value < lower)
    return 0 if side and math.isclose(value, upper if side > 0 else lower, rel_tol=1e-9) else side


def _runs(length: int, signs: Sequence[int | None], run: int) -> list[int]:
    """The places of `run` signs or more in a row that agree, with that sign; steps mark where they start from too."""
    marks = [0] * length
    place = 0
    for sign, agreeing in itertools.groupby(signs):
        start, place = place, place + len(list(agreeing))
        if sign and place - start >= run:
            stop = place + length - len(signs)
            marks[start:stop] = [sign] * (stop - start)
    return marks


def _two_of_three(far: Sequence[int | None], sides: Sequence[int | None]) -> list[int]:
    """Places beyond the two-thirds line, where two of three neighbours on one side of the mean are."""
    marks = [0] * len(far)
    for start in range(len(far) - 2):
        window = range(start, start + 3)
        beyond = [place for place in window if far[place]]
        if len(beyond) >= 2 and {sides[place] for place in window} in ({1}, {-1}):
            for place in beyond:
                marks[place] = sides[place] or 0
    return marks
