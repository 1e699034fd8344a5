"""What surrounds every screen: page settings, the top bar, navigation, and the screen in between."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import ahead, answers, errors, help, link, marks, reader, signin, who
from pages.shared.menu import SCREENS, shown
from pages.shared.selection import shared
from pages.shared.signin import Session
from pages.shared.text import Language, harmless, listing, text
from queries import warehouse as warehouses
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.warehouse import Warehouse

_HERE = Path(__file__).parent
Pages = Mapping[str, st.Page]


def run() -> None:
    """One run of the dashboard for one reader."""
    link.follow()
    language = reader.language()
    st.set_page_config(page_title=text("shared.product", language), page_icon=_HERE / "icon.svg", layout="wide")
    st.html(_HERE / "style.css")
    with errors.guard(language):
        _run(language)


def _run(language: Language) -> None:
    pages = {name: _page(name, icon, language) for name, icon in SCREENS}
    page = st.navigation(list(pages.values()), position="hidden")
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="top-bar")
    session = signin.session(language)
    if session is None:
        _top(bar, language, {})
        return
    opened = _open()
    if opened is None:
        _top(bar, language, pages)
        st.info(text("empty.no_data", language), title=text("empty.no_data_title", language))
        return
    platforms = answers.platforms(opened)
    viewer, beyond = reader.choose(session, platforms)
    _top(bar, language, shown(pages, viewer.role), session, viewer, platforms)
    reader.settle(reader.Reader(language, reader.look(language), viewer, opened, session))
    reader.note_role(reader.current())
    who.trouble(session, viewer, language)
    _tell(beyond, language)
    # Ahead of the screen, so that both hear what is pressed on the first thing drawn.
    help.keys()
    marks.listen()
    with ahead.drawing():
        page.run()


def _page(name: str, icon: str, language: Language) -> st.Page:
    return st.Page(_HERE.parent / f"{name}.py", title=text(f"nav.{name}", language), icon=icon)


def _open() -> Warehouse | None:
    pinned = link.first("version")
    if pinned:
        try:
            return warehouses.open_version(pinned)
        except AskRefused:
            link.clear(("version",))
    return warehouses.open_current()


def _top(
    bar: DeltaGenerator,
    language: Language,
    pages: Pages,
    session: Session | None = None,
    viewer: Viewer | None = None,
    platforms: Sequence[str] = (),
) -> None:
    with bar:
        st.markdown(f"**{text('shared.product', language)}**", width="content")
        _links(pages, language)
        if session is not None and viewer is not None:
            who.button(session, viewer, platforms, language)
        help.button(language)
        reader.language_switch(language)


def _tell(beyond: Sequence[str], language: Language) -> None:
    """Say which choices of the link are not the viewer's to make, and take them out of it."""
    if beyond:
        choices = harmless(listing(list(beyond), language, limit=6))
        st.info(text("empty.dropped", language, choices=choices), icon=":material/link_off:")
        link.forget(beyond)


def _links(pages: Pages, language: Language) -> None:
    """The way to every other screen, which takes along what all screens share: role, period, filters."""
    if len(pages) < 2:
        st.space("stretch")
        return
    carried = shared(link.choices())
    with st.container(horizontal=True, gap="xxsmall", key="screens", width="stretch"):
        for name, page in pages.items():
            st.page_link(page, help=text(f"nav.{name}_help", language), query_params=carried)
