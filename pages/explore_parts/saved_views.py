"""The saved views of a reader and those shared with them: opened, changed, shared, put on the start page, deleted."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.explore_parts import opening, saving
from pages.shared import errors, link
from pages.shared.reader import Reader
from pages.shared.text import harmless, listing
from queries.saved import Saved, SavedView


def draw(who: Reader) -> None:
    """The list: one's own, then those of others."""
    me, role = opening.account(who.session), who.settled.role
    found, start = Saved().views(me, role), Saved().start(me, role)
    if not found:
        st.info(who.say("saved.none"), icon=":material/bookmark:")
        return
    own = [one for one in found if one.is_of(me)]
    _section(who, "own", own, start)
    _section(who, "shared", [one for one in found if not one.is_of(me)], start)


def start(who: Reader) -> None:
    """The link to the view a reader has put on their start page; nothing where there is none."""
    one = Saved().start(opening.account(who.session), who.settled.role)
    if one is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="start-view"):
        st.caption(who.say("saved.start_view"), width="content")
        st.page_link(
            opening.PAGES / f"{opening.SCREEN}.py", label=harmless(one.name), icon=":material/bookmark:",
            query_params=opening.target(one), help=harmless(one.description) or None,
        )  # fmt: skip


def _section(who: Reader, name: str, views: Sequence[SavedView], start: SavedView | None) -> None:
    if not views:
        return
    st.subheader(who.say(f"saved.{name}"), anchor=False)
    for one in views:
        with st.container(border=True, key=f"view-{one.id}", gap="xxsmall"):
            _said(who, one, is_start=start is not None and start.id == one.id)
            _buttons(who, one, is_own=name == "own", is_start=start is not None and start.id == one.id)


def _said(who: Reader, one: SavedView, *, is_start: bool) -> None:
    st.markdown(f"**{harmless(one.name)}**")
    if one.description:
        st.markdown(harmless(one.description))
    st.caption(" · ".join(_facts(who, one, is_start)))


def _facts(who: Reader, one: SavedView, is_start: bool) -> list[str]:
    say = who.say
    whom = [say(f"shared.role_{role}") for role in one.roles] + [harmless(person) for person in one.people]
    shared = say("saved.with", whom=listing(whom, who.language, limit=6)) if whom else say("saved.private")
    if not one.is_of(opening.account(who.session)):
        shared = say("saved.by", owner=harmless(one.owner))
    facts = [shared, say("saved.updated", day=one.updated[:10])]
    facts.append(say("saved.pinned", version=one.version) if one.version else say("saved.follows"))
    return [*facts, say("saved.is_start")] if is_start else facts


def _buttons(who: Reader, one: SavedView, *, is_own: bool, is_start: bool) -> None:
    say, id = who.say, one.id
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.button(
            say("saved.open"), icon=":material/open_in_new:", key=f"open-{id}", type="primary",
            on_click=link.take, args=({**_readers(), opening.NAME: (id,)},),
        )  # fmt: skip
        with st.popover(say("saved.link"), icon=":material/link:", key=f"link-{id}"):
            st.caption(say("saved.link_note"))
            st.code(opening.url(one), language=None)
        st.button(
            say("saved.unstart" if is_start else "saved.start"), icon=":material/home_pin:", key=f"start-{id}",
            on_click=partial(_set_start, who, None if is_start else id),
        )  # fmt: skip
        if not is_own:
            return
        if st.button(say("saved.edit"), icon=":material/edit:", key=f"edit-{id}"):
            saving.edit(who, one)
        with st.popover(say("saved.delete"), icon=":material/delete:", key=f"delete-{id}"):
            st.markdown(say("saved.delete_sure", name=harmless(one.name)))
            st.button(say("saved.delete_yes"), key=f"delete-yes-{id}", on_click=partial(_delete, who, id))


def _readers() -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in link.choices().items() if name in opening.READERS}


def _set_start(who: Reader, id: str | None) -> None:
    with errors.guard(who.language):
        Saved().set_start(opening.account(who.session), who.settled.role, id)


def _delete(who: Reader, id: str) -> None:
    with errors.guard(who.language):
        Saved().delete(id, opening.account(who.session), who.settled.role)
