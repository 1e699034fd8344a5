"""Complete and on time? By platform and table for one month, and for one platform by month."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import control
from pages.shared.reader import Reader
from pages.submissions_parts import common
from queries.handing import Desk
from queries.handing.desk import tables

MEASURES = ("days", "rows", "share")


def draw(who: Reader, desk: Desk) -> None:
    """Days after the as-of date, rows or the share held back, wherever something was handed in."""
    found = desk.arrivals()
    if found.is_empty():
        st.info(who.say("submissions.nothing_yet"))
        return
    # Of several submissions for a month the last as-of date speaks for it.
    found = found.with_columns(month=pl.col("as_of").dt.month_end()).unique(
        ["platform", "month", "table"], keep="last", maintain_order=True
    )
    months = _months(found)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        measure = control.choice(
            "measure", who.say("submissions.measure"), MEASURES, lambda one: who.say(f"submissions.measure_{one}")
        )
        chosen = control.pick(
            "of", who.say("submissions.month"), [f"{one:%Y-%m}" for one in reversed(months)], str, f"{months[-1]:%Y-%m}"
        )
    shown = [table for table in tables() if table in set(found["table"])]
    month = next(one for one in months if f"{one:%Y-%m}" == chosen)
    _grid(
        who, measure, who.say("submissions.by_platform", month=chosen), who.say("submissions.platform"),
        [common.platform(who, one) for one in desk_platforms(found)], [common.table(who, one) for one in shown],
        _cells(found.filter(pl.col("month") == month), measure, "platform", desk_platforms(found), "table", shown),
    )  # fmt: skip
    platforms = desk_platforms(found)
    if len(months) < 2:
        return
    one = control.pick(
        "of_platform", who.say("submissions.platform"), platforms, lambda id: common.platform(who, id), platforms[0]
    )
    _grid(
        who, measure, who.say("submissions.by_month", platform=common.platform(who, one)), who.say("submissions.table"),
        [common.table(who, each) for each in shown], [f"{each:%Y-%m}" for each in months],
        _cells(found.filter(pl.col("platform") == one), measure, "table", shown, "month", months),
    )  # fmt: skip


def desk_platforms(found: pl.DataFrame) -> list[str]:
    """The platforms that ever handed in, in order of their ids."""
    return sorted(set(found["platform"]))


def _months(found: pl.DataFrame) -> list[date]:
    """Every month-end from the first handed in for to the last."""
    known = sorted(found["month"].to_list())
    starts = pl.date_range(known[0].replace(day=1), known[-1], "1mo", eager=True)
    return [one.replace(day=monthrange(one.year, one.month)[1]) for one in starts.to_list()]


def _cells(
    found: pl.DataFrame, measure: str, down: str, rows: Sequence[Any], across: str, columns: Sequence[Any]
) -> list[list[Any]]:
    values = {(row[down], row[across]): row[measure] for row in found.iter_rows(named=True)}
    return [[values.get((row, column)) for column in columns] for row in rows]


def _grid(
    who: Reader,
    measure: str,
    title: str,
    head: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: list[list[Any]],
) -> None:
    kind = pl.Float64 if measure == "share" else pl.Int64
    frame = pl.DataFrame({head: rows} | {
        name: pl.Series([line[place] for line in cells], dtype=kind) for place, name in enumerate(columns)
    })  # fmt: skip
    form = {"share": ("percent", 0.001), "rows": ("localized", 1), "days": ("localized", 1)}[measure]
    st.markdown(f"**{title}**  \n:small[:gray[{who.say(f'submissions.measure_{measure}_help')}]]")
    st.dataframe(
        frame, hide_index=True, height="content", alt=title, placeholder=who.say("submissions.not_reported"),
        column_config={head: st.column_config.TextColumn(head, pinned=True)} | {
            name: st.column_config.NumberColumn(name, format=form[0], step=form[1]) for name in columns
        },
    )  # fmt: skip
