"""A small sample county, the dashboard over it, and a browser that notes whatever it should not see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests import patience
from tests.serving import CHROMIUM, ROOT, Served, serve
from tests.sharing import once

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 "
    "Mobile Safari/537.36",
}
CHEAP = ("--js-flags=--no-opt", "--disable-gpu-compositing", "--disable-software-rasterizer")
expect.set_options(timeout=patience.MILLISECONDS)


# First, as what gives each group to one worker looks at the marks as soon as it may.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not shutil.which("chromium"):
                item.add_marker(missing)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest sample county, as the command makes it."""

    def made(root: Path) -> None:
        command = [sys.executable, "-m", "data", "sample", "--loans", "1000"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "COLLECTIONS_STORE": str(root)}, check=True)

    return once(tmp_path_factory, "sample", made)


@pytest.fixture(scope="session")
def served(store: Path) -> Iterator[Served]:
    """The dashboard as a user starts it; at the end its log holds the greeting and nothing else."""
    with serve(store) as running:
        yield running
    assert running.said() == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """It draws and runs as cheaply as may be: a page looked at for a second earns no compiler back."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        running = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM, *CHEAP])
        yield running
        running.close()


def context(browser: Browser, **how: Any) -> BrowserContext:
    """A browser nobody has used before, on a desk and in Chinese unless `how` says otherwise."""
    desk = {"viewport": {"width": 1440, "height": 1300}, "locale": "zh-CN", "accept_downloads": True}
    opened = browser.new_context(**{**desk, **how})
    opened.set_default_timeout(patience.MILLISECONDS)
    return opened


@dataclass
class Seen:
    """What a page must not do: speak to its console, fail, or ask anything of another machine."""

    console: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self, page: Page, home: str) -> None:
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        near = (home, home.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda request: request.url.startswith(near) or self.outside.append(request.url))

    def told(self) -> list[str]:
        """All of it so far, which is then forgotten."""
        said = [*self.console, *self.faults, *self.outside]
        for one in (self.console, self.faults, self.outside):
            one.clear()
        return said


@dataclass
class Windows:
    """One window for each kind of reader, kept: a page opened in it again need not be read and compiled again."""

    browser: Browser
    home: str
    seen: Seen = field(default_factory=Seen)
    pages: dict[tuple[str, bool], Page] = field(default_factory=dict)

    def page(self, locale: str, phone: bool) -> Page:
        kind = (locale, phone)
        if kind not in self.pages:
            self.pages[kind] = self._opened(locale, phone)
        return self.pages[kind]

    def _opened(self, locale: str, phone: bool) -> Page:
        page = context(self.browser, locale=locale, **(PHONE if phone else {})).new_page()
        self.seen.watch(page, self.home)
        return page

    def clear(self) -> None:
        """Forget what pages keep in the browser."""
        for page in self.pages.values():
            page.context.clear_cookies()
            page.evaluate("localStorage.clear(); sessionStorage.clear()")


@pytest.fixture(scope="session")
def windows(browser: Browser, served: Served) -> Windows:
    return Windows(browser, served.url)


Visit = Callable[..., Page]


@pytest.fixture
def visit(windows: Windows, served: Served) -> Iterator[Visit]:
    """Open a screen by a link, in the window kept for such readers; afterwards nothing unseemly may have been seen."""

    def opened(
        link: str = "", *, screen: str = "overdue", locale: str = "zh-CN", dark: bool = False, phone: bool = False
    ) -> Page:
        page = windows.page(locale, phone)
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(f"{served.url}/{screen}{link}")
        settled(page)
        return page

    yield opened
    windows.clear()
    assert windows.seen.told() == []


def press(mark: Locator, times: int = 1) -> None:
    """Click a mark of a chart, once it stands still: what is drawn above it may move it yet."""
    idle(mark.page)
    mark.scroll_into_view_if_needed()
    before, box = None, mark.bounding_box()
    while box != before:
        mark.page.wait_for_timeout(150)
        before, box = box, mark.bounding_box()
    assert box is not None
    mark.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, click_count=times)


def settled(page: Page) -> None:
    """Wait until charts are drawn, keys and clicks are listened for, and the server has nothing more to say."""
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    expect(page.locator(".st-key-keys [data-listens], .st-key-marks [data-listens]")).to_have_count(2)
    quiet(page)


def quiet(page: Page) -> None:
    """Wait until the server has nothing more to say, and nothing on the page is of an earlier run."""
    idle(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def idle(page: Page) -> None:
    """Wait until the server has nothing more to say."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
