"""The numbers themselves, at the month looked at, by whatever one wants to read them by."""

from functools import partial

from pages.shared import control, numbers, table
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import inside

COLUMNS = (
    "cases", "closed_cases", "cost", "cost_per_case", "cost_per_closed_case", "contacts", "cost_per_contact",
    "cash_recovered", "cost_per_yuan_recovered", "self_cure_share",
)  # fmt: skip
ROWS = ("platform", "platform_kind", "region", "product", "bucket", "agency", "team")


def numbers_by(view: View) -> Chart:
    """Cases, cost, contacts and cash at the month looked at, one row per platform, township, …"""
    by = control.pick("rows", view.say("cost.rows"), ROWS, lambda d: view.say(f"filter.{d}"), "platform")
    asked = view.ask(COLUMNS, [by], view.within(view.selection.at_focus(), *COLUMNS))
    title = view.say("cost.table_title", rows=inside(view.say(f"filter.{by}")))
    sub = view.say("cost.table_sub", month=numbers.month(view.selection.focus))
    figure = partial(table.show, view, asked.frame, by, COLUMNS, title)
    return Chart("cost_table", title, sub, figure, title, asked, COLUMNS, notes=view.unfiltered(*COLUMNS))
