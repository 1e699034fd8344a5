"""Who collects, what they were taught and how their contacts were checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.data.marts.conducting import agent, ask, rows
from tests.data.marts.counties import Tables

AS_OF = dt.date(2024, 4, 15)
STAFF = [agent("a"), agent("b", "south", agency="tingyuan", left_on=dt.date(2024, 3, 1))]


def check(check_id: str, checked_on: dt.date, score: float, errors: int = 0, who: str = "a") -> dict[str, Any]:
    return {"check_id": check_id, "agent_id": who, "checked_on": checked_on, "score": score, "critical_errors": errors}


def course(who: str, completed_on: dt.date, **more: Any) -> dict[str, Any]:
    return {"agent_id": who, "course": "m1", "completed_on": completed_on, "hours": 8.0} | more


def handed(**more: Any) -> Tables:
    return {"agents": STAFF} | more


def test_checks_are_summed_by_agent_and_month_that_is_over() -> None:
    checks = [
        check("Q1", dt.date(2024, 2, 1), 80, errors=2),
        check("Q2", dt.date(2024, 2, 29), 90),
        check("Q3", dt.date(2024, 3, 31), 50, errors=1, who="b"),
        check("Q4", dt.date(2024, 4, 1), 10),
    ]
    found = ask(AS_OF, handed(quality_checks=checks), "quality_month")["quality_month"]
    assert found.drop("platform", "platform_kind").sort("month").rows() == [
        (dt.date(2024, 2, 29), "in_house", "p/north", "p/a", 2, 170.0, 1, 2),
        (dt.date(2024, 3, 31), "tingyuan", "p/south", "p/b", 1, 50.0, 1, 1),
    ]


def test_an_agent_checked_but_on_no_list_is_of_unknown_team() -> None:
    checks = [check("Q1", dt.date(2024, 2, 1), 80, who="z")]
    found = ask(AS_OF, {"quality_checks": checks}, "quality_month")["quality_month"]
    assert rows(found, "agency", "team", "agent", "score_sum") == [("unknown", "unknown", "p/z", 80.0)]


def test_every_completion_of_a_month_that_is_over_is_a_row() -> None:
    taken = [
        course("a", dt.date(2024, 2, 9), score=88.5),
        course("a", dt.date(2024, 3, 9)),
        course("b", dt.date(2024, 3, 31)),
        course("b", dt.date(2024, 4, 1)),
    ]
    found = ask(AS_OF, handed(trainings=taken), "agent_course")["agent_course"]
    assert rows(found, "month", "agency", "agent", "course", "hours", "score") == [
        (dt.date(2024, 2, 29), "in_house", "p/a", "m1", 8.0, 88.5),
        (dt.date(2024, 3, 31), "in_house", "p/a", "m1", 8.0, None),
        (dt.date(2024, 3, 31), "tingyuan", "p/b", "m1", 8.0, None),
    ]


def test_the_roster_has_everybody_who_came_and_who_left() -> None:
    found = ask(AS_OF, handed(), "agent_roster")["agent_roster"]
    assert rows(found, "agency", "team", "agent", "hired_on", "left_on") == [
        ("in_house", "p/north", "p/a", dt.date(2023, 1, 1), None),
        ("tingyuan", "p/south", "p/b", dt.date(2023, 1, 1), dt.date(2024, 3, 1)),
    ]
