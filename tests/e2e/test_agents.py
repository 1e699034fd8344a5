from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, settled
from tests.e2e.test_access import serious, sideways
from tests.e2e.test_journeys import click_point, link, shown

TABS = ("estimate", "workload", "quality", "training", "own")
MANAGER = "?role=manager&own=yunpan_microcredit"
PERSON = re.compile(r"\bU\d{4}\b")


@pytest.fixture
def agents(visit: Visit) -> Visit:
    """Open the agents screen by a link."""
    return partial(visit, screen="agents")


def test_the_first_view_answers_in_one_sentence_about_teams(agents: Visit) -> None:
    page = agents()
    expect(page.get_by_role("heading", name="催收员", exact=True)).to_be_visible()
    expect(page.locator(".st-key-answer")).to_contain_text("个团队")
    expect(page.locator('[class*="st-key-card-"]')).to_have_count(6)
    expect(page.get_by_text("界外是信号，请查找原因")).to_be_visible()
    expect(page.get_by_text("催收员个人只有其所属平台的管理员可以查看")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(3)


def test_the_menu_leads_here_and_takes_the_filters_along(visit: Visit) -> None:
    page = visit("?platform_kind=local")
    page.locator(".st-key-screens").get_by_role("link", name="催收员").click()
    expect(page.get_by_role("heading", name="催收员", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("platform_kind=local"))


def test_a_manager_clicks_an_agent_and_reads_on_under_one_at_a_time(agents: Visit) -> None:
    page = agents(f"{MANAGER}&tab=own")
    expect(page.get_by_text("从上面的列表选择")).to_be_visible()
    click_point(page, "funnel", 3)
    expect(page).to_have_url(re.compile("agent=yunpan_microcredit"))
    settled(page)
    person = link(page)["agent"][0].split("/")[1]
    expect(page.locator(".st-key-head-profile")).to_contain_text(person)
    expect(page.locator(".st-key-head-own_months")).to_contain_text("逐月实际与预期")
    expect(page.locator(".js-plotly-plot")).to_have_count(8)
    click_point(page, "funnel", 3)
    expect(page).not_to_have_url(re.compile("agent="))


def test_an_agent_is_chosen_from_the_list_and_the_link_keeps_it(agents: Visit) -> None:
    page = agents(f"{MANAGER}&tab=own")
    page.locator(".st-key-agents_own_agent").get_by_role("combobox").click()
    page.get_by_role("option").nth(2).click()
    expect(page).to_have_url(re.compile("agent=yunpan_microcredit"))
    expect(page.locator(".st-key-head-profile")).to_be_visible()
    settled(page)
    before, address = shown(page), page.url
    page.reload()
    settled(page)
    assert page.url == address
    assert shown(page) == before


def test_level_and_limits_are_switches_kept_in_the_link(agents: Visit) -> None:
    page = agents(MANAGER)
    page.locator(".st-key-control_level").get_by_text("机构", exact=True).click()
    expect(page).to_have_url(re.compile("level=agency"))
    page.locator(".st-key-control_limits").get_by_text("计入过离散").click()
    expect(page).to_have_url(re.compile("limits=adjusted"))
    settled(page)
    assert {name: values for name, values in link(page).items() if name in ("level", "limits")} == {
        "level": ["agency"],
        "limits": ["adjusted"],
    }


def test_nobody_but_the_manager_is_shown_a_person(agents: Visit) -> None:
    for tab in TABS:
        page = agents(f"?tab={tab}&level=agent")
        assert not PERSON.search(page.get_by_test_id("stMain").inner_text()), tab
        assert not PERSON.search(" ".join(page.locator(".js-plotly-plot text").all_text_contents())), tab
    page = agents(f"{MANAGER}&tab=quality")
    assert PERSON.search(" ".join(page.locator(".js-plotly-plot text").all_text_contents()))


@pytest.mark.parametrize("tab", TABS)
def test_no_serious_accessibility_fault_and_no_sideways_scrolling_on_a_phone(agents: Visit, tab: str) -> None:
    page = agents(f"{MANAGER}&tab={tab}", locale="en-GB", phone=True)
    assert serious(page) == []
    assert sideways(page) == (0, 0)


@pytest.mark.parametrize(("dark", "tab"), [(False, "quality"), (True, "training")], ids=["light", "dark"])
def test_no_serious_accessibility_fault_at_a_desk(agents: Visit, dark: bool, tab: str) -> None:
    assert serious(agents(f"?tab={tab}", dark=dark)) == []


def test_every_word_of_ours_is_english_in_english(agents: Visit) -> None:
    """The names of teams and agencies are the platforms' own."""
    for tab in TABS:
        page = agents(f"?lang=en&tab={tab}&level=agency")
        said = re.sub("中文|榆岭信息服务|汀远服务外包|澄湾客服外包", "", page.get_by_test_id("stMain").inner_text())
        assert not re.search(r"[\u4e00-\u9fff]", said), tab
