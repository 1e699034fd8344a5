"""The numbers themselves, at the month looked at, by whatever one wants to read them by."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import control, labels, numbers
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric

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
    return Chart("table", title, sub, lambda: _show(view, asked.frame, by, title), title, asked, COLUMNS)


def _show(view: View, frame: pl.DataFrame, by: str, alt: str) -> None:
    order = {value: place for place, value in enumerate(labels.in_order(by, frame[by].to_list()))}
    shown = frame.sort(pl.col(by).replace_strict(order)).select(
        pl.col(by).map_elements(lambda value: view.label(by, value), pl.String),
        *(pl.col(id).cast(pl.Float64) for id in COLUMNS),
    )
    config = {id: _column(view, id) for id in COLUMNS}
    st.dataframe(
        shown, hide_index=True, alt=alt, height="content",
        column_config={by: st.column_config.TextColumn(view.say(f"filter.{by}"), pinned=True), **config},
    )  # fmt: skip


def _column(view: View, id: str) -> Any:
    one = metric(id)
    form, step = ("percent", 0.0001) if one.unit == "share" else ("localized", 1)
    said = one.definition[view.language]
    return st.column_config.NumberColumn(one.short[view.language], help=said, format=form, step=step)
