"""The funnel plot: units by how many cases they had, and limits outside which chance alone is a poor excuse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pages.shared import numbers
from pages.shared.axes import Figure, Look, value_axis
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.figures.labels import Ground, beside, clear_of_each_other
from pages.shared.theme import house


@dataclass(frozen=True)
class Unit:
    """One platform, team or agent: its number of cases, its value, and what hovering says.

    `outside` is "above" or "below" where the value lies outside the outer limits: those alone are named and coloured.
    `few` marks a unit of few cases, drawn hollow; `id` is the `name=value` a click filters by.
    """

    name: str
    size: float
    value: float
    hover: str
    outside: str = ""
    few: bool = False
    id: str = ""


@dataclass(frozen=True)
class Limits:
    """A pair of limits over ascending sizes, named at its right end; adjusted ones are dashed, outer ones stronger."""

    name: str
    sizes: Sequence[float]
    lower: Sequence[float | None]
    upper: Sequence[float | None]
    is_adjusted: bool = False
    is_outer: bool = True


def limits(rows: Sequence[Mapping[str, Any]], size: str, names: Mapping[str, str]) -> list[Limits]:
    """The limits of a funnel question's rows: columns `lower_95`, `upper_95`, …, `adjusted_upper_998`.

    `size` is the column of the horizontal axis; `names` maps "95", "998", "adjusted_95", "adjusted_998" to what a pair
    is called, and chooses the pairs drawn. Pairs without any value are left out.
    """
    ordered = sorted((row for row in rows if row[size]), key=lambda row: float(row[size]))
    found = [_pair(ordered, size, kind, name) for kind, name in names.items()]
    return [pair for pair in found if any(value is not None for value in pair.upper)]


def _pair(rows: Sequence[Mapping[str, Any]], size: str, kind: str, name: str) -> Limits:
    before = "adjusted_" if kind.startswith("adjusted_") else ""
    level = kind.removeprefix("adjusted_")
    lower, upper = ([numbers.number(row[f"{before}{side}_{level}"]) for row in rows] for side in ("lower", "upper"))
    return Limits(name, [float(row[size]) for row in rows], lower, upper, bool(before), level == "998")


def funnel(
    units: Sequence[Unit], pairs: Sequence[Limits], center: float, unit: str, look: Look, *, height: int = 380,
    zero: bool = False, chosen: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """Units as points over their number of cases, around `center`, with every pair of limits.

    Values are in `unit`. The value axis covers the points, the centre and the limits where the points are; wide limits
    of tiny units are cut. `chosen` keeps those units strong and fades the others.
    """
    values = [u.value for u in units]
    axis = value_axis(unit, [*values, center, *_reach(units, pairs)], look, zero=zero)
    sizes = value_axis("count", [u.size for u in units], look)
    sizes["range"] = [0, max((u.size for u in units), default=1.0) * 1.03]
    lines = [_line(pair, look) for pair in pairs]
    ground = Ground(sizes, axis, look)
    layout = house(
        look.colors, height=look.height(height), xaxis=sizes, yaxis=axis | {"rangemode": "normal"},
        shapes=[_center(center, look)], margin={"r": 12 if look.narrow else 76},
        annotations=[*_ends(pairs, ground), *_names(units, ground)],
    )  # fmt: skip
    return {"data": [*lines, _points(units, look, chosen)] if units else [], "layout": layout}


def _reach(units: Sequence[Unit], pairs: Sequence[Limits]) -> list[float]:
    """Limits where most and the larger points are: towards nothing they open without end."""
    sizes = sorted(u.size for u in units) or [0.0]
    middle = max(sizes[len(sizes) // 4], sizes[-1] / 20)
    return [v for pair in pairs for side in (pair.lower, pair.upper)
            for size, v in zip(pair.sizes, side, strict=True) if v is not None and size >= middle]  # fmt: skip


def _line(pair: Limits, look: Look) -> Figure:
    """Both limits as one trace with a break between them."""
    width, dash = 1.4 if pair.is_outer else 0.8, "dash" if pair.is_adjusted else "solid"
    return {
        "type": "scatter", "mode": "lines", "x": [*pair.sizes, None, *pair.sizes], "hoverinfo": "skip",
        "y": [*pair.lower, None, *pair.upper], "line": {"color": look.colors.context, "width": width, "dash": dash},
    }  # fmt: skip


def _points(units: Sequence[Unit], look: Look, chosen: Sequence[str]) -> Figure:
    colors = [look.colors.signal if u.outside else look.colors.accent for u in units]
    return {
        "type": "scatter", "mode": "markers", "x": [u.size for u in units], "y": [u.value for u in units],
        "customdata": [u.id for u in units], "hovertext": [u.hover for u in units], "hovertemplate": HOVER,
        "marker": {
            "size": 9, "symbol": [{"above": "triangle-up", "below": "triangle-down"}.get(u.outside, "circle")
                                  for u in units],
            "color": [look.colors.background if u.few else color for u, color in zip(units, colors, strict=True)],
            "line": {"color": colors, "width": 1.4},
            "opacity": [0.3 if chosen and u.id not in chosen else 1 for u in units],
        },
        **UNTOUCHED,
    }  # fmt: skip


def _center(center: float, look: Look) -> Figure:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": center, "y1": center, "layer": "below",
            "line": {"color": look.colors.text, "width": 1}}  # fmt: skip


def _ends(pairs: Sequence[Limits], ground: Ground) -> list[Figure]:
    """What each pair is called, at the right end of its upper line."""
    low, high = ground.up["range"]
    ends = [(pair.name, last) for pair in pairs if (last := _last(pair.upper)) is not None and low <= last <= high]
    notes = [
        {"x": 1, "xref": "paper", "y": value, "text": name, "showarrow": False, "xanchor": "left", "xshift": 4,
         "font": {"size": 11, "color": ground.look.colors.muted}}
        for name, value in sorted(ends, key=lambda end: -end[1])
    ]  # fmt: skip
    return [] if ground.look.narrow else clear_of_each_other(notes, ground)


def _last(values: Sequence[float | None]) -> float | None:
    return next((v for v in reversed(values) if v is not None), None)


def _names(units: Sequence[Unit], ground: Ground) -> list[Figure]:
    """Only units outside are named: a name beside every point would make a ranking of noise."""
    order = sorted(units, key=lambda u: (not u.outside, -u.size))
    points = [(u.size, u.value, 4.5, u.name if u.outside else "") for u in order]
    return beside(points, ground, ground.look.colors.text)
