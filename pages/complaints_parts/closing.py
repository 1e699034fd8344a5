"""How long complaints stay open, those still open counted as such."""

from typing import Any

from pages.complaints_parts.within import DAYS
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View

CURVE = "complaints/closing_curve"
LONGEST = 90


def still_open(view: View) -> Chart:
    """The share of complaints still open after so many days, open ones counted as such, with its interval."""
    asked = view.question(CURVE, span.within(view, CURVE))
    rows = [row for row in asked.frame.to_dicts() if row["days"] <= LONGEST]
    curve = Banded(
        "", [row["days"] for row in rows], [row["open_share"] for row in rows], view.look.colors.accent,
        [_hover(view, row) for row in rows], [row["lower"] for row in rows], [row["upper"] for row in rows],
    )  # fmt: skip
    marks = [(float(days), view.say("complaints.day", day=days)) for days in DAYS]
    along = Along([0, *DAYS, LONGEST], [str(days) for days in (0, *DAYS, LONGEST)], marks)
    figure = bands([curve] if rows else [], along, "share", view.look, height=300, stairs=True)
    title = _open_title(view, asked.frame.to_dicts())
    sub = view.say("complaints.open_sub", months=span.said(view))
    figure = figure if rows else {"data": [], "layout": figure["layout"]}
    return Chart("closing", title, sub, figure, f"{title}. {sub}", asked, (CURVE,), notes=view.unfiltered(CURVE))


def _open_title(view: View, rows: list[dict[str, Any]]) -> str:
    before = [row for row in rows if row["days"] <= DAYS[1]]
    if not before:
        return view.say("complaints.open_question")
    share = numbers.share(before[-1]["open_share"], view.language)
    return view.say("complaints.open_title", days=DAYS[1], share=share)


def _hover(view: View, row: dict[str, Any]) -> str:
    return view.say(
        "complaints.open_hover", days=row["days"], share=numbers.share(row["open_share"], view.language),
        low=numbers.share(row["lower"], view.language), high=numbers.share(row["upper"], view.language),
        count=row["at_risk"],
    )  # fmt: skip
