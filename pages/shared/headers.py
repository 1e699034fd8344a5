"""What every answer carries: browsers load nothing from elsewhere, no page frames ours, cookies travel encrypted."""

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared import signin

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check")


class SafeHeaders:
    """Adds HEADERS to every HTTP answer and keeps the server's own gauges to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if signin.by_https():
                    _secure(message)
            await send(message)

        closed = scope["path"].startswith(CLOSED)
        await (PlainTextResponse("", 404) if closed else self.app)(scope, receive, with_headers)


def _secure(message: Message) -> None:
    """Keep cookies from ever travelling unencrypted; Streamlit leaves that out for sign-in's."""

    def secured(name: bytes, value: bytes) -> bytes:
        return value + b"; Secure" if name.lower() == b"set-cookie" and b"secure" not in value.lower() else value

    message["headers"] = [(name, secured(name, value)) for name, value in message["headers"]]


MIDDLEWARE = [Middleware(SafeHeaders)]
