"""The numbers themselves, at the month looked at, by whatever one wants to read them by."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import control, labels
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric

COLUMNS = (
    "cases", "closed_cases", "cost", "cost_per_case", "cost_per_closed_case", "contacts", "cost_per_contact",
    "cash_recovered", "cost_per_yuan_recovered", "self_cure_share",
)  # fmt: skip
ROWS = ("platform", "platform_kind", "region", "product", "bucket", "agency", "team")
_FORMS = {"share": ("percent", 0.0001), "money": ("%.2f", None), "ratio": ("%.3f", None)}


def numbers_by(view: View) -> Chart:
    """Cases, cost, contacts and cash at the month looked at, one row per platform, township, …"""
    by = control.pick("rows", view.say("cost.rows"), ROWS, lambda d: view.say(f"filter.{d}"), "platform")
    asked = view.ask(COLUMNS, [by], view.within(view.selection.at_focus(), *COLUMNS))
    title = view.say("cost.table_title", rows=inside(view.say(f"filter.{by}")))
    sub = view.say("cost.table_sub", month=f"{view.selection.focus:%Y-%m}")
    notes = view.unfiltered(*COLUMNS)
    return Chart("cost_table", title, sub, lambda: _show(view, asked.frame, by, title), title, asked, COLUMNS,
                 notes=notes)  # fmt: skip


def _show(view: View, frame: pl.DataFrame, by: str, alt: str) -> None:
    if frame.is_empty():
        st.info(view.say("cost.no_cases"))
        return
    known = frame.drop_nulls(by)
    order = {value: place for place, value in enumerate(labels.in_order(by, known[by].to_list()))}
    shown = known.sort(pl.col(by).replace_strict(order)).select(
        pl.col(by).map_elements(lambda value: _named(view, by, value), pl.String),
        *(pl.col(id).cast(pl.Float64) for id in COLUMNS),
    )
    config = {id: _column(view, id) for id in COLUMNS}
    st.dataframe(
        shown, hide_index=True, alt=alt, height="content",
        column_config={by: st.column_config.TextColumn(view.say(f"filter.{by}"), pinned=True), **config},
    )  # fmt: skip


def _named(view: View, by: str, value: str) -> str:
    name = view.label(by, value, full=True)
    platform = value.partition("/")[0]
    return f"{view.label('platform', platform)} · {name}" if by == "team" and "/" in value else name


def _column(view: View, id: str) -> Any:
    one = metric(id)
    form, step = _FORMS.get(one.unit, ("localized", 1))
    return st.column_config.NumberColumn(
        one.short[view.language], help=one.definition[view.language], format=form, step=step
    )
