"""Saved views and the address: what of it is kept, the link that opens one, and whose views they are."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from pages.explore_parts import address
from pages.shared import errors, link
from pages.shared.menu import SCREENS
from pages.shared.reader import Reader
from pages.shared.signin import Session
from pages.shared.text import harmless
from queries import grants
from queries.explore.exploration import Exploration
from queries.refusals import AskRefused
from queries.saved import Saved, SavedView

SCREEN, NAME = "explore", "view"
PAGES = Path(__file__).parents[1]
# What of an address is the reader's and not the view's, as far as it outlives opening one.
READERS = ("lang", "role", "own")
_OPENED = "saved_opened"


def account(session: Session) -> str:
    """Whose views are somebody's: the address or id the provider vouches for; an address it does not is nobody's."""
    if session.rules is None:
        return session.account
    found = grants.identity(session.claims, session.rules)
    return found.email or found.subject


def choices(exploration: Exploration) -> Mapping[str, tuple[str, ...]]:
    """The address of an exploration, everything said, with the figure chosen."""
    figure = link.first(address.FIGURE) or ""
    kept = {name: values for name, values in link.choices().items() if name not in ("tab", address.CELL, *READERS)}
    return {**address.without(kept), **address.written(exploration, figure)}


def target(one: SavedView) -> dict[str, list[str]]:
    """The link to a view, for whoever looks now: language and role go along."""
    return {name: list(values) for name, values in link.choices().items() if name in READERS} | {NAME: [one.id]}


def url(one: SavedView) -> str:
    """The link to a view, for anybody."""
    here = urlsplit(str(st.context.url or ""))
    base = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{base}/{SCREEN}?{NAME}={one.id}"


def follow(who: Reader) -> None:
    """Open the view the address names, within the reader's rights; a sentence where it is not to be opened."""
    if opened := st.session_state.pop(_OPENED, None):
        st.toast(who.say("saved.opened", name=harmless(opened)))
    id = link.first(NAME)
    if id is None:
        return
    link.choose(NAME, ())
    try:
        one = Saved().view(id, account(who.session), who.settled.role)
    except AskRefused as refused:
        st.info(errors.why(refused, who.language), icon=":material/link_off:")
        return
    show(one)
    st.rerun()


def show(one: SavedView) -> None:
    """Make the address that of a view; whose role looks stays as it is."""
    kept = {name: values for name, values in link.choices().items() if name in READERS}
    pinned = {"version": (one.version,)} if one.version else {}
    st.session_state[_OPENED] = one.name
    wanted = {**one.choices, **kept, **pinned}
    if one.screen != SCREEN and one.screen in dict(SCREENS):
        st.switch_page(PAGES / f"{one.screen}.py", query_params={name: list(values) for name, values in wanted.items()})
    link.take(wanted)
