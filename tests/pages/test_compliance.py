from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.compliance_parts import hours, units
from pages.compliance_parts.rules import course
from pages.shared.axes import Look
from pages.shared.theme import LIGHT
from queries import metrics
from queries.access import Viewer
from queries.questions import ask_question
from queries.reference import packs
from queries.warehouse import open_current
from tests.pages.conftest import Open
from tests.pages.test_overdue import charts, words
from tests.queries import county

TABS = {"months": 1, "when": 1, "by_whom": 2, "packs": 2, "credit": 3}
# Fields this county never reports.
UNKNOWN = ("CN-R1", "CN-I1")
Links = Mapping[str, str | list[str]]


@pytest.fixture
def compliance(look_at: Open) -> Open:
    """Open the compliance screen."""

    def opened(store: Store | Path, link: Links | None = None, locale: str = "zh-CN") -> AppTest:
        return look_at(store, link, locale, "compliance")

    return opened


@pytest.fixture(scope="session")
def unheard(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A platform that reports no contacts."""
    return county.shared(tmp_path_factory, county.BY_SCHEDULE)


def figure(app: AppTest, name: str) -> dict[str, Any]:
    found = next(chart for chart in app.get("plotly_chart") if f"chart-{name}" in chart.proto.id)
    drawn: dict[str, Any] = json.loads(found.proto.spec)
    return drawn


def rules(app: AppTest, pack: str = "cn") -> dict[str, dict[str, Any]]:
    """The rows of the table by rule."""
    rows = pl.DataFrame(app.dataframe[0].value).to_dicts()
    return dict(zip(packs()[pack].rules, rows, strict=True))


@pytest.mark.parametrize(
    ("kind", "role", "language"),
    [
        ("full", "regulator", "zh"),
        ("full", "analyst", "en"),
        ("full", "manager", "zh"),
        ("full", "operator", "en"),
        ("partial", "regulator", "en"),
        ("partial", "manager", "en"),
        ("unheard", "analyst", "zh"),
        ("unheard", "regulator", "en"),
    ],
)
def test_every_section_opens_for_every_role(
    kind: str, role: str, language: str, compliance: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab in TABS:
        app = compliance(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "合规", "en": "Compliance"}[language]
        assert not any(word in words(app).lower() for word in ("违法", "illegal", "unlawful"))


def test_each_section_draws_its_charts_and_the_line_on_top_follows(full: Store, compliance: Open) -> None:
    opened = {tab: compliance(full, {"tab": tab}) for tab in TABS}
    assert {tab: charts(app) for tab, app in opened.items()} == TABS
    assert "次不符合国标或行业自律建议；最多的是“" in words(opened["months"])


def test_a_rule_whose_field_is_missing_cannot_be_assessed_and_is_not_nought(full: Store, compliance: Open) -> None:
    app = compliance(full)
    for id in UNKNOWN:
        assert rules(app)[id]["rate"] == "无法评估"
        assert rules(app)[id]["breaches"] == "–"
        assert not rules(app)[id]["trend"]
    assert "；无法评估：" in words(app)
    assert "；各条规则均可评估" not in words(app)


def test_the_table_says_what_the_metric_says_where_nearly_all_can_be_judged(full: Store, compliance: Open) -> None:
    ids = ["breach_rate", "assessable_share"]
    asked = metrics.ask(open_current(full), Viewer("operator", None), ids, ["rule"]).frame
    known = {row["rule"]: row for row in asked.to_dicts()}
    shown = rules(compliance(full, {"period": "all"}))
    judged = {id for id in shown if known[id]["assessable_share"] >= 0.95}
    assert judged and len(judged) < len(shown)
    for id, row in shown.items():
        assert (row["rate"] == "无法评估") == (id not in judged)
        assert id not in judged or row["breaches"].replace(",", "") == str(known[id]["breach_rate__numerator"])
        assert id not in judged or row["rate"].replace(",", "") == f"{known[id]['breach_rate']:.2f}"


def test_another_pack_is_said_to_be_a_comparison(full: Store, compliance: Open) -> None:
    app = compliance(full, {"pack": "us", "tab": "packs"})
    assert set(rules(app, "us")) == set(packs()["us"].rules)
    assert "不符合参照规则“美国”" in words(app)
    assert "美国的规则不在本地施行" in words(app)
    bars = figure(app, "what_if")["data"][0]
    strong = [id for id, color in zip(bars["customdata"], bars["marker"]["color"], strict=True)
              if color != bars["marker"]["color"][0]]  # fmt: skip
    assert strong == ["us"]


@pytest.mark.parametrize(("pack", "boxes"), [("cn", 2), ("ie", 3), ("uk", 0)])
def test_the_quiet_hours_of_the_pack_are_outlined(pack: str, boxes: int, full: Store, compliance: Open) -> None:
    rule = {"cn": "CN-T1", "ie": "IE-T1", "uk": "UK-P1"}[pack]
    app = compliance(full, {"pack": pack, "tab": "when", "rule": rule})
    assert len(figure(app, "hours")["layout"].get("shapes", [])) == boxes
    assert ("禁扰时段" in words(app).split("按星期与钟点")[1].splitlines()[0]) == bool(boxes)


def test_units_stand_in_listed_order_and_one_chosen_stays_among_the_others(full: Store, compliance: Open) -> None:
    app = compliance(full, {"platform": county.BY_DAYS, "tab": "by_whom", "level": "platform"})
    dots = figure(app, "units")["data"][-1]
    assert [id for id, shade in zip(dots["customdata"], dots["marker"]["opacity"], strict=True) if shade == 1] == [
        f"platform={county.BY_DAYS}"
    ]
    assert len(dots["y"]) > 1


def test_only_what_chance_hardly_gives_stands_out() -> None:
    def row(breaches: int | None) -> dict[str, Any]:
        return {"contacts": 10_000, "breaches": breaches}

    # Fifty are usual; 1 of 1,000 such units has more than 73.
    assert not units.stands_out(row(73), 5.0)
    assert units.stands_out(row(74), 5.0)
    assert not units.stands_out(row(None), 5.0) and not units.stands_out(row(9), None)


def test_a_regulator_sees_stars_and_how_many(full: Store, compliance: Open) -> None:
    app = compliance(full, {"role": "regulator", "tab": "by_whom", "level": "team", "period": "1"})
    assert "*" in figure(app, "units")["data"][0]["text"]
    assert "已屏蔽" in words(app)


def test_a_month_of_which_nothing_is_told_is_a_gap_in_the_course_of_its_rule() -> None:
    view: Any = SimpleNamespace(look=Look(LIGHT, "zh"))
    drawn = unquote(course(view, [1.0, 2.0, None, 3.0, 0.0]) or "")
    assert drawn.count("M") == 2 and "circle" not in drawn
    assert course(view, [None, None]) is None


def test_an_hour_whose_number_is_hidden_carries_a_star() -> None:
    view: Any = SimpleNamespace(look=Look(LIGHT, "zh"), hidden=lambda row, id: row.get(f"{id}__masked"))
    cells = {(1, 9): {"breaches": None, "breaches__masked": "small"}, (2, 9): {"breaches": 15}}
    places = hours.hidden(view, cells)
    assert places == [(1, 9)]
    assert [(one["x"], one["y"], one["text"]) for one in (hours.star(view, place) for place in places)] == [(9, 0, "*")]


def test_another_pack_is_compared_by_any_of_its_rules_unless_by_team(full: Store, compliance: Open) -> None:
    app = compliance(full, {"pack": "ie", "tab": "by_whom", "level": "platform", "period": "all"})
    assert "“任一规则（爱尔兰）”" in words(app)
    rates = figure(app, "units")["data"][-1]["x"]
    operator = Viewer("operator", None)
    asked = ask_question(open_current(full), operator, "compliance/by_pack", level="platform", pack="ie")
    assert sorted(rates) == pytest.approx(sorted(asked.frame["rate"].to_list()))
    assert (
        "任一规则" not in words(compliance(full, {"pack": "ie", "tab": "by_whom", "level": "team"})).split("受影响")[0]
    )


def test_where_no_contacts_are_reported_it_says_so(unheard: Store, compliance: Open) -> None:
    app = compliance(unheard, {"tab": "months"})
    assert "的触达记录未报送，无从评估" in words(app)
    assert {row["rate"] for row in rules(app).values()} == {"无此类触达"}


def test_cases_are_not_kept_by_channel_and_said_so(full: Store, compliance: Open) -> None:
    assert "案件不按渠道计" in words(compliance(full, {"tab": "by_whom", "level": "channel"}))
