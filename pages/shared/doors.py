"""Links straight to a screen: each is a door of its own that opens the same dashboard.

Streamlit's page looks for its server below the address it was opened by first, and complains to the console when that
is a screen; and until a first reader has come in, the files of `pages/` count as pages by themselves.
"""

from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from pages.shared.menu import SCREENS

_TOLD = "<head><script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"

PagesManager.uses_pages_directory = False


@cache
def _page() -> str:
    """Streamlit's own page, told where its server is."""
    served = Path(streamlit.__file__).parent / "static" / "index.html"
    return served.read_text(encoding="utf-8").replace("<head>", _TOLD, 1)


async def _open(request: Request) -> Response:
    if request.url.path == f"/{SCREENS[0][0]}":
        # The first screen has the bare address, and Streamlit knows it by no other.
        return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")
    return HTMLResponse(_page(), headers={"Cache-Control": "no-cache"})


ROUTES = [Route(f"/{name}", _open) for name, _ in SCREENS]
