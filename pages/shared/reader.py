"""Who is looking and how: language, appearance, role. Settled once at the start of every run; what is noted of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st

from pages.shared import link, theme
from pages.shared.axes import Look
from pages.shared.signin import Session
from pages.shared.text import LANGUAGES, Language, preferred, text
from queries import audit
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.warehouse import Warehouse

T = TypeVar("T")
# What must be in the log before it is given; all else is shown even while the log cannot be written.
GIVEN = ("export", "sql_shown", "sql_run", "rows_shown", "shared")
# Roles that may look through some of their platforms only. A regulator may not: masked figures of overlapping sets of
# platforms could be compared.
NARROWS = ("manager", "analyst")
_READER, _ROLE, _REFUSED = "reader", "reader_was", "reader_refused"


@dataclass(frozen=True)
class Reader:
    """The language, look and viewer of this run, the warehouse version looked at, and whose session it is."""

    language: Language
    look: Look
    settled: Viewer
    warehouse: Warehouse
    session: Session = field(default=Session("", "local", ()))

    @property
    def viewer(self) -> Viewer:
        """Whose rights apply. Where they have ended since this run began, it ends too and starts anew."""
        if self.session.lapsed():
            st.rerun()
        return self.settled

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return text(key, self.language, **values)


def language() -> Language:
    """The language chosen, else the browser's."""
    chosen = link.first("lang")
    return next((known for known in LANGUAGES if known == chosen), None) or preferred(st.context.locale)


def look(chosen: Language) -> Look:
    """Colours for the browser's light or dark, sizes for a phone where the browser says it is one."""
    dark = st.context.theme.type == "dark"
    narrow = "Mobi" in (st.context.headers.get("User-Agent") or "")
    return Look(theme.theme(dark=dark), chosen, narrow)


def choose(session: Session, platforms: Sequence[str]) -> tuple[Viewer, list[str]]:
    """The viewer chosen by the link among those granted, and what the link asked for beyond that."""
    role, own = link.first("role"), link.choices().get("own", ())
    grant = next((one for one in session.grants if one.role == role), session.grants[0])
    whole = grant.viewer(platforms)
    kept = tuple(p for p in own if p in (whole.platforms or ())) if grant.role in NARROWS else ()
    beyond = [f"role={role}"] if role and grant.role != role else []
    beyond += [f"own={p}" for p in own if p not in kept and not session.local]
    if session.local and grant.role == "manager":
        return Viewer("manager", kept[:1] or tuple(platforms[:1])), beyond
    return (Viewer(grant.role, kept) if kept else whole), beyond


def settle(reader: Reader) -> None:
    """Make `reader` the one every screen of this run reads."""
    st.session_state[_READER] = reader


def current() -> Reader:
    """The reader settled for this run."""
    return cast(Reader, st.session_state[_READER])


def note_role(reader: Reader) -> None:
    """Note that a role other than before is looked through."""
    before, now = st.session_state.get(_ROLE), reader.settled.role
    st.session_state[_ROLE] = now
    if before not in (None, now):
        noted("role_switch", before=before)


def noted(event: str, **facts: object) -> None:
    """Add an event to the audit log, with who is looking, in which role, at which version and by which filters.

    Raises NotRecorded for what is GIVEN: then it must not be. Other events are let be, and the fault is told.
    """
    noting(event, **facts)()


def noting(event: str, **facts: object) -> Callable[[], None]:
    """A call that notes the event as things stand now, whenever it is made, and from whichever thread."""
    told = {**_facts(current()), **facts}

    def note() -> None:
        if event in GIVEN:
            audit.record(event, **told)
        else:
            with suppress(audit.NotRecorded):
                audit.record(event, **told)

    return note


def giving(make: Callable[[], T], event: str, **facts: object) -> Callable[[], T]:
    """A call that makes what is to be given, once it is noted and while the session lasts; otherwise it raises."""
    note, session = noting(event, **facts), current().session

    def give() -> T:
        if session.lapsed():
            raise AskRefused("session_over")
        note()
        return make()

    return give


def noted_once(event: str, key: str, **facts: object) -> None:
    """Note an event that a rerun would repeat: once a session for each `key`, role and version."""
    who = current()
    told = st.session_state.setdefault(_REFUSED, set())
    mark = (event, key, who.settled, who.warehouse.id)
    if mark not in told:
        noted(event, **facts)
        told.add(mark)


def _facts(who: Reader) -> dict[str, Any]:
    chosen = {name: list(values) for name, values in link.choices().items() if name not in ("lang", "role", "version")}
    return {
        "who": who.session.account,
        "role": who.settled.role,
        "scope": "all" if who.settled.platforms is None else who.settled.platforms,
        "version": who.warehouse.id,
        "filters": chosen or None,
    }


def language_switch(chosen: Language) -> None:
    """中文 or English."""
    st.session_state["reader_language"] = chosen
    st.segmented_control(
        text("shared.language", chosen),
        LANGUAGES,
        key="reader_language",
        required=True,
        on_change=_language_chosen,
        format_func=lambda code: {"zh": "中文", "en": "English"}[code],
        label_visibility="collapsed",
    )


def _language_chosen() -> None:
    link.choose("lang", (st.session_state["reader_language"],))
