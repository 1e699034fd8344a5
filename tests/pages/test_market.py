from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from tests.pages.conftest import Open
from tests.pages.test_overdue import charts, words
from tests.queries import county

TABS = {"competition": 5, "liquidity": 4, "liquidation": 2, "reputation": 2, "plans": 5, "education": 2, "table": 1}


@pytest.fixture
def market(look_at: Open) -> Open:
    """Open the market screen."""
    return lambda store, link=None, locale="zh-CN": look_at(store, link, locale, screen="market")


def figure(app: AppTest, name: str) -> dict[str, Any]:
    found = next(chart for chart in app.get("plotly_chart") if name in chart.proto.id)
    drawn: dict[str, Any] = json.loads(found.proto.spec)
    return drawn


def card(app: AppTest, label: str) -> str:
    return next(str(one.value) for one in app.metric if one.label == label)


@pytest.mark.parametrize(
    ("kind", "role", "language"),
    [
        ("full", "regulator", "zh"),
        ("full", "analyst", "en"),
        ("full", "manager", "zh"),
        ("full", "operator", "en"),
        ("partial", "regulator", "en"),
    ],
)
def test_every_section_opens_for_every_role(
    kind: str, role: str, language: str, market: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab in TABS:
        app = market(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "市场", "en": "Market"}[language]


def test_each_section_draws_its_charts(full: Store, market: Open) -> None:
    assert {tab: charts(market(full, {"tab": tab})) for tab in TABS} == TABS


def test_the_stack_adds_up_to_the_card_whatever_splits_it(full: Store, market: Open) -> None:
    for by in ("platform_kind", "platform"):
        app = market(full, {"measure": "active_borrowers", "by": by})
        bars = [one for one in figure(app, "market_size")["data"] if one["type"] == "bar" and one.get("name")]
        last = max(i for i, v in enumerate(bars[0]["y"]) if v is not None)
        assert f"{sum(one['y'][last] for one in bars):,.0f}" == card(app, "活跃借款人")


def test_the_line_on_top_says_size_concentration_and_cash(full: Store, market: Open) -> None:
    said = words(market(full, locale="en-GB"))
    assert "on the book" in said
    assert "the HHI is" in said
    assert "of the cash due" in said


def test_where_schedules_are_not_reported_the_ratio_is_said_to_be_unknown(partial: Store, market: Open) -> None:
    app = market(partial, {"tab": "liquidity"})
    assert "资金回笼率无从计算" in words(app)
    assert card(app, "资金回笼率") == "未报送"


def test_a_platform_chosen_stays_among_the_others(full: Store, market: Open) -> None:
    app = market(full, {"platform": county.BY_DAYS, "tab": "competition"})
    bars = figure(app, "market_shares")["data"][0]
    strong = [id for id, shade in zip(bars["customdata"], bars["marker"]["opacity"], strict=True) if shade == 1]
    assert strong == [f"platform={county.BY_DAYS}"]
    assert len(bars["y"]) > 1


def test_a_filter_that_education_cannot_apply_is_said(full: Store, market: Open) -> None:
    assert "此处不按" in words(market(full, {"region": "420923100", "tab": "education"}))


def test_growth_stands_below_the_rates_on_an_axis_of_its_own(full: Store, market: Open) -> None:
    layout = figure(market(full, {"tab": "competition"}), "market_growth")["layout"]
    assert layout["yaxis"]["domain"][0] > layout["yaxis3"]["domain"][1]


def test_an_empty_store_says_what_to_do(tmp_path: Path, market: Open) -> None:
    assert "python -m data sample" in words(market(Store(tmp_path), locale="en-GB"))
