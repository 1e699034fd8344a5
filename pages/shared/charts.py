"""Figures over months, from plain values to plain dicts; nothing here asks a question or knows a screen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pages.shared.axes import (
    Event,
    Figure,
    Look,
    end_labels,
    event_marks,
    gap_marks,
    month_axis,
    room_for,
    value_axis,
)
from pages.shared.theme import house

HOVER = "%{hovertext}<extra></extra>"
HATCHED = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}


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
    band: tuple[Sequence[float | None], Sequence[float | None]] | None = None


def stacked(
    months: Sequence[date], series: Sequence[Series], unit: str, look: Look,
    *, height: int = 340, focus: int | None = None, events: Sequence[Event] = (), chosen: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """Stacked columns by month, first series at the bottom; names stand beside the last column.

    `focus` marks one month, `chosen` keeps those series strong and fades the others.
    """
    tops = [sum(s.values[i] or 0 for s in series) for i in range(len(months))]
    axis = value_axis(unit, tops, look)
    traces = [
        {"type": "bar", "name": s.name, "x": list(range(len(months))), "y": list(s.values),
         "customdata": [_pairs(s, month) for month in months],
         "marker": {"color": s.color, "line": {"width": 0.5, "color": look.colors.background}},
         "opacity": 1 if not chosen or s.id in chosen else 0.28,
         "hovertext": list(s.hover), "hovertemplate": HOVER,
         "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
        for s in series
    ]  # fmt: skip
    missing = [i for i in range(len(months)) if all(s.values[i] is None for s in series)]
    labels = _stack_labels(series, axis, look.height(height)) if series else []
    return _over_months(months, traces, axis, look, height, labels, events, missing, focus,
                        room_for([s.name for s in series]), barmode="stack", bargap=0.18)  # fmt: skip


def _stack_labels(series: Sequence[Series], axis: Figure, height: int) -> list[Figure]:
    last = max((i for s in series for i, v in enumerate(s.values) if v is not None), default=None)
    if last is None:
        return []
    middles, below = [], 0.0
    for s in series:
        value = s.values[last] or 0.0
        middles.append(below + value / 2)
        below += value
    return end_labels(middles, [s.name for s in series], [s.color for s in series], last + 0.42, axis, height)


def lines(
    months: Sequence[date], series: Sequence[Series], unit: str, look: Look,
    *, height: int = 300, events: Sequence[Event] = (), zero: bool = True, focus: int | None = None,
) -> Figure:  # fmt: skip
    """Lines by month, each named at its end; a month no line has is hatched, a single missing value is a gap."""
    axis = value_axis(unit, _reach(series), look, zero=zero)
    places = list(range(len(months)))
    traces = [
        trace | {"customdata": [_pairs(s, m) for m in months]} for s in series for trace in _line(s, places, look)
    ]
    missing = [i for i in range(len(months)) if all(s.values[i] is None for s in series)]
    labels = line_labels(series, places, axis, look.height(height))
    return _over_months(months, traces, axis, look, height, labels, events, missing, focus,
                        room_for([s.name for s in series]))  # fmt: skip


def _pairs(s: Series, month: date) -> list[str]:
    return [f"month={month:%Y-%m}", *([s.id] if s.id else [])]


def _reach(series: Sequence[Series]) -> list[float]:
    bands = [side for s in series if s.band for side in s.band]
    return [v for values in [*(s.values for s in series), *bands] for v in values if v is not None]


def _line(s: Series, x: list[Any], look: Look) -> list[Figure]:
    marks: Figure = {"size": 5, "color": s.color}
    if s.hollow:
        inside = [look.colors.background if few else s.color for few in s.hollow]
        marks = {"size": 6, "color": inside, "line": {"color": s.color, "width": 1.2}}
    drawn: Figure = {
        "type": "scatter", "mode": "lines+markers" if s.hollow or len(x) <= 15 else "lines", "name": s.name, "x": x,
        "y": list(s.values), "connectgaps": False, "marker": marks,
        "line": {"color": s.color, "width": s.width, "dash": s.dash}, "hovertext": list(s.hover),
        "hovertemplate": HOVER,
    }  # fmt: skip
    return [*_band(s, x), drawn]


def _band(s: Series, x: list[Any]) -> list[Figure]:
    if s.band is None:
        return []
    flat: Figure = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    return [flat | {"y": list(s.band[0])},
            flat | {"y": list(s.band[1]), "fill": "tonexty", "fillcolor": _faint(s.color)}]  # fmt: skip


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"


def line_labels(series: Sequence[Series], x: Sequence[Any], axis: Figure, height: int) -> list[Figure]:
    """Each line's name at the last place it has a value for."""
    ends = [(s, max((i for i, v in enumerate(s.values) if v is not None), default=None)) for s in series]
    known = [(s, i) for s, i in ends if i is not None]
    if not known:
        return []
    places = [float(s.values[i] or 0) for s, i in known]
    at = max(x[i] for _, i in known)
    return end_labels(places, [s.name for s, _ in known], [s.color for s, _ in known], at, axis, height)


def _over_months(
    months: Sequence[date], traces: list[Figure], axis: Figure, look: Look, height: int, labels: list[Figure],
    events: Sequence[Event], missing: list[int], focus: int | None, right: int, **layout: Any,
) -> Figure:  # fmt: skip
    shapes, notes = event_marks(events, months, look)
    if focus is not None:
        shapes.append({"type": "rect", "x0": focus - 0.5, "x1": focus + 0.5, "yref": "paper", "y0": 0, "y1": 1,
                       "layer": "below", "line": {"width": 0}, "fillcolor": look.colors.accent,
                       "opacity": 0.14})  # fmt: skip
    top = 8 if not notes else 22 if len(notes) == 1 else 36
    return {
        "data": [*gap_marks(missing, look), *traces],
        "layout": house(
            look.colors, height=look.height(height), margin={"l": 8, "r": right, "t": top, "b": 8},
            xaxis=month_axis(months, look), yaxis=axis, yaxis2=HATCHED if missing else {"visible": False},
            shapes=shapes, annotations=[*labels, *notes], **layout,
        ),
    }  # fmt: skip
