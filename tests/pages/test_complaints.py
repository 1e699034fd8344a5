from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.shared import screen
from pages.shared.axes import Event
from queries import metrics, questions
from queries.access import Viewer
from queries.filters import Filters
from queries.warehouse import open_current
from tests.pages.conftest import ROLES, Open, in_turns
from tests.pages.test_overdue import charts, words
from tests.queries import collecting, county
from tests.sharing import once

TABS = ("about", "whom", "handling", "pressure", "again")
JUNE = dt.date(2024, 6, 30)
EVERYTHING = Viewer("operator", None)
Links = Mapping[str, str | list[str]]


@pytest.fixture
def complaints(look_at: Open) -> Open:
    """Open the complaints screen."""

    def opened(store: Store | Path, link: Links | None = None, locale: str = "zh-CN") -> AppTest:
        return look_at(store, link, locale, "complaints")

    return opened


@pytest.fixture(scope="session")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A platform that reports neither costs nor complaints."""
    return county.shared(tmp_path_factory, county.BY_BUCKET)


@pytest.fixture(scope="session")
def unheard(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A platform that reports no contacts."""
    return county.shared(tmp_path_factory, county.BY_SCHEDULE)


@pytest.fixture(scope="session")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A platform that reports loans and nothing of what it does about late ones."""

    def lent(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(collecting, "tables", lambda *_: {})
            county.built(folder, (county.BY_DAYS,))

    return Store(once(tmp_path_factory, "lending", lent))


def figure(app: AppTest, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.get("plotly_chart")[place].proto.spec)
    return found


def said_as(app: AppTest, words: str) -> str:
    """The one text of the screen that holds `words`, with the title or subtitle it stands with."""
    return next(str(element.value) for element in (*app.markdown, *app.caption) if words in str(element.value))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["full", "partial", "silent", "unheard", "lending"])
def test_every_section_opens_for_every_role_and_in_both_languages(
    kind: str, role: str, complaints: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab, language in in_turns(role, TABS):
        app = complaints(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "投诉", "en": "Complaints"}[language]


def test_each_section_draws_its_charts_and_no_others(full: Store, complaints: Open) -> None:
    drawn = {tab: charts(complaints(full, {"tab": tab})) for tab in TABS}
    assert drawn == {"about": 5, "whom": 3, "handling": 5, "pressure": 3, "again": 2}


def test_answer_gives_the_rate_with_the_complaints_and_cases_it_rests_on(full: Store, complaints: Open) -> None:
    app = complaints(full, {"month": "2024-06"})
    warehouse = open_current()
    assert warehouse
    rows = questions.ask_question(warehouse, EVERYTHING, "complaints/control_chart").frame
    row = rows.filter(month=JUNE).row(0, named=True)
    assert row["complaints"]
    said = words(app)
    assert f"2024-06 每千件在催案件收到投诉 **{row['rate']:.2f}**（{row['complaints']} 件 / {row['cases']} 案）" in said


def test_a_number_of_complaints_never_stands_without_cases(full: Store, complaints: Open) -> None:
    for language, mark in (("zh", "案"), ("en", "cases")):
        app = complaints(full, {"lang": language})
        days = said_as(app, {"zh": "当月逐日", "en": "Day by day"}[language])
        assert mark in days
        hovers = [text for trace in figure(app)["data"] for text in trace.get("hovertext", ()) if "件" in text]
        assert all("案" in text for text in hovers)


def test_complaints_nobody_reported_are_called_so_and_never_zero(silent: Store, complaints: Open) -> None:
    app = complaints(silent)
    assert "投诉未报送，无从判断升降" in words(app)
    cards = {card.label: card.value for card in app.metric}
    assert cards["千案投诉率"] == "未报送"
    assert all(value == "未报送" for name, value in cards.items())
    drawn = [figure(app, place) for place in range(charts(app))]
    assert all(v is None for f in drawn for t in f["data"] if t["type"] == "scatter" and t.get("line") for v in t["y"])


def test_contacts_nobody_reported_leave_the_other_rates_alone(unheard: Store, complaints: Open) -> None:
    app = complaints(unheard)
    cards = {card.label: card.value for card in app.metric}
    assert cards["万次触达投诉率"] == "未报送"
    assert cards["千案投诉率"].endswith("‰")


def test_a_month_chosen_narrows_what_is_added_up_and_shows_its_days(full: Store, complaints: Open) -> None:
    whole, month = complaints(full), complaints(full, {"month": "2024-06"})
    assert "至 2024-09，共" in said_as(whole, "各原因千案投诉率，")
    assert "，2024-06，共" in said_as(month, "各原因千案投诉率，")
    assert "2024-06 逐日受理件数" in words(month)
    days = figure(month, charts(month) - 1)["data"][0]
    warehouse = open_current()
    assert warehouse
    asked = metrics.ask(warehouse, EVERYTHING, ["complaints"], (), Filters.of({}, JUNE, JUNE)).frame
    assert len(days["y"]) == 30
    assert sum(days["y"]) == asked["complaints"][0]


def test_causes_are_ranked_with_running_shares_that_end_at_all(full: Store, complaints: Open) -> None:
    drawn = figure(complaints(full, {"lang": "en"}), 1)
    lengths = drawn["data"][0]["x"]
    assert lengths == sorted(lengths)
    labels = [note["text"] for note in drawn["layout"]["annotations"]]
    assert labels[0].endswith("running 100%")


def test_limits_begin_anew_only_at_an_event_that_is_documented(
    full: Store, complaints: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "events", lambda _: [Event(dt.date(2024, 6, 20), "新规施行")])

    def places(link: Links) -> list[str]:
        return [note["text"] for note in figure(complaints(full, link))["layout"]["annotations"]]

    assert "重新定限" not in places({})
    assert "重新定限" in places({"rebase": "2024-06"})
    assert "重新定限" not in places({"rebase": "2024-05"})
    assert "自“新规施行”起重新定限：均值由" in words(complaints(full, {"rebase": "2024-06"}))


def test_an_event_before_anything_was_reported_sets_no_limits(full: Store, complaints: Open) -> None:
    app = complaints(full, {"rebase": "2024-02"})
    assert len(app.selectbox(key="control_rebase").options) == 1


def test_the_chart_says_which_kind_it_is_and_why(full: Store, complaints: Open) -> None:
    app = complaints(full)
    warehouse = open_current()
    assert warehouse
    rows = questions.ask_question(warehouse, EVERYTHING, "complaints/control_chart").frame
    each = rows["complaints"].mean()
    assert isinstance(each, float)
    kind = "XmR 控制图" if each >= 5 else "精确泊松界限"
    assert rows["method"].unique().to_list() == ["xmr" if each >= 5 else "poisson"]
    assert kind in said_as(app, "平均每月")


def test_by_whom_goes_one_step_down_with_the_reader(full: Store, complaints: Open) -> None:
    def names(link: Links) -> set[str]:
        return {pair.split("=")[0] for t in figure(complaints(full, {"tab": "whom", **link}), 1)["data"]
                for pair in t.get("customdata", ())}  # fmt: skip

    assert names({}) == {"platform"}
    assert names({"platform": county.BY_DAYS}) == {"team"}
    assert names({"level": "agency"}) == {"agency"}


def test_pressure_warns_that_it_is_no_cause_in_both_curves(full: Store, complaints: Open) -> None:
    for dose in ("attempts", "connected", "busiest_day"):
        said = words(complaints(full, {"tab": "pressure", "dose": dose}))
        assert "不可读作因果：难案被联系得更多" in said
        assert "同样不可读作因果" in said


def test_a_selection_without_complaints_says_so_kindly(full: Store, complaints: Open) -> None:
    app = complaints(full, {"platform": county.BY_BUCKET})
    assert "投诉未报送" in words(app)
    app = complaints(full, {"platform_kind": "national", "platform": county.BY_BUCKET})
    assert "放宽筛选" in words(app)
    assert charts(app) == 0


def test_an_empty_store_says_what_to_do(tmp_path: Path, look_at: Open) -> None:
    app = look_at(Store(tmp_path), locale="en-GB")
    assert "python -m data sample" in words(app)


def test_a_filter_that_part_of_the_screen_cannot_take_is_said(full: Store, complaints: Open) -> None:
    said = words(complaints(full, {"tab": "pressure", "agency": "in_house"}))
    assert "此处不按机构筛选" in said


def test_a_manager_sees_the_own_platform_and_no_person(full: Store, complaints: Open) -> None:
    app = complaints(full, {"role": "manager", "own": county.BY_DAYS, "tab": "whom"})
    drawn = json.dumps([figure(app, place) for place in range(charts(app))], ensure_ascii=False)
    assert county.BY_BUCKET not in drawn
    assert county.BY_SCHEDULE not in drawn
    assert "agent=" not in drawn


def test_frames_hold_what_the_screen_reads() -> None:
    """A guard against a question whose columns change under the screen."""
    wanted = {"month", "phase", "complaints", "cases", "rate", "mean", "lower", "upper", "method", "rule", "direction"}
    empty = pl.DataFrame(schema={"month": pl.Date, "complaints": pl.Int64, "cases": pl.Int64})
    assert wanted == set(questions.question("complaints/control_chart").function(empty, {"rebase": ""}).columns)
