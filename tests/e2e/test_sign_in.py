"""Signing in at a real OpenID provider on this machine: who gets in, as what, how it ends, and what is noted of it."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data.store import Store
from queries import audit
from queries.audit_check import last, verify
from tests import patience
from tests.e2e.conftest import context, settled
from tests.ports import free_port
from tests.serving import Served, serve

PEOPLE = {
    "li": {"email": "Li.Na@county.example", "email_verified": True, "name": "李娜", "groups": ["/Collections/Anhe"]},
    "wang": {"email": "wang@county.example", "email_verified": True, "name": "Wang Wei", "groups": []},
    "zhao": {"email": "li.na@county.example", "email_verified": False, "name": "Zhao", "groups": ["/visitors"]},
}
GRANTS = """
contact = "finance office"
[[groups]]
name = "/collections/anhe"
role = "manager"
platforms = ["anhe_finance"]
[[users]]
email = "li.na@county.example"
role = "analyst"
platforms = ["anhe_finance", "yunpan_microcredit"]
[[users]]
email = "wang@county.example"
role = "manager"
platforms = ["yunpan_microcredit"]
"""
Someone = Callable[[], BrowserContext]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID provider with the people of PEOPLE, who need no password."""
    port = free_port()
    people = [part for sub, claims in PEOPLE.items() for part in ("--user-claims", json.dumps({"sub": sub, **claims}))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *people]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://localhost:{port}/.well-known/openid-configuration", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + patience.SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the OpenID provider did not start")


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("access") / "access.toml"
    file.write_text(GRANTS, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def guarded(store: Path, provider: str, access: Path) -> Iterator[Served]:
    """The dashboard with sign-in configured."""
    secret = access.with_name("secrets.toml")
    secret.write_text(
        f"""[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "{secrets.token_hex(32)}"
client_id = "dashboard"
client_secret = "{secrets.token_hex(16)}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    with serve(store, "--secrets.files", str(secret), COLLECTIONS_ACCESS=str(access)) as running:
        yield running


@pytest.fixture
def someone(browser: Browser) -> Iterator[Someone]:
    """A browser of its own for each person."""
    contexts: list[BrowserContext] = []

    def opened() -> BrowserContext:
        contexts.append(context(browser, viewport={"width": 1440, "height": 900}, locale="en-GB"))
        return contexts[-1]

    yield opened
    for one in contexts:
        one.close()


def sign_in(page: Page, sub: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize", exact=True).click()


def shows(page: Page, heading: str) -> None:
    """A screen in place of data, with nothing behind it."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".st-key-screens a, .js-plotly-plot, [class*=st-key-card-]")).to_have_count(0)


def chart_menu(page: Page) -> None:
    page.locator('[class*="st-key-menu-"] button').first.click()


def test_somebody_granted_two_roles_comes_in_looks_exports_and_leaves(
    guarded: Served, someone: Someone, store: Path
) -> None:
    page = someone().new_page()
    page.goto(f"{guarded.url}/overdue?period=12")
    shows(page, "Sign in")
    sign_in(page, "li")
    settled(page)
    assert page.url == f"{guarded.url}/overdue?period=12"
    who = page.locator(".st-key-reader-role button").first
    expect(who).to_contain_text("Platform manager · 李娜")

    who.click()
    page.get_by_role("radio", name="Analyst").click()
    expect(who).to_contain_text("Analyst")
    page.keyboard.press("Escape")
    settled(page)
    chart_menu(page)
    expect(page.get_by_test_id("stCode").filter(has_text="platform in $scope").first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV").click()
    assert got.value.suggested_filename.endswith(".csv")
    with page.expect_download():
        page.get_by_role("button", name="SVG").click()
    page.keyboard.press("Escape")

    other = page.context.new_page()
    other.goto(guarded.url)
    settled(other)
    page.locator(".st-key-reader-role button").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    shows(page, "Sign in")
    other.get_by_role("radio", name="中文").click()
    expect(other.get_by_role("heading", name="登录已结束")).to_be_visible()

    log = audit.folder(Store(store))
    told = [entry for entry in last(log, 100) if entry.get("who") == "Li.Na@county.example"]
    events = [(entry["event"], entry.get("what"), entry.get("format")) for entry in told]
    assert [event for event, _, _ in events][:3] == ["sign_in", "role_switch", "sql_shown"]
    assert [kind for event, _, kind in events if event == "export"] == ["csv", "svg"]
    assert [event for event, _, _ in events][-2:] == ["sign_out", "sign_out"]
    export = next(entry for entry in told if entry["event"] == "export")
    assert export["role"] == "analyst" and set(export["scope"]) == {"anhe_finance", "yunpan_microcredit"}
    assert export["filters"] == {"period": ["12"]}
    assert verify(log).fault is None


def test_a_link_a_cookie_or_a_changed_file_never_shows_more_than_is_granted(
    guarded: Served, someone: Someone, access: Path
) -> None:
    page = someone().new_page()
    page.goto(f"{guarded.url}/overdue?role=operator&own=anhe_finance&platform=anhe_finance")
    sign_in(page, "wang")
    settled(page)
    expect(page.locator(".st-key-reader-role button").first).to_contain_text("Platform manager · Wang Wei")
    expect(page.get_by_text("role=operator, own=anhe_finance")).to_be_visible()
    assert "own=" not in page.url and "role=" not in page.url
    expect(page.get_by_text("Anhe Consumer Finance")).to_have_count(0)

    cookie = next(one for one in page.context.cookies() if one["name"] == "_streamlit_user")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    forged = someone()
    value = cookie["value"].strip('"')
    forged.add_cookies([{**cookie, "value": ("A" if value[5] != "A" else "B").join((value[:5], value[6:]))}])  # type: ignore[typeddict-item]
    stranger = forged.new_page()
    stranger.goto(f"{guarded.url}/overdue")
    shows(stranger, "Sign in")

    access.write_text(GRANTS.replace("wang@", "wong@"), encoding="utf-8")
    chart_menu(page)
    shows(page, "No access has been granted to you")
    expect(page.get_by_text("finance office")).to_be_visible()
    access.write_text(GRANTS + "role = 1", encoding="utf-8")
    page.reload()
    shows(page, "Access cannot be checked")
    access.write_text(GRANTS, encoding="utf-8")
    page.reload()
    settled(page)

    access.write_text("session_hours = 0.0001\n" + GRANTS, encoding="utf-8")
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_role("heading", name="登录已结束")).to_be_visible()
    access.write_text(GRANTS, encoding="utf-8")

    visitor = someone().new_page()
    visitor.goto(guarded.url)
    sign_in(visitor, "zhao")
    shows(visitor, "No access has been granted to you")
    expect(visitor.get_by_text("/visitors")).to_be_visible()
    visitor.get_by_role("button", name="Sign out").click()
    visitor.get_by_role("button", name="End session").click()
    shows(visitor, "Sign in")
