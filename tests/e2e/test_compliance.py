from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, press, settled
from tests.e2e.test_access import serious, sideways

TABS = ("months", "when", "by_whom", "packs", "credit")
AGENCY = "汀远服务外包"


def test_the_agency_that_breaks_the_cap_is_named_in_its_months_and_in_no_other(visit: Visit) -> None:
    for month, is_named in (("2025-01", True), ("2026-06", False)):
        page = visit(f"?month={month}&tab=by_whom&level=agency", screen="compliance")
        answer = page.locator(".st-key-answer")
        expect(answer).to_contain_text(re.compile(r"每 1,000 次主动触达有 [\d.]+ 次不符合国标或行业自律建议"))
        assert (AGENCY in answer.inner_text()) == is_named, month


def test_another_pack_and_a_rule_of_it_stay_in_the_link(visit: Visit) -> None:
    page = visit("?tab=when", screen="compliance")
    page.locator(".st-key-control_pack").get_by_text("爱尔兰").click()
    expect(page).to_have_url(re.compile("pack=ie"))
    settled(page)
    expect(page.get_by_text("只作对照")).to_be_visible()
    page.locator(".st-key-control_rule").get_by_role("combobox").click()
    page.get_by_role("option", name="不得联系家人或雇主（爱）").click()
    expect(page).to_have_url(re.compile("rule=IE-P1"))
    page.reload()
    settled(page)
    expect(page.locator(".st-key-head-hours")).to_contain_text("不得联系家人或雇主")


def test_a_click_on_an_agency_keeps_it_alone(visit: Visit) -> None:
    page = visit("?tab=by_whom&level=agency", screen="compliance")
    press(page.locator(".st-key-chart-units .scatterlayer .point").first)
    expect(page).to_have_url(re.compile("agency="))
    settled(page)


@pytest.mark.parametrize("tab", TABS)
def test_no_serious_accessibility_fault_and_no_sideways_scrolling_on_a_phone(visit: Visit, tab: str) -> None:
    page = visit(f"?tab={tab}", screen="compliance", locale="en-GB", phone=True, dark=tab == "credit")
    assert serious(page) == []
    assert sideways(page) == (0, 0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault_at_a_desk(visit: Visit, dark: bool) -> None:
    assert serious(visit("?tab=by_whom&role=regulator", screen="compliance", dark=dark)) == []
