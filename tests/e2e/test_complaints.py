from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, press, settled
from tests.e2e.test_access import serious, sideways
from tests.e2e.test_journeys import click_point, link, shown

TABS = ("about", "whom", "handling", "pressure", "again")


def test_the_screen_answers_with_a_rate_and_what_it_rests_on(visit: Visit) -> None:
    page = visit(screen="complaints")
    expect(page.get_by_role("heading", name="投诉", exact=True)).to_be_visible()
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile(r"每千件在催案件收到投诉 .*（\d+ 件 / \d+ 案）"))
    expect(page.locator('[class*="st-key-card-"]')).to_have_count(6)
    expect(page.get_by_text("改用精确泊松界限")).to_be_visible()


def test_a_click_on_a_month_goes_into_its_days_and_back(visit: Visit) -> None:
    page = visit(screen="complaints")
    click_point(page, "rate", 20)
    expect(page).to_have_url(re.compile(r"month=\d{4}-\d\d"))
    settled(page)
    month = link(page)["month"][0]
    expect(page.locator(".st-key-head-days")).to_contain_text(f"{month} 逐日受理件数")
    expect(page.locator(".st-key-head-causes")).to_contain_text(f"，{month}，")
    page.locator(".st-key-filter-focus button").click()
    expect(page).not_to_have_url(re.compile("month="))


def test_limits_are_set_anew_at_a_documented_event_and_the_link_keeps_it(visit: Visit) -> None:
    page = visit("?lang=en", screen="complaints")
    page.locator(".st-key-control_rebase").get_by_role("combobox").click()
    page.get_by_role("option", name="2025-10 Jin Gui [2025] No. 9 in force").or_(
        page.get_by_role("option", name=re.compile("2025-10"))
    ).first.click()
    expect(page).to_have_url(re.compile("rebase=2025-10"))
    expect(page.locator(".st-key-chart-rate").get_by_text("new limits")).to_be_visible()
    settled(page)
    before = shown(page)
    page.reload()
    settled(page)
    assert shown(page) == before


def test_the_dose_turns_both_curves(visit: Visit) -> None:
    page = visit("?tab=pressure", screen="complaints")
    page.locator(".st-key-control_dose").get_by_text("单日最多接通").click()
    expect(page).to_have_url(re.compile("dose=busiest_day"))
    settled(page)
    for chart in ("paying", "complaining"):
        expect(page.locator(f".st-key-head-{chart}")).to_contain_text("按单日最多接通")
    expect(page.get_by_text("难案被联系得更多")).to_be_visible()


def test_a_click_on_a_township_keeps_it_alone(visit: Visit) -> None:
    page = visit("?tab=whom", screen="complaints")
    press(page.locator(".st-key-chart-regions .bars .point path").nth(3))
    expect(page).to_have_url(re.compile("region="))
    settled(page)


@pytest.mark.parametrize("tab", TABS)
def test_no_serious_accessibility_fault_and_no_sideways_scrolling_on_a_phone(visit: Visit, tab: str) -> None:
    page = visit(f"?tab={tab}", screen="complaints", locale="en-GB", phone=True)
    assert serious(page) == []
    assert sideways(page) == (0, 0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault_at_a_desk(visit: Visit, dark: bool) -> None:
    assert serious(visit("?tab=whom", screen="complaints", dark=dark)) == []


def test_every_word_is_english_in_english(visit: Visit) -> None:
    for tab in TABS:
        page = visit(f"?lang=en&tab={tab}", screen="complaints")
        said = re.sub("中文", "", page.get_by_test_id("stMain").inner_text())
        assert not re.search(r"[\u4e00-\u9fff]", said), tab
