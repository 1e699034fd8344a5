from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, settled

TABS = ("where", "bases", "batch", "roll", "why", "table")


def serious(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault(visit: Visit, dark: bool) -> None:
    page = visit(dark=dark)
    assert serious(page) == []


def test_no_serious_accessibility_fault_in_any_section_on_a_phone_in_english(visit: Visit) -> None:
    for tab in TABS:
        page = visit(f"?tab={tab}", locale="en-GB", phone=True)
        assert serious(page) == [], tab


def sideways(page: Page) -> tuple[int, int]:
    """By how much the page, and what it holds, are wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    inside: int = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
    return wide, inside


@pytest.mark.parametrize("tab", TABS)
def test_a_phone_never_scrolls_sideways(visit: Visit, tab: str) -> None:
    page = visit(f"?tab={tab}", phone=True)
    assert sideways(page) == (0, 0)
    assert page.locator(".st-key-chart-buckets .main-svg").first.bounding_box()["height"] == 280  # type: ignore[index]


def test_cards_stand_two_by_two_on_a_phone(visit: Visit) -> None:
    page = visit(phone=True)
    cards = page.locator('[class*="st-key-card-"]')
    boxes = [cards.nth(place).bounding_box() for place in range(3)]
    assert all(boxes)
    first, second, third = boxes
    assert first["y"] == second["y"] < third["y"]  # type: ignore[index]


def test_every_chart_and_table_has_a_name(visit: Visit) -> None:
    page = visit("?tab=bases")
    figures = page.get_by_test_id("stPlotlyChart")
    assert all(figures.nth(i).get_attribute("aria-label") for i in range(figures.count()))


def test_the_keyboard_reaches_filters_and_cards(visit: Visit) -> None:
    page = visit()
    page.locator(".st-key-filter-platform_kind button").first.focus()
    page.keyboard.press("Enter")
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_role("button", name="本地平台")).to_be_visible()
    body.get_by_role("button", name="本地平台").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("2023-11 至 2026-10 · 本地平台")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    page.locator(".st-key-open-balance button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_old_page_menu_never_shows(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)


def test_keys_go_to_the_filters_and_open_the_help(visit: Visit) -> None:
    page = visit(locale="en-GB")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.closest('.st-key-filter-bar') !== null")
    page.keyboard.press("?")
    expect(page.get_by_text("a copied link opens the same view")).to_be_visible()
