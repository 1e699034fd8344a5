"""The explore screen: every role, both languages, full, partial and no data; choices, steps back, and cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.explore_parts import address, state
from pages.explore_parts.starts import FIGURES, QUESTIONS
from pages.shared.text import text
from tests.pages.conftest import LANGUAGES, Open
from tests.pages.test_guarded import exact_amounts
from tests.queries import county

ROLES = ("analyst", "manager", "operator", "regulator")
KINDS = {
    "line": {"m": ["overdue_rate_balance"], "by": ["month", "platform"]},
    "bar": {"m": ["balance", "loans", "cost_per_case"], "by": ["product"]},
    "stacked": {"m": ["balance"], "by": ["month", "bucket"], "grain": "quarter", "period": "all"},
    "grouped": {"m": ["balance"], "by": ["product", "platform"]},
    "heat": {"m": ["overdue_rate_count"], "by": ["product", "age_band"]},
    "scatter": {"m": ["overdue_rate_count", "par30_count"], "by": ["product"]},
    "map": {"m": ["overdue_rate_count"], "by": ["region"]},
    "table": {"m": ["loans", "cost_per_case"], "by": ["platform", "product", "bucket"]},
}  # fmt: skip


@pytest.fixture
def explore(look_at: Open) -> Open:
    """Open the explore screen."""
    return lambda store, link=None, locale="zh-CN": look_at(store, link, locale, screen="explore")


def shown(app: AppTest) -> str:
    """Its words, and what its table is given."""
    words = [str(element.value) for element in (*app.markdown, *app.caption, *app.info)]
    return "\n".join([*words, json.dumps(table(app), ensure_ascii=False)])


def table(app: AppTest) -> Any:
    """What the pivot table is given; None where there is none."""
    protos = [one.proto for one in app.get("bidi_component")]
    made = [json.loads(one.json) for one in protos if one.component_name.endswith("pivot")]
    return made[0] if made else None


def linked(app: AppTest) -> dict[str, list[str]]:
    found = app.query_params
    return {name: list(values) if isinstance(values, list) else [values] for name, values in found.items()}


def turn(app: AppTest, link: dict[str, Any]) -> AppTest:
    """The same session at another address, as if it had been edited; without faults."""
    app.session_state["link_choices"] = {
        name: (values,) if isinstance(values, str) else tuple(values) for name, values in link.items()
    }
    app.run()
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize("role", ROLES)
def test_every_kind_of_figure_is_drawn_for_every_role(role: str, full: Store, explore: Open) -> None:
    """Every kind is seen by two of the roles, in both languages."""
    first = ROLES.index(role)
    language = LANGUAGES[first % len(LANGUAGES)]
    app = explore(full, {"role": role, "lang": language})
    assert app.title[0].value == text("nav.explore", language)
    for kind in [kind for place, kind in enumerate(KINDS, first) if place % 4 < 2]:
        turn(app, KINDS[kind] | {"as": kind, "role": role, "lang": language})
        assert table(app)["body"], kind
        refused = [info.value for info in app.info if text("empty.refused", language, reason="")[:8] in str(info.value)]
        assert refused == [], kind
        if role != "regulator":
            assert len(app.get("plotly_chart")) == {"table": 0, "bar": 3}.get(kind, 1), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_reports_little_is_explored_as_well(language: str, partial: Store, explore: Open) -> None:
    app = explore(partial, {"lang": language})
    for name in list(QUESTIONS)[LANGUAGES.index(language) :: 2]:
        turn(app, address.written(QUESTIONS[name], FIGURES.get(name, "")) | {"lang": language})
        assert table(app)["body"], name


def test_of_no_data_there_is_nothing_to_explore(tmp_path: Path, explore: Open) -> None:
    assert text("empty.no_data", "zh") in [info.value for info in explore(tmp_path).info]


def test_the_start_is_a_rate_by_month_and_offers_questions(full: Store, explore: Open) -> None:
    app = explore(full)
    assert table(app)["heads"][0][1]["text"] == "逾期率（余额）"
    assert linked(app) == {}
    for name in QUESTIONS:
        assert app.button(key=f"try-{name}").label == text(f"explore.try_{name}", "zh")
    app.button(key="try-where").click().run()
    assert linked(app) | {"period": []} == {"m": ["overdue_rate_balance"], "by": ["region"], "period": []}
    assert not [one for one in app.button if (one.key or "").startswith("try-")]


def test_steps_are_taken_back_and_again_and_the_address_follows(full: Store, explore: Open) -> None:
    app = explore(full)
    assert app.button(key="explore-undo").disabled
    start = table(app)
    app.button(key="try-ages").click().run()
    asked = linked(app)
    app.segmented_control(key="explore_figure").set_value("heat").run()
    assert linked(app) == asked | {"as": ["heat"]}
    app.button(key="explore-undo").click().run()
    assert linked(app) == asked
    app.button(key="explore-undo").click().run()
    assert table(app) == start
    assert app.button(key="explore-undo").disabled
    app.button(key="explore-redo").click().run()
    assert linked(app) == asked
    app.button(key="explore-reset").click().run()
    assert table(app) == start


def test_going_back_in_the_browser_is_a_step_back_too(full: Store, explore: Open) -> None:
    app = explore(full)
    app.button(key="try-ages").click().run()
    # As the address is followed: a test browser cannot go back.
    app.session_state["link_choices"] = {}
    app.run()
    assert app.button(key="explore-undo").disabled
    assert not app.button(key="explore-redo").disabled


def test_a_condition_is_said_and_taken_back(full: Store, explore: Open) -> None:
    link = {
        "m": "balance",
        "by": "platform",
        "product": "cash",
        "r": "balance:1000:",
        "top": "platform:1",
        "q": "region:镇",
    }
    app = explore(full, link)
    said = {one.key: one.label for one in app.button if (one.key or "").startswith("without-")}
    assert said == {
        "without-where-product": "产品：现金贷", "without-words-region": "乡镇名称含“镇”",
        "without-range-balance": "余额不低于 1,000元", "without-top": "平台前 1 项",
    }  # fmt: skip
    app.button(key="without-where-product").click().run()
    assert set(linked(app)) == {"m", "by", "period", "r", "top", "q"}


def test_a_cell_is_kept_alone_or_split_further(full: Store, explore: Open) -> None:
    cell = f"platform={county.BY_DAYS}&product=cash"
    link = {"m": "loans", "by": ["platform", "product"], "cell": cell}
    app = explore(full, link | {"cell": ["platform=nowhere", "month=2024-05", "", cell]})
    assert table(app)["chosen"] == ["", cell], "the last two that are of what it is split by"
    assert linked(app)["cell"] == ["", cell]
    turn(app, link)
    app.button(key="only-0").click().run()
    assert linked(app)["platform"] == [county.BY_DAYS]
    assert linked(app)["product"] == ["cash"]
    assert not {"platform", "product"} & set(linked(app)["by"])
    assert "cell" not in linked(app)
    turn(app, link)
    app.selectbox(key="explore_further_0").set_value("age_band").run()
    assert linked(app)["by"] == ["age_band"]
    assert linked(app)["product"] == ["cash"]


@pytest.mark.parametrize("role", ["analyst", "regulator"])
def test_two_cells_are_set_against_each_other(role: str, full: Store, explore: Open) -> None:
    app = explore(full, {"role": role})
    for id, cells in (
        ("overdue_rate_count", ["month=2024-07", "month=2024-05"]), ("loans", ["", "month=2024-06"]),
        ("time_to_first_contact", ["month=2024-07", "month=2024-05"]),
    ):  # fmt: skip
        said = shown(turn(app, {"m": id, "by": "month", "period": "all", "cell": cells, "role": role}))
        if id == "time_to_first_contact":
            assert text("explore.unexplained", "zh") in said
        elif id == "overdue_rate_count":
            assert "由“2024-05”的" in said, "the earlier month comes first"


def test_choices_that_do_not_exist_or_may_not_be_seen_are_left_out_with_a_word(full: Store, explore: Open) -> None:
    link = {
        "m": ["contacts", "nonsense"], "by": ["agent", "channel"], "platform": [county.BY_DAYS, "zzz"],
        "w": ["outcome:moon"], "as": "map",
    }  # fmt: skip
    app = explore(full, link | {"role": "operator"})
    said = str(app.info[0].value)
    for dropped in ("m=nonsense", "by=agent", "platform=zzz", "outcome=moon"):
        assert dropped in said
    assert linked(app) | {"period": []} == {
        "m": ["contacts"], "by": ["channel"], "platform": [county.BY_DAYS], "role": ["operator"], "period": [],
    }  # fmt: skip
    assert not [one for one in app.run().info if "zzz" in str(one.value)]


def test_a_platform_that_does_not_report_a_metric_can_be_chosen_and_says_so(full: Store, explore: Open) -> None:
    app = explore(full, {"m": "cost_per_case", "by": "platform", "platform": county.BY_BUCKET})
    assert linked(app)["platform"] == [county.BY_BUCKET]
    assert not [info for info in app.info if county.BY_BUCKET in str(info.value)]
    assert "未报送" in shown(app)


def test_filters_that_wait_for_another_metric_stay_in_the_link(full: Store, explore: Open) -> None:
    app = explore(full, {"channel": "phone", "m": "balance", "by": "product"})
    assert any("渠道" in str(one.value) for one in app.caption)
    app.segmented_control(key="explore_figure").set_value("table").run()
    assert linked(app)["channel"] == ["phone"]


def test_a_regulator_is_told_nothing_exact_by_any_cell(full: Store, explore: Open) -> None:
    kept = exact_amounts(full)
    link = {"m": ["balance", "cash_received"], "by": ["platform", "region"], "period": "all"}
    told = {role: shown(explore(full, link | {"role": role})) for role in ("operator", "regulator")}
    assert {value for value in kept if value in told["operator"]}
    assert not {value for value in kept if value in told["regulator"]}
    assert "∗" not in told["operator"]


def test_a_regulator_looks_at_ranges_that_cannot_be_set_against_each_other(full: Store, explore: Open) -> None:
    regulator = {"m": "loans", "by": "platform", "role": "regulator"}
    app = explore(full, regulator | {"period": "this_year"})
    assert table(app)["body"]
    for period in ({"period": "last:7"}, {"period": "36"}, {"from": "2024-02", "to": "2024-06"}):
        assert table(turn(app, regulator | period))["body"], period


def test_no_more_steps_are_kept_than_anybody_takes_back(
    full: Store, explore: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "STEPS_MOST", 2)
    app = explore(full)
    for name in ("ages",):
        app.button(key=f"try-{name}").click().run()
    for kind in ("heat", "table", "line"):
        app.segmented_control(key="explore_figure").set_value(kind).run()
    app.button(key="explore-undo").click().run()
    assert app.button(key="explore-undo").disabled
