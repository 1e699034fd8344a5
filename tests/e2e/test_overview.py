from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, press, settled
from tests.e2e.test_access import serious, sideways
from tests.e2e.test_journeys import link, shown


def test_the_bare_address_opens_the_overview_a_minute_long(visit: Visit) -> None:
    page = visit(screen="")
    expect(page.get_by_role("heading", name="总览", exact=True)).to_be_visible()
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile(r"^2026-10：逾期率（余额口径） [\d.]+%"))
    expect(page.locator('[class*="st-key-card-"]')).to_have_count(12)
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    assert link(page) == {}


def test_cards_stand_six_in_a_row_at_a_desk(visit: Visit) -> None:
    page = visit(screen="")
    cards = page.locator('[class*="st-key-card-"]')
    tops = [cards.nth(place).bounding_box()["y"] for place in range(12)]  # type: ignore[index]
    assert [tops.count(top) for top in dict.fromkeys(tops)] == [6, 6]


def test_a_card_opens_its_control_chart(visit: Visit) -> None:
    page = visit(screen="")
    page.locator(".st-key-open-complaints_per_1000_cases button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("精确泊松控制图")).to_be_visible()
    expect(dialog.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_the_map_shows_the_figure_chosen_and_the_link_keeps_it(visit: Visit) -> None:
    page = visit("?lang=en", screen="")
    page.locator(".st-key-control_measure").get_by_role("combobox").click()
    page.get_by_role("option", name="Cost per case", exact=True).click()
    expect(page).to_have_url(re.compile("measure=cost_per_case"))
    expect(page.locator(".st-key-head-township")).to_contain_text("cost per case", ignore_case=True)
    settled(page)
    before = shown(page)
    page.reload()
    settled(page)
    assert shown(page) == before


def test_a_sentence_leads_to_the_screen_and_filter_that_show_it(visit: Visit) -> None:
    page = visit("?platform_kind=local", screen="")
    sentences = page.locator(".st-key-moved a")
    expect(sentences.first).to_be_visible()
    places = [sentences.nth(i).get_attribute("href") or "" for i in range(sentences.count())]
    assert [
        place for place in places if not re.match(r"(overdue|cost|agents|complaints)\?.*platform_kind=local", place)
    ] == []
    sentences.first.click()
    expect(page.get_by_role("heading", name="总览", exact=True)).to_have_count(0)
    settled(page)
    assert link(page)["platform_kind"] == ["local"]
    assert page.get_by_text("已略去").count() == 0


def test_a_click_on_a_township_keeps_it_on_the_way_to_the_next_screen(visit: Visit) -> None:
    page = visit(screen="")
    press(page.locator(".st-key-chart-township .bars .point path").nth(4))
    expect(page).to_have_url(re.compile("region="))
    settled(page)
    region = link(page)["region"]
    page.locator(".st-key-screens a").filter(has_text="投诉").first.click()
    expect(page.get_by_role("heading", name="投诉", exact=True)).to_be_visible()
    assert link(page)["region"] == region


def test_data_gaps_are_named(visit: Visit) -> None:
    page = visit(screen="")
    expect(page.locator(".st-key-health")).to_contain_text("未报送还款流水")
    expect(page.get_by_text("家平台的数据均截至 2026-10-31")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault(visit: Visit, dark: bool) -> None:
    assert serious(visit(screen="", dark=dark)) == []


def test_a_phone_never_scrolls_sideways(visit: Visit) -> None:
    page = visit("?lang=en", screen="", phone=True)
    assert serious(page) == []
    assert sideways(page) == (0, 0)


def test_every_word_is_english_in_english(visit: Visit) -> None:
    said = re.sub("中文", "", visit("?lang=en", screen="").get_by_test_id("stMain").inner_text())
    assert not re.search(r"[\u4e00-\u9fff]", said)
