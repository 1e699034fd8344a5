"""Is a figure's last move more than its usual noise? Its months with mean, limits and the rule that found them odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from pages.shared import numbers
from pages.shared.figures.control_chart import Controlled
from pages.shared.screen import View
from queries.dictionary import Metric
from queries.statistics.xmr import BASELINE, Rule, xmr

# Rates of counted events: where few happen, their moving ranges say little and exact limits are drawn instead.
COUNTED = ("per_thousand", "per_ten_thousand")
# A share of fewer a month jumps by whole percentage points with every single one.
FEW = 20
Rows = Mapping[date, Mapping[str, Any]]


@dataclass(frozen=True)
class Signal:
    """One month's value with mean and limits, none where unknown; `rule` found it odd, `direction` says which way."""

    value: float | None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    rule: Rule | None = None
    direction: int = 0


@dataclass(frozen=True)
class Signals:
    """A point per month, and how its limits were set (`xmr` or `poisson`).

    `is_trial`: by too few months; `is_few`: by months of too few to take a share of.
    """

    points: Sequence[Signal]
    method: str
    is_trial: bool
    is_few: bool = False

    def of(self, place: int | None) -> str:
        """What is said of the month at `place`: up, down, common; short or few where it cannot be told."""
        if self.is_few:
            return "few"
        if place is None or self.is_trial or self.points[place].mean is None:
            return "short"
        return {1: "up", -1: "down", 0: "common"}[self.points[place].direction]


def signals(one: Metric, months: Sequence[date], values: Sequence[float | None], rows: Rows) -> Signals:
    """The chart of a metric's values over the months, from the rows its sums stand in."""
    is_trial = sum(value is not None for value in values) < BASELINE
    counted = _counted(one, months, values, rows) if one.unit in COUNTED else None
    counts = [count for row in rows.values() if (count := row[f"{one.id}__count"]) is not None]
    is_few = one.unit == "share" and bool(counts) and median(counts) < FEW
    return Signals(counted or _moving(values), "poisson" if counted else "xmr", is_trial, is_few)


def controlled(view: View, one: Metric, found: Signals) -> list[Controlled]:
    """The points as a figure shows them, with what is said of each."""
    return [
        Controlled(point.value, point.mean, point.lower, point.upper, _hover(view, one, month, point), point.direction)
        for month, point in zip(view.months, found.points, strict=True)
    ]


def _moving(values: Sequence[float | None]) -> list[Signal]:
    chart = xmr(values)
    if chart is None:
        return [Signal(value) for value in values]
    limits = (chart.mean, max(chart.lower, 0.0), chart.upper)
    return [Signal(point.value, *limits, point.rule, point.direction) for point in chart.points]


def _counted(one: Metric, months: Sequence[date], values: Sequence[float | None], rows: Rows) -> list[Signal] | None:
    """The points with exact Poisson limits, None where there are events enough for moving ranges."""
    from queries.statistics.control import control  # scipy takes half a second to import

    known = [rows.get(month, {}) if value is not None else {} for month, value in zip(months, values, strict=True)]
    exposure = [_number(row.get(f"{one.id}__denominator"), one.scale) for row in known]
    chart = control([_number(row.get(f"{one.id}__numerator")) for row in known], exposure)
    if chart.method == "xmr":
        return None
    return [
        Signal(reading.rate, reading.mean, reading.lower, reading.upper, reading.rule, reading.direction)
        for reading in chart.readings
    ]


def _number(value: Any, scale: int = 1) -> float | None:
    return None if value is None else float(value) / scale


def _hover(view: View, one: Metric, month: date, point: Signal) -> str:
    written = f"{numbers.month(month)}<br>{numbers.by_unit(point.value, one.unit, view.language, 2)}"
    return f"{written}<br>{view.say(f'card.rule_{point.rule}')}" if point.rule else written
