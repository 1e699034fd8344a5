from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.overview_parts import health, moved, place
from queries import metrics, questions
from queries.access import Viewer
from queries.warehouse import open_current
from tests.pages.conftest import ROLES, Open, in_turns
from tests.pages.test_complaints import lending, silent, unheard  # noqa: F401  # fixtures
from tests.pages.test_overdue import charts, words
from tests.queries import county

EVERYTHING = Viewer("operator", None)


def overview(look_at: Open, store: Store | Path, link: dict[str, str] | None = None) -> AppTest:
    return look_at(store, link, screen="overview")


def links(app: AppTest) -> list[Any]:
    return [one.proto for one in app.get("page_link") if "moved" not in one.proto.label and "贡献" in one.proto.label]


@pytest.mark.parametrize("role", ROLES)
def test_it_opens_for_every_role_and_in_both_languages(
    role: str, look_at: Open, request: pytest.FixtureRequest
) -> None:
    for kind, language in in_turns(role, ("full", "partial", "silent", "unheard", "lending")):
        app = overview(look_at, request.getfixturevalue(kind), {"role": role, "lang": language})
        assert app.title[0].value == {"zh": "总览", "en": "Overview"}[language], kind
        assert len(app.metric) >= 6
        assert charts(app) == 1


@pytest.mark.parametrize("id", place.ON_CARDS)
def test_every_card_has_its_map(id: str, full: Store, look_at: Open) -> None:
    app = overview(look_at, full, {"measure": id})
    assert app.selectbox(key="control_measure").value == id
    warehouse = open_current()
    assert warehouse
    assert "region" in metrics.metric(id).dimensions
    assert charts(app) == 1


def test_figures_nobody_reported_are_called_so(silent: Store, look_at: Open) -> None:  # noqa: F811
    app = overview(look_at, silent)
    cards = {card.label: card.value for card in app.metric}
    assert cards["案均成本"] == cards["千案投诉率"] == "未报送"
    assert "千案投诉率未报送" in words(app).replace("**", "")
    app = overview(look_at, silent, {"measure": "cost_per_case"})
    assert charts(app) == 0
    assert "没有数据，不画图" in words(app)


def test_what_moved_names_each_figure_once_with_the_parts_of_the_question(full: Store, look_at: Open) -> None:
    app = overview(look_at, full, {"base": "2024-05", "month": "2024-08"})
    warehouse = open_current()
    assert warehouse
    asked = questions.ask_question(warehouse, EVERYTHING, "overview/what_moved", before="2024-05", after="2024-08")
    first = asked.frame.filter(asked.frame["dimension"].is_in(moved.TOLD)).row(0, named=True)
    name = metrics.metric(first["metric"]).label["zh"]
    headlines = [element.value for element in app.markdown if f"**{name}** " in element.value]
    assert len(headlines) <= 1
    assert links(app)
    assert len(links(app)) <= moved.FIGURES * moved.PARTS


def test_a_sentence_takes_along_role_and_filters_and_adds_its_own(full: Store, look_at: Open) -> None:
    app = overview(look_at, full, {"role": "manager", "own": county.BY_DAYS, "period": "all"})
    assert links(app)
    for one in links(app):
        assert "role=manager" in one.query_string
        assert f"own={county.BY_DAYS}" in one.query_string


def test_a_figure_that_leads_nowhere_does_not_exist() -> None:
    from pages.shared.menu import SCREENS
    from queries.estimates.overview import METRICS

    assert set(moved.SCREEN_OF) == set(METRICS)
    assert set(moved.SCREEN_OF.values()) <= {name for name, _ in SCREENS}


def test_tables_a_platform_does_not_report_are_named_in_one_sentence(full: Store, look_at: Open) -> None:
    said = words(overview(look_at, full))
    assert "**涢畔小贷**：未报送投诉、费用、还款流水" in said
    assert said.count("**涢畔小贷**：未报送") == 1
    assert "触达记录" in said


def test_every_check_of_the_data_has_its_words(full: Store, look_at: Open) -> None:
    overview(look_at, full)
    warehouse = open_current()
    assert warehouse
    rows = questions.ask_question(warehouse, EVERYTHING, "overview/data_health").frame.to_dicts()
    view: Any = Plain()
    assert len(health.lines(view, rows)) == len({(row["check"], row["subject"]) for row in rows})


class Plain:
    """A view that says keys and labels as they are."""

    language = "zh"

    def say(self, key: str, **values: object) -> str:
        from pages.shared.text import text

        return text(key, "zh", **values)

    def label(self, dimension: str, value: str) -> str:
        return f"{dimension} {value}"


def test_an_empty_store_says_what_to_do(tmp_path: Path, look_at: Open) -> None:
    assert "python -m data sample" in words(overview(look_at, Store(tmp_path)))


def test_a_selection_without_loans_says_so_kindly(full: Store, look_at: Open) -> None:
    app = overview(look_at, full, {"platform_kind": "national", "platform": county.BY_BUCKET})
    assert "放宽筛选" in words(app)
    assert charts(app) == 0
