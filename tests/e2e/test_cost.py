from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, settled
from tests.e2e.test_access import serious, sideways
from tests.e2e.test_journeys import click_mark, link, shown

TABS = ("where", "value", "steps", "nth", "selfcure", "table")
OWN = "yunpan_microcredit"


def steps_down(page: Page, count: int) -> None:
    """Wait for a way of `count` steps: going back changes the address before the server has said anything."""
    expect(page.locator(".st-key-drill")).to_have_text(re.compile(rf"^[^›]*(›[^›]*){{{count - 1}}}$"))


def test_the_screen_answers_in_words_cards_parts_and_the_ledger(visit: Visit) -> None:
    page = visit(screen="cost")
    expect(page.get_by_role("heading", name="催收成本")).to_be_visible()
    expect(page.get_by_text("2026-10 每件在催案件的全部催收成本为")).to_be_visible()
    expect(page.locator('[class*="st-key-card-"]')).to_have_count(6)
    expect(page.get_by_text("差额 0.00元")).to_be_visible()
    assert link(page) == {}


def test_clicks_go_from_platform_to_team_and_the_browser_goes_back(visit: Visit) -> None:
    page = visit(screen="cost")
    click_mark(page, "cost_units", -1)
    expect(page).to_have_url(re.compile("platform="))
    expect(page.get_by_text("各团队")).to_be_visible()
    settled(page)
    click_mark(page, "cost_units", -1)
    expect(page).to_have_url(re.compile("team="))
    settled(page)
    steps_down(page, 3)
    page.go_back()
    expect(page).not_to_have_url(re.compile("team="))
    settled(page)
    steps_down(page, 2)
    page.locator(".st-key-crumb-top button").click()
    expect(page).not_to_have_url(re.compile("platform="))
    settled(page)
    assert link(page) == {}


def test_a_manager_reaches_the_own_agents(visit: Visit) -> None:
    page = visit(f"?role=manager&own={OWN}", screen="cost")
    expect(page.get_by_text("各团队")).to_be_visible()
    click_mark(page, "cost_units", -1)
    expect(page.get_by_text("不是排名")).to_be_visible()
    settled(page)
    click_mark(page, "cost_units", -1)
    expect(page).to_have_url(re.compile("agent="))
    settled(page)
    steps_down(page, 3)


def test_a_township_and_a_channel_filter_everything(visit: Visit) -> None:
    page = visit(screen="cost")
    click_mark(page, "cost_regions", 4)
    expect(page).to_have_url(re.compile("region="))
    settled(page)
    click_mark(page, "cost_channels", -1)
    expect(page).to_have_url(re.compile("channel="))
    expect(page.get_by_text("每件在催案件的催收成本中")).to_be_visible()


def test_a_month_shows_its_days_and_gives_them_up(visit: Visit) -> None:
    page = visit("?tab=selfcure", screen="cost")
    click_mark(page, "recovered", 30)
    expect(page.get_by_text("按成因逐日")).to_be_visible()
    page.locator(".st-key-filter-focus button").click()
    expect(page.get_by_text("按成因逐月")).to_be_visible()


def test_a_reloaded_link_shows_the_same_view(visit: Visit) -> None:
    page = visit("?period=12&platform_kind=local&channel=phone&tab=value&by=channel&lang=en", screen="cost")
    expect(page.get_by_text("2025-11 to 2026-10 · Local · Phone")).to_be_visible()
    before, address = shown(page), page.url
    page.reload()
    settled(page)
    assert page.url == address
    assert shown(page) == before


def test_what_was_chosen_goes_along_to_the_next_screen_and_back(visit: Visit) -> None:
    page = visit("?period=12&platform_kind=local&channel=phone&tab=value", screen="cost")
    page.locator(".st-key-screens").get_by_role("link", name="逾期").click()
    expect(page.get_by_role("heading", name="逾期")).to_be_visible()
    expect(page.get_by_text("本页不按渠道筛选")).to_be_visible()
    settled(page)
    assert link(page) == {"period": ["12"], "platform_kind": ["local"], "channel": ["phone"]}
    page.locator(".st-key-screens").get_by_role("link", name="催收成本").click()
    expect(page.get_by_text("2025-11 至 2026-10 · 本地平台 · 人工电话")).to_be_visible()


def test_every_word_is_in_the_language_chosen(visit: Visit) -> None:
    for tab in TABS:
        page = visit(f"?tab={tab}&lang=en", screen="cost")
        page.get_by_text("Sample data").wait_for()
        left = re.sub("中文", "", page.get_by_test_id("stMain").inner_text())
        assert not re.search(r"[\u4e00-\u9fff]", left), tab


@pytest.mark.parametrize("tab", TABS)
def test_a_phone_never_scrolls_sideways_and_nothing_seriously_bars_the_way(visit: Visit, tab: str) -> None:
    page = visit(f"?tab={tab}", screen="cost", locale="en-GB", phone=True)
    assert sideways(page) == (0, 0)
    assert serious(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault(visit: Visit, dark: bool) -> None:
    page = visit(f"?platform={OWN}", screen="cost", dark=dark)
    assert serious(page) == []
