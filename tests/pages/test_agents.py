from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from tests.pages.conftest import ROLES, Open, in_turns
from tests.pages.test_overdue import charts, words
from tests.queries import county
from tests.sharing import once

TABS = ("estimate", "workload", "quality", "training", "own")
OWN = county.BY_DAYS
Links = Mapping[str, str | list[str]]


@pytest.fixture
def agents(look_at: Open) -> Open:
    """Open the agents screen."""

    def opened(store: Store | Path, link: Links | None = None, locale: str = "zh-CN") -> AppTest:
        return look_at(store, link, locale, "agents")

    return opened


def manager(**more: str) -> Links:
    return {"role": "manager", "own": OWN, **more}


def figure(app: AppTest, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.get("plotly_chart")[place].proto.spec)
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["full", "partial"])
def test_every_section_opens_for_every_role_and_in_both_languages(
    kind: str, role: str, agents: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab, language in in_turns(role, TABS):
        app = agents(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "催收员", "en": "Agents"}[language]
        assert charts(app) >= 1


def test_each_section_draws_its_charts_and_no_others(full: Store, agents: Open) -> None:
    drawn = {tab: charts(agents(full, manager(tab=tab))) for tab in TABS}
    assert drawn == {"estimate": 3, "workload": 4, "quality": 2, "training": 2, "own": 1}


def test_a_manager_sees_the_agents_of_the_own_platform_by_id_in_their_order(full: Store, agents: Open) -> None:
    app = agents(full, manager())
    names = figure(app, 1)["layout"]["yaxis"]["ticktext"][::-1]
    ids = [name for name in names if not name.startswith("<b>")]
    headings = [name for name in names if name.startswith("<b>")]
    assert sorted(ids) == [f"a{number}" for number in range(6)]
    assert headings == sorted(headings)
    assert ids == ["a0", "a3", "a1", "a4", "a2", "a5"]


@pytest.mark.parametrize("role", ["analyst", "operator"])
def test_nobody_else_sees_a_person_anywhere(role: str, full: Store, agents: Open) -> None:
    for tab in TABS:
        app = agents(full, {"role": role, "tab": tab, "agent": f"{OWN}/a0", "level": "agent"})
        drawn = json.dumps([json.loads(chart.proto.spec) for chart in app.get("plotly_chart")], ensure_ascii=False)
        assert f"{OWN}/a" not in drawn
        assert ">a0<" not in drawn
        assert f"agent={OWN}/a0" in words(app)
        assert "催收员个人只有其所属平台的管理员可以查看" in words(app)


def test_a_manager_may_not_open_another_platforms_agent(full: Store, agents: Open) -> None:
    app = agents(full, manager(agent=f"{county.BY_BUCKET}/a0"))
    assert "已略去" in words(app)
    assert "agent" not in app.query_params


def test_the_answer_is_one_sentence_about_this_level(full: Store, agents: Open) -> None:
    assert "名催收员" in words(agents(full, manager()))
    assert "个团队" in words(agents(full))
    assert "家机构" in words(agents(full, {"level": "agency"}))
    assert "teams" in words(agents(full, {"lang": "en"}))


def test_the_switch_between_levels_is_kept_in_the_link(full: Store, agents: Open) -> None:
    app = agents(full, manager())
    app.button_group(key="control_level").set_value("team").run()
    assert app.query_params["level"] in ("team", ["team"])
    assert "个团队" in words(app)


def test_wider_limits_are_a_switch(full: Store, agents: Open) -> None:
    def dashes(app: AppTest) -> set[str]:
        return {trace["line"].get("dash", "solid") for trace in figure(app)["data"] if trace.get("mode") == "lines"}

    assert dashes(agents(full, manager())) == {"solid"}
    assert dashes(agents(full, manager(limits="adjusted"))) == {"dash"}


def test_one_agent_chosen_from_the_list_has_a_page(full: Store, agents: Open) -> None:
    app = agents(full, manager(tab="own"))
    assert "从上面的列表选择" in words(app)
    app.selectbox(key="agents_own_agent").set_value(f"{OWN}/a1").run()
    assert app.query_params["agent"] in (f"{OWN}/a1", [f"{OWN}/a1"])
    again = agents(full, manager(tab="own", agent=f"{OWN}/a1"))
    said = words(again)
    assert charts(again) >= 8
    assert "2023-02-01 入职，在岗" in said
    assert "已选a1" in said
    assert "2024-06-01 离岗" in words(agents(full, manager(tab="own", agent=f"{OWN}/a4")))


def test_a_team_has_a_page_too_for_those_who_may_not_see_persons(full: Store, agents: Open) -> None:
    app = agents(full, {"tab": "own", "team": f"{OWN}/team 0", "platform": OWN})
    said = words(app)
    assert "名册 2 人" in said
    assert charts(app) >= 8


def test_filters_that_agents_work_is_not_kept_by_wait_with_a_word(full: Store, agents: Open) -> None:
    app = agents(full, {"region": "420923100"})
    assert "乡镇" in words(app)
    assert charts(app) >= 3


LEFT_OUT = {
    "no contacts": ("contacts", "promises"),
    "no agents": ("agents", "assignments", "trainings", "quality_checks"),
    "no quality checks": ("quality_checks", "trainings"),
    "nothing of collection": (
        "agents", "cases", "assignments", "contacts", "promises", "plans", "costs", "complaints", "trainings",
        "quality_checks",
    ),
}  # fmt: skip


@pytest.fixture(scope="session", params=LEFT_OUT)
def lacking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One platform that does not report some of what the screen is about."""

    def made(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(county.NOT_REPORTED, OWN, LEFT_OUT[request.param])
            county.built(folder, (OWN,))

    return Store(once(tmp_path_factory, str(request.param), made))


@pytest.mark.parametrize("role", ROLES)
def test_what_was_not_reported_is_said_kindly_in_every_section(lacking: Store, role: str, agents: Open) -> None:
    for tab in TABS:
        app = agents(lacking, {"role": role, "tab": tab})
        assert app.title[0].value == "催收员"
        assert "出错" not in words(app)


def test_a_selection_without_loans_says_so_kindly(full: Store, agents: Open) -> None:
    app = agents(full, {"platform_kind": "national", "platform": county.BY_BUCKET})
    assert "放宽筛选" in words(app)
    assert charts(app) == 0


def test_an_empty_store_says_what_to_do(tmp_path: Path, look_at: Open) -> None:
    assert "python -m data sample" in words(look_at(Store(tmp_path), locale="en-GB"))
