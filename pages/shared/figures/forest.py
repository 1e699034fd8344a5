"""Estimates as dots on their intervals, one row each: what is known of a unit, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared.axes import Figure, Look, room_for, value_axis
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.theme import house

# Across the width whatever the values are, its right end where they are written.
BESIDE = {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True}


@dataclass(frozen=True)
class Dot:
    """One row: its name, estimate and interval (None where there is none), its written value, what hovering says.

    `raw` is the figure before shrinkage or adjustment, drawn as a small cross; `few` draws the dot hollow; `id` is the
    `name=value` a click filters by.
    """

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    label: str
    hover: str
    color: str
    raw: float | None = None
    few: bool = False
    id: str = ""


def forest(
    dots: Sequence[Dot], unit: str, look: Look, *, center: float | None = None, zero: bool = False,
    chosen: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """Rows in the order given, first on top, with a line at `center` and the written value at the right."""
    rows = list(reversed(dots))
    reach = [v for d in rows for v in (d.value, d.lower, d.upper, d.raw) if v is not None]
    axis = value_axis(unit, [*reach, *([] if center is None else [center])], look, zero=zero)
    names = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": [d.name for d in rows],
             "showgrid": False, "range": [-0.6, len(rows) - 0.4], "ticklabelstandoff": 4,
             "rangemode": "normal"}  # fmt: skip
    layout = house(
        look.colors, height=36 + 24 * max(len(rows), 3), yaxis=names, xaxis2=BESIDE,
        xaxis=axis | {"showgrid": True, "gridcolor": look.colors.grid}, shapes=_center(center, look),
        margin={"r": room_for([d.label for d in rows]), "t": 6},
    )  # fmt: skip
    data = [_written(rows, look), *_raw(rows, look), _marks(rows, look, chosen)] if rows else []
    return {"data": data, "layout": layout}


def _marks(rows: Sequence[Dot], look: Look, chosen: Sequence[str]) -> Figure:
    known = [(i, d) for i, d in enumerate(rows) if d.value is not None]
    return {
        "type": "scatter", "mode": "markers", "y": [i for i, _ in known], "x": [d.value for _, d in known],
        "customdata": [d.id for _, d in known], "hovertext": [d.hover for _, d in known], "hovertemplate": HOVER,
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 1.4, "width": 0, "color": look.colors.context,
            "array": [_apart(d.upper, d.value) for _, d in known],
            "arrayminus": [_apart(d.value, d.lower) for _, d in known],
        },
        "marker": {
            "size": 9, "color": [look.colors.background if d.few else d.color for _, d in known],
            "line": {"color": [d.color for _, d in known], "width": 1.5},
            "opacity": [0.3 if chosen and d.id not in chosen else 1 for _, d in known],
        },
        **UNTOUCHED,
    }  # fmt: skip


def _apart(high: float | None, low: float | None) -> float:
    return 0.0 if high is None or low is None else max(high - low, 0.0)


def _raw(rows: Sequence[Dot], look: Look) -> list[Figure]:
    known = [(i, d.raw) for i, d in enumerate(rows) if d.raw is not None]
    if not known:
        return []
    cross = {"symbol": "x-thin", "size": 6, "line": {"color": look.colors.context, "width": 1.4}}
    return [{
        "type": "scatter", "mode": "markers", "y": [i for i, _ in known], "x": [raw for _, raw in known],
        "hoverinfo": "skip", "marker": cross,
    }]  # fmt: skip


def _written(rows: Sequence[Dot], look: Look) -> Figure:
    """The values as one trace: so many annotations take longer to draw than all the rest."""
    return {
        "type": "scatter", "mode": "text", "x": [1] * len(rows), "y": list(range(len(rows))), "xaxis": "x2",
        "text": [d.label for d in rows], "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip",
        "textfont": {"size": 12, "color": [look.colors.text if d.value is not None else look.colors.muted
                                           for d in rows]},
    }  # fmt: skip


def _center(center: float | None, look: Look) -> list[Figure]:
    if center is None:
        return []
    return [{"type": "line", "x0": center, "x1": center, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
             "line": {"color": look.colors.text, "width": 1}}]  # fmt: skip
