"""The cells chosen, and what can be done with them: kept alone, split further, set against each other."""

from functools import partial

import streamlit as st

from pages.explore_parts import address, changes, naming, state, values
from pages.explore_parts.naming import Row
from pages.explore_parts.state import Asked
from pages.shared import link
from pages.shared.text import Language, harmless, text
from queries.dictionary import metric
from queries.explore.explored import Explored
from queries.filters import Filters

_FURTHER = "explore_further"


def draw(asked: Asked, explored: Explored) -> None:
    """What is chosen and its buttons, or how to choose; in one place, so that nothing jumps."""
    say = asked.who.say
    with st.container(key="cell-bar", gap="xxsmall"):
        if not asked.cells:
            st.caption(say("explore.choose_cells"), width="content")
            return
        for place, row in enumerate(asked.cells):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"cell-{place}"):
                st.markdown(_said(asked, explored, row), width="content")
                _buttons(asked, row, place)
        if len(asked.cells) == 1:
            st.caption(say("explore.choose_second"), width="content")


def _said(asked: Asked, explored: Explored, row: Row) -> str:
    run, language = explored.exploration, asked.who.language
    found = at(explored, row)
    name = " · ".join(naming.called(d, row[d], language, run.grain) for d in run.by if d in row)
    parts = [f"**{name or asked.who.say('explore.all')}**"]
    parts += [f"{metric(id).short[language]} {_value(found, id, language)}" for id in run.metrics]
    return " · ".join(parts)


def _value(found: Row | None, id: str, language: Language) -> str:
    """The value with what is behind it, or why it is not there."""
    told = values.said(found, id, language)
    lines = told.lines if told.state else told.lines[1:2]
    return harmless(told.text) + (text("explore.bracketed", language, words=lines[0]) if lines else "")


def at(explored: Explored, row: Row) -> Row | None:
    """The cell or subtotal of these values; None where there is none."""
    by = tuple(d for d in explored.exploration.by if d in row)
    frame = explored.cells if by == explored.exploration.by else explored.subtotals[by]
    return next((one for one in frame.iter_rows(named=True) if all(one[d] == row[d] for d in by)), None)


def _buttons(asked: Asked, row: Row, place: int) -> None:
    say, within = asked.who.say, state.within(asked, row)
    nameless = within is None or not row
    st.button(
        say("explore.only"), icon=":material/filter_alt:", key=f"only-{place}", disabled=nameless,
        help=say("explore.only_cannot" if nameless else "explore.only_help"),
        on_click=_only, args=(asked, row, within),
    )  # fmt: skip
    _further(asked, row, place, within)
    st.button(
        say("explore.unchoose"), icon=":material/close:", type="tertiary", key=f"unchoose-{place}",
        on_click=state.pick, args=(asked, naming.written(row, asked.exploration.by)),
    )  # fmt: skip


def _only(asked: Asked, row: Row, within: Filters | None) -> None:
    if within is None:
        return
    state.change(asked, changes.only(asked.exploration, row, within))


def _further(asked: Asked, row: Row, place: int, within: Filters | None) -> None:
    key, free = f"{_FURTHER}_{place}", changes.free(asked.exploration, asked.who.viewer.hidden)
    if within is None or not free:
        return
    st.session_state[key] = None
    st.selectbox(
        asked.who.say("explore.further"), free, index=None, key=key, width=170, label_visibility="collapsed",
        placeholder=asked.who.say("explore.further"), format_func=lambda d: asked.who.say(f"filter.{d}"),
        on_change=partial(_split, asked, row, key, within),
    )  # fmt: skip


def _split(asked: Asked, row: Row, key: str, within: Filters) -> None:
    if dimension := st.session_state[key]:
        state.change(asked, changes.further(asked.exploration, row, within, dimension))


def clear() -> None:
    """Choose no cell."""
    link.clear((address.CELL,))
