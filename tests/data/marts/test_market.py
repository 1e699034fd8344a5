"""The market's cubes by hand, and against loops over what small random platforms handed in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given

from tests.data.collection_oracles import Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import case
from tests.data.marts.counties import ORIGIN, Tables, drawn, instalments, loan, payment, run
from tests.data.oracles import ZERO, Row, month_end
from tests.data.recovery_oracles import Recovery

DAY = dt.date
AS_OF, FEBRUARY, MARCH = DAY(2024, 4, 30), DAY(2024, 2, 29), DAY(2024, 3, 31)
RANDOM = ["loan_month", "portfolio_month", "market_month", "borrower_month", "due_month", "payment_month",
          "liquidity_month", "liquidation_month", "liquidation_month_platform"]  # fmt: skip
LENT: Tables = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1")],
    "instalments": instalments("A", (DAY(2024, 1, 15), 100, 0), (DAY(2024, 2, 15), 100, 0), (DAY(2024, 3, 15), 100, 0)),
    "payments": [payment("A", 1, DAY(2024, 2, 20), 100)],
    "cases": [case("C1", "A", DAY(2024, 1, 20), opened_balance=Decimal(300))],
}


def made(cube: str, **tables: list[Row]) -> list[Row]:
    return run((AS_OF, LENT | tables), only=[cube])[cube].rows(named=True)


@drawn(6)
@given(collecting.desks())
def test_cubes_are_what_loops_over_loans_and_payments_find(desk: Desk) -> None:
    for place, one in enumerate(desk.book):
        one.row["borrower_id"] = f"b{place % 2}"
    found = run((desk.as_of, collecting.handed_in(desk)), only=RANDOM)
    check_borrowers(found)
    check_liquidity(found)
    check_liquidation(found["liquidation_month"], desk)
    wide = found["liquidation_month"].group_by("month", "months_since").agg(pl.col("cash", "paying_cases").sum())
    narrow = found["liquidation_month_platform"].group_by("month", "months_since")
    assert dict(rows_of(wide)) == dict(rows_of(narrow.agg(pl.col("cash", "paying_cases").sum())))


def rows_of(frame: pl.DataFrame) -> list[tuple[Any, Any]]:
    return [(row[:2], row[2:]) for row in frame.rows()]


def check_borrowers(found: dict[str, pl.DataFrame]) -> None:
    book = [row for row in found["loan_month"].rows(named=True) if row["bucket"]]
    people: dict[tuple[DAY, str], list[Row]] = defaultdict(list)
    for row in book:
        people[row["month"], row["borrower_id"]].append(row)
    vintages: dict[str, list[DAY]] = defaultdict(list)
    for row in found["loan_month"].rows(named=True):
        vintages[row["borrower_id"]].append(row["vintage"])
    expected: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (month, who), loans in people.items():
        newest = max(loans, key=lambda row: (row["vintage"], row["loan_id"]))
        key = (month, newest["region"], newest["product"], max(row["bucket"] for row in loans))
        first = min(vintages[who]) == month
        expected[key] = [a + b for a, b in zip(expected[key], (1, int(first), int(len(loans) > 1)), strict=True)]
    columns = ("borrowers", "new_borrowers", "borrowers_with_several_loans")
    rows = found["borrower_month"].select("month", "region", "product", "bucket", *columns).rows()
    assert {row[:4]: list(row[4:]) for row in rows} == expected
    assert found["market_month"]["balance"].sum() == sum((row["balance"] for row in book), ZERO)


def check_liquidity(found: dict[str, pl.DataFrame]) -> None:
    cube, months = found["liquidity_month"], found["portfolio_month"]["month"].unique()
    due = found["due_month"].filter(pl.col("month").is_in(found["liquidity_month"]["month"].unique().to_list()))
    assert cube["due_amount"].sum() == due["due_amount"].sum()
    assert cube["due_amount"].sum() == found["due_month"]["due_amount"].sum()
    paid = found["payment_month"].filter(pl.col("month").is_in(cube["month"].unique().to_list()))
    assert cube["received_amount"].sum() == paid["paid_amount"].sum()
    assert cube["payments"].sum() == paid["payments"].sum()
    late = found["payment_month"].filter(~pl.col("month").is_in(cube["month"].unique().to_list()))
    assert set(late["month"]).isdisjoint(set(months))


def check_liquidation(cube: pl.DataFrame, desk: Desk) -> None:
    """A cohort and age is there once its time is over for the month's last day, with all cash up to then."""
    paid = [row for one in desk.book for row in one.payments]
    since = min((row["paid_on"] for row in paid), default=None)
    known = Desk(desk.book, {"payments": paid}, desk.as_of).covered("payments", "paid_on")
    cases = [
        one for one in desk.rows("cases")
        if since and one["opened_on"] >= since.replace(day=1) and month_end(one["opened_on"]) <= desk.as_of
    ]  # fmt: skip
    cash = [row for row in Recovery(desk).payments() if row["case_id"]]
    expected: dict[tuple[DAY, int], list[Any]] = {}
    for month in {month_end(one["opened_on"]) for one in cases}:
        cohort = [one for one in cases if month_end(one["opened_on"]) == month]
        for age in range(25):
            if month + dt.timedelta(days=30 * age) > desk.as_of:
                continue
            came = {one["case_id"]: brought(one, cash, age) for one in cohort}
            balance = sum((one["opened_balance"] for one in cohort), ZERO)
            expected[month, age] = [len(cohort), balance, sum(came.values(), ZERO)]
    found = cube.group_by("month", "months_since").agg(pl.col("cases", "balance", "cash").sum())
    assert {row[:2]: list(row[2:]) for row in found.rows()} == expected
    assert not expected or known


def brought(one: Row, cash: list[Row], age: int) -> Decimal:
    until = one["opened_on"] + dt.timedelta(days=30 * age)
    mine = (row["amount"] for row in cash if row["case_id"] == one["case_id"] and row["judged_on"] <= until)
    return sum(mine, ZERO)


def test_a_borrower_is_where_the_newest_loan_was_made_and_as_late_as_the_latest() -> None:
    loans = [loan("A", ORIGIN, 300, region_code="r1", borrower_id="b"),
             loan("B", DAY(2024, 2, 3), 100, region_code="r2", product="farm", borrower_id="b")]  # fmt: skip
    due = [*LENT["instalments"], *instalments("B", (DAY(2024, 4, 3), 100, 0))]
    rows = made("borrower_month", loans=loans, instalments=due)
    shown = [(r["month"], r["region"], r["product"], r["bucket"], r["borrowers"], r["new_borrowers"],
              r["borrowers_with_several_loans"]) for r in rows]  # fmt: skip
    assert shown[0] == (DAY(2024, 1, 31), "r1", "consumer", "M1", 1, 1, 0)
    assert shown[1] == (FEBRUARY, "r2", "farm", "M1", 1, 0, 1)


def test_cash_is_set_against_what_was_due_only_where_both_are_reported() -> None:
    rows = made("liquidity_month")
    assert [(r["due_amount"], r["received_amount"], r["instalments"], r["payments"]) for r in rows] == [
        (100, 0, 1, 0), (100, 100, 1, 1), (100, 0, 1, 0),
    ]  # fmt: skip
    snapshots = [{"loan_id": "A", "month_end": FEBRUARY, "balance": Decimal(300), "days_past_due": 0,
                  "status": "active"}]  # fmt: skip
    kept = {name: rows for name, rows in LENT.items() if name != "instalments"} | {"loan_months": snapshots}
    assert run((AS_OF, kept), only=["liquidity_month"])["liquidity_month"].is_empty()


def test_cash_of_the_thirtieth_day_is_in_the_first_month_and_of_the_next_day_in_the_second() -> None:
    def cash(paid_on: DAY) -> dict[int, tuple[Decimal, int]]:
        opened = [case("C1", "A", DAY(2024, 1, 20), opened_balance=Decimal(300))]
        paid = [payment("A", 0, DAY(2024, 1, 2), 1), payment("A", 1, paid_on, 50)]
        rows = made("liquidation_month", payments=paid, cases=opened)
        return {row["months_since"]: (row["cash"], row["paying_cases"]) for row in rows}

    assert cash(DAY(2024, 2, 19)) == {0: (0, 0), 1: (50, 1), 2: (50, 1), 3: (50, 1)}
    assert cash(DAY(2024, 2, 20)) == {0: (0, 0), 1: (0, 0), 2: (50, 1), 3: (50, 1)}


def plan(plan_id: str, agreed_on: DAY, total: int, status: str = "active") -> Row:
    return {"plan_id": plan_id, "case_id": "C1", "agreed_on": agreed_on, "instalments": 2, "total": Decimal(total),
            "status": status}  # fmt: skip


def plans(paid: list[Row], *agreed: Row) -> list[tuple[Any, ...]]:
    rows = made("plan_cash_month", payments=[payment("A", 0, DAY(2024, 1, 2), 1), *paid], plans=list(agreed))
    return [(r["month"], r["plan_status"], r["plan_total"], r["plan_cash"], r["paying_plans"]) for r in rows]


def test_a_plan_is_credited_with_what_is_paid_from_its_day_on_at_most_its_total() -> None:
    paid = [payment("A", 1, DAY(2024, 2, 9), 7), payment("A", 2, DAY(2024, 2, 10), 20), payment("A", 3, MARCH, 500)]
    assert plans(paid[:2], plan("P", DAY(2024, 2, 10), 90)) == [(FEBRUARY, "active", 90, 20, 1)]
    assert plans(paid, plan("P", DAY(2024, 2, 10), 90)) == [(FEBRUARY, "active", 90, 90, 1)]


def test_the_next_plan_takes_over_and_a_sale_is_paid_under_none() -> None:
    paid = [payment("A", 1, DAY(2024, 2, 10), 20), payment("A", 2, DAY(2024, 3, 5), 30, source="guarantor"),
            payment("A", 3, DAY(2024, 3, 6), 40, source="sale")]  # fmt: skip
    agreed = (plan("P", DAY(2024, 2, 10), 90, "broken"), plan("Q", DAY(2024, 3, 5), 90))
    assert plans(paid, *agreed) == [(FEBRUARY, "broken", 90, 20, 1), (MARCH, "active", 90, 30, 1)]
    assert plans([], *agreed) == [(FEBRUARY, "broken", 90, 0, 0), (MARCH, "active", 90, 0, 0)]


def test_without_payments_what_came_in_under_plans_is_not_known() -> None:
    assert made("plan_cash_month", payments=[], plans=[plan("P", DAY(2024, 2, 10), 90)]) == []


def test_an_event_of_no_township_is_kept_as_unknown() -> None:
    held = [{"outreach_id": "E1", "held_on": DAY(2024, 2, 10), "topic": "debt", "attendees": 40, "region_code": None}]
    (row,) = made("outreach_event", outreach=held)
    assert (row["month"], row["region"], row["platform_kind"], row["attendees"]) == (FEBRUARY, "unknown", "local", 40)
