"""Who borrows again after being collected from, with and without a complaint on the case."""

from collections.abc import Mapping, Sequence
from typing import Any

from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View

ASKS = "complaints/borrow_again"
KINDS = ("no", "yes")
WINDOWS = ("180", "365")
FEW = 30
Rows = Sequence[Mapping[str, Any]]


def borrowed(view: View) -> Chart:
    """Of the cases that were closed paid, how many borrowers took a new loan, by month closed."""
    days = control.choice(
        "window", view.say("complaints.window"), WINDOWS, lambda one: view.say("complaints.window_days", days=one)
    )
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS), days=int(days))
    rows = asked.frame.to_dicts()
    colors = {"no": view.look.colors.accent, "yes": view.look.colors.entities[1]}
    curves = [_curve(view, kind, colors[kind], [r for r in rows if r["complained"] == kind]) for kind in KINDS]
    drawn = [curve for curve in curves if any(value is not None for value in curve.values)]
    figure = bands(drawn, Along(*_months(view)), "share", view.look, height=320)
    title, sub = view.say("complaints.again_title"), view.say("complaints.again_sub", few=FEW, days=days)
    return Chart(
        "again", title, sub, figure if drawn else {"data": [], "layout": figure["layout"]}, f"{title}. {sub}", asked,
        (ASKS,), notes=[*_few(view, rows, drawn), view.say("complaints.again_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _few(view: View, rows: Rows, drawn: Sequence[Banded]) -> list[str]:
    """Why there is no curve of those who complained."""
    count = sum(row["mature"] or 0 for row in rows if row["complained"] == "yes")
    missing = view.say("complaints.again_yes") not in [curve.name for curve in drawn]
    return [view.say("complaints.again_few", count=count, few=FEW)] if missing and rows else []


def _months(view: View) -> tuple[list[float], list[str]]:
    step = max(len(view.months) // (4 if view.look.narrow else 8), 1)
    places = list(range(0, len(view.months), step))
    return [float(place) for place in places], [numbers.month(view.months[place]) for place in places]


def _curve(view: View, kind: str, color: str, rows: Rows) -> Banded:
    """Every month shown has its place; of the few who complained, a month of too few is a gap."""
    enough = {row["month"]: row for row in rows if kind == "no" or (row["mature"] or 0) >= FEW}
    shown = [enough.get(month, {}) for month in view.months]
    hover = [_hover(view, kind, row) if row else "" for row in shown]
    sides = [[row.get(side) for row in shown] for side in ("share", "lower", "upper")]
    return Banded(
        view.say(f"complaints.again_{kind}"), [float(place) for place in range(len(shown))], sides[0], color, hover,
        sides[1], sides[2], [(row.get("mature") or 0) < FEW for row in shown],
    )  # fmt: skip


def _hover(view: View, kind: str, row: Mapping[str, Any]) -> str:
    return view.say(
        "complaints.again_hover", kind=view.say(f"complaints.again_{kind}"), month=numbers.month(row["month"]),
        share=numbers.share(row["share"], view.language), low=numbers.share(row["lower"], view.language),
        high=numbers.share(row["upper"], view.language), count=row["mature"] or 0,
    )  # fmt: skip
