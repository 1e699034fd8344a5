"""Two measures against each other: one named point per platform, channel or team."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from pages.shared.axes import Figure, Look, value_axis
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.figures.labels import clear_of_each_other
from pages.shared.theme import house


@dataclass(frozen=True)
class Spot:
    """One point: what it is, where it lies, how much stands behind it (its area), and what hovering says.

    `id` is the `name=value` a click filters by; `few` marks a point that rests on few cases, drawn hollow.
    """

    name: str
    x: float
    y: float
    weight: float
    hover: str
    color: str
    few: bool = False
    id: str = ""


@dataclass(frozen=True)
class Measure:
    """An axis: its unit, what it is called, and a value to draw a thin guide at (such as the overall one)."""

    unit: str
    name: str
    guide: float | None = None


def scatter(
    spots: Sequence[Spot], across: Measure, up: Measure, look: Look, *, height: int = 360, chosen: Sequence[str] = (),
    even: str = "",
) -> Figure:  # fmt: skip
    """Points over two measures, both from zero, named where there is room; areas follow their weights.

    `chosen` keeps those points strong and fades the others; `even` names a line drawn where both measures are equal.
    """
    x = value_axis(across.unit, [*(s.x for s in spots), across.guide or 0.0], look)
    y = value_axis(up.unit, [*(s.y for s in spots), up.guide or 0.0], look)
    x["range"] = [x["range"][0], x["range"][1] * 1.02]
    layout = house(
        look.colors, height=look.height(height), xaxis=x | {"showgrid": True, "gridcolor": look.colors.grid}, yaxis=y,
        shapes=[*_guides(across, up, look), *(_even(x, y, look) if even else [])], margin={"t": 24, "r": 16},
        annotations=[*_axis_names(across, up, look), *_names(spots, x, y, look), *_even_name(even, x, y, look)],
    )  # fmt: skip
    return {"data": [_points(spots, look, chosen)] if spots else [], "layout": layout}


def _points(spots: Sequence[Spot], look: Look, chosen: Sequence[str]) -> Figure:
    most = max(s.weight for s in spots) or 1.0
    return {
        "type": "scatter", "mode": "markers", "x": [s.x for s in spots], "y": [s.y for s in spots],
        "customdata": [s.id for s in spots], "hovertext": [s.hover for s in spots], "hovertemplate": HOVER,
        "cliponaxis": False,
        "marker": {
            "size": [8 + 16 * sqrt(max(s.weight, 0.0) / most) for s in spots],
            "color": [look.colors.background if s.few else s.color for s in spots],
            "line": {"color": [s.color for s in spots], "width": 1.5},
            "opacity": [0.3 if chosen and s.id not in chosen else 0.85 for s in spots],
        },
        **UNTOUCHED,
    }  # fmt: skip


def _guides(across: Measure, up: Measure, look: Look) -> list[Figure]:
    line = {"type": "line", "layer": "below", "line": {"color": look.colors.line, "width": 1, "dash": "dot"}}
    found = []
    if across.guide is not None:
        found.append(line | {"x0": across.guide, "x1": across.guide, "yref": "paper", "y0": 0, "y1": 1})
    if up.guide is not None:
        found.append(line | {"y0": up.guide, "y1": up.guide, "xref": "paper", "x0": 0, "x1": 1})
    return found


def _even(x: Figure, y: Figure, look: Look) -> list[Figure]:
    top = min(x["range"][1], y["range"][1])
    return [{"type": "line", "x0": 0, "y0": 0, "x1": top, "y1": top, "layer": "below",
             "line": {"color": look.colors.context, "width": 1.2, "dash": "dash"}}]  # fmt: skip


def _even_name(even: str, x: Figure, y: Figure, look: Look) -> list[Figure]:
    top = min(x["range"][1], y["range"][1])
    return [{"x": top, "y": top, "text": even, "showarrow": False, "xanchor": "right", "yanchor": "bottom",
             "xshift": -4, "font": {"size": 11, "color": look.colors.muted}}] if even else []  # fmt: skip


def _axis_names(across: Measure, up: Measure, look: Look) -> list[Figure]:
    """What each axis is, at its end: a scatter's subtitle cannot say which is which."""
    font = {"size": 11, "color": look.colors.muted}
    return [
        {"x": 1, "y": 0, "xref": "paper", "yref": "paper", "text": f"{across.name} →", "showarrow": False,
         "xanchor": "right", "yanchor": "bottom", "font": font},
        {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "text": f"↑ {up.name}", "showarrow": False,
         "xanchor": "left", "yanchor": "bottom", "font": font},
    ]  # fmt: skip


def _names(spots: Sequence[Spot], x: Figure, y: Figure, look: Look) -> list[Figure]:
    right = x["range"][1] * 0.75
    most = max((s.weight for s in spots), default=0.0) or 1.0
    notes = [
        {"x": s.x, "y": s.y, "text": s.name, "showarrow": False, "font": {"size": 12, "color": look.colors.text},
         "xanchor": "right" if s.x > right else "left", "xshift": _beside(s, most) * (-1 if s.x > right else 1)}
        for s in sorted(spots, key=lambda s: -s.weight)
    ]  # fmt: skip
    return clear_of_each_other(notes, y, x, look)


def _beside(spot: Spot, most: float) -> float:
    return 8 + 8 * sqrt(max(spot.weight, 0.0) / most)
