"""The explore screen in a browser: one journey through it, and whether everybody can use it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit, press, settled
from tests.e2e.test_access import serious, sideways
from tests.e2e.test_journeys import link

PLATFORMS = "?m=overdue_rate_balance&by=platform&period=12"
SPLIT = "?m=overdue_rate_balance&by=platform&by=product&period=12"


def cells(page: Page) -> Locator:
    """The cells of the pivot table that stand for something."""
    return page.locator(".st-key-frame-pivot td button")


def bars(page: Page) -> Locator:
    """The bars of the chart of platforms."""
    return page.locator(".st-key-chart-cut-overdue_rate_balance .bars .point path")


def open_menu(page: Page, name: str) -> Locator:
    """What is behind one of the buttons of the bar."""
    page.locator(f".st-key-choose-{name} button").first.click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body.locator("input").first).to_be_visible()
    return body


def choose(page: Page, menu: str, field: str, option: str) -> None:
    """Choose an option of a list behind one of the buttons of the bar."""
    open_menu(page, menu).locator(f".st-key-{field} input").first.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settled(page)


def test_a_question_is_narrowed_split_looked_into_taken_back_and_passed_on(visit: Visit) -> None:
    page = visit(screen="explore")
    expect(page.get_by_role("heading", name="自助分析", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="撤销")).to_be_disabled()
    assert link(page) == {}

    choose(page, "filters", "explore_where_platform", "安禾消费金融")
    expect(page).to_have_url(re.compile("platform=anhe_finance"))
    expect(page.locator(".st-key-without-where-platform")).to_contain_text("平台：安禾消费金融")
    choose(page, "splits", "explore_split_1", "产品")
    expect(page).to_have_url(re.compile("by=month&by=product"))
    expect(page.locator(".st-key-frame-pivot").get_by_role("columnheader", name="现金贷")).to_be_visible()
    asked = link(page)

    cells(page).first.click()
    expect(page).to_have_url(re.compile("cell=month"))
    expect(page.locator(".st-key-frame-pivot td button[aria-pressed=true]")).to_have_count(1)
    page.get_by_role("button", name="只看此格").click()
    expect(page).not_to_have_url(re.compile("cell="))
    expect(page.locator(".st-key-without-where-product")).to_be_visible()
    assert "product" in link(page)

    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".st-key-without-where-product")).to_have_count(0)
    settled(page)
    assert link(page) == asked
    expect(page.locator(".st-key-frame-pivot").get_by_role("columnheader", name="装修贷")).to_be_visible()
    said = cells(page).all_inner_texts()

    address = page.url.split("?")[1]
    other = visit(f"?{address}", screen="explore", locale="en-GB")
    expect(other.get_by_role("heading", name="Explore", exact=True)).to_be_visible()
    assert cells(other).all_inner_texts() == said
    left = re.sub("中文", "", other.get_by_test_id("stMain").inner_text())
    assert not re.search(r"[\u4e00-\u9fff]", left)


def test_two_marks_are_explained_and_the_way_back_is_the_browsers_too(visit: Visit) -> None:
    page = visit(PLATFORMS, screen="explore")
    marks = bars(page)
    for place in (0, -1):
        press(marks.nth(place))
        expect(page).to_have_url(re.compile("cell=" if place == 0 else "cell=.*cell="))
        settled(page)
    expect(page.locator(".st-key-frame-difference")).to_contain_text("各部分自身水平")
    page.go_back()
    expect(page.locator(".st-key-frame-difference")).to_have_count(0)


# A press in the middle of a mark as soon as the first is in the link, whatever drawing stands there by then.
PRESS_AT_ONCE = """mark => {
  const { x, y, width, height } = mark.getBoundingClientRect();
  const at = { bubbles: true, clientX: x + width / 2, clientY: y + height / 2 };
  const watch = setInterval(() => {
    const under = document.elementFromPoint(at.clientX, at.clientY);
    if (!location.search.includes("cell=") || !under.closest(".js-plotly-plot")) return;
    clearInterval(watch);
    under.dispatchEvent(new PointerEvent("pointerdown", at));
    for (const kind of ["mousemove", "mousedown", "mouseup"]) under.dispatchEvent(new MouseEvent(kind, at));
  }, 1);
}"""


def test_a_click_counts_while_the_one_before_it_is_still_drawn(visit: Visit) -> None:
    page = visit(PLATFORMS, screen="explore")
    marks = bars(page)
    marks.first.scroll_into_view_if_needed()
    marks.last.evaluate(PRESS_AT_ONCE)
    press(marks.first)
    expect(page).to_have_url(re.compile("cell=.*cell="))
    settled(page)


def test_a_double_click_chooses_as_a_single_one_does(visit: Visit) -> None:
    page = visit(PLATFORMS, screen="explore")
    press(bars(page).first, times=2)
    expect(page.locator(".st-key-cell-bar button").first).to_be_visible()
    settled(page)
    assert len(link(page)["cell"]) == 1


def test_the_table_is_walked_by_the_arrow_keys(visit: Visit) -> None:
    page = visit(SPLIT, screen="explore")
    cells(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("cell=platform"))
    assert "product" not in link(page)["cell"][0], "the last cell of a row is its total"
    expect(page.locator(".st-key-cell-0")).to_contain_text("所依据的件数")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_fault(visit: Visit, dark: bool) -> None:
    assert serious(visit(f"{SPLIT}&cell=", screen="explore", dark=dark)) == []


def test_a_phone_folds_the_controls_and_never_scrolls_sideways(visit: Visit) -> None:
    page = visit(SPLIT, screen="explore", phone=True)
    expect(page.locator(".st-key-choose-metrics button").first).not_to_be_visible()
    assert sideways(page) == (0, 0)
    wide = page.locator(".st-key-frame-pivot .frame").evaluate("e => e.scrollWidth > e.clientWidth")
    assert wide, "the table scrolls inside its frame"
    page.locator(".st-key-explore-controls summary").click()
    expect(page.locator(".st-key-choose-metrics button").first).to_be_visible()
    assert sideways(page) == (0, 0)
    assert serious(page) == []
