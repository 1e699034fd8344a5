"""The numbers themselves, at the month looked at, by whatever one wants to read them by."""

from functools import partial

from pages.shared import control, numbers, table
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import inside

COLUMNS = (
    "originated_loans", "originated_principal", "balance", "market_share", "active_borrowers", "new_borrowers",
    "cash_due", "cash_received", "collection_ratio",
)  # fmt: skip
ROWS = ("platform", "platform_kind", "region", "product")


def numbers_by(view: View) -> Chart:
    """Lending, balance, borrowers and cash at the month looked at, one row per platform, kind, township or product."""
    by = control.pick("rows", view.say("market.rows"), ROWS, lambda one: view.say(f"filter.{one}"), ROWS[0])
    columns = tuple(id for id in COLUMNS if id != "market_share" or by in ("platform", "platform_kind"))
    asked = view.ask(columns, [by], view.within(view.selection.at_focus(), *columns))
    title = view.say("market.table_title", rows=inside(view.say(f"filter.{by}")))
    sub = view.say("market.table_sub", month=numbers.month(view.selection.focus))
    whole = ("originated_principal", "balance", "cash_due", "cash_received")
    figure = partial(table.show, view, asked.frame, by, columns, title, whole=whole)
    return Chart("market_table", title, sub, figure, title, asked, columns, notes=view.unfiltered(*columns))
