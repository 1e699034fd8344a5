"""The way from a number on any screen to what it means: its entry among the definitions."""

from pathlib import Path

import streamlit as st

from pages.shared import link
from pages.shared.menu import SCREENS
from pages.shared.selection import shared
from pages.shared.text import harmless

SCREEN = "definitions"
PAGE = Path(__file__).parents[1] / f"{SCREEN}.py"


def target(id: str) -> dict[str, list[str]]:
    """The link to an entry: the choices all screens share go along, so that its example is of what was looked at."""
    return shared(link.choices()) | {"metric": [id]}


def to_entry(id: str, label: str) -> None:
    """A link to the entry of a metric or question; its name alone where there is no such screen."""
    if SCREEN in dict(SCREENS):
        st.page_link(PAGE, label=harmless(label), icon=":material/menu_book:", query_params=target(id))
    else:
        st.markdown(f"**{harmless(label)}**")
