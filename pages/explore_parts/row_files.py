"""Rows as files: the page shown, or all that can be reached."""

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl
import streamlit as st

from pages.explore_parts import row_table, stating
from pages.explore_parts.listed import Listed, Order
from pages.explore_parts.stating import TYPES
from pages.shared import downloads, numbers, reader
from pages.shared.downloads import Sheet, Workbook
from queries.row_lists import column
from queries.rows import CAP, RowPage, all_rows


def draw(listed: Listed, order: Order, found: RowPage) -> None:
    """The page and all of it, each as CSV, XLSX and Parquet."""
    who = listed.who
    with st.popover(who.say("rows.download"), icon=":material/download:", key="rows-download"):
        frames: Mapping[str, Callable[[], pl.DataFrame]] = {
            "this_page": lambda: found.frame,
            "all_pages": lambda: (
                all_rows(who.warehouse, who.viewer, listed.source, listed.filters, **listed.asked(order)).frame
            ),
        }
        for name, read in frames.items():
            st.caption(who.say(f"rows.{name}", cap=numbers.count(CAP, who.language)))
            with st.container(horizontal=True, gap="small"):
                for form in TYPES:
                    st.download_button(
                        form.upper() if form != "parquet" else "Parquet",
                        reader.giving(
                            partial(_made, listed, read, form), "export", **listed.facts(order), format=form, part=name
                        ),
                        f"{listed.source}_{listed.id}_{who.warehouse.id}.{form}",
                        TYPES[form], key=f"rows-{name}-{form}", on_click="ignore",
                    )  # fmt: skip


def _made(listed: Listed, read: Callable[[], pl.DataFrame], form: str) -> bytes:
    frame, language = read(), listed.who.language
    about = stating.rows(listed.who, f"{listed.id} · {listed.name}", listed.filters)
    if form == "parquet":
        return downloads.as_parquet(frame, about)
    readable = row_table.readable(frame, language)
    if form == "csv":
        return downloads.as_csv(readable, about)
    units = {row_table.heading(name, language): column(name).unit for name in frame.columns}
    book = Workbook(
        [Sheet(listed.name, readable, units)],
        [(row_table.heading(name, language), column(name).about[language], "", name) for name in frame.columns],
        about, stating.names(listed.who),
        [listed.who.say("rows.column"), listed.who.say("rows.holds"), "", ""],
    )  # fmt: skip
    return stating.xlsx(book)
