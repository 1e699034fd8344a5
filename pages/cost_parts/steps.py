"""The steps from an attempt to a payment: how many are left after each, and what one of them has cost by then."""

from pages.cost_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.steps import Stair, steps
from pages.shared.screen import View

ASKS = "cost/steps"


def funnel(view: View) -> Chart:
    """Attempt, connected, right party, promise, kept, paid, over the months shown."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    rows = asked.frame.to_dicts()
    known = [row for row in rows if row["count"] is not None]
    stairs = [_stair(view, row) for row in rows] if known else []
    figure = steps(stairs, [view.say("cost.step_share"), view.say("cost.step_each")], view.look, height=300)
    title = view.say("cost.steps_question")
    ends = {row["step"]: row for row in rows}
    if known and all(ends[step]["cost_each"] is not None for step in ("attempt", "kept")):
        title = view.say(
            "cost.steps_title", first=numbers.money(ends["attempt"]["cost_each"], view.language),
            last=numbers.money(ends["kept"]["cost_each"], view.language),
        )  # fmt: skip
    sub = view.say("cost.steps_sub", months=common.span(view))
    return Chart(
        "steps", title, sub, figure, f"{title}. {sub}", asked, (ASKS,),
        notes=[view.say("cost.steps_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _stair(view: View, row: common.Row) -> Stair:
    name = view.say(f"cost.step_{row['step']}")
    share = "–" if row["share_of_previous"] is None else numbers.share(row["share_of_previous"], view.language)
    each = numbers.money(row["cost_each"], view.language)
    count = numbers.count(row["count"], view.language)
    hover = view.say("cost.step_hover", name=name, count=count, share=share, each=each)
    return Stair(name, numbers.number(row["count"]), count, [share, each], hover)
