"""Local mode: while no sign-in provider is configured, the app shows data to this machine only."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

# What a proxy adds to a request that it passes on for somebody else.
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def opened_to() -> str | None:
    """Who else might be looking: the address listened on, or where this request comes from; None for nobody else.

    Looks at the configured address, since it tells who may connect; and at the request, since a server started
    otherwise or a proxy on this machine may let in others. A proxy that passes on neither address nor host, as a
    tunnel to this machine does, cannot be told from this machine.
    """
    listening = st.get_option("server.address") or "0.0.0.0"
    if not _is_here(listening):
        return str(listening)
    headers = st.context.headers
    if not headers:  # No browser: a connection always has some.
        return None
    if passed_on := next((name for name in _PASSED_ON if headers.get(name)), None):
        return passed_on
    named = [urlsplit(f"//{headers.get('Host', '')}").hostname]
    named += [urlsplit(origin).hostname for origin in headers.get_all("Origin")]
    # None is this machine.
    named += [address for address in (st.context.ip_address,) if address]
    return next((name or "?" for name in named if not _is_here(name)), None)


def _is_here(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name or "").is_loopback
    except ValueError:
        return False
