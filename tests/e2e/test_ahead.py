from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from pages.shared import ahead
from tests.e2e.conftest import context, settled
from tests.serving import serve


def test_a_server_that_asks_ahead_answers_and_ends_in_silence(store: Path, browser: Browser) -> None:
    with serve(store, **{ahead.SETTING: "yes"}) as running:
        page = context(browser).new_page()
        page.goto(f"{running.url}/cost")
        settled(page)
        page.goto(f"{running.url}/cost?platform=anhe_finance")
        expect(page.locator(".st-key-answer")).to_contain_text("2026-10")
        page.context.close()  # with much left to ask
    assert running.said() == []
