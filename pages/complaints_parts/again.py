"""Who borrows again after being collected from, with and without a complaint on the case."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View

ASKS = "complaints/borrow_again"
KINDS = ("no", "yes")
FEW = 30
Rows = Sequence[Mapping[str, Any]]


def borrowed(view: View) -> Chart:
    """Of the cases that were closed paid, how many borrowers took a new loan, by month closed."""
    asked = view.question(ASKS)
    rows = asked.frame.to_dicts()
    colors = {"no": view.look.colors.accent, "yes": view.look.colors.entities[1]}
    curves = [_curve(view, kind, colors[kind], [r for r in rows if r["complained"] == kind]) for kind in KINDS]
    curves = [curve for curve in curves if any(value is not None for value in curve.values)]
    along = Along(*_months(view))
    figure = bands(curves, along, "share", view.look, height=320)
    title, sub = view.say("complaints.again_title"), view.say("complaints.again_sub", few=FEW)
    drawn = figure if curves else {"data": [], "layout": figure["layout"]}
    return Chart(
        "again", title, sub, drawn, f"{title}. {sub}", asked, (ASKS,), notes=[view.say("complaints.again_note")],
    )  # fmt: skip


def _months(view: View) -> tuple[list[float], list[str]]:
    step = max(len(view.months) // (4 if view.look.narrow else 8), 1)
    places = list(range(0, len(view.months), step))
    return [float(place) for place in places], [numbers.month(view.months[place]) for place in places]


def _curve(view: View, kind: str, color: str, rows: Rows) -> Banded:
    places: Mapping[date, int] = {month: place for place, month in enumerate(view.months)}
    shown = [row for row in rows if row["month"] in places]
    return Banded(
        view.say(f"complaints.again_{kind}"), [float(places[row["month"]]) for row in shown],
        [row["share"] for row in shown], color, [_hover(view, kind, row) for row in shown],
        [row["lower"] for row in shown], [row["upper"] for row in shown],
        [(row["mature"] or 0) < FEW for row in shown],
    )  # fmt: skip


def _hover(view: View, kind: str, row: Mapping[str, Any]) -> str:
    return view.say(
        "complaints.again_hover", kind=view.say(f"complaints.again_{kind}"), month=numbers.month(row["month"]),
        share=numbers.share(row["share"], view.language), low=numbers.share(row["lower"], view.language),
        high=numbers.share(row["upper"], view.language), count=row["mature"] or 0,
    )  # fmt: skip
