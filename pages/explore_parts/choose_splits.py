"""By what: up to three splits that all chosen metrics can take, how time is taken together, and how many parts."""

from functools import partial

import streamlit as st

from pages.explore_parts import changes, state
from pages.explore_parts.naming import TIMES
from pages.explore_parts.state import Asked
from pages.shared import errors
from queries.explore.exploration import SPLITS_MOST
from queries.explore.periods import GRAINS

_TOPS = (3, 5, 10, 20)


def draw(asked: Asked) -> None:
    """A button that names the splits, and behind it their choice."""
    who, run = asked.who, asked.exploration
    names = " × ".join(who.say(f"filter.{d}") for d in run.by) or who.say("explore.unsplit")
    menu = st.popover(
        who.say("explore.splits_are", names=names), icon=":material/call_split:", key="choose-splits",
    )  # fmt: skip
    with menu, errors.guard(who.language):
        _splits(asked)
        if "month" in run.by:
            _grain(asked)
        if any(d not in TIMES for d in run.by):
            _top(asked)


def _splits(asked: Asked) -> None:
    by, say = asked.exploration.by, asked.who.say
    free = changes.free(asked.exploration, asked.who.viewer.hidden)
    for place in range(min(len(by) + 1, SPLITS_MOST)):
        key = f"explore_split_{place}"
        own = [by[place]] if place < len(by) else []
        st.session_state[key] = own[0] if own else None
        st.selectbox(
            say(f"explore.split_{place}"), [*own, *free], key=key, index=None, placeholder=say("explore.no_split"),
            format_func=lambda d: say(f"filter.{d}"), on_change=partial(_split, asked, place),
        )  # fmt: skip
    if len(by) > 1:
        st.button(say("explore.swap"), icon=":material/swap_horiz:", key="explore-swap", on_click=partial(_swap, asked))
    st.caption(say("explore.splits_note"))


def _split(asked: Asked, place: int) -> None:
    chosen = st.session_state[f"explore_split_{place}"]
    by = list(asked.exploration.by)
    by[place : place + 1] = [chosen] if chosen else []
    state.change(asked, changes.split(asked.exploration, by))


def _swap(asked: Asked) -> None:
    first, second, *rest = asked.exploration.by
    state.change(asked, changes.split(asked.exploration, (second, first, *rest)))


def _grain(asked: Asked) -> None:
    st.session_state["explore_grain"] = asked.exploration.grain
    st.segmented_control(
        asked.who.say("explore.grain"), list(GRAINS), key="explore_grain", required=True,
        format_func=lambda grain: asked.who.say(f"explore.grain_{grain}"), on_change=partial(_grained, asked),
    )  # fmt: skip


def _grained(asked: Asked) -> None:
    state.change(asked, changes.grained(asked.exploration, st.session_state["explore_grain"]))


def _top(asked: Asked) -> None:
    run, say = asked.exploration, asked.who.say
    possible = changes.rankable(run)
    if not possible:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state["explore_top_of"] = run.top.dimension if run.top else possible[0]
        if len(possible) > 1:
            st.selectbox(
                say("explore.top_of"), possible, key="explore_top_of", format_func=lambda d: say(f"filter.{d}"),
                on_change=partial(_topped, asked), width=140,
            )  # fmt: skip
        count = run.top.count if run.top else 0
        st.session_state["explore_top"] = count
        st.segmented_control(
            say("explore.top"), sorted({0, *_TOPS, count}), key="explore_top", required=True,
            format_func=lambda n: say("explore.top_all") if not n else str(n), on_change=partial(_topped, asked),
        )  # fmt: skip


def _topped(asked: Asked) -> None:
    dimension, count = st.session_state["explore_top_of"], st.session_state["explore_top"]
    state.change(asked, changes.top(asked.exploration, dimension, count or None))
