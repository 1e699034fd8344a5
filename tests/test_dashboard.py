from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest

from pages.shared.headers import CLOSED, HEADERS, SafeHeaders

DOOR = Path(__file__).resolve().parents[1] / "dashboard.py"


async def _app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"server", b"x")]})
    await send({"type": "http.response.body", "body": b"hello"})


def answered(path: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        await SafeHeaders(_app)({"type": "http", "path": path, "method": "GET", "headers": []}, None, send)  # type: ignore[arg-type]

    # A browser test before this one may have left its event loop in the main thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, ask).result()
    return sent


def test_the_door_reads_at_a_glance() -> None:
    assert len(DOOR.read_text(encoding="utf-8").splitlines()) < 30


def test_every_answer_carries_the_headers() -> None:
    headers = {name.decode(): value.decode() for name, value in answered("/")[0]["headers"]}
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= headers.items()
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", CLOSED)
def test_the_servers_own_gauges_are_closed(path: str) -> None:
    assert answered(path)[0]["status"] == 404
