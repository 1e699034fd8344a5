"""Two measures against each other: one named point per platform, channel or team."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from pages.shared.axes import Figure, Look, value_axis
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.figures.labels import CORNERS, SIDES, Ground, Side, beside
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
    """An axis: its unit, what it is called, and a value to draw a thin guide at (such as the overall one).

    `reach` are values it must hold beside those of the points.
    """

    unit: str
    name: str
    guide: float | None = None
    reach: Sequence[float] = ()


def scatter(
    spots: Sequence[Spot], across: Measure, up: Measure, look: Look, *, height: int = 360, chosen: Sequence[str] = (),
    even: str = "", crossed: bool = False,
) -> Figure:  # fmt: skip
    """Points over two measures, named where there is room; areas follow their weights.

    The axes cover the points, and start at zero only where `even` is drawn: a line named so, on which both measures
    are equal. `chosen` keeps those points strong and fades the others. Names leave room for arms where these are
    `crossed`.
    """
    x = _axis(across, [s.x for s in spots], look, zero=bool(even))
    y = _axis(up, [s.y for s in spots], look, zero=bool(even)) | {"rangemode": "normal"}
    names = _names(spots, Ground(x, y, look), CORNERS if crossed else SIDES)
    layout = house(
        look.colors, height=look.height(height), xaxis=x | {"showgrid": True, "gridcolor": look.colors.grid}, yaxis=y,
        shapes=[*_guides(across, up, look), *(_even(x, y, look) if even else [])], margin={"t": 24, "r": 16, "b": 44},
        annotations=[*_axis_names(across, up, look), *names, *_even_name(even, x, y, look)],
    )  # fmt: skip
    return {"data": [_points(spots, look, chosen)] if spots else [], "layout": layout}


def _axis(measure: Measure, values: Sequence[float], look: Look, *, zero: bool) -> Figure:
    """An axis over the values and the guide, with room for a point at either end."""
    reach = [*values, *([] if measure.guide is None else [measure.guide])]
    if not reach or zero:
        return value_axis(measure.unit, reach, look, zero=zero)
    low, high, room = min(reach), max(reach), (max(reach) - min(reach)) * 0.06
    least = max(low - room, 0.0) if low >= 0 else low - room
    most = min(high + room, 1.0) if measure.unit == "share" and high <= 1 else high + room
    return value_axis(measure.unit, [least, most, *measure.reach], look, zero=zero)


def _points(spots: Sequence[Spot], look: Look, chosen: Sequence[str]) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": [s.x for s in spots], "y": [s.y for s in spots],
        "customdata": [s.id for s in spots], "hovertext": [s.hover for s in spots], "hovertemplate": HOVER,
        "cliponaxis": False,
        "marker": {
            "size": [2 * radius for radius in _radii(spots)],
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
         "xanchor": "right", "yanchor": "top", "yshift": -22, "font": font},
        {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "text": f"↑ {up.name}", "showarrow": False,
         "xanchor": "left", "yanchor": "bottom", "font": font},
    ]  # fmt: skip


def _names(spots: Sequence[Spot], ground: Ground, sides: Sequence[Side]) -> list[Figure]:
    """The heaviest first: where two would lie on each other, the lighter one is left to hovering."""
    order = sorted(spots, key=lambda s: -s.weight)
    points = [(s.x, s.y, radius, s.name) for s, radius in zip(order, _radii(order), strict=True)]
    return beside(points, ground, ground.look.colors.text, sides)


def _radii(spots: Sequence[Spot]) -> list[float]:
    most = max((s.weight for s in spots), default=0.0) or 1.0
    return [4 + 8 * sqrt(max(s.weight, 0.0) / most) for s in spots]
