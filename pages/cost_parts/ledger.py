"""Every fen of the ledger is on a case, or said to be on none: the line below the main chart, and the table behind."""

from decimal import Decimal

import polars as pl
import streamlit as st

from pages.shared import labels, numbers
from pages.shared.chart import Chart
from pages.shared.screen import View
from queries.warehouse import Answer

ASKS = "cost/reconciliation"
AMOUNTS = ("ledger", "stated_on_contacts", "allocated", "unallocated", "difference")


def _asked(view: View) -> Answer:
    return view.question(ASKS, view.within(view.selection.at_focus(), ASKS))


def line(view: View) -> list[str]:
    """The month's ledger beside what was given to cases, in one sentence; none where no costs were reported."""
    frame = _asked(view).frame
    if frame.is_empty():
        return []
    sums = {name: frame[name].sum() or Decimal(0) for name in AMOUNTS}
    said = {name: numbers.fen(amount, view.language) for name, amount in sums.items()}
    key = "cost.ledger_line" if not sums["difference"] else "cost.ledger_off"
    month = numbers.month(view.selection.focus)
    return [view.say(key, month=month, count=frame["platform"].n_unique(), **said)]


def reconciled(view: View) -> Chart:
    """One row per platform at the month looked at."""
    asked = _asked(view)
    title = view.say("cost.ledger_title")
    sub = view.say("cost.ledger_sub", month=numbers.month(view.selection.focus))
    notes = view.unfiltered(ASKS)
    return Chart("ledger", title, sub, lambda: _show(view, asked.frame, title), title, asked, (ASKS,), notes=notes)


def _show(view: View, frame: pl.DataFrame, alt: str) -> None:
    if frame.is_empty():
        st.info(view.say("cost.no_ledger"))
        return
    order = {platform: place for place, platform in enumerate(labels.in_order("platform", frame["platform"].to_list()))}
    shown = frame.sort(pl.col("platform").replace_strict(order)).select(
        pl.col("platform").map_elements(lambda value: view.label("platform", value), pl.String),
        *(pl.col(name).cast(pl.Float64) for name in AMOUNTS),
    )
    columns = {
        name: st.column_config.NumberColumn(
            view.say(f"cost.{name}"), format="localized", step=0.01, help=view.say(f"cost.{name}_help")
        )
        for name in AMOUNTS
    }
    named = st.column_config.TextColumn(view.say("filter.platform"), pinned=True)
    st.dataframe(
        shown, hide_index=True, alt=alt, height="content", column_config={"platform": named, **columns},
    )  # fmt: skip
