"""Brings whoever signs in back to the link they opened: Streamlit itself returns them to the bare address."""

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared.menu import SCREENS

_SIGN_IN, _SIGNED_IN = "/auth/login", "/oauth2callback"
_COOKIE, _LONGEST, _SECONDS = "way_back", 3000, 900
_PLACES = {"/", *(f"/{name}" for name, _ in SCREENS)}


class WayBack:
    """Keeps the link in a cookie from the way to the provider until the way back. It leads to own screens only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] not in (_SIGN_IN, _SIGNED_IN):
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def with_way(message: Message) -> None:
            if message["type"] == "http.response.start":
                turn = _remember if scope["path"] == _SIGN_IN else _bring_back
                turn(request, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, with_way)


def _remember(request: Request, headers: MutableHeaders) -> None:
    came_from = urlsplit(request.headers.get("referer", ""))
    link = _own(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)
    if link and came_from.netloc == request.headers.get("host"):
        headers.append("set-cookie", _cookie(link, _SECONDS))


def _bring_back(request: Request, headers: MutableHeaders) -> None:
    link = _own(unquote(request.cookies.get(_COOKIE, "")))
    if link and headers.get("location") == "/":
        headers["location"] = link
        headers.append("set-cookie", _cookie("", 0))


def _cookie(link: str, seconds: int) -> str:
    return f"{_COOKIE}={quote(link, safe='')}; Max-Age={seconds}; Path={_SIGNED_IN}; HttpOnly; SameSite=Lax"


def _own(link: str) -> str | None:
    """The link where it leads to a screen of ours and fits into a cookie."""
    fine = link.split("?", 1)[0] in _PLACES and link.isprintable() and link.isascii() and len(link) <= _LONGEST
    return link if fine else None


MIDDLEWARE = [Middleware(WayBack)]
