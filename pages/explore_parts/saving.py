"""Saving a view and changing one: its name, whom it is shared with, and whether it follows the newest data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.explore_parts import opening
from pages.shared import errors, reader
from pages.shared.reader import Reader
from pages.shared.text import harmless
from queries.access import ROLES
from queries.explore.exploration import Exploration
from queries.saved import Saved, SavedView
from queries.saved_view import DESCRIPTION_LONGEST, NAME_LONGEST

_SAVED = "saved_now"
# A screen that an operator has not got is no use to one.
SHARED_WITH = tuple(role for role in ROLES if role != "operator")


@dataclass(frozen=True)
class Filled:
    """What was filled in."""

    name: str
    description: str
    people: tuple[str, ...]
    roles: tuple[str, ...]
    version: str | None


def draw(who: Reader, exploration: Exploration) -> None:
    """The button that saves what is explored."""
    if name := st.session_state.pop(_SAVED, None):
        st.toast(who.say("saved.saved", name=harmless(name)))
    if st.button(who.say("saved.save"), icon=":material/bookmark_add:", key="save-view"):
        dialog = st.dialog(who.say("saved.save_title"))(_form)
        dialog(who, None, partial(_add, who, exploration))


def edit(who: Reader, one: SavedView) -> None:
    """The dialog that changes a view of one's own."""
    st.dialog(who.say("saved.edit_title"))(_form)(who, one, partial(_change, who, one))


def _form(who: Reader, one: SavedView | None, keep: Callable[[Filled], SavedView]) -> None:
    with st.form("save-form", border=False):
        filled = _fields(who, one)
        done = st.form_submit_button(who.say("saved.submit"), type="primary", key="save-submit")
    if not done:
        return
    with errors.guard(who.language):
        st.session_state[_SAVED] = keep(filled).name
        st.rerun()


def _fields(who: Reader, one: SavedView | None) -> Filled:
    say = who.say
    name = st.text_input(say("saved.name"), one.name if one else "", max_chars=NAME_LONGEST, key="save-name")
    description = st.text_area(
        say("saved.description"), one.description if one else "", max_chars=DESCRIPTION_LONGEST, height=90,
        key="save-description",
    )  # fmt: skip
    roles = st.pills(
        say("saved.roles"), SHARED_WITH, selection_mode="multi", key="save-roles",
        default=[role for role in one.roles if role in SHARED_WITH] if one else None,
        format_func=lambda role: say(f"shared.role_{role}"),
    )  # fmt: skip
    already = list(one.people) if one else []
    people = st.multiselect(
        say("saved.people"), already, default=already, accept_new_options=True, key="save-people",
        placeholder=say("saved.people_hint"), help=say("saved.people_help"), format_func=harmless,
    )  # fmt: skip
    st.caption(say("saved.share_note"))
    pinned = one.version if one and one.version else who.warehouse.id
    version = st.radio(
        say("saved.version"), (None, pinned), index=1 if one and one.version else 0, key="save-version",
        format_func=lambda id: say("saved.pin", version=id) if id else say("saved.follow"),
    )  # fmt: skip
    return Filled(name, description, tuple(people), tuple(roles), version)


def _add(who: Reader, exploration: Exploration, filled: Filled) -> SavedView:
    _note(who, "new", filled)
    return Saved().add(
        opening.account(who.session), filled.name, opening.SCREEN, opening.choices(exploration),
        description=filled.description, version=filled.version, people=filled.people, roles=filled.roles,
    )  # fmt: skip


def _change(who: Reader, one: SavedView, filled: Filled) -> SavedView:
    if (filled.people, filled.roles) != (one.people, one.roles):
        _note(who, one.id, filled)
    return Saved().change(
        one.id, opening.account(who.session), who.settled.role, name=filled.name, description=filled.description,
        version=filled.version, people=filled.people, roles=filled.roles,
    )  # fmt: skip


def _note(who: Reader, id: str, filled: Filled) -> None:
    """Sharing is in the log before it is done."""
    if filled.people or filled.roles or id != "new":
        reader.noted("shared", what=id, name=filled.name, people=filled.people or None, roles=filled.roles or None)
