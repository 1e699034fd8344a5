"""The button that says who is looking, with the choice of roles and platforms behind it, and the way out."""

from collections.abc import Sequence

import streamlit as st

from pages.shared import labels, link, signin
from pages.shared.reader import NARROWS
from pages.shared.signin import Session
from pages.shared.text import Language, text
from queries import audit
from queries.access import Viewer

_LONGEST = 16


def button(session: Session, chosen: Viewer, platforms: Sequence[str], language: Language) -> None:
    """Who is looking and as what."""
    name = text("shared.local", language) if session.local else _short(session.name)
    role = text(f"shared.role_{chosen.role}", language)
    with st.popover(f"{role} · {name}", icon=":material/person:", type="tertiary", key="reader-role"):
        if session.local:
            st.caption(text("shared.local_note", language))
        _role_chooser(session, chosen, language)
        _platform_chooser(session, chosen, platforms, language)
        if not session.local:
            signin.account(language, session)


def trouble(session: Session, chosen: Viewer, language: Language) -> None:
    """Tells whoever runs the system that the audit log cannot be written."""
    since = audit.trouble()
    if since and (session.local or chosen.role == "operator"):
        st.error(text("signin.audit_trouble", language, since=since[:16].replace("T", " ") + " UTC"))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _role_chooser(session: Session, chosen: Viewer, language: Language) -> None:
    roles = [grant.role for grant in session.grants]
    if len(roles) < 2:
        return
    st.session_state["reader_role"] = chosen.role
    st.segmented_control(
        text("shared.role", language),
        roles,
        key="reader_role",
        required=True,
        on_change=_role_chosen,
        args=(roles[0],),
        format_func=lambda role: text(f"shared.role_{role}", language),
    )


def _platform_chooser(session: Session, chosen: Viewer, platforms: Sequence[str], language: Language) -> None:
    """The platforms granted, to look at some of them; in local mode a manager's one."""
    grant = next(one for one in session.grants if one.role == chosen.role)
    offered = [p for p in platforms if p in (grant.viewer(platforms).platforms or ())]
    if chosen.role not in NARROWS or len(offered) < 2:
        return
    single = session.local and chosen.role == "manager"
    key = f"reader_own_{chosen.role}"
    now = list(chosen.platforms or ())
    st.session_state[key] = now[0] if single else now
    st.pills(
        text("shared.own_platform" if single else "shared.granted_platforms", language),
        offered,
        key=key,
        selection_mode="single" if single else "multi",
        on_change=_own_chosen,
        args=(key, len(offered)),
        format_func=lambda p: labels.label("platform", p, language),
    )


def _role_chosen(usual: str) -> None:
    role = st.session_state["reader_role"]
    link.clear(("own",))
    link.choose("role", () if role == usual else (role,))


def _own_chosen(key: str, everything: int) -> None:
    value = st.session_state[key]
    values = [value] if isinstance(value, str) else list(value or ())
    link.choose("own", () if len(values) == everything else values)
