"""How long a borrower waits for the first conversation after a case is assigned."""

from pages.cost_parts import common
from pages.shared import drill, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import lines
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.timeline import over_time as timeline

ID = "time_to_first_contact"
_FINER = {"platform": ("team", "agent"), "team": ("agent",)}


def over_time(view: View) -> Chart:
    """The median hours by the month a case was opened."""
    along = timeline(view, [ID])
    now = along.rows().get(view.selection.focus, {}).get(ID)
    title = view.say("cost.first_question")
    if now is not None:
        title = view.say("cost.first_title", month=numbers.month(view.selection.focus),
                         value=common.written(view, ID, now))  # fmt: skip
    series = common.line(view, "", view.look.colors.accent, along, ID)
    figure = lines(along.stage(view), [series], "hours")
    sub = view.say("cost.first_sub")
    return Chart(
        "first_contact", title, sub, figure, f"{title}. {sub}", along.answer, (ID,), clicks=True,
        notes=view.unfiltered(ID),
    )  # fmt: skip


def units(view: View) -> Chart:
    """The median hours of every platform, team or agent over the months shown."""
    level = drill.level(view.viewer, view.selection)
    without = (level, *_FINER.get(level, ()))
    asked = view.ask([ID], [level], view.within(view.selection.filters(without=without), ID))
    rows = [row for row in asked.frame.to_dicts() if row[level] != "unknown"]
    chosen = [click(level, value) for value in view.selection.kept(level)]
    figure = ranked(common.bars(view, rows, level, ID), "hours", view.look, chosen=chosen, ordered=level == "agent")
    top = common.highest(view, rows, level, ID)
    title = view.say("cost.first_units_question")
    if top and level != "agent":
        title = view.say("cost.first_units", name=top[0], value=common.written(view, ID, top[1]))
    sub = view.say("cost.first_units_sub", months=common.span(view))
    return Chart(
        "first_contact_units", title, sub, figure, f"{title}. {sub}", asked, (ID,), clicks=True,
        notes=view.unfiltered(ID),
    )  # fmt: skip
