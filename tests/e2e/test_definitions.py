from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit, quiet
from tests.e2e.test_access import serious
from tests.e2e.test_journeys import link


def test_from_a_card_to_its_definition_and_on_by_key_word_and_link(visit: Visit) -> None:
    page = visit("?period=12", screen="cost")
    page.locator(".st-key-card-cost_per_case button").first.click()
    page.get_by_role("dialog").get_by_role("link", name="口径与算例").click()
    entry = page.locator(".st-key-entry")
    expect(entry.get_by_role("heading")).to_have_text("案均催收成本")
    assert link(page) == {"period": ["12"], "metric": ["cost_per_case"]}
    figures = entry.locator("code", has_text="÷").inner_text()
    assert re.search(r"= [\d,.]+元 ÷ [\d,]+\n= [\d,.]+元", figures)

    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="查找指标")
    expect(field).to_be_focused()
    field.press_sequentially("ＰＡＲ30")
    field.press("Enter")
    expect(entry).to_have_count(0)
    page.get_by_role("link", name="逾期30天以上笔数占比").click()
    expect(entry.get_by_role("heading")).to_have_text("逾期30天以上笔数占比")
    expect(page).to_have_url(re.compile("metric=par30_count"))
    quiet(page)
    assert serious(page) == []
    page.go_back()
    expect(entry).to_have_count(0)
    quiet(page)


def test_a_charts_menu_leads_to_the_definition_on_a_phone_in_the_dark(visit: Visit) -> None:
    page = visit("?lang=en", screen="cost", dark=True, phone=True)
    page.locator('[class*="st-key-menu-"] button').first.click()
    page.get_by_role("link", name="Collection cost per case", exact=True).click()
    expect(page.locator(".st-key-entry").get_by_role("heading")).to_have_text("Collection cost per case")
    quiet(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []
