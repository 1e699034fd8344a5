"""A screen after a filter change: its run on the server, and from click to last chart redrawn in a browser.

The browser shares the machine's cores with the server.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.store import Store
from pages.shared import ahead
from tests import patience
from tests.benchmarks.visit import Visit
from tests.serving import CHROMIUM, Served, serve

# Each pair of clicks is one filter changed and changed back; the first round meets cold caches.
PERIODS = ("近12月", "近3月")
ROUNDS = 8
# Screens without the shared filter bar, where the period cannot be clicked so, or without a chart.
NOT_REPAINTED = ("explore", "submissions", "definitions")
# What any page of six charts takes on this machine, however little is behind it.
PLAIN = "tests/benchmarks/plain.py"
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
Times = tuple[list[float], list[float]]


def report(store: Path, screens: list[str]) -> None:
    """Print first and cached medians of every screen, or why they could not be taken."""
    for screen in screens:
        first, asked_ahead, again = (statistics.median(times) for times in _server(store, screen))
        taken = f"{first:8.0f} ms first time{asked_ahead:8.0f} ms asked ahead{again:8.0f} ms seen before"
        print(f"    {screen + ', server':26}{taken}")
    if not shutil.which("chromium"):
        print("    repainted: Chromium is not installed")
        return
    with serve(store, script=PLAIN) as served:
        plain = statistics.median(_repaints(served, "")[1])
    print(f"    {'a plain page of six charts':26}{plain:8.0f} ms")
    with serve(store) as served:
        for screen in [one for one in screens if one not in NOT_REPAINTED]:
            first, again = (statistics.median(times) for times in _repaints(served, screen))
            ratio = f"  x {again / plain:.2f} of a plain page"
            print(f"    {screen + ', repainted':26}{first:8.0f} ms first time{again:8.0f} ms seen before{ratio}")


def _server(store: Path, screen: str) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of whole runs of the script, one platform after another.

    Those of every other platform, unasked before; of the rest, asked ahead; and of all of them again.
    """
    os.environ["COLLECTIONS_STORE"] = str(store)
    visit = Visit(screen)
    current = Store(store).current()
    assert current is not None
    platforms = sorted(current.manifest()["platforms"])
    first = [_run(visit, platform) for platform in platforms[::2]]
    with _asking_ahead() as asking:
        _run(visit)
        asked_ahead = []
        for platform in platforms[1::2]:
            asking.rest()
            asked_ahead.append(_run(visit, platform))
    return first, asked_ahead, [_run(visit, platform) for platform in platforms]


@contextmanager
def _asking_ahead() -> Iterator[ahead.Ahead]:
    asking = ahead.begin()
    assert asking is not None
    yield asking
    ahead.end()


def _run(visit: Visit, *platforms: str) -> float:
    # What the filter bar writes; a test app does not hear of a changed address.
    visit.app.session_state["link_choices"] = {"platform": platforms} if platforms else {}
    started = time.perf_counter()
    visit.run()
    return (time.perf_counter() - started) * 1000


def _repaints(served: Served, screen: str) -> Times:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.set_default_timeout(patience.MILLISECONDS)
        page.goto(f"{served.url}/{screen}?lang=zh")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.wait_for_function(IDLE)
        page.evaluate(WATCH)
        periods = [page.get_by_text(period, exact=True).first for period in PERIODS]
        first = [_click(page, button) for button in periods]
        cached = [_click(page, button) for _ in range(ROUNDS) for button in periods]
        browser.close()
    return first, cached


def _click(page: Any, button: Any) -> float:
    """Until the last chart is redrawn, or until the page rests where no chart changed."""
    started: float = page.evaluate("() => { window.drawn = 0; return performance.now(); }")
    button.click()
    page.wait_for_timeout(50)
    page.wait_for_function(IDLE)
    rests: float = page.evaluate("() => performance.now()")
    page.wait_for_timeout(400)
    drawn: float = page.evaluate("() => window.drawn")
    return (drawn or rests) - started
