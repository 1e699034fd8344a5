"""Control charts of events by month over a varying exposure: XmR of the rate, or exact Poisson limits of few events."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from queries.statistics.arrays import Floats
from queries.statistics.counts import poisson_quantile
from queries.statistics.xmr import BASELINE, Rule, phases, stretches

FEW = 5.0  # events a month: below, a rate's moving ranges say little
TAIL = 0.00135  # beyond either limit, as three standard deviations leave


@dataclass(frozen=True)
class Reading:
    """One month, in events per unit of exposure; a rate that is not known, or limits nothing could set, are None."""

    phase: int
    rate: float | None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    rule: Rule | None = None
    direction: int = 0


@dataclass(frozen=True)
class Control:
    """The readings in time order, and how their limits were set."""

    method: Literal["xmr", "poisson"]
    readings: tuple[Reading, ...]


def control(events: Sequence[float | None], exposure: Sequence[float | None], breaks: Sequence[int] = ()) -> Control:
    """The chart of events (None: not reported) over their exposure, limits set anew from each of the places `breaks`.

    Exact Poisson limits, and no rule but the one point outside them, where there are fewer than 5 events a month.
    """
    known = [count if size else None for count, size in zip(events, exposure, strict=True)]
    counts = [count for count in known if count is not None]
    if counts and statistics.fmean(counts) < FEW:
        return Control("poisson", tuple(_poisson(known, exposure, breaks)))
    return Control("xmr", tuple(_xmr(known, exposure, breaks)))


def _xmr(events: Sequence[float | None], exposure: Sequence[float | None], breaks: Sequence[int]) -> Iterator[Reading]:
    rates = [count / size if count is not None and size else None for count, size in zip(events, exposure, strict=True)]
    for phase, (places, chart) in enumerate(phases(rates, breaks), start=1):
        if chart is None:
            yield from (Reading(phase, rates[place]) for place in places)
            continue
        limits = (chart.mean, max(0.0, chart.lower), chart.upper)
        yield from (Reading(phase, point.value, *limits, point.rule, point.direction) for point in chart.points)


def _poisson(
    events: Sequence[float | None], exposure: Sequence[float | None], breaks: Sequence[int]
) -> Iterator[Reading]:
    counts, sizes = np.array(events, float), np.array(exposure, float)
    for phase, places in enumerate(stretches(len(events), breaks), start=1):
        part = slice(places.start, places.stop)
        yield from _readings(phase, counts[part], sizes[part])


def _readings(phase: int, counts: Floats, sizes: Floats) -> Iterator[Reading]:
    """Readings of one stretch, its mean from the first twelve months that are known.

    Half an event more sets the limits: without it, the first event after a year of none would be a signal.
    """
    base = np.flatnonzero(~np.isnan(counts))[:BASELINE]
    if not len(base):
        yield from (Reading(phase, None) for _ in counts)
        return
    seen, watched = float(counts[base].sum()), float(sizes[base].sum())
    lowest, highest = (poisson_quantile(sizes * (seen + 0.5) / watched, tail) for tail in (TAIL, 1 - TAIL))
    for count, size, low, high in zip(counts, sizes, lowest, highest, strict=True):
        if np.isnan(count):
            yield Reading(phase, None, seen / watched)
            continue
        side = int(count > high) - int(count < low)
        yield Reading(phase, count / size, seen / watched, low / size, high / size, "outside" if side else None, side)
