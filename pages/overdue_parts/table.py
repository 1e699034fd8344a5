"""The numbers themselves, at the month looked at, by whatever one wants to read them by."""

from functools import partial

from pages.shared import control, numbers, table
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import inside

COLUMNS = (
    "loans", "balance", "overdue_rate_balance", "overdue_rate_count", "par30_balance", "par60_balance",
    "par90_balance", "npl_ratio",
)  # fmt: skip
ROWS = ("platform", "platform_kind", "region", "product", "age_band", "occupation")


def numbers_by(view: View) -> Chart:
    """Loans, balance and rates at the month looked at, one row per platform, township, …"""
    by = control.pick("rows", view.say("overdue.rows"), ROWS, lambda d: view.say(f"filter.{d}"), "platform")
    asked = view.ask(COLUMNS, [by], view.selection.at_focus(without=("bucket",)))
    title = view.say("overdue.table_title", rows=inside(view.say(f"filter.{by}")))
    sub = view.say("overdue.table_sub", month=numbers.month(view.selection.focus))
    figure = partial(table.show, view, asked.frame, by, COLUMNS, title, whole=("balance",))
    return Chart("table", title, sub, figure, title, asked, COLUMNS)
