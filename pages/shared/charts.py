"""Figures over months, from plain values to plain dicts; nothing here asks a question or knows a screen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pages.shared import numbers
from pages.shared.axes import (
    Event,
    Figure,
    Look,
    click,
    day_axis,
    end_labels,
    event_marks,
    gap_marks,
    is_daily,
    month_axis,
    room_for,
    value_axis,
)
from pages.shared.theme import house

HOVER = "%{hovertext}<extra></extra>"
HATCHED = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
UNTOUCHED = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}


_LONG_NAMES = 110  # pixels


@dataclass(frozen=True)
class Series:
    """One line or stack: a value per place (None where not reported), and what hovering over it says.

    `id` is the `name=value` a click on it filters by; `hollow` marks values that rest on few cases.
    """

    name: str
    values: Sequence[float | None]
    color: str
    hover: Sequence[str]
    id: str = ""
    dash: str = "solid"
    width: float = 2.0
    hollow: Sequence[bool] = field(default_factory=tuple)


@dataclass(frozen=True)
class Stage:
    """The months a figure shows and how: height, how many are labelled, events, one month marked, a gap's word."""

    months: Sequence[date]
    look: Look
    height: int = 300
    labels: int = 7
    events: Sequence[Event] = ()
    focus: int | None = None
    gap: str = "shared.not_reported"

    @property
    def places(self) -> list[int]:
        """Where each month stands on the axis."""
        return list(range(len(self.months)))

    @property
    def axis(self) -> Figure:
        """The axis they stand on: months, or the days of one."""
        if is_daily(self.months):
            return day_axis(self.months, self.look)
        return month_axis(self.months, self.look, labels=self.labels)

    @property
    def pixels(self) -> int:
        """The height on this reader's screen."""
        return self.look.height(self.height)


def stacked(stage: Stage, series: Sequence[Series], unit: str, *, chosen: Sequence[str] = ()) -> Figure:
    """Stacked columns by month, first series at the bottom; names stand beside the last column.

    `chosen` keeps those series strong and fades the others.
    """
    axis = value_axis(unit, [sum(s.values[i] or 0 for s in series) for i in stage.places], stage.look)
    edge = {"width": 0.5, "color": stage.look.colors.background}
    traces = [
        {"type": "bar", "name": s.name, "x": stage.places, "y": list(s.values), "customdata": _pairs(s, stage),
         "marker": {"color": s.color, "line": edge}, "opacity": 1 if not chosen or s.id in chosen else 0.28,
         "hovertext": list(s.hover), "hovertemplate": HOVER, **UNTOUCHED}
        for s in series
    ]  # fmt: skip
    labels = _stack_labels(series, axis, stage)
    return _figure(stage, series, traces, axis, labels, barmode="stack", bargap=0.18)


def _stack_labels(series: Sequence[Series], axis: Figure, stage: Stage) -> list[Figure]:
    last = max((i for s in series for i, v in enumerate(s.values) if v is not None), default=None)
    if last is None:
        return []
    middles, below = [], 0.0
    for s in series:
        value = s.values[last] or 0.0
        middles.append(below + value / 2)
        below += value
    names, colors = [s.name for s in series], [s.color for s in series]
    return end_labels(middles, names, colors, len(stage.months) - 0.55, axis, stage.pixels)


def lines(stage: Stage, series: Sequence[Series], unit: str, *, zero: bool = True) -> Figure:
    """Lines by month, each named at its end; a month no line has is hatched, a single missing value is a gap."""
    axis = value_axis(unit, reach(series), stage.look, zero=zero)
    traces = [trace(s, stage.places, stage.look) | {"customdata": _pairs(s, stage)} for s in series]
    return _figure(stage, series, traces, axis, line_labels(series, stage.places, axis, stage.pixels))


def _pairs(s: Series, stage: Stage) -> list[str]:
    """What a click on each place chooses: `month=2024-03&bucket=M2`; on a day only the series."""
    if is_daily(stage.months):
        return [s.id] * len(stage.months)
    months = [click("month", numbers.month(month)) for month in stage.months]
    return [f"{month}&{s.id}" if s.id else month for month in months]


def reach(series: Sequence[Series]) -> list[float]:
    """Every value there is, to fit an axis to."""
    return [v for s in series for v in s.values if v is not None]


def trace(s: Series, x: list[int], look: Look) -> Figure:
    """One line, with markers where it is short or where they say that few cases are behind a value."""
    inside = [look.colors.background if few else s.color for few in s.hollow]
    marks: Figure = {"size": 6, "color": inside, "line": {"color": s.color, "width": 1.2}} if s.hollow else {"size": 5}
    is_marked, alone = bool(s.hollow) or len(x) <= 15, _alone(s.values)
    if not is_marked and any(alone):
        marks, is_marked = {"size": [5 if one else 0 for one in alone], "opacity": 1, "line": {"width": 0}}, True
    return {
        "type": "scatter", "mode": "lines+markers" if is_marked else "lines", "name": s.name, "x": x,
        "y": list(s.values), "connectgaps": False, "marker": {"color": s.color} | marks, "hovertext": list(s.hover),
        "line": {"color": s.color, "width": s.width, "dash": s.dash}, "hovertemplate": HOVER,
    }  # fmt: skip


def _alone(values: Sequence[float | None]) -> list[bool]:
    """Which values have a gap on either side, where a line without marks would show nothing."""
    around = [None, *values, None]
    return [v is not None and around[i] is None and around[i + 2] is None for i, v in enumerate(values)]


def line_labels(series: Sequence[Series], x: Sequence[Any], axis: Figure, height: int) -> list[Figure]:
    """Each line's name where it ends; names of lines that end at about the same place keep apart."""
    ends = [(s, max((i for i, v in enumerate(s.values) if v is not None), default=-1)) for s in series if s.name]
    last = max((end for _, end in ends), default=-1)
    groups: dict[int, list[tuple[Series, float]]] = {}
    for s, end in ends:
        if end >= 0:
            place = last if last - end <= max(2, len(x) // 5) else end
            groups.setdefault(place, []).append((s, float(s.values[end] or 0)))
    return [
        note
        for place, group in groups.items()
        for note in end_labels([v for _, v in group], [s.name for s, _ in group], [s.color for s, _ in group],
                               x[place], axis, height)
    ]  # fmt: skip


def _figure(
    stage: Stage, series: Sequence[Series], traces: list[Figure], axis: Figure, labels: list[Figure], **layout: Any
) -> Figure:
    missing = [i for i in stage.places if all(s.values[i] is None for s in series)]
    shapes, notes = event_marks(stage.events, stage.months, stage.look)
    names = room_for([s.name for s in series])
    if stage.look.narrow and names > _LONG_NAMES:
        stage = replace(stage, labels=2)  # what they leave of a phone holds no more
    if stage.focus is not None:
        shapes.append(_mark(stage.focus, stage.look))
    return {
        "data": [*gap_marks(missing, stage.look, stage.gap), *traces],
        "layout": house(
            stage.look.colors,
            height=stage.pixels,
            margin={"r": names, "t": (8, 22, 36)[min(len(notes), 2)]},
            xaxis=stage.axis,
            yaxis=axis,
            yaxis2=HATCHED if missing else {"visible": False},
            shapes=shapes,
            annotations=[*labels, *notes],
            **layout,
        ),
    }


def _mark(place: int, look: Look) -> Figure:
    """A band behind the month looked at."""
    return {"type": "rect", "x0": place - 0.5, "x1": place + 0.5, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"width": 0}, "fillcolor": look.colors.accent, "opacity": 0.14}  # fmt: skip
