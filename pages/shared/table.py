"""Metrics as a table: one row per value of a dimension, in reference order, numbers rounded as they are written."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import labels
from pages.shared.screen import View
from pages.shared.selection import DRILLED
from queries.dictionary import metric

_DIGITS = {"share": 4, "money": 2, "ratio": 3, "count": 0}
_ELSE = 2


def show(view: View, frame: pl.DataFrame, by: str, ids: Sequence[str], alt: str, *, whole: Sequence[str] = ()) -> None:
    """The metrics `ids` of a frame with the dimension `by`; `alt` is what a screen reader says.

    Those in `whole` are shown without decimals.
    """
    known = frame.drop_nulls(by)
    if known.is_empty():
        st.info(view.say("empty.chart"))
        return
    order = {value: place for place, value in enumerate(labels.in_order(by, known[by].to_list()))}
    digits = {id: 0 if id in whole else _DIGITS.get(metric(id).unit, _ELSE) for id in ids}
    shown = known.sort(pl.col(by).replace_strict(order)).select(
        pl.col(by).map_elements(lambda value: _named(view, by, value), pl.String),
        # Streamlit cuts what its step leaves over, and does not round it.
        *(pl.col(id).cast(pl.Float64).round(places) for id, places in digits.items()),
    )
    config = {id: _column(view, id, places) for id, places in digits.items()}
    st.dataframe(
        shown, hide_index=True, alt=alt, height="content",
        placeholder="*" if view.viewer.is_guarded else view.say("shared.not_reported"),
        column_config={by: st.column_config.TextColumn(view.say(f"filter.{by}"), pinned=True), **config},
    )  # fmt: skip


def _named(view: View, by: str, value: str) -> str:
    """A team or agent with its platform; anything else by its own name."""
    name, (platform, inside, _) = view.label(by, value), value.partition("/")
    return f"{view.label('platform', platform)} · {name}" if by in DRILLED and inside else name


def _column(view: View, id: str, digits: int) -> Any:
    one = metric(id)
    form = "percent" if one.unit == "share" else "localized"
    said = one.definition[view.language]
    return st.column_config.NumberColumn(one.short[view.language], help=said, format=form, step=10**-digits)
