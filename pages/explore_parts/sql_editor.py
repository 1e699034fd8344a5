"""An editor for the analyst's own SQL: one statement that only reads, over the rows the analyst may see."""

from dataclasses import dataclass

import streamlit as st

from pages.explore_parts import sql_result, sql_tables
from pages.shared import reader
from pages.shared.numbers import count
from pages.shared.reader import Reader
from queries import sql
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.sql import history, limits, running

_RUN, _BEFORE, _TEXT = "sql_run", "sql_before", "sql_text"
_KEPT = 20
_EXAMPLE = "select month, sum(balance) as balance\nfrom portfolio_month\ngroup by month\norder by month"


@dataclass(frozen=True)
class Run:
    """A statement of this session, with whose rows of which version it reads: for others it is not shown."""

    running: sql.Running
    viewer: Viewer
    version: str


def draw(who: Reader) -> None:
    """The editor beside the tables, what came of the last statement below, and the statements before it."""
    running.check(who.viewer)
    sql.warm()
    run = _current(who)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.session_state.setdefault(_TEXT, "")
        st.text_area(
            who.say("sql.editor"), key=_TEXT, height=230, max_chars=limits.LETTERS, persist_state="session",
            placeholder=_EXAMPLE,
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            busy = run is not None and not run.running.done
            pressed = st.button(who.say("sql.run"), type="primary", icon=":material/play_arrow:", key="sql-run",
                                disabled=busy)  # fmt: skip
            _history(who)
        st.caption(
            who.say("sql.limits", seconds=f"{limits.SECONDS:g}", megabytes=limits.MEMORY_MB,
                    rows=count(limits.ROWS, who.language))
        )  # fmt: skip
    with right:
        sql_tables.draw(who)
    if pressed:
        try:
            _start(who, str(st.session_state[_TEXT]))
        except AskRefused as refused:
            st.info(refused.message(who.language), icon=":material/block:")
            return
        st.rerun()
    if run:
        if run.running.done:
            sql_result.draw(who, run.running)
        else:
            _progress(who, run.running)


def _start(who: Reader, text: str) -> None:
    """Noted before it is run: where it cannot be, it is not."""
    reader.noted("sql_run", what=running.pieces(text))
    before = _before(who)
    st.session_state[_BEFORE] = [text, *(one for one in before if one != text)][:_KEPT]
    st.session_state[_RUN] = Run(sql.start(who.warehouse, who.viewer, text), who.settled, who.warehouse.id)


def _current(who: Reader) -> Run | None:
    run: Run | None = st.session_state.get(_RUN)
    if run and (run.viewer, run.version) != (who.settled, who.warehouse.id):
        run.running.cancel()
        st.session_state[_RUN] = run = None
    return run


@st.fragment(run_every=0.5)
def _progress(who: Reader, run: sql.Running) -> None:
    """How long it has been running, and a button that ends it."""
    if run.done:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(who.say("sql.running", seconds=f"{run.seconds:.1f}"), width="content")
        if st.button(who.say("sql.cancel"), icon=":material/stop:", key="sql-cancel"):
            run.cancel()
            st.rerun()


def _history(who: Reader) -> None:
    """The statements of this session and those before it: a click takes one back."""
    with st.popover(who.say("sql.history"), icon=":material/history:", key="sql-history"):
        before = _before(who)
        if not before:
            st.caption(who.say("sql.history_none"))
        for place, text in enumerate(before):
            shown = " ".join(text.split())
            st.button(
                f"`{shown[:90].replace('`', ' ')}{'…' if len(shown) > 90 else ''}`", key=f"sql-before-{place}",
                type="tertiary", on_click=_take_back, args=(text,),
            )  # fmt: skip


def _before(who: Reader) -> list[str]:
    if _BEFORE not in st.session_state:
        st.session_state[_BEFORE] = history.statements(who.session.account, _KEPT)
    return list(st.session_state[_BEFORE])


def _take_back(text: str) -> None:
    st.session_state[_TEXT] = text
