"""What surrounds every screen: page settings, the top bar, navigation, and the screen in between."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import answers, errors, help, link, reader
from pages.shared.text import Language, text
from queries import warehouse as warehouses
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.warehouse import Warehouse

# Screens that work, in the order of the menu: file, icon.
SCREENS = (("overdue", ":material/schedule:"),)
_HERE = Path(__file__).parent


def run() -> None:
    """One run of the dashboard for one reader."""
    link.follow()
    language = reader.language()
    st.set_page_config(page_title=text("shared.product", language), page_icon=_HERE / "icon.svg", layout="wide")
    st.html(_HERE / "style.css")
    with errors.guard(language):
        _run(language)


def _run(language: Language) -> None:
    page = st.navigation([_page(name, icon, language) for name, icon in SCREENS], position="top")
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="top-bar")
    opened = _open()
    if opened is None:
        _top(bar, language)
        st.info(text("empty.no_data", language), title=text("empty.no_data_title", language))
        return
    platforms = answers.platforms(opened)
    viewer = reader.viewer(platforms)
    _top(bar, language, viewer, platforms)
    reader.settle(reader.Reader(language, reader.look(language), viewer, opened))
    page.run()
    help.keys()


def _page(name: str, icon: str, language: Language) -> st.Page:
    return st.Page(
        _HERE.parent / f"{name}.py",
        title=text(f"nav.{name}", language),
        icon=icon,
        help=text(f"nav.{name}_help", language),
    )


def _open() -> Warehouse | None:
    pinned = link.first("version")
    if pinned:
        try:
            return warehouses.open_version(pinned)
        except AskRefused:
            link.clear(("version",))
    return warehouses.open_current()


def _top(bar: DeltaGenerator, language: Language, viewer: Viewer | None = None, platforms: Sequence[str] = ()) -> None:
    with bar:
        st.markdown(f"**{text('shared.product', language)}**", width="stretch")
        if viewer is not None:
            reader.role_chooser(viewer, platforms, language)
        help.button(language)
        reader.language_switch(language)
