from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, press, settled
from tests.e2e.test_access import serious, sideways

TABS = ("competition", "liquidity", "liquidation", "reputation", "plans", "education", "table")


def test_a_regulator_is_told_who_is_left_out_and_turns_to_another_part_by_keys(visit: Visit) -> None:
    page = visit("?role=regulator&tab=reputation", screen="market")
    answer = page.locator(".st-key-answer")
    expect(answer).to_contain_text(re.compile(r"2026-10 在账余额 [\d.,]+万元.*集中度 HHI 为 [\d,]+"))
    expect(page.get_by_text("监管视图：")).to_be_visible()
    expect(page.get_by_text(re.compile(r"未画出 \d+ 家：.*因披露控制未显示（笔数为 1–7"))).to_be_visible()

    page.get_by_role("tab", name="格局").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-head-market_shares")).to_contain_text("占全部平台在账余额")


def test_a_click_on_a_platform_keeps_it_alone_in_the_link_after_a_reload_and_on_other_screens(visit: Visit) -> None:
    page = visit("?role=operator", screen="market")
    press(page.locator(".st-key-chart-market_shares .barlayer .point").first)
    expect(page).to_have_url(re.compile("platform="))
    settled(page)
    answer = page.locator(".st-key-answer").inner_text()
    page.reload()
    settled(page)
    expect(page.locator(".st-key-answer")).to_have_text(answer)
    page.locator(".st-key-screens").get_by_role("link", name="逾期").click()
    expect(page).to_have_url(re.compile(r"/overdue\?.*platform="))


@pytest.mark.parametrize("tab", TABS)
def test_a_phone_never_scrolls_sideways_and_nothing_seriously_bars_the_way(visit: Visit, tab: str) -> None:
    page = visit(f"?tab={tab}&role=regulator", screen="market", locale="en-GB", phone=True, dark=tab in TABS[::2])
    left = page.get_by_test_id("stMain").inner_text().replace("中文", "")
    assert not re.search(r"[\u4e00-\u9fff]", left)
    assert sideways(page) == (0, 0)
    assert serious(page) == []


def test_no_serious_accessibility_fault_at_a_desk(visit: Visit) -> None:
    assert serious(visit("?tab=plans", screen="market", dark=True)) == []
