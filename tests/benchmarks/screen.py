"""From a filter click to the last chart redrawn, in a real browser sharing the machine with the server."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from tests.serving import CHROMIUM, serve

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
    if not shutil.which("chromium"):
        print("  screen: Chromium is not installed")
        return
    first, cached = _times(store)
    print(f"  overdue screen ({AIMS})")
    for name, taken in (("first time", first), ("seen before", cached)):
        server, repaint = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"    {name:24}server {server:6.0f} ms   repainted {repaint:6.0f} ms")


def _times(store: Path) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    from playwright.sync_api import sync_playwright

    with serve(store) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        frames: list[float] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda _: frames.append(time.perf_counter())))
        page.goto(f"{served.url}/?lang=zh")
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
        page.wait_for_function(IDLE)
        page.evaluate(WATCH)
        periods = [page.get_by_text(period, exact=True).first for period in PERIODS]
        first = [_click(page, frames, button) for button in periods]
        cached = [_click(page, frames, button) for _ in range(ROUNDS) for button in periods]
        browser.close()
    return first, cached


def _click(page: Any, frames: list[float], button: Any) -> tuple[float, float]:
    page.evaluate("() => { window.drawn = 0; }")
    frames.clear()
    clicked = time.perf_counter()
    started = page.evaluate("() => performance.now()")
    button.click()
    page.wait_for_function("() => window.drawn > 0")
    page.wait_for_function(IDLE)
    page.wait_for_timeout(400)
    server = (max(frames) - clicked) * 1000
    return server, page.evaluate("() => window.drawn") - started
