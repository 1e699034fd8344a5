"""The rows behind a cell: which, in what order and columns, page by page; noted before they are shown."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from pages.explore_parts import answers, row_files, row_table
from pages.explore_parts.listed import SIZES, Listed, Order
from pages.explore_parts.naming import Row, written
from pages.shared import errors, numbers, reader
from pages.shared.reader import Reader
from pages.shared.text import inside, listing
from queries.access import SCOPED
from queries.dictionary import metric
from queries.explore import explored as answering
from queries.explore.exploration import Exploration
from queries.filters import Filters
from queries.row_lists import Part, nearby, source_names
from queries.rows import CAP, RowPage, held, parts, rows

_STATE, _NOTED, _TABLE = "rows_asked", "rows_noted", "rows_table"


def draw(who: Reader, exploration: Exploration, row: Row) -> None:
    """The rows behind a cell, or a subtotal, once the reader opens them; nothing for who may see none."""
    if who.settled.role not in SCOPED:
        return
    _open(who, exploration, row)


@st.fragment
def _open(who: Reader, exploration: Exploration, row: Row) -> None:
    opened = st.expander(who.say("rows.open"), icon=":material/list_alt:", key="rows-open", on_change="rerun")
    if not opened.open:
        st.session_state.pop(_NOTED, None)
        return
    with opened, errors.guard(who.language):
        behind = [id for id in exploration.metrics if parts(id)]
        _list(_behind(who, exploration, row, behind) if behind else _nearby(who, exploration, row))


def _nearby(who: Reader, exploration: Exploration, row: Row) -> Listed:
    """Of what is kept in sums only, the loans, cases or contacts of the cell's scope, and that it says so."""
    id, source = exploration.metrics[0], nearby(exploration.metrics[0])
    filters = _within(who, exploration, row, id)
    kept = filters.only(held(who.warehouse, source))
    left = sorted(set(filters.dimensions()) - set(kept.dimensions()))
    names = listing([metric(one).short[who.language] for one in exploration.metrics], who.language, limit=6)
    said = [who.say("rows.none", metrics=names, source=inside(source_names()[source][who.language]))]
    if left:
        dimensions = listing([who.say(f"filter.{one}") for one in left], who.language, limit=4)
        said.append(who.say("rows.wider", dimensions=dimensions))
    st.caption(" ".join(said))
    return Listed(who, id, source, None, kept, written(row, exploration.by))


def _behind(who: Reader, exploration: Exploration, row: Row, behind: Sequence[str]) -> Listed:
    """The metric and the part of it that is chosen, with the filters of the cell."""
    options = [(id, part) for id in behind for part in parts(id)]
    several = len(behind) > 1
    chosen = 0
    if len(options) > 1:
        chosen = st.selectbox(
            who.say("rows.of"), range(len(options)), key="rows_of", label_visibility="collapsed",
            format_func=lambda place: _called(who, *options[place], several=several), width=420,
        )  # fmt: skip
    id, part = options[chosen or 0]
    filters = _within(who, exploration, row, id)
    return Listed(who, id, part.list.source, part, filters, written(row, exploration.by))


def _within(who: Reader, exploration: Exploration, row: Row, id: str) -> Filters:
    """The filters of the cell, as they are for the metric."""
    called = answers.named(who.warehouse.id, who.viewer, exploration)
    return answering.cell(who.warehouse, who.viewer, exploration, row, called, metric_id=id)


def _called(who: Reader, id: str, part: Part, *, several: bool) -> str:
    said = who.say(f"rows.part_{part.name}", source=source_names()[part.list.source][who.language])
    if len([one for one in parts(id) if one.list.source == part.list.source]) == 1:
        said = source_names()[part.list.source][who.language]
    return f"{metric(id).short[who.language]} · {said}" if several else said


def _list(listed: Listed) -> None:
    who, order = listed.who, _order(listed)
    head = st.container(horizontal=True, vertical_alignment="center", gap="small", key="rows-head")
    mark = (listed.mark, order)
    if st.session_state.get(_NOTED) != mark:
        reader.noted("rows_shown", **listed.facts(order), page=order.page, size=order.size)
        st.session_state[_NOTED] = mark
    found = rows(
        who.warehouse, who.viewer, listed.source, listed.filters, **listed.asked(order), page=order.page,
        size=order.size,
    )  # fmt: skip
    with head:
        _pager(who, order, found)
        _columns(listed, order, found)
        row_files.draw(listed, order, found)
    if not found.total:
        st.info(who.say("rows.no_rows"))
        return
    row_table.draw(
        found.frame, who.say("rows.table", name=listed.name), who.language, order.sort, order.descending, _sort, _TABLE
    )
    _notes(who, found)


def _order(listed: Listed) -> Order:
    """The order chosen for this list; the usual one where another list was looked at before."""
    mark, order = cast(tuple[object, Order], st.session_state.get(_STATE, (None, Order())))
    if mark != listed.mark:
        order = Order(size=order.size)
        st.session_state[_STATE] = (listed.mark, order)
    return order


def _change(**changed: Any) -> None:
    mark, order = st.session_state[_STATE]
    st.session_state[_STATE] = (mark, replace(order, **{"page": 0, **changed}))


def _sort() -> None:
    if name := row_table.picked(_TABLE):
        order: Order = st.session_state[_STATE][1]
        _change(sort=name, descending=order.sort == name and not order.descending)


def _pager(who: Reader, order: Order, found: RowPage) -> None:
    reachable = min(found.total, CAP)
    first, last = order.page * order.size + 1, min((order.page + 1) * order.size, reachable)
    said = who.say("rows.shown", first=numbers.count(min(first, reachable), who.language),
                   last=numbers.count(last, who.language), total=numbers.count(found.total, who.language))  # fmt: skip
    st.button(
        who.say("rows.earlier"), icon=":material/chevron_left:", key="rows-earlier", disabled=order.page == 0,
        on_click=_change, kwargs={"page": order.page - 1},
    )  # fmt: skip
    st.caption(said, width="content")
    st.button(
        who.say("rows.later"), icon=":material/chevron_right:", icon_position="right", key="rows-later",
        disabled=last >= reachable, on_click=_change, kwargs={"page": order.page + 1},
    )  # fmt: skip
    st.session_state["rows_size"] = order.size
    st.selectbox(
        who.say("rows.size"), SIZES, key="rows_size", label_visibility="collapsed", width=90,
        on_change=lambda: _change(size=st.session_state["rows_size"]),
    )  # fmt: skip


def _columns(listed: Listed, order: Order, found: RowPage) -> None:
    who = listed.who
    with st.popover(who.say("rows.columns"), icon=":material/view_column:", key="rows-columns"):
        st.session_state["rows_columns"] = list(found.frame.columns)
        st.pills(
            who.say("rows.columns"), found.columns, selection_mode="multi", key="rows_columns",
            format_func=lambda name: row_table.heading(name, who.language), label_visibility="collapsed",
            on_change=_columns_chosen, args=(found.columns,),
        )  # fmt: skip


def _columns_chosen(offered: Sequence[str]) -> None:
    chosen = st.session_state["rows_columns"]
    order: Order = st.session_state[_STATE][1]
    _change(columns=tuple(name for name in offered if name in chosen), page=order.page)


def _notes(who: Reader, found: RowPage) -> None:
    if found.capped:
        st.warning(
            who.say("rows.capped", total=numbers.count(found.total, who.language), cap=numbers.count(CAP, who.language))
        )
    if found.ignored:
        named = listing([who.say(f"filter.{one}") for one in found.ignored], who.language, limit=4)
        st.caption(who.say("rows.ignored", dimensions=named))
    st.caption(who.say("rows.noted"))
