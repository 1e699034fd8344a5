"""The definitions screen: everything is explained, found and linked to, and worked out on what the reader may see."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.definitions_parts import catalogue, example, facts
from pages.definitions_parts.find import SUBJECT
from pages.shared import answers, theme
from pages.shared.axes import Look
from pages.shared.reader import Reader
from pages.shared.screen import View
from pages.shared.selection import select
from pages.shared.text import LANGUAGES, Language, entries
from queries.access import Viewer
from queries.dictionary import dictionary, metric, subjects
from queries.questions import questions
from queries.warehouse import open_current
from tests.pages.conftest import Open
from tests.pages.test_overdue import words
from tests.queries import county

ROLES = ("analyst", "manager", "operator", "regulator")
NARROW = ("analyst", "manager")
See = Callable[[Store, str, Language], View]


@pytest.fixture
def definitions(look_at: Open) -> Open:
    """Open the definitions screen."""
    return lambda store, link=None, locale="zh-CN": look_at(store, link, locale, screen="definitions")


def listed(app: AppTest) -> list[str]:
    """The ids of the entries the screen lists."""
    found = [re.match(r"`(\S+)`", str(caption.value)) for caption in app.caption]
    return [one[1] for one in found if one]


@pytest.fixture
def seen_by(monkeypatch: pytest.MonkeyPatch) -> See:
    """What a screen is shown by, without one."""

    def viewed(store: Store, role: str, language: Language) -> View:
        monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
        opened = open_current(store)
        assert opened is not None
        viewer = Viewer(role, (county.BY_DAYS,) if role in NARROW else None)
        selection, _ = select({}, answers.months(opened.id, viewer), {}, is_guarded=viewer.is_guarded)
        return View(Reader(language, Look(theme.theme(dark=False), language, False), viewer, opened), selection)

    return viewed


def test_every_metric_question_and_rule_has_its_entry() -> None:
    known = catalogue.entries()
    assert set(dictionary()) | set(questions()) | {"CN-L1", "CN-L2", "CN-L3", "CN-F1"} <= set(known)
    assert {id for ids in subjects().values() for id in ids} == set(dictionary())
    assert {one.subject for one in known.values()} == {*subjects(), "questions", "rules"}
    assert all(f"definitions.subject_{subject}" in entries() for subject in SUBJECT)


def test_every_sum_is_called_something() -> None:
    bare = {one.numerator for one in dictionary().values() if not one.denominator and not one.value}
    nameless = {
        component.id for one in dictionary().values() for component in one.components
        if f"component.{component.id}" not in entries() and component.id not in bare
    }  # fmt: skip
    assert nameless == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_metric_is_worked_out_for_every_role(role: str, full: Store, seen_by: See) -> None:
    for language in LANGUAGES:
        view = seen_by(full, role, language)
        for one in dictionary().values():
            found = example.worked(view, one)
            assert found.lines[-1].startswith("= "), one.id
            assert not one.denominator or one.value or "÷" in found.lines[1], one.id
            assert all(said for _, said in facts.of_metric(view, one)), one.id


@pytest.mark.parametrize("role", ROLES)
def test_every_subject_opens_for_every_role(role: str, full: Store, definitions: Open) -> None:
    for place, subject in enumerate(SUBJECT, ROLES.index(role)):
        language = LANGUAGES[place % len(LANGUAGES)]
        if place % 4 > 1:  # each subject is seen by two of the roles
            continue
        app = definitions(full, {"role": role, "lang": language, "subject": subject})
        assert app.title[0].value == {"zh": "指标口径", "en": "Definitions"}[language]
        assert listed(app) == [one.id for one in catalogue.entries().values() if one.subject == subject]


@pytest.mark.parametrize("role", ROLES)
def test_every_question_can_be_shown_to_every_role(role: str, full: Store, seen_by: See) -> None:
    view = seen_by(full, role, "en")
    for id, one in questions().items():
        frame = view.question(id, view.within(view.selection.filters(), id)).frame
        assert frame.width > 0, id
        assert all(said for _, said in facts.of_question(view, one, answers.filterable(view.warehouse.id, id))), id


def test_a_question_shows_its_first_rows_under_the_names_of_what_is_known(full: Store, definitions: Open) -> None:
    shown = definitions(full, {"role": "operator", "metric": "compliance/credit_cost"}).dataframe[0]
    assert 0 < len(shown.value) <= 5
    assert {"平台类型", "超 24%"} <= {column.get("label") for column in json.loads(shown.proto.columns).values()}


def test_the_arithmetic_is_that_of_the_answer(full: Store, seen_by: See) -> None:
    view = seen_by(full, "operator", "en")
    row = view.ask(["par30_count"]).frame.row(0, named=True)
    parts = [f"{row[f'par30_count__{part}']:,}" for part in ("numerator", "denominator")]
    assert example.worked(view, metric("par30_count")).lines == [
        "loans more than 30 days past due ÷ loans on the book",
        f"= {parts[0]} ÷ {parts[1]}",
        f"= {row['par30_count'] * 100:.2f}%",
    ]


def test_an_entry_is_worked_out_within_the_filters_of_the_link(full: Store, definitions: Open, seen_by: See) -> None:
    alone, all_of_them = (
        str(definitions(full, {"role": "operator", "metric": "loans", **chosen}).code[0].value)
        for chosen in ({"platform": county.BY_DAYS}, {})
    )
    view = seen_by(full, "manager", "zh")
    assert alone.endswith(f"= {view.ask(['loans']).frame['loans'][0]:,}")
    assert alone != all_of_them


def test_what_is_not_reported_is_said_and_never_nought(partial: Store, seen_by: See) -> None:
    found = example.worked(seen_by(partial, "operator", "zh"), metric("overdue_rate_due"))
    assert found.lines[-1] == "= 未报送"
    assert "不是零" in found.notes[0]


def test_what_is_hidden_is_a_star_with_a_reason(full: Store, seen_by: See) -> None:
    view = seen_by(full, "regulator", "zh")
    hidden = [found for one in dictionary().values() if "*" in (found := example.worked(view, one)).lines[-1]]
    assert hidden
    assert all(found.notes[0].startswith("隐去") and "取整" in found.notes[1] for found in hidden)


@pytest.mark.parametrize(
    ("words_looked_for", "first"),
    [("案均催收成本", "cost_per_case"), ("cost per CASE", "cost_per_case"), ("ＬＰＲ　４倍", "above_four_lpr_share"),
     ("par30_balance", "par30_balance"), ("CN-F1", "CN-F1"), ("vintage 曲线", "overdue/vintage")],
)  # fmt: skip
def test_entries_are_found_by_their_words_in_either_language(words_looked_for: str, first: str) -> None:
    assert catalogue.search(words_looked_for, "zh")[0].id == first


def test_a_search_stands_in_the_link_and_a_vain_one_is_said(full: Store, definitions: Open) -> None:
    app = definitions(full, {"find": "案均"})
    assert "cost_per_case" in listed(app)
    app.text_input(key="definitions_find").set_value("没有这个词").run()
    assert listed(app) == []
    assert "没有找到" in words(app)
    assert app.query_params["find"] in ("没有这个词", ["没有这个词"])


def test_an_entry_nobody_wrote_leaves_the_list(full: Store, definitions: Open) -> None:
    app = definitions(full, {"metric": "no_such_thing"})
    assert listed(app)[0] == "loans"
    assert len(app.code) == 0


def test_an_entry_is_closed_and_its_subject_stays_to_hand(full: Store, definitions: Open) -> None:
    app = definitions(full, {"metric": "cost_per_case"})
    assert listed(app)[0] == "cases"
    app.button(key="close-entry").click().run()
    assert "metric" not in app.query_params
    assert len(app.code) == 0


def test_rules_say_how_far_they_may_be_trusted(full: Store, definitions: Open) -> None:
    assert "法律条文" in words(definitions(full, {"metric": "CN-L1"}))
    assert "不是条文原文" in words(definitions(full, {"metric": "CN-L2"}))
    assert "不是法律" in words(definitions(full, {"metric": "CN-F1"}))


def test_the_prime_rate_and_the_policy_are_said(full: Store, definitions: Open) -> None:
    said = words(definitions(full, {"subject": "notes"}))
    assert "2019-08-20" in said and "15.40%" in said
    assert "1 至 7" in said and "50 件" in said
