"""Who is signed in, until when, and what they are granted; the screens that stand in place of data otherwise."""

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import local
from pages.shared.text import Language, harmless, listing, text
from queries import audit, grants
from queries.access import ROLES
from queries.grants import Grant, Rules
from queries.refusals import AskRefused

# A shorter secret could be guessed, and with it anybody's cookie be made.
SHORTEST_SECRET = 32
# How wide what stands in place of a screen is, in pixels.
_WIDTH = 560
_LOG = logging.getLogger("dashboard")
_NOTED = "signin_noted"
# Sign-ins that were ended here before they ran out, with when that would have been: their cookies say nothing of it.
_ended: dict[str, float] = {}


@dataclass(frozen=True)
class Session:
    """Who is looking: the name on the screen, the account in the log, and the roles to choose from.

    `claims` and `rules` are what this was read from; a local session has neither, and never ends.
    """

    name: str
    account: str
    grants: tuple[Grant, ...]
    claims: Mapping[str, Any] = field(default_factory=dict)
    rules: Rules | None = None

    @property
    def local(self) -> bool:
        """Whether anybody at this machine may choose any role."""
        return self.rules is None

    def lapsed(self) -> bool:
        """Whether it has ended since, or what was granted has changed. Fast enough to ask before every answer."""
        if self.rules is None:
            return False
        if _over(self.claims, self.rules):
            return True
        try:
            now = grants.rules(self.rules.file)
        except AskRefused:
            return True
        return now is not self.rules and grants.granted(now, grants.identity(self.claims, now)) != self.grants


def session(language: Language) -> Session | None:
    """Who is looking; None after drawing why nobody may, or the way to sign in."""
    provider = _provider()
    if provider is None:
        return _local(language)
    if len(str(provider.get("cookie_secret", ""))) < SHORTEST_SECRET or st.get_option("server.trustedUserHeaders"):
        _say(language, "wrong", length=SHORTEST_SECRET)
        return None
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        with _say(language, "welcome"):
            _sign_in(language, provider)
        return None
    return _signed_in(language, provider, claims)


def _provider() -> Mapping[str, Any] | None:
    """The section [auth] of the secrets, None where there is none."""
    return st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None


def by_https() -> bool:
    """Whether the address that readers sign in at is encrypted."""
    return str((_provider() or {}).get("redirect_uri", "")).startswith("https:")


def _local(language: Language) -> Session | None:
    others = local.opened_to()
    if others is None:
        return Session("", "local", tuple(Grant(role, None, ()) for role in sorted(ROLES)))
    _LOG.error("no data is shown: no sign-in provider is configured, and others than this machine may look: %s", others)
    _say(language, "open", address=others)
    return None


def _signed_in(language: Language, provider: Mapping[str, Any], claims: Mapping[str, Any]) -> Session | None:
    account = str(claims.get("email") or claims.get("sub"))
    name = harmless(str(claims.get("name") or claims.get("preferred_username") or account))
    try:
        rules = grants.rules()
    except AskRefused as refused:
        _LOG.error("nobody is let in: %s", refused.message("en"))
        _say(language, "broken")
        return None
    if _over(claims, rules):
        _once("sign_out", claims, who=account, why="ended")
        with _say(language, "over"):
            _sign_in(language, provider)
        return None
    who = grants.identity(claims, rules)
    found = grants.granted(rules, who)
    if not found:
        _once("refused", claims, who=account, why="no_grant")
        groups = listing([harmless(group) for group in who.groups], language) if who.groups else "–"
        contact = harmless(rules.contact) or text("signin.operator", language)
        with _say(language, "refused", name=name, account=harmless(account), groups=groups):
            st.write(text("signin.contact", language, contact=contact))
            _sign_out(language, Session(name, account, (), claims, rules))
        return None
    _once("sign_in", claims, who=account, role=[grant.role for grant in found], provider=claims.get("iss"))
    return Session(name, account, found, claims, rules)


def _over(claims: Mapping[str, Any], rules: Rules) -> bool:
    return _token(claims) in _ended or time.time() >= _until(claims, rules)


def _until(claims: Mapping[str, Any], rules: Rules) -> float:
    """When a sign-in ends: as the access file says, else with the ID token; one that says nothing has ended."""
    if rules.session_hours is None:
        return float(claims.get("exp") or 0)
    return float(claims.get("iat") or 0) + rules.session_hours * 3600


def _token(claims: Mapping[str, Any]) -> str:
    """What tells one sign-in from another."""
    return "|".join(str(claims.get(name)) for name in ("iss", "sub", "iat", "nonce"))


def _once(event: str, claims: Mapping[str, Any], **facts: Any) -> None:
    """Note an event once a session. Whoever is let in or turned away must see so even if it cannot be noted."""
    if st.session_state.get(_NOTED) == (event, _token(claims)):
        return
    st.session_state[_NOTED] = (event, _token(claims))
    with suppress(audit.NotRecorded):
        audit.record(event, **facts)


def _say(language: Language, key: str, **values: object) -> DeltaGenerator:
    """What is said in place of a screen, in a frame in the middle; the frame, for what can be done about it."""
    st.space("large")
    with st.container(horizontal_alignment="center"):
        frame = st.container(border=True, width=_WIDTH, key="door")
    with frame:
        st.caption(text("shared.product", language))
        st.subheader(text(f"signin.{key}_title", language), anchor=False)
        st.write(text(f"signin.{key}", language, **values))
    return frame


def _sign_in(language: Language, provider: Mapping[str, Any]) -> None:
    named = [name for name, value in provider.items() if isinstance(value, Mapping) and "client_id" in value]
    if not named:
        st.button(text("signin.in", language), on_click=st.login, type="primary", key="sign-in")
    for name in named:
        label = text("signin.in_with", language, name=harmless(name))
        st.button(label, on_click=st.login, args=(name,), type="primary", key=f"sign-in-{name}")


def _sign_out(language: Language, who: Session) -> None:
    st.button(text("signin.out", language), icon=":material/logout:", on_click=end, args=(who,), key="sign-out")


def account(language: Language, who: Session) -> None:
    """Who is signed in, and the way out."""
    st.caption(text("signin.as", language, name=who.name, account=harmless(who.account)))
    _sign_out(language, who)


def end(who: Session) -> None:
    """Sign out: here, in every other tab, and at the provider where it offers that."""
    now = time.time()
    for token in [token for token, until in _ended.items() if until < now]:
        del _ended[token]
    if who.rules is not None:
        _ended[_token(who.claims)] = _until(who.claims, who.rules)
    with suppress(audit.NotRecorded):
        audit.record("sign_out", who=who.account, why="asked")
    st.logout()
