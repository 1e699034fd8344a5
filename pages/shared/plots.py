"""Figures that are not over months: ranked bars, curves by age, heat maps, a waterfall."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from urllib.parse import quote

from pages.shared.axes import LINE_HEIGHT, Figure, Look, room_for, value_axis
from pages.shared.charts import HOVER, UNTOUCHED, Series, line_labels, reach, trace
from pages.shared.theme import house


@dataclass(frozen=True)
class Bar:
    """One ranked bar: what it is, how long (None where not reported), its written value, and what hovering says."""

    id: str
    name: str
    value: float | None
    label: str
    hover: str
    color: str
    few: bool = False


def ranked(bars: Sequence[Bar], unit: str, look: Look, *, chosen: Sequence[str] = (), ordered: bool = False) -> Figure:
    """Horizontal bars, longest on top, value written at the end; without a value only the word *not reported*.

    `chosen` keeps those bars strong and fades the others; bars that rest on few cases are hollow. `ordered` keeps the
    order given, where it means something.
    """
    rows = list(reversed(bars)) if ordered else sorted(bars, key=lambda b: (b.value is not None, b.value or 0))
    ends = [b.value or 0 for b in rows]
    axis = value_axis(unit, ends, look)
    faded = [0.35 if chosen and b.id not in chosen else 1 for b in rows]
    drawn: Figure = {
        "type": "bar", "orientation": "h", "y": list(range(len(rows))), "x": ends,
        "customdata": [b.id for b in rows], "hovertext": [b.hover for b in rows], "hovertemplate": HOVER,
        "marker": {"color": ["rgba(0,0,0,0)" if b.few else b.color for b in rows], "opacity": faded,
                   "line": {"color": [b.color for b in rows], "width": 1.5}},
        **UNTOUCHED,
    }  # fmt: skip
    notes = [
        {"x": end, "y": i, "text": b.label, "showarrow": False, "xanchor": "left", "xshift": 5,
         "font": {"size": 12, "color": look.colors.text if b.value is not None else look.colors.muted}}
        for i, (b, end) in enumerate(zip(rows, ends, strict=True))
    ]  # fmt: skip
    names = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": [b.name for b in rows],
             "showgrid": False, "range": [-0.6, len(rows) - 0.4], "ticklabelstandoff": 4}  # fmt: skip
    room = max((room_for([b.label]) for b in rows), default=8)
    layout = house(
        look.colors, height=30 + 26 * max(len(rows), 3), xaxis=axis | {"showgrid": True, "gridcolor": look.colors.grid},
        yaxis=names, annotations=notes, bargap=0.32, margin={"r": room, "t": 4},
    )  # fmt: skip
    return {"data": [drawn] if rows else [], "layout": layout}


def curves(
    series: Sequence[Series], unit: str, look: Look, *, places: int, height: int = 320, every: int = 3
) -> Figure:
    """Lines by age (0, 1, … `places` - 1), named where they end; each stops at its last value."""
    axis = value_axis(unit, reach(series), look)
    x = list(range(places))
    traces = [trace(s, x[: len(s.values)], look) for s in series]
    labels = [
        note | {"bgcolor": look.colors.background}
        for s in series if s.name for note in line_labels([s], x, axis, look.height(height))
    ]  # fmt: skip
    layout = house(
        look.colors, height=look.height(height), yaxis=axis, annotations=_readable(labels, axis, look, height),
        xaxis={"tickmode": "array", "tickvals": x[::every], "ticktext": [str(i) for i in x[::every]],
               "range": [-0.3, places - 0.7]},
        margin={"r": room_for([s.name for s in series])},
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def _readable(labels: list[Figure], axis: Figure, look: Look, height: int) -> list[Figure]:
    """The labels without those that would lie on one already kept; the last written matter most."""
    low, high = axis["range"]
    gap = (high - low) * LINE_HEIGHT / max(look.height(height) - 40, 1)
    wide = max((note["x"] for note in labels), default=0) * (0.4 if look.narrow else 0.15)
    kept: list[Figure] = []
    for note in reversed(labels):
        if all(abs(note["y"] - other["y"]) >= gap or abs(note["x"] - other["x"]) >= wide for other in kept):
            kept.append(note)
    return kept


def heat(
    rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]],
    written: Sequence[Sequence[str]], hover: Sequence[Sequence[str]], look: Look, *, height: int = 340,
    bounded: bool = False,
) -> Figure:  # fmt: skip
    """A heat map that carries its numbers; the first row is on top, a cell without a value stays empty.

    The darkest colour is the largest value, or 1 where values above that are outliers (`bounded`).
    """
    top = max((v for row in values for v in row if v is not None), default=1.0) or 1.0
    top = min(top, 1.0) if bounded else top
    steps = len(look.colors.scale) - 1
    trace = {
        "type": "heatmap", "x": list(range(len(columns))), "y": list(range(len(rows))),
        "z": [list(row) for row in values], "zmin": 0, "zmax": top, "showscale": False,
        "hovertext": [list(row) for row in hover], "hovertemplate": HOVER,
        "colorscale": [[i / steps, color] for i, color in enumerate(look.colors.scale)], "xgap": 2, "ygap": 2,
        "hoverongaps": False,
    }  # fmt: skip
    cells = [
        {"x": c, "y": r, "text": written[r][c], "showarrow": False,
         "font": {"size": 11 if look.narrow else 12, "color": ink(min((value or 0) / top, 1.0), look)}}
        for r, row in enumerate(values) for c, value in enumerate(row) if value is not None
    ]  # fmt: skip
    layout = house(
        look.colors, height=look.height(height), annotations=cells,
        xaxis={"tickmode": "array", "tickvals": list(range(len(columns))), "ticktext": list(columns), "side": "top",
               "showline": False, "tickangle": -60 if look.narrow else 0},
        yaxis={"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": list(rows), "autorange": "reversed",
               "showgrid": False, "rangemode": "normal", "ticklabelstandoff": 4},
    )  # fmt: skip
    return {"data": [trace], "layout": layout}


def ink(share: float, look: Look) -> str:
    """Black or white, whichever reads better on the scale's colour at `share`."""
    color = look.colors.shade(share)
    weights = zip((0.2126, 0.7152, 0.0722), (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)), strict=True)
    bright = sum(w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for w, c in weights)
    return "#0b1016" if bright > 0.18 else "#ffffff"


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: a change, or (total) a level to start from or arrive at."""

    name: str
    value: float
    label: str
    hover: str
    total: bool = False


# How thick the mark of a level is, as a share of the axis.
_MARK = 0.012


def waterfall(steps: Sequence[Step], unit: str, look: Look, *, height: int = 320) -> Figure:
    """From one level to another, step by step (at least one); rises in amber, falls in teal, levels as grey marks.

    The axis does not start at zero: the changes are what is compared, and a level is a mark with its number, no bar.
    """
    spans = _spans(steps)
    axis = value_axis(unit, _window(steps, spans), look, zero=False)
    mark = (axis["range"][1] - axis["range"][0]) * _MARK
    bases = [span[1] - mark if step.total else min(span) for step, span in zip(steps, spans, strict=True)]
    shades = {True: look.colors.bucket("M3"), False: look.colors.bucket("M1")}
    trace = {
        "type": "bar", "x": list(range(len(steps))), "base": bases,
        "y": [max(span) - base for span, base in zip(spans, bases, strict=True)],
        "marker": {"color": [look.colors.context if step.total else shades[step.value > 0] for step in steps]},
        "hovertext": [step.hover for step in steps], "hovertemplate": HOVER,
    }  # fmt: skip
    notes = [
        {"x": i, "y": max(span), "text": step.label, "showarrow": False, "yanchor": "bottom", "yshift": 2,
         "font": {"size": 12, "color": look.colors.text}}
        for i, (step, span) in enumerate(zip(steps, spans, strict=True))
    ]  # fmt: skip
    names = {"tickmode": "array", "tickvals": list(range(len(steps))),
             "ticktext": [step.name if look.narrow else "<br>".join(wrap(step.name, 12)) for step in steps],
             "range": [-0.6, len(steps) - 0.4], "tickangle": -60 if look.narrow else 0}  # fmt: skip
    layout = house(look.colors, height=look.height(height), xaxis=names, yaxis=axis | {"rangemode": "normal"},
                   annotations=notes, bargap=0.35)  # fmt: skip
    return {"data": [trace], "layout": layout}


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """The level before and after each step; a total starts from zero."""
    spans, level = [], 0.0
    for step in steps:
        before, level = (0.0, step.value) if step.total else (level, level + step.value)
        spans.append((before, level))
    return spans


def _window(steps: Sequence[Step], spans: Sequence[tuple[float, float]]) -> list[float]:
    """The lowest and highest level reached, with some room."""
    levels = [edge for step, span in zip(steps, spans, strict=True) for edge in (span[1:] if step.total else span)]
    low, high = min(levels), max(levels)
    room = (high - low) * 0.25 or abs(high) * 0.1 or 1e-6
    return [max(low - room, 0.0) if low >= 0 else low - room, high + room]


def spark(
    values: Sequence[float | None],
    at: int | None,
    color: str,
    dot: str,
    alt: str,
    *,
    width: int = 200,
    height: int = 32,
) -> str:
    """A sparkline as an HTML image: broken where a value is missing, with a dot at the place `at`."""
    style = f"width:100%;height:{height}px;object-fit:contain;object-position:left"
    source = spark_address(values, color, at=at, dot=dot, width=width, height=height)
    return f'<img alt="{escape(alt)}" src="{source}" style="{style}">'


def spark_address(
    values: Sequence[float | None],
    color: str,
    *,
    at: int | None = None,
    dot: str = "",
    width: int = 200,
    height: int = 32,
    zero: bool = False,
) -> str:
    """The drawing itself as a data address; from zero up where `zero`. A value between two gaps is a point."""
    known = [v for v in values if v is not None] + ([0.0] if zero else [])
    low, span = (min(known), (max(known) - min(known)) or 1.0) if known else (0.0, 1.0)
    step = (width - 8) / max(len(values) - 1, 1)
    path, pen, marks = "", "M", ""
    for i, v in enumerate(values):
        if v is None:
            pen = "M"
            continue
        x, y = 4 + i * step, height - 4 - (v - low) / span * (height - 8)
        alone = pen == "M" and (i + 1 == len(values) or values[i + 1] is None)
        path, pen = f"{path}{pen}{x:.1f} {y:.1f}", "L"
        if i == at or alone:
            size, fill = (2.8, dot) if i == at else (1.6, color)
            marks += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{fill}"/>'
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.6"/>{marks}</svg>'
    )
    return f"data:image/svg+xml,{quote(drawing)}"
