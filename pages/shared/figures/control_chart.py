"""The control chart by month: values, mean and limits of every phase, what lies outside, and where it was re-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pages.shared import numbers
from pages.shared.axes import Figure, click, event_marks, gap_marks, room_for, value_axis
from pages.shared.charts import HATCHED, HOVER, UNTOUCHED, Stage
from pages.shared.theme import house


@dataclass(frozen=True)
class Controlled:
    """One month: its value (None where not reported) and the mean and limits that apply to it, none where unknown.

    `direction` is 1 or -1 where a rule finds it unusually high or low. `phase` numbers the stretches between re-base
    lines; mean and limits are never joined across one. `few` marks a value that rests on few cases.
    """

    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    hover: str
    direction: int = 0
    phase: int = 0
    few: bool = False


def control_chart(
    stage: Stage, points: Sequence[Controlled], unit: str, names: tuple[str, str, str], *, rebased: str = ""
) -> Figure:
    """Values by month with mean and limits, which `names` calls (mean, lower, upper) at their right ends.

    One point per month of the stage. Signals are diamonds in the signal colour; a new phase begins at a vertical line
    called `rebased`. A click on a point carries its month.
    """
    axis = value_axis(unit, _reach(points), stage.look, zero=False)
    missing = [i for i, point in enumerate(points) if point.value is None]
    shapes, notes = event_marks(stage.events, stage.months, stage.look)
    starts = [i for i in range(1, len(points)) if points[i].phase != points[i - 1].phase]
    layout = house(
        stage.look.colors, height=stage.pixels,
        margin={"r": room_for(names) if any(names) else 8, "t": 36 if notes or starts else 8},
        xaxis=stage.axis, yaxis=axis | {"rangemode": "normal"},
        yaxis2=HATCHED if missing else {"visible": False},
        shapes=[*shapes, *(_start(i, stage) for i in starts)],
        annotations=[*notes, *(_start_name(i, rebased, stage) for i in starts), *_ends(points, names, stage)],
    )  # fmt: skip
    return {"data": [*gap_marks(missing, stage.look, stage.gap), *_bounds(points, stage), _values(points, stage)],
            "layout": layout}  # fmt: skip


def _reach(points: Sequence[Controlled]) -> list[float]:
    return [v for p in points for v in (p.value, p.lower, p.upper) if v is not None]


def _bounds(points: Sequence[Controlled], stage: Stage) -> list[Figure]:
    """The mean, and both limits as one dashed trace, with a break wherever a phase begins."""
    traces: list[Figure] = []
    for sides, dash in ((("mean",), "solid"), (("lower", "upper"), "dash")):
        line = {"color": stage.look.colors.context, "width": 1.2, "dash": dash, "shape": "hvh"}
        x, y = _broken(points, sides)
        traces.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": line})
    return traces


def _broken(points: Sequence[Controlled], sides: Sequence[str]) -> tuple[list[float | None], list[float | None]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for side in sides:
        for _, phase in groupby(range(len(points)), key=lambda i: points[i].phase):
            places = list(phase)
            values = [getattr(points[i], side) for i in places]
            x += [places[0] - 0.5, *places, places[-1] + 0.5, None]
            y += [values[0], *values, values[-1], None]
    return x, y


def _values(points: Sequence[Controlled], stage: Stage) -> Figure:
    colors = stage.look.colors
    inks = [colors.signal if p.direction else colors.accent for p in points]
    return {
        "type": "scatter", "mode": "lines+markers", "x": stage.places, "y": [p.value for p in points],
        "customdata": [click("month", numbers.month(month)) for month in stage.months], "connectgaps": False,
        "hovertext": [p.hover for p in points], "hovertemplate": HOVER, "line": {"color": colors.accent, "width": 1.8},
        "marker": {
            "size": [10 if p.direction else 6 for p in points],
            "symbol": ["diamond" if p.direction else "circle" for p in points],
            "color": [colors.background if p.few else ink for p, ink in zip(points, inks, strict=True)],
            "line": {"color": inks, "width": 1.4},
        },
        **UNTOUCHED,
    }  # fmt: skip


def _start(place: int, stage: Stage) -> dict[str, Any]:
    return {"type": "line", "x0": place - 0.5, "x1": place - 0.5, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": stage.look.colors.text, "width": 1.2}}  # fmt: skip


def _start_name(place: int, rebased: str, stage: Stage) -> dict[str, Any]:
    return {"x": place - 0.5, "yref": "paper", "y": 1, "text": rebased, "showarrow": False, "yanchor": "top",
            "xanchor": "left", "xshift": 4, "font": {"size": 11, "color": stage.look.colors.text}}  # fmt: skip


def _ends(points: Sequence[Controlled], names: tuple[str, str, str], stage: Stage) -> list[Figure]:
    last = next((p for p in reversed(points) if p.mean is not None), None)
    if last is None:
        return []
    return [
        {"x": len(points) - 0.5, "y": value, "text": name, "showarrow": False, "xanchor": "left", "xshift": 6,
         "font": {"size": 12, "color": stage.look.colors.muted}}
        for name, value in zip(names, (last.mean, last.lower, last.upper), strict=True) if value is not None and name
    ]  # fmt: skip
