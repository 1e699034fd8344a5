"""Who is looking and how: language, appearance, role. Settled once at the start of every run, in the top bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import streamlit as st

from pages.shared import labels, link, theme
from pages.shared.axes import Look
from pages.shared.text import LANGUAGES, Language, preferred, text
from queries.access import Viewer
from queries.warehouse import Warehouse

# The roles answered exactly today; the regulator's needs disclosure control.
ROLES = ("analyst", "manager", "operator")
_READER = "reader"


@dataclass(frozen=True)
class Reader:
    """The language, look and viewer of this run, and the warehouse version looked at."""

    language: Language
    look: Look
    viewer: Viewer
    warehouse: Warehouse

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


def viewer(platforms: Sequence[str]) -> Viewer:
    """The viewer chosen in local mode, checked against the platforms there are."""
    role = link.first("role")
    own = [p for p in link.choices().get("own", ()) if p in platforms]
    if role == "manager":
        return Viewer("manager", tuple(own[:1] or platforms[:1]))
    if role == "operator":
        return Viewer("operator", None)
    return Viewer("analyst", tuple(own or platforms))


def settle(reader: Reader) -> None:
    """Make `reader` the one every screen of this run reads."""
    st.session_state[_READER] = reader


def current() -> Reader:
    """The reader settled for this run."""
    return cast(Reader, st.session_state[_READER])


def role_chooser(chosen: Viewer, platforms: Sequence[str], language: Language) -> None:
    """The local mode's role chooser: a button that says who is looking, with the choice behind it."""
    name = f"{text(f'shared.role_{chosen.role}', language)} · {text('shared.local', language)}"
    with st.popover(name, icon=":material/person:", type="tertiary", key="reader-role"):
        st.caption(text("shared.local_note", language))
        st.session_state["reader_role"] = chosen.role
        st.segmented_control(
            text("shared.role", language),
            ROLES,
            key="reader_role",
            required=True,
            on_change=_role_chosen,
            format_func=lambda role: text(f"shared.role_{role}", language),
        )
        if chosen.role != "operator":
            _platform_chooser(chosen, platforms, language)


def _platform_chooser(chosen: Viewer, platforms: Sequence[str], language: Language) -> None:
    manager = chosen.role == "manager"
    key = f"reader_own_{chosen.role}"
    granted = list(chosen.platforms or ())
    st.session_state[key] = granted[0] if manager else granted
    st.pills(
        text("shared.own_platform" if manager else "shared.granted_platforms", language),
        platforms,
        key=key,
        selection_mode="single" if manager else "multi",
        on_change=_own_chosen,
        args=(key, len(platforms)),
        format_func=lambda p: labels.label("platform", p, language),
    )


def _role_chosen() -> None:
    role = st.session_state["reader_role"]
    link.clear(("own",))
    link.choose("role", () if role == ROLES[0] else (role,))


def _own_chosen(key: str, everything: int) -> None:
    value = st.session_state[key]
    values = [value] if isinstance(value, str) else list(value or ())
    link.choose("own", () if len(values) == everything else values)


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
