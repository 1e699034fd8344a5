"""Curves with the band their true course lies in: shares by number of contacts, open shares by days, rates by dose."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pages.shared.axes import Figure, Look, end_labels, room_for, value_axis
from pages.shared.charts import HOVER
from pages.shared.theme import house


@dataclass(frozen=True)
class Banded:
    """One curve: places on the axis, values with their lower and upper ends (None where unknown), what hovering says.

    Without ends no band is drawn. `hollow` marks values that rest on few cases; `dash` is a Plotly dash.
    """

    name: str
    x: Sequence[float]
    values: Sequence[float | None]
    color: str
    hover: Sequence[str]
    lower: Sequence[float | None] = field(default_factory=tuple)
    upper: Sequence[float | None] = field(default_factory=tuple)
    hollow: Sequence[bool] = field(default_factory=tuple)
    dash: str = "solid"


@dataclass(frozen=True)
class Along:
    """The horizontal axis: what is written at which place, and verticals worth a word (such as day 15)."""

    places: Sequence[float]
    words: Sequence[str]
    marks: Sequence[tuple[float, str]] = ()


def bands(
    curves: Sequence[Banded], along: Along, unit: str, look: Look, *, height: int = 320, stairs: bool = False,
    zero: bool = True,
) -> Figure:  # fmt: skip
    """Curves with their bands, named at their ends; as `stairs` a value holds until the next, as survival does.

    The value axis starts at zero unless told not to.
    """
    axis = value_axis(unit, _reach(curves), look, zero=zero)
    shown = [curve for curve in curves if any(v is not None for v in curve.values)]
    traces = [trace for curve in shown for trace in (*_band(curve, stairs), _line(curve, look, stairs))]
    ends = [place for curve in shown for place in curve.x]
    span = (min([*along.places, *ends], default=0.0), max([*along.places, *ends], default=1.0))
    edge = (span[1] - span[0]) * 0.02 or 0.5
    layout = house(
        look.colors, height=look.height(height), yaxis=axis, shapes=[_vertical(x, look) for x, _ in along.marks],
        xaxis={"tickmode": "array", "tickvals": list(along.places), "ticktext": list(along.words),
               "range": [span[0] - edge, span[1] + edge]},
        annotations=[*_names(shown, axis, look.height(height)), *_marked(along, look)],
        margin={"r": room_for([c.name for c in shown if c.name]) if any(c.name for c in shown) else 12,
                "t": 22 if along.marks else 8},
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def _reach(curves: Sequence[Banded]) -> list[float]:
    return [v for c in curves for side in (c.values, c.lower, c.upper) for v in side if v is not None]


def _band(curve: Banded, stairs: bool) -> list[Figure]:
    """The band as one closed outline for each stretch without a gap."""
    known = [(x, low, high) for x, low, high in zip(curve.x, curve.lower, curve.upper, strict=True)
             if low is not None and high is not None] if curve.lower else []  # fmt: skip
    if len(known) < 2:
        return []
    if stairs:
        known = [
            point for i, point in enumerate(known) for point in (*([(point[0], *known[i - 1][1:])] if i else []), point)
        ]
    return [{
        "type": "scatter", "mode": "lines", "x": [x for x, _, _ in known] + [x for x, _, _ in reversed(known)],
        "y": [high for _, _, high in known] + [low for _, low, _ in reversed(known)], "hoverinfo": "skip",
        "fill": "toself", "fillcolor": curve.color, "opacity": 0.16, "line": {"width": 0},
    }]  # fmt: skip


def _line(curve: Banded, look: Look, stairs: bool) -> Figure:
    inside = [look.colors.background if few else curve.color for few in curve.hollow] or curve.color
    marked = bool(curve.hollow) or len(curve.x) <= 15
    return {
        "type": "scatter", "mode": "lines+markers" if marked and not stairs else "lines", "name": curve.name,
        "x": list(curve.x), "y": list(curve.values), "connectgaps": False, "hovertext": list(curve.hover),
        "hovertemplate": HOVER, "marker": {"size": 6, "color": inside, "line": {"color": curve.color, "width": 1.2}},
        "line": {"color": curve.color, "width": 2, "dash": curve.dash, "shape": "hv" if stairs else "linear"},
    }  # fmt: skip


def _names(curves: Sequence[Banded], axis: Figure, height: int) -> list[Figure]:
    named = [c for c in curves if c.name]
    ends = [next(v for v in reversed(c.values) if v is not None) for c in named]
    at = max((c.x[-1] for c in named), default=0.0)
    return end_labels(ends, [c.name for c in named], [c.color for c in named], at, axis, height)


def _vertical(x: float, look: Look) -> Figure:
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": look.colors.line, "width": 1, "dash": "dot"}}  # fmt: skip


def _marked(along: Along, look: Look) -> list[Figure]:
    return [
        {"x": x, "yref": "paper", "y": 1, "text": word, "showarrow": False, "yanchor": "bottom",
         "font": {"size": 11, "color": look.colors.muted}}
        for x, word in along.marks
    ]  # fmt: skip
