"""A unit's cure rate month by month against what its cases let expect, with exact limits."""

from datetime import date
from typing import Any

from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import Stage
from pages.shared.figures.control_chart import Controlled, control_chart
from pages.shared.screen import View

ASKS = "agents/months"
FEW = 30


def against_expectation(view: View) -> Chart:
    """Cured over at risk, beside the expected share and the limits chance allows that many cases."""
    asked = view.question(ASKS)
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    points = [_point(view, month, rows.get(month)) for month in view.months]
    outside = sum(point.direction != 0 for point in points)
    title = view.say("agents_own.months_title" if outside else "agents_own.months_title_none", count=outside)
    sub = view.say("agents_own.months_sub")
    names = (view.say("agents_own.expected"), "", "")
    figure = control_chart(Stage(view.months, view.look, height=340, gap="shared.no_data"), points, "share", names)
    notes = [view.say("agents_own.months_note"), view.say("agents.signal")] if outside else []
    return Chart("own_months", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), clicks=True, notes=notes)


def _point(view: View, month: date, row: dict[str, Any] | None) -> Controlled:
    if row is None or not row["at_risk"]:
        return Controlled(None, None, None, None, "")
    return Controlled(
        row["rate"], row["expected_rate"], row["lower_998"], row["upper_998"], _hover(view, month, row),
        direction={"above": 1, "below": -1}.get(row["outside"], 0), few=row["at_risk"] < FEW,
    )  # fmt: skip


def _hover(view: View, month: date, row: dict[str, Any]) -> str:
    return view.say(
        "agents_own.months_hover",
        month=numbers.month(month),
        rate=numbers.share(row["rate"], view.language),
        expected=numbers.share(row["expected_rate"], view.language),
        low=numbers.share(row["lower_998"], view.language),
        high=numbers.share(row["upper_998"], view.language),
        cases=numbers.count(row["at_risk"], view.language),
    )
