from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.cost_parts.nth import turning
from tests.pages.conftest import ROLES, Open, in_turns
from tests.pages.test_overdue import charts, words
from tests.queries import county

TABS = ("where", "value", "steps", "nth", "selfcure", "table")


@pytest.fixture(scope="session")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One platform that reports no costs, one that reports no contacts."""
    return county.shared(tmp_path_factory, county.BY_BUCKET, county.BY_SCHEDULE)


@pytest.fixture
def cost(look_at: Open) -> Open:
    """Open the cost screen."""
    return lambda store, link=None, locale="zh-CN": look_at(store, link, locale, screen="cost")


def figure(app: AppTest, name: str) -> dict[str, Any]:
    found = next(chart for chart in app.get("plotly_chart") if name in chart.proto.id)
    drawn: dict[str, Any] = json.loads(found.proto.spec)
    return drawn


def named(rows: Mapping[str, Any]) -> str:
    return str(rows.get("name", ""))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["full", "silent"])
def test_every_section_opens_for_every_role_and_in_both_languages(
    kind: str, role: str, cost: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab, language in in_turns(role, TABS):
        app = cost(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "催收成本", "en": "Cost"}[language]
        assert charts(app) >= 1


def test_each_section_draws_its_charts_and_no_others(full: Store, cost: Open) -> None:
    drawn = {tab: charts(cost(full, {"tab": tab})) for tab in TABS}
    assert drawn == {"where": 6, "value": 4, "steps": 4, "nth": 3, "selfcure": 4, "table": 1}


def test_an_empty_store_says_what_to_do(tmp_path: Path, cost: Open) -> None:
    assert "python -m data sample" in words(cost(Store(tmp_path), locale="en-GB"))


def test_a_selection_without_loans_says_so_kindly(full: Store, cost: Open) -> None:
    app = cost(full, {"platform_kind": "national", "platform": county.BY_BUCKET})
    assert "放宽筛选" in words(app)
    assert charts(app) == 0


def test_parts_of_the_month_add_up_to_the_cost_per_case(full: Store, cost: Open) -> None:
    app = cost(full)
    bars = [trace for trace in figure(app, "cost_per_case")["data"] if trace["type"] == "bar" and named(trace)]
    last = max(i for i, v in enumerate(bars[0]["y"]) if v is not None)
    shown = next(card.value for card in app.metric if card.label == "案均成本")
    assert f"{sum(trace['y'][last] for trace in bars):.2f}元" == shown


def test_by_category_and_by_channel_the_parts_add_up_to_the_same(full: Store, cost: Open) -> None:
    sums = []
    for split in ("category", "channel"):
        data = figure(cost(full, {"by": split}), "cost_per_case")["data"]
        bars = [trace for trace in data if trace["type"] == "bar" and named(trace)]
        sums.append([sum(v for v in month if v is not None) for month in zip(*(t["y"] for t in bars), strict=True)])
    assert sums[0] == pytest.approx(sums[1])
    assert sum(sums[0]) > 0


def test_the_ledger_line_says_the_difference_to_the_fen(full: Store, cost: Open) -> None:
    said = words(cost(full))
    assert "台账核对（" in said
    assert "差额 0.00元" in said


def test_costs_not_reported_are_said_and_never_zero(silent: Store, cost: Open) -> None:
    app = cost(silent, {"role": "manager", "own": county.BY_BUCKET, "tab": "table"})
    assert "催收成本未报送" in words(app)
    assert next(card.value for card in app.metric if card.label == "案均成本") == "未报送"
    assert "没有平台报送费用台账" in words(app)
    assert "台账核对（" not in words(app)


def test_contacts_not_reported_leave_the_steps_empty_and_cash_unexplained(silent: Store, cost: Open) -> None:
    link = {"role": "manager", "own": county.BY_SCHEDULE}
    drawn = figure(cost(silent, {**link, "tab": "selfcure"}), "recovered")["data"]
    assert {named(trace) for trace in drawn if named(trace)} <= {"触达未报送", "司法执行", "债权转让"}
    steps = cost(silent, {**link, "tab": "steps"})
    assert "未报送" in words(steps) or charts(steps) >= 1


def test_a_manager_goes_from_teams_to_agents_and_others_stop_at_teams(full: Store, cost: Open) -> None:
    own = {"role": "manager", "own": county.BY_DAYS}
    assert "团队" in words(cost(full, own))
    team = next(b for b in figure(cost(full, own), "cost_units")["data"] if b["type"] == "bar")["customdata"][0]
    chosen = {"team": parse_qs(team)["team"][0]}
    assert "各催收员" in words(cost(full, {**own, **chosen}))
    analyst = cost(full, {"platform": county.BY_DAYS, **chosen})
    assert "各催收员" not in words(analyst)


def test_agents_stand_in_their_order_and_none_is_called_highest(full: Store, cost: Open) -> None:
    own = {"role": "manager", "own": county.BY_DAYS}
    bars = next(b for b in figure(cost(full, own), "cost_units")["data"] if b["type"] == "bar")["customdata"]
    team = parse_qs(bars[-1])["team"][0]
    app = cost(full, {**own, "team": team})
    shown = figure(app, "cost_units")["layout"]["yaxis"]["ticktext"]
    assert shown == sorted(shown, reverse=True)
    assert "不是排名" in words(app)


def test_agents_may_not_be_named_in_a_link_by_who_may_not_see_them(full: Store, cost: Open) -> None:
    app = cost(full, {"platform": county.BY_DAYS, "agent": f"{county.BY_DAYS}/a1"})
    assert "已略去" in words(app)
    assert "agent" not in app.query_params


def test_every_step_down_is_a_way_back(full: Store, cost: Open) -> None:
    app = cost(full, {"platform": county.BY_DAYS, "region": "420923100"})
    assert [b.label for b in app.button if str(b.key).startswith("crumb-")] == ["全部", "安禾消费金融"]
    app.button(key="crumb-platform").click().run()
    assert app.query_params["platform"] in (county.BY_DAYS, [county.BY_DAYS])
    assert "region" not in app.query_params
    app.button(key="crumb-top").click().run()
    assert dict(app.query_params) == {}


def test_giving_up_a_platform_gives_up_its_teams(full: Store, cost: Open) -> None:
    own = figure(cost(full, {"platform": county.BY_DAYS}), "cost_units")["data"]
    team = parse_qs(next(b for b in own if b["type"] == "bar")["customdata"][0])["team"][0]
    app = cost(full, {"platform": county.BY_DAYS, "team": team})
    app.button_group(key="filter_platform").set_value([county.BY_BUCKET]).run()
    assert "team" not in app.query_params


def test_a_chosen_month_shows_its_days_where_they_are_kept(full: Store, cost: Open) -> None:
    months = figure(cost(full, {"tab": "selfcure"}), "recovered")["layout"]["xaxis"]["ticktext"]
    days = figure(cost(full, {"tab": "selfcure", "month": "2024-05"}), "recovered")
    assert all(len(label) == 7 for label in months)
    assert days["layout"]["xaxis"]["ticktext"][:2] == ["05-01", "05-05"]
    bars = [trace for trace in days["data"] if trace["type"] == "bar" and named(trace)]
    assert {len(trace["y"]) for trace in bars} == {31}


def test_a_filter_a_chart_cannot_apply_is_said(full: Store, cost: Open) -> None:
    app = cost(full, {"channel": "phone", "tab": "steps"})
    assert "此处不按渠道筛选" in words(app)
    assert "催收成本中，人工电话为" in words(app)


def test_a_filter_of_another_screen_waits_in_the_link(full: Store, cost: Open) -> None:
    app = cost(full, {"age_band": "18-25"})
    assert "本页不按年龄段筛选" in words(app)
    assert app.query_params["age_band"] in ("18-25", ["18-25"])


def nth(*pairs: tuple[float, float]) -> list[dict[str, Any]]:
    return pl.DataFrame(
        [
            {"contact_no": i + 1, "cases": 10, "cash": cash * 10, "cost": cost * 10, "cash_per_contact": cash,
             "cost_per_contact": cost}
            for i, (cash, cost) in enumerate(pairs)
        ]
    ).to_dicts()  # fmt: skip


def test_the_turning_point_is_where_all_that_follows_no_longer_pays() -> None:
    assert turning(nth((9, 2), (1, 2), (8, 2), (1, 2), (1, 2))) == 4
    assert turning(nth((9, 2), (8, 2))) is None
    assert turning(nth((1, 2), (1, 2))) == 1
    assert turning([]) is None
