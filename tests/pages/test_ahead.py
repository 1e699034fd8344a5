from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from data.store import Store
from pages.shared import ahead
from pages.shared.ahead import Ahead, Choice
from pages.shared.menu import SCREENS
from pages.shared.remembered import Remembered
from pages.shared.selection import select
from queries import metrics, questions
from queries.access import Viewer
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.warehouse import Answer, Warehouse
from tests.pages.conftest import Open
from tests.queries.county import PLATFORMS

SCREENS_WITH_FILTERS = [name for name, _ in SCREENS if name not in ("explore", "submissions", "definitions")]
MONTHS = [dt.date(2026, month, 28) for month in (1, 2, 3)]
AT = Choice(tuple(MONTHS), (("platform", ()), ("region", ("west",))))
PLATFORM = Choice(AT.months, (("platform", ("a",)), ("region", ("west",))))
PERIOD = Choice((MONTHS[2],), AT.kept)


def _filters(first: int = 0, last: int = 2, **where: tuple[str, ...]) -> Filters:
    return Filters.of(where, MONTHS[first], MONTHS[last])


@pytest.mark.parametrize(
    ("choice", "asked", "instead"),
    [
        (PLATFORM, _filters(region=("west",)), _filters(region=("west",), platform=("a",))),
        (PLATFORM, _filters(2, 2), _filters(2, 2, platform=("a",))),  # one month, asked without the region
        (PLATFORM, _filters(platform=("b",)), _filters(platform=("b",))),  # a question of one platform whatever is kept
        (PERIOD, _filters(region=("west",)), _filters(2, 2, region=("west",))),
        (PERIOD, _filters(1, 1), _filters(1, 1)),
        (PERIOD, AT.months, PERIOD.months),
        (PERIOD, ("month",), ("month",)),
    ],
)
def test_a_question_is_changed_where_it_holds_what_the_choice_changes(
    choice: Choice, asked: object, instead: object
) -> None:
    assert choice.instead(AT, asked) == instead


@pytest.fixture
def asking() -> Iterator[Ahead]:
    begun = ahead.begin()
    assert begun is not None
    yield begun
    ahead.end()


def _look() -> None:
    options = {"platform": ["a", "b"], "product": ["x", "y"]}
    selection, _ = select({"period": ("all",)}, MONTHS, options)
    ahead.looked(selection, MONTHS, options)


def test_every_choice_near_is_asked_once_the_screen_is_drawn(asking: Ahead) -> None:
    found: list[Filters] = []
    question = Remembered(found.append)
    with ahead.drawing():
        _look()
        question(_filters(platform=()))
        assert found == [_filters()]
    asking.rest()
    periods = [_filters(2, 2), _filters()]  # of the presets the last month and the last three differ
    assert set(found) == {*periods, _filters(platform=("a",)), _filters(platform=("b",))}
    assert len(found) == len(set(found))


def test_nothing_is_asked_while_a_screen_is_drawn(asking: Ahead) -> None:
    first = threading.Event()
    found: list[Filters] = []

    def answer(filters: Filters) -> None:
        found.append(filters)
        first.set()

    question = Remembered(answer)
    with ahead.drawing():
        with ahead.drawing():
            _look()
            question(_filters())
        first.clear()
        assert not first.wait(0.2)
    asking.rest()
    assert len(found) > 1


@pytest.mark.parametrize("fault", [AskRefused("unknown_version", version="gone"), RuntimeError("broken")])
def test_what_cannot_be_asked_stops_nothing(fault: Exception, asking: Ahead, caplog: pytest.LogCaptureFixture) -> None:
    found: list[Filters] = []

    def answer(filters: Filters) -> None:
        if filters.values("platform") == ("a",):
            raise fault
        found.append(filters)

    question = Remembered(answer)
    with ahead.drawing():
        _look()
        question(_filters())
    asking.rest()
    assert _filters(platform=("b",)) in found
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]


def test_a_setting_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ahead.SETTING, "no")
    assert ahead.begin() is None
    with ahead.drawing():
        _look()


# What a screen asks of one platform only, and what depends on the period in a way of its own.
OF_PLATFORMS = {"cost": [(("cost_per_case",), ("team",))]}
OF_PERIODS = {"overview": ["overview/what_moved"]}


@pytest.mark.parametrize("role", ["analyst", "regulator"])
@pytest.mark.parametrize("screen", SCREENS_WITH_FILTERS)
def test_a_platform_or_period_chosen_next_is_answered_already(
    screen: str, role: str, full: Store, look_at: Open, asking: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = {"role": role, "lang": "zh"}
    look_at(full, link, screen=screen)
    asking.rest()
    ahead.end()
    asked = _asked(monkeypatch)
    look_at(full, {**link, "period": "3"}, screen=screen)
    assert asked == OF_PERIODS.get(screen, [])
    asked.clear()
    look_at(full, {**link, "platform": PLATFORMS[0]}, screen=screen)
    assert asked == OF_PLATFORMS.get(screen, [])


def _asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is not remembered, from now on: questions by name, metrics with what they are split by."""
    asked: list[object] = []
    ask, question = metrics.ask, questions.ask_question

    def ask_noted(
        warehouse: Warehouse, viewer: Viewer, ids: Sequence[str], by: Sequence[str], within: Filters
    ) -> Answer:
        asked.append((tuple(ids), tuple(by)))
        return ask(warehouse, viewer, ids, by, within)

    def question_noted(warehouse: Warehouse, viewer: Viewer, name: str, within: Filters, **given: Any) -> Answer:
        asked.append(name)
        return question(warehouse, viewer, name, within, **given)

    monkeypatch.setattr(metrics, "ask", ask_noted)
    monkeypatch.setattr(questions, "ask_question", question_noted)
    return asked
