from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.market_parts import reputation
from pages.shared.text import text
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


@pytest.mark.parametrize(
    ("masked", "said"),
    [
        (2, "未画出 2 家：b、c。其投诉或治愈因披露控制未显示（笔数为 1–7），或未报送。"),
        (0, "未画出 2 家：b、c。其投诉未报送，或没有可比的案件。"),
    ],
)
def test_who_is_left_out_of_reputation_is_named_with_the_reason(
    masked: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def question(name: str, within: object, level: str) -> SimpleNamespace:
        units = {"market/recovery": ["a", "b", "c", "unknown"], "complaints/funnel": ["a"]}[name]
        hidden = masked if name == "complaints/funnel" else 0
        return SimpleNamespace(frame=pl.DataFrame({"unit": units}), masked=hidden, reasons=("small",))

    monkeypatch.setattr(reputation.span, "within", lambda *_, **__: None)
    view: Any = SimpleNamespace(
        language="zh", say=lambda key, **given: text(key, "zh", **given), label=lambda _, value: value,
        question=question,
    )  # fmt: skip
    assert reputation.left_out(view, "platform", [{"unit": "a"}]) == [said]
    assert reputation.left_out(view, "platform", [{"unit": unit} for unit in "abc"]) == []


def test_plans_hidden_of_every_platform_are_shown_by_kind(full: Store, market: Open) -> None:
    app = market(full, {"role": "regulator", "tab": "plans"})
    assert "均因披露控制未显示（" in words(app)
    assert {id.partition("=")[0] for id in figure(app, "plan_kept")["data"][0]["customdata"]} == {"platform_kind"}


def test_a_platform_that_reports_no_schedules_is_named_and_not_left_out(partial: Store, market: Open) -> None:
    app = market(partial, {"tab": "liquidity"})
    labels = [note["text"] for note in figure(app, "market_ratio_platforms")["layout"]["annotations"]]
    assert "未报送" in labels


def test_an_empty_store_says_what_to_do(tmp_path: Path, market: Open) -> None:
    assert "python -m data sample" in words(market(Store(tmp_path), locale="en-GB"))
