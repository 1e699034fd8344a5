"""SQL in a real browser: completed by a key, run by a key, cancelled, and told what is wrong with it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Windows, idle
from tests.serving import Served


def test_a_statement_is_completed_run_cancelled_and_corrected(windows: Windows, served: Served) -> None:
    page = windows.page("zh-CN", False)
    page.goto(f"{served.url}/explore?role=analyst&tab=sql")
    field = page.locator(".st-key-sql_text textarea")
    insert = page.locator(".st-key-sql-help").get_by_role("button", name="balance", exact=True)
    expect(insert).to_be_visible()
    idle(page)

    field.click()
    page.keyboard.type("select sum(")
    insert.click()
    page.keyboard.type(") as b from portfolio_mon")
    expect(page.get_by_role("option").first).to_contain_text("portfolio_month")
    page.keyboard.press("Tab")
    expect(field).to_have_value("select sum(balance) as b from portfolio_month")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 行 · 1 列")).to_be_visible()

    field.fill("select count(*) from range(1000000000000)")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已取消。")).to_be_visible()

    field.fill("select\n  blance\nfrom portfolio_month")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("未运行：第 2 行")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("balance")
    idle(page)
    assert windows.seen.told() == []
