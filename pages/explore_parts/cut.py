"""Metrics by whatever they can be split by: chosen, drawn, and looked into."""

import streamlit as st

from pages.explore_parts import (
    answers,
    chosen,
    controls,
    difference,
    export,
    figure,
    row_list,
    saving,
    starts,
    state,
    table,
)
from pages.shared.reader import Reader


def draw(who: Reader) -> None:
    """The controls, the figures, the cells chosen, and the table."""
    months = state.months(who)
    if not months:
        st.info(who.say("empty.no_months"))
        return
    asked = state.current(who, months)
    starts.draw(asked)
    controls.draw(asked)
    if who.viewer.is_guarded:
        st.caption(who.say("masked.rounded"))
    explored = answers.explored(asked.version, who.viewer, asked.exploration)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="explore-take"):
        figure.kinds(asked)
        saving.draw(who, asked.exploration)
        export.draw(who, explored)
    if table.is_slim(asked):
        left, right = st.columns((3, 1), gap="medium")
        with left:
            figure.draw(asked, explored)
        with right:
            table.draw(asked)
    else:
        figure.draw(asked, explored)
    if said := figure.cut_short(figure.view(asked, explored), explored):
        st.caption(said)
    chosen.draw(asked, explored)
    difference.draw(asked, explored)
    if asked.cells:
        row_list.draw(who, explored.exploration, asked.cells[-1])
    if not table.is_slim(asked):
        table.draw(asked)
