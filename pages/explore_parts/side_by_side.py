"""Figures of values side by side: ranked bars, bars stacked or grouped, a heat map, the township map, a scatter."""

from collections.abc import Mapping, Sequence
from typing import Any

from pages.explore_parts.drawing import SERIES_MOST, Drawing
from pages.explore_parts.naming import ORDERED, Row
from pages.shared import labels
from pages.shared.axes import Figure, value_axis
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.figures.scatter import Measure, Spot, scatter
from pages.shared.map import Tile, tiles
from pages.shared.plots import Bar, heat, ranked
from pages.shared.theme import house
from queries.explore.exploration import OTHERS

BARS_MOST, CELLS_MOST, WRITTEN_MOST = 40, 40, 16


def bars(d: Drawing) -> Figure:
    """A bar for each value of the only split, longest on top unless their order means something."""
    split = d.run.by[0]
    found = {row[split]: row for row in d.rows}
    rows = [found[value] for value in d.along(split)]
    is_ordered = split in ORDERED
    if not is_ordered:
        rows.sort(key=lambda row: (row[split] == OTHERS, -(d.value(row) or 0)))
    made = [
        Bar(d.click(row), d.name(row, [split]), d.value(row), d.written(row), d.hover(row, d.name(row, [split])),
            d.look.colors.context if row[split] in (OTHERS, None) else d.look.colors.accent, d.few(row))
        for row in rows[:BARS_MOST]
    ]  # fmt: skip
    return ranked(made, d.metric.unit, d.look, chosen=d.clicked, ordered=True)


def left_out(d: Drawing) -> int:
    """How many values a figure of ranked bars has no room for."""
    return max(len(d.rows) - BARS_MOST, 0)


def grouped(d: Drawing, *, stack: bool) -> Figure:
    """Bars for each value of the first split, one for each of the second: beside each other, or end to end."""
    first, second = d.run.by
    places = {tuple(row[one] for one in d.run.by): row for row in d.rows}
    groups, parts = d.along(first)[:CELLS_MOST], d.along(second)
    large = _largest(d, second, parts)
    colors = dict(zip(large, d.colors(second, large), strict=True))
    # A stack is the whole with its small parts, in grey; beside each other so many would be lost.
    parts = [*large, *(part for part in parts if part not in large)] if stack else large
    traces = [
        _bars(d, [places.get((group, part)) for group in groups], d.name({second: part}, [second]), colors.get(part))
        for part in parts
    ]
    totals = [sum(d.value(places.get((group, part))) or 0 for part in parts) for group in groups]
    ends = totals if stack else [d.value(row) or 0.0 for row in d.rows]
    each = 26 if stack else 11 * len(parts) + 8
    names = [d.name({first: group}, [first]) for group in groups]
    layout = house(
        d.look.colors, height=64 + each * max(len(groups), 3),
        xaxis=value_axis(d.metric.unit, ends, d.look) | {"showgrid": True, "gridcolor": d.look.colors.grid},
        yaxis={"tickmode": "array", "tickvals": list(range(len(groups))), "ticktext": names, "showgrid": False,
               "range": [len(groups) - 0.4, -0.6], "rangemode": "normal", "ticklabelstandoff": 4},
        barmode="stack" if stack else "group", bargap=0.28, showlegend=True, margin={"t": 34, "r": 16},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal",
                "font": {"size": 12, "color": d.look.colors.text}, "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    return {"data": traces if groups else [], "layout": layout}


def _largest(d: Drawing, split: str, parts: Sequence[Any]) -> list[Any]:
    weights: dict[Any, float] = {}
    for row in d.rows:
        weights[row[split]] = weights.get(row[split], 0.0) + d.weight(row)
    most = SERIES_MOST + (len(weights) == SERIES_MOST + 1)
    kept = sorted(weights, key=lambda part: -weights[part])[:most]
    return [part for part in parts if part in kept]


def _bars(d: Drawing, rows: Sequence[Row | None], name: str, color: str | None) -> Figure:
    marks = [d.click(row) if row else "" for row in rows]
    edge = {"width": 0.5, "color": d.look.colors.background}
    strong = [0.35 if d.clicked and mark not in d.clicked else 1 for mark in marks]
    return {
        "type": "bar", "orientation": "h", "name": name, "y": list(range(len(rows))), "x": [d.value(r) for r in rows],
        "customdata": marks, "hovertext": [d.hover(row, d.name(row, d.run.by) if row else name) for row in rows],
        "hovertemplate": HOVER, "showlegend": color is not None, **UNTOUCHED,
        "marker": {"color": color or d.look.colors.context, "opacity": strong, "line": edge},
    }  # fmt: skip


def field(d: Drawing) -> Figure:
    """A heat map: the first split down and the second across, but time always across."""
    down, across = d.run.by
    if down == d.time:
        down, across = across, down
    rows, columns = d.along(down)[:CELLS_MOST], d.along(across)[-CELLS_MOST:]
    places = {(row[down], row[across]): row for row in d.rows}
    grid = [[places.get((r, c)) for c in columns] for r in rows]
    is_roomy = len(columns) <= (5 if d.look.narrow else WRITTEN_MOST)
    hover = [
        [d.hover(cell, d.name({down: r, across: c}, d.run.by)) for cell, c in zip(line, columns, strict=True)]
        for line, r in zip(grid, rows, strict=True)
    ]
    names = [d.name({across: c}, [across]) for c in columns]
    every = 1 if is_roomy else -(-len(columns) // (5 if d.look.narrow else 13))
    figure = heat(
        [d.name({down: r}, [down]) for r in rows], [name if not i % every else "" for i, name in enumerate(names)],
        [[d.value(cell) for cell in line] for line in grid],
        [[d.written(cell) for cell in line] for line in grid], hover, d.look, height=60 + 27 * max(len(rows), 4),
    )  # fmt: skip
    if not is_roomy:
        figure["layout"]["annotations"] = []
    figure["layout"]["height"] = 60 + 27 * max(len(rows), 4)
    figure["data"].append(_clickable(d, grid, hover))
    return figure


def _clickable(d: Drawing, grid: Sequence[Sequence[Row | None]], hover: Sequence[Sequence[str]]) -> Figure:
    """Marks that cannot be seen over the cells, as a heat map itself cannot be clicked."""
    marks = [(r, c, cell) for r, line in enumerate(grid) for c, cell in enumerate(line) if cell]
    chosen = [d.click(cell) in d.clicked for _, _, cell in marks]
    return {
        "type": "scatter", "mode": "markers", "x": [c for _, c, _ in marks], "y": [r for r, _, _ in marks],
        "customdata": [d.click(cell) for _, _, cell in marks], "hovertext": [hover[r][c] for r, c, _ in marks],
        "hovertemplate": HOVER, "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
        "marker": {"symbol": "square", "size": 24, "color": "rgba(0,0,0,0)",
                   "line": {"width": [2 if one else 0 for one in chosen], "color": d.look.colors.text}},
    }  # fmt: skip


def township(d: Drawing) -> Figure:
    """The schematic map of the townships."""
    rows = {str(row["region"]): row for row in d.rows}
    made = {code: _tile(d, row) for code, row in rows.items()}
    figure = tiles(made, d.look, chosen=[str(row.get("region")) for row in d.chosen])
    for trace in figure["data"]:
        trace["customdata"] = [d.click(rows[code]) for code in labels.reference().regions if code in rows]
    return figure


def _tile(d: Drawing, row: Row) -> Tile:
    written = d.written(row)
    hover = d.hover(row, d.name(row, ["region"]))
    return Tile(d.value(row), written, hover, d.few(row), written == "*")


def elsewhere(d: Drawing) -> Mapping[str, str]:
    """The values of what has no tile, by name."""
    known = labels.reference().regions
    return {d.name(row, ["region"]): d.written(row) for row in d.rows if row["region"] not in known}


def against(d: Drawing, other: Drawing) -> Figure:
    """Two metrics against each other: a point for each value of the only split, as large as what is behind it."""
    split = d.run.by[0]
    rows = [row for row in d.rows if d.value(row) is not None and other.value(row) is not None]
    spots = [
        Spot(d.name(row, [split]), d.value(row) or 0.0, other.value(row) or 0.0, d.weight(row), _both(d, other, row),
             d.look.colors.accent, d.few(row) or other.few(row), d.click(row))
        for row in rows
    ]  # fmt: skip
    whole = next(iter(d.explored.subtotals[()].to_dicts()), None)
    across, up = (
        # A total is no measure of its parts: only what all together have as a rate is drawn across.
        Measure(
            one.metric.unit, one.metric.short[d.view.language], one.value(whole) if one.metric.denominator else None
        )
        for one in (d, other)
    )
    return scatter(spots, across, up, d.look, height=400, chosen=d.clicked)


def _both(d: Drawing, other: Drawing, row: Row) -> str:
    name, language = d.name(row, d.run.by), d.view.language
    lines = [f"{one.metric.short[language]} {one.written(row)}" for one in (d, other)]
    count = row.get(f"{d.id}__count")
    return "<br>".join(
        [f"<b>{name}</b>", *lines, *([] if count is None else [d.view.say("explore.behind", count=count)])]
    )
