"""Small multiples: the same rows in several columns, one measure each, every value with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared.axes import Figure, Look, value_axis
from pages.shared.charts import HOVER
from pages.shared.theme import house

ROW = 21
_APART = 0.03


@dataclass(frozen=True)
class Cell:
    """One value (None where not reported) with its interval, if it has one; hollow where it rests on few cases."""

    value: float | None
    hover: str
    low: float | None = None
    high: float | None = None
    few: bool = False


@dataclass(frozen=True)
class Measure:
    """One column: its name and unit, the value of all rows together, a cell per row, whether it starts at zero."""

    name: str
    unit: str
    overall: float | None
    cells: Sequence[Cell]
    zero: bool = False


def multiples(
    rows: Sequence[str], measures: Sequence[Measure], look: Look, *, missing: str, chosen: Sequence[bool] = ()
) -> Figure:
    """Columns of dots, the first row on top; a grey line marks all rows together, `missing` a column without values.

    A row named in bold (`<b>…</b>`) is a heading; `chosen` rows stand out from the others. A value of few cases beyond
    all others is a triangle at the end of its column.
    """
    places = list(range(len(rows)))
    columns = [(f"x{i + 1}" if i else "x", measure) for i, measure in enumerate(measures)]
    width = (1 + _APART) / max(len(columns), 1)
    spans = [(i * width, (i + 1) * width - _APART) for i in range(len(columns))]
    names = {"tickmode": "array", "tickvals": places, "ticktext": list(rows), "range": [len(rows) - 0.4, -0.6],
             "rangemode": "normal", "gridcolor": look.colors.grid, "ticklabelstandoff": 4}  # fmt: skip
    layout = house(
        look.colors, height=70 + ROW * max(len(rows), 3), yaxis=names, margin={"t": 26, "b": 24},
        shapes=[_line(axis, one.overall, look) for axis, one in columns if one.overall is not None],
        annotations=[note for (_, one), span in zip(columns, spans, strict=True)
                     for note in _notes(one, sum(span) / 2, missing, look)],
    )  # fmt: skip
    for (axis, one), span in zip(columns, spans, strict=True):
        layout[axis.replace("x", "xaxis")] = layout["xaxis"] | _axis(one, look) | {"domain": list(span), "anchor": "y"}
    dots = [_dots(one, places, look, chosen) | {"xaxis": axis} for axis, one in columns]
    return {"data": dots if rows else [], "layout": layout}


def _axis(measure: Measure, look: Look) -> Figure:
    axis = value_axis(measure.unit, _reach(measure), look, zero=measure.zero)
    # A last tick would run into the first of the next column.
    every = slice(0, -1, 2) if len(axis["tickvals"]) > 3 else slice(0, -1)
    return axis | {"tickvals": axis["tickvals"][every], "ticktext": axis["ticktext"][every],
                   "showgrid": True, "gridcolor": look.colors.grid}  # fmt: skip


def _reach(measure: Measure) -> list[float]:
    """What the axis must hold. Where most rest on many cases, one of few may not stretch it until nothing else can be
    told apart; nor may the interval of any of few.
    """
    known = [cell for cell in measure.cells if cell.value is not None]
    solid = [cell for cell in known if not cell.few]
    shown = solid if len(solid) * 2 >= len(known) else known
    edges = [cell.value for cell in shown] + [edge for cell in solid or known for edge in (cell.low, cell.high)]
    return [edge for edge in (*edges, measure.overall) if edge is not None]


def _dots(measure: Measure, places: list[int], look: Look, chosen: Sequence[bool]) -> Figure:
    strong = [not any(chosen) or chosen[place] for place in places]
    colors = [look.colors.accent if one else look.colors.context for one in strong]
    inside = [look.colors.background if cell.few else color for cell, color in zip(measure.cells, colors, strict=True)]
    bounds = value_axis(measure.unit, _reach(measure), look, zero=measure.zero)["range"]
    spans = [_within(cell, bounds) for cell in measure.cells]
    return {
        "type": "scatter", "mode": "markers", "x": [value for value, _, _ in spans], "y": places,
        "marker": {"size": 7, "color": inside, "line": {"color": colors, "width": 1.4},
                   "symbol": [_symbol(cell, bounds) for cell in measure.cells]},
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 1.3, "width": 0, "color": look.colors.context,
            "array": [(high or 0) - (value or 0) for value, _, high in spans],
            "arrayminus": [(value or 0) - (low or 0) for value, low, _ in spans],
        },
        "hovertext": [cell.hover for cell in measure.cells], "hovertemplate": HOVER, "cliponaxis": False,
    }  # fmt: skip


def _within(cell: Cell, bounds: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """Value and interval, cut to the axis; without an interval both its ends are the value."""
    if cell.value is None:
        return None, None, None
    ends = (cell.value, cell.value) if cell.low is None or cell.high is None else (cell.low, cell.high)
    value, low, high = (min(max(edge, bounds[0]), bounds[1]) for edge in (cell.value, *ends))
    return value, low, high


def _symbol(cell: Cell, bounds: Sequence[float]) -> str:
    """A triangle points to a value that lies beyond the axis."""
    if cell.value is None or bounds[0] <= cell.value <= bounds[1]:
        return "circle"
    return "triangle-right" if cell.value > bounds[1] else "triangle-left"


def _line(axis: str, overall: float, look: Look) -> Figure:
    return {"type": "line", "xref": axis, "yref": "paper", "x0": overall, "x1": overall, "y0": 0, "y1": 1,
            "layer": "below", "line": {"color": look.colors.line, "width": 1.5}}  # fmt: skip


def _notes(measure: Measure, at: float, missing: str, look: Look) -> list[Figure]:
    """A column's name above it, and the word for a column without values."""
    paper = {"xref": "paper", "yref": "paper", "x": at, "showarrow": False}
    title = paper | {"y": 1, "yanchor": "bottom", "yshift": 4, "text": measure.name,
                     "font": {"size": 12, "color": look.colors.text}}  # fmt: skip
    if any(cell.value is not None for cell in measure.cells):
        return [title]
    return [title, paper | {"y": 0.5, "text": missing, "font": {"size": 12, "color": look.colors.muted}}]
