"""The overdue screen after a filter change: its run on the server, and from click to last chart redrawn in a browser.

The browser shares the machine's cores with the server.
"""

from __future__ import annotations

import logging
import os
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from data.store import Store
from tests.serving import CHROMIUM, ROOT, serve

AIMS = "aims: server under 100 ms, repainted under 300 ms"
# Each pair of clicks is one filter changed and changed back; the first round meets cold caches.
PERIODS = ("近12月", "近3月")
ROUNDS = 12
WATCH = """
() => {
  window.drawn = 0;
  const watch = plot => {
    if (plot.watched) return;
    plot.watched = true;
    plot.on('plotly_afterplot', () => { window.drawn = performance.now(); });
  };
  const scan = () => document.querySelectorAll('.js-plotly-plot').forEach(plot => plot.on && watch(plot));
  new MutationObserver(scan).observe(document.body, { childList: true, subtree: true });
  scan();
}
"""
IDLE = "() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"


def report(store: Path) -> None:
    """Print first and cached medians, or why they could not be taken."""
    print(f"  overdue screen ({AIMS})")
    _print("server", _server(store))
    if shutil.which("chromium"):
        _print("repainted", _repaints(store))
    else:
        print("    repainted: Chromium is not installed")


def _print(what: str, taken: tuple[list[float], list[float]]) -> None:
    for name, times in zip(("first time", "seen before"), taken, strict=True):
        print(f"    {what + ', ' + name:24}{statistics.median(times):8.0f} ms")


def _server(store: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of whole runs of the script, first and cached, one platform after another."""
    os.environ["COLLECTIONS_STORE"] = str(store)
    # It would say once a run that setting a session's state from outside is unusual.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.context = {"locale": "zh-CN", "theme": "light"}
    app.run()
    assert not app.exception
    current = Store(store).current()
    assert current is not None
    platforms = sorted(current.manifest()["platforms"])
    first = [_run(app, platform) for platform in platforms]
    return first, [_run(app, platform) for platform in platforms]


def _run(app: AppTest, platform: str) -> float:
    # What the filter bar writes; a test app does not hear of a changed address.
    app.session_state["link_choices"] = {"platform": (platform,)}
    started = time.perf_counter()
    app.run()
    return (time.perf_counter() - started) * 1000


def _repaints(store: Path) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright

    with serve(store) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.goto(f"{served.url}/?lang=zh")
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
        page.wait_for_function(IDLE)
        page.evaluate(WATCH)
        periods = [page.get_by_text(period, exact=True).first for period in PERIODS]
        first = [_click(page, button) for button in periods]
        cached = [_click(page, button) for _ in range(ROUNDS) for button in periods]
        browser.close()
    return first, cached


def _click(page: Any, button: Any) -> float:
    started: float = page.evaluate("() => { window.drawn = 0; return performance.now(); }")
    button.click()
    page.wait_for_function("() => window.drawn > 0")
    page.wait_for_function(IDLE)
    page.wait_for_timeout(400)
    drawn: float = page.evaluate("() => window.drawn")
    return drawn - started
