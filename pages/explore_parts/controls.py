"""The bar that says what is explored and changes it: each choice is named on its button and made behind it."""

import streamlit as st

from pages.explore_parts import choose_filters, choose_metrics, choose_period, choose_splits, conditions, state
from pages.explore_parts.state import Asked


def draw(asked: Asked) -> None:
    """Metrics, splits, period and filters, the way back, and what is filtered; folded on a phone."""
    who = asked.who
    if who.look.narrow:
        with st.expander(who.say("explore.controls"), icon=":material/tune:", key="explore-controls"):
            _bar(asked)
    else:
        _bar(asked)
    conditions.draw(asked)


def _bar(asked: Asked) -> None:
    with (
        st.container(key="filter-bar"),
        st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="explore-bar"),
    ):
        choose_metrics.draw(asked)
        choose_splits.draw(asked)
        choose_period.draw(asked)
        choose_filters.draw(asked)
        _way_back(asked)


def _way_back(asked: Asked) -> None:
    say = asked.who.say
    with st.container(horizontal=True, gap="xxsmall", width="content", key="explore-steps"):
        st.button(
            say("explore.undo"), icon=":material/undo:", type="tertiary", key="explore-undo",
            disabled=not state.can_undo(), on_click=state.undo,
        )  # fmt: skip
        st.button(
            say("explore.redo"), icon=":material/redo:", type="tertiary", key="explore-redo",
            disabled=not state.can_redo(), on_click=state.redo,
        )  # fmt: skip
        st.button(
            say("explore.reset"), icon=":material/restart_alt:", type="tertiary", key="explore-reset",
            on_click=state.reset, args=(asked,),
        )  # fmt: skip
