"""Metrics by whatever they can be split by: chosen, drawn, and looked into."""

import streamlit as st

from pages.shared.reader import Reader


def draw(who: Reader) -> None:
    """The controls, the figure and the table."""
    st.caption(who.say("explore.tab_cut"))
