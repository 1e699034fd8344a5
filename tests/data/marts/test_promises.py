"""Promises and plans: what was promised, what fell due and what was kept, by hand and against plain Python."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from tests.data import recovery_oracles
from tests.data.collection_oracles import Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import agent, assignment, case, contact
from tests.data.marts.counties import ORIGIN, Tables, drawn, loan, payment, run
from tests.data.oracles import Row, month_end

DAY = dt.date
AS_OF, FEBRUARY = DAY(2024, 3, 31), DAY(2024, 2, 29)
CUBES = ["promise_month", "promise_month_agent"]
DESK: Tables = {
    "loans": [loan("A", ORIGIN, 300)],
    "agents": [agent("A1", "x"), agent("A2")],
    "cases": [case("C1", "A", DAY(2024, 2, 1))],
    "assignments": [assignment("C1", "A1", DAY(2024, 2, 1))],
}


def promise(number: int, made_on: DAY, due_on: DAY, amount: int, **more: Any) -> Row:
    row = {"made_on": made_on, "due_on": due_on, "amount": Decimal(amount), **more}
    return {"promise_id": f"R{number}", "case_id": "C1", **row}


def outcome(made: Row, *paid: tuple[DAY, int], as_of: DAY = AS_OF, **tables: list[Row]) -> tuple[object, ...]:
    """Due and kept promises and the amount kept, with payments reported since January."""
    payments = [payment("A", n, day, amount) for n, (day, amount) in enumerate([(ORIGIN, 1), *paid])]
    given = DESK | {"promises": [made], "payments": payments} | tables
    found = run((as_of, given), only=["promise_month"])["promise_month"]
    judged = found.select("due_promises", "kept_promises", "kept_amount")
    return (judged.sum() if judged["due_promises"].count() else judged).row(0)


@drawn(12)
@given(collecting.desks())
def test_promises_are_kept_when_plain_python_says_so(desk: Desk) -> None:
    made = run((desk.as_of, collecting.handed_in(desk)), only=CUBES)
    months = desk.covered("promises", "made_on")
    rows = [row for row in desk.rows("promises") if month_end(row["made_on"]) in months]
    expected: Counter[str] = Counter()
    for row in rows:
        found = recovery_oracles.promise(desk, row)
        expected.update({"promises": 1, **{name: value for name, value in found.items() if value}})
    for cube in CUBES:
        sums = made[cube].select("promises", due="due_promises", kept="kept_promises", kept_amount="kept_amount").sum()
        totals = {name: value for name, value in sums.row(0, named=True).items() if value}
        assert totals == {name: value for name, value in expected.items() if value}, cube


MADE, DUE = DAY(2024, 2, 10), DAY(2024, 2, 20)


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ([(MADE, 100)], (1, 1, 100)),
        ([(DAY(2024, 2, 9), 100)], (1, 0, 0)),
        ([(DAY(2024, 2, 22), 60), (DUE, 40)], (1, 1, 100)),
        ([(DAY(2024, 2, 23), 100)], (1, 0, 0)),
        ([(DUE, 99)], (1, 0, 99)),
        ([(DUE, 250)], (1, 1, 100)),
        ([(DUE, 100), (DAY(2024, 2, 21), -100)], (1, 0, 0)),
    ],
)
def test_a_promise_is_kept_by_what_is_paid_until_two_days_after_its_day(
    paid: list[tuple[DAY, int]], expected: tuple[int, int, int]
) -> None:
    assert outcome(promise(1, MADE, DUE, 100), *paid) == expected


def test_a_promise_is_judged_only_once_the_month_it_falls_due_in_is_over() -> None:
    late = promise(1, MADE, DAY(2024, 3, 30), 100)
    assert outcome(late, (DAY(2024, 3, 20), 100)) == (0, 0, 0)
    assert outcome(late, (DAY(2024, 3, 20), 100), as_of=DAY(2024, 4, 29)) == (0, 0, 0)
    assert outcome(late, (DAY(2024, 3, 20), 100), as_of=DAY(2024, 4, 30)) == (1, 1, 100)


def test_it_counts_as_made_in_one_month_and_as_due_in_another() -> None:
    given = DESK | {"promises": [promise(1, MADE, DAY(2024, 2, 28), 100)], "payments": [payment("A", 1, ORIGIN, 1)]}
    found = run((AS_OF, given), only=["promise_month"])["promise_month"].sort("month")
    assert found.select("month", "promises", "due_promises").rows() == [
        (DAY(2024, 2, 29), 1, 0), (DAY(2024, 3, 31), 0, 1)
    ]  # fmt: skip


def test_without_payments_nobody_knows_whether_it_was_kept() -> None:
    assert outcome(promise(1, MADE, DUE, 100), payments=[]) == (None, None, None)


def test_a_promise_is_of_the_contact_it_was_made_in_else_of_the_case_s_holder() -> None:
    call = contact("K1", "C1", dt.datetime(2024, 2, 10, 9), agent_id="A2", channel="visit")
    made = [promise(1, MADE, DUE, 100, contact_id="K1"), promise(2, MADE, DUE, 50)]
    cube = run((AS_OF, DESK | {"contacts": [call], "promises": made}), only=CUBES)["promise_month_agent"]
    found = cube.sort("channel").select("channel", "agent", "agency", "team", "bucket", "promised_amount").rows()
    assert found == [("unknown", "p/A1", "x", "p/t", "M1", 50), ("visit", "p/A2", "in_house", "p/t", "M1", 100)]


def plan(number: int, status: str, reduction: int | None) -> Row:
    amounts = {"total": Decimal(90), "reduction": reduction and Decimal(reduction)}
    return {"plan_id": f"N{number}", "case_id": "C1", "agreed_on": MADE, "instalments": 3, "status": status, **amounts}


def test_plans_are_counted_by_how_they_stand() -> None:
    plans = [plan(1, "active", None), plan(2, "complete", 10), plan(3, "complete", None)]
    cube = run((AS_OF, DESK | {"plans": plans}), only=["plan_month"])["plan_month"].sort("plan_status")
    assert cube.select("month", "plan_status", "plans", "plan_total", "plan_reduction").rows() == [
        (FEBRUARY, "active", 1, 90, None),
        (FEBRUARY, "complete", 2, 180, 10),
    ]
    assert isinstance(cube.schema["plan_total"], pl.Decimal)
