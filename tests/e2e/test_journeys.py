from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import fastexcel
import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, press, settled


def link(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def shown(page: Page) -> list[list[str | None]]:
    """What a reader takes away: the numbers on the cards, the words, what every chart says of itself."""
    charts = page.get_by_test_id("stPlotlyChart")
    return [
        [*page.get_by_test_id("stMetricValue").all_inner_texts()],
        [*page.get_by_test_id("stCaptionContainer").all_inner_texts()],
        [*page.locator(".st-key-answer, [class*=st-key-head-]").all_inner_texts()],
        [charts.nth(place).get_attribute("aria-label") for place in range(charts.count())],
    ]


def click_mark(page: Page, chart: str, place: int) -> None:
    """Click a bar or tile: the `place`-th drawn, counted from the end where negative."""
    press(page.locator(f".st-key-chart-{chart} .bars .point path").nth(place))


def click_point(page: Page, chart: str, place: int) -> None:
    """Click the `place`-th marker of a chart."""
    press(page.locator(f".st-key-chart-{chart} .scatterlayer .point").nth(place))


def choose(page: Page, dimension: str, name: str) -> None:
    page.locator(f".st-key-filter-{dimension} button").first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile(dimension))
    page.keyboard.press("Escape")


def download(page: Page, chart: str, kind: str, folder: Path) -> Path:
    menu = page.locator(f".st-key-menu-{chart} button").first
    if menu.get_attribute("aria-expanded") != "true":
        menu.click()
    with page.expect_download() as started:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=kind, exact=True).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def test_the_overdue_screen_answers_in_words_cards_and_charts(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("heading", name="逾期")).to_be_visible()
    expect(page.get_by_text("2026-10 末，逾期率（余额口径）为")).to_be_visible()
    expect(page.get_by_text("示例数据")).to_be_visible()
    expect(page.locator('[class*="st-key-card-"]')).to_have_count(6)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    assert link(page) == {}


def test_a_filter_changes_the_numbers_the_sentence_and_the_link(visit: Visit) -> None:
    page = visit()
    before = page.get_by_test_id("stMetricValue").all_inner_texts()
    choose(page, "platform_kind", "本地平台")
    expect(page.get_by_text("2023-11 至 2026-10 · 本地平台")).to_be_visible()
    settled(page)
    assert page.get_by_test_id("stMetricValue").all_inner_texts() != before
    assert link(page) == {"platform_kind": ["local"]}
    page.get_by_role("button", name="清除筛选").click()
    expect(page.get_by_text("全部平台与乡镇")).to_be_visible()
    assert link(page) == {}


def test_clicks_drill_into_month_bucket_platform_and_township_and_back(visit: Visit) -> None:
    page = visit()
    click_mark(page, "buckets", 12)
    expect(page).to_have_url(re.compile(r"month=\d{4}-\d\d.*bucket=M1"))
    expect(page.get_by_text("查看月份")).to_be_visible()
    settled(page)
    click_mark(page, "platforms", -1)
    expect(page).to_have_url(re.compile("platform="))
    settled(page)
    click_mark(page, "regions", 4)
    expect(page).to_have_url(re.compile("region="))
    expect(page.locator(".st-key-filter-region button").first).to_contain_text("·")
    settled(page)
    assert set(link(page)) == {"month", "bucket", "platform", "region"}
    page.get_by_role("button", name="清除筛选").click()
    expect(page).not_to_have_url(re.compile("region="))
    assert set(link(page)) == {"month"}


def test_a_reloaded_link_shows_the_same_view(visit: Visit) -> None:
    page = visit(
        "?period=12&platform_kind=local&month=2026-05&tab=batch&basis=current&threshold=60&lang=en&compare=lunar"
    )
    expect(page.get_by_text("2025-11 to 2026-10 · Local")).to_be_visible()
    expect(page.get_by_text("currently over 60 days late")).to_be_visible()
    before, address = shown(page), page.url
    page.reload()
    settled(page)
    assert page.url == address
    assert shown(page) == before


def test_going_back_in_the_browser_takes_a_choice_back(visit: Visit) -> None:
    page = visit()
    page.get_by_role("radio", name="近12月").or_(page.get_by_role("button", name="近12月")).first.click()
    expect(page.get_by_text("2025-11 至 2026-10")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("2023-11 至 2026-10")).to_be_visible()


def test_the_language_switches_everything_and_keeps_the_filters(visit: Visit) -> None:
    page = visit("?platform_kind=local&tab=roll")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Overdue")).to_be_visible()
    expect(page.get_by_text("Where last month's balance is now")).to_be_visible()
    expect(page.get_by_text("2023-11 to 2026-10 · Local")).to_be_visible()
    settled(page)
    page.get_by_text("Sample data").wait_for()
    left = re.sub("中文", "", page.get_by_test_id("stMain").inner_text())
    assert not re.search(r"[\u4e00-\u9fff]", left)


def test_dark_follows_the_browser_in_page_and_charts(visit: Visit) -> None:
    page = visit(dark=True)
    ground = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == "rgb(18, 23, 29)"
    ink = page.locator(".js-plotly-plot .xtick text").first.evaluate("e => getComputedStyle(e).fill")
    assert ink == "rgb(163, 173, 184)"


def test_downloads_read_back_with_the_numbers_on_the_screen(visit: Visit, tmp_path: Path) -> None:
    page = visit("?platform_kind=local")
    file = download(page, "platforms", "CSV", tmp_path)
    written = file.read_bytes()
    assert written.decode("utf-8-sig").startswith("# 图表:")
    assert "本地平台" in written.decode("utf-8-sig").split("\n")[1]
    rows = pl.read_csv(io.BytesIO(written[3:]), comment_prefix="#")
    shown = sorted(page.locator(".st-key-chart-platforms .annotation-text").all_text_contents())
    assert sorted(f"{rate * 100:.1f}%" for rate in rows["overdue_rate_balance"]) == shown
    book = fastexcel.read_excel(download(page, "platforms", "XLSX", tmp_path))
    assert book.sheet_names == ["数据", "口径", "说明"]
    sheet = book.load_sheet("数据").to_polars()
    assert sheet["overdue_rate_balance"].to_list() == pytest.approx(rows["overdue_rate_balance"].to_list(), rel=1e-14)


def test_pictures_are_drawn_in_the_browser(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    svg = download(page, "buckets", "SVG", tmp_path)
    drawn = svg.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "按账龄分列" in drawn
    assert "M7+" in drawn
    png = download(page, "buckets", "PNG", tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG")


def test_sql_is_shown_to_the_analyst_only(visit: Visit) -> None:
    page = visit()
    page.locator(".st-key-menu-buckets button").first.click()
    expect(page.get_by_text("portfolio_month").first).to_be_visible()
    other = visit("?role=manager")
    other.locator(".st-key-menu-buckets button").first.click()
    expect(other.get_by_role("button", name="CSV", exact=True)).to_be_visible()
    expect(other.get_by_text("portfolio_month")).to_have_count(0)


def test_a_card_opens_its_control_chart(visit: Visit) -> None:
    page = visit()
    page.locator(".st-key-open-par30_balance button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("XmR 控制图")).to_be_visible()
    expect(dialog.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_a_forbidden_choice_in_a_link_is_dropped_with_a_word(visit: Visit) -> None:
    page = visit("?role=manager&own=anhe_finance&platform=shisui_instalment")
    expect(page.get_by_text("已略去")).to_be_visible()
    expect(page).not_to_have_url(re.compile("platform=shisui"))
