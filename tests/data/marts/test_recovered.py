"""Which payments are money recovered, and by what: by hand and against a walk through instalments and payments."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given

from tests.data.collection_oracles import Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import agent, assignment, case, contact
from tests.data.marts.counties import ORIGIN, Tables, drawn, instalments, loan, payment, run
from tests.data.marts.test_cases import named
from tests.data.oracles import Row, month_end
from tests.data.recovery_oracles import Recovery

DAY = dt.date
AS_OF, FEBRUARY, MARCH = DAY(2024, 4, 30), DAY(2024, 2, 29), DAY(2024, 3, 31)
CUBES = ["recovered_month", "recovered_month_agent", "recovered_month_day", "case_month", "case_cohort_month"]
CASE = case("C1", "A", DAY(2024, 1, 20))
LENT: Tables = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1")],
    "instalments": instalments("A", (DAY(2024, 1, 15), 100, 0), (DAY(2024, 2, 15), 100, 0), (DAY(2024, 3, 15), 100, 0)),
    "cases": [CASE],
    "agents": [agent("A1", "x")],
    "assignments": [assignment("C1", "A1", DAY(2024, 1, 21))],
    "contacts": [contact("K0", None, dt.datetime(2024, 1, 2, 9))],
}


def cash(paid: list[Row], *columns: str, **tables: list[Row]) -> list[tuple[object, ...]]:
    """Rows of the agents' cube in the columns asked for, with the cash."""
    made = run((AS_OF, LENT | {"payments": paid} | tables), only=["recovered_month_agent"])
    return made["recovered_month_agent"].sort("month", "cash_recovered").select(*columns, "cash_recovered").rows()


def touched(day: DAY, hour: int = 9, **more: object) -> Row:
    return contact(f"K{day}-{hour}", "C1", dt.datetime(day.year, day.month, day.day, hour), **more)


@drawn(9)
@given(collecting.desks())
def test_recovered_cash_is_what_a_walk_through_the_payments_finds(desk: Desk) -> None:
    made = run((desk.as_of, collecting.handed_in(desk)), only=CUBES)
    paid = [row for one in desk.book for row in one.payments]
    months = Desk(desk.book, {"payments": paid}, desk.as_of).covered("payments", "paid_on")
    rows = list(Recovery(desk).payments())
    check_ways(made["recovered_month_agent"], [row for row in rows if row["month"] in months])
    totals = [sum(made[cube]["cash_recovered"], Decimal(0)) for cube in CUBES[:3]]
    assert len(set(totals)) == 1
    check_cases(made["case_month"], [row for row in rows if row["month"] in months])
    check_cohorts(made["case_cohort_month"], desk, rows, months)


def check_ways(cube: pl.DataFrame, rows: list[Row]) -> None:
    keys = ["month", "bucket", "channel", "agent", "agency", "recovered_by"]
    expected: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        holder = named(*row["holder"]) if row["case_id"] else ("none", "none")
        key = (row["month"], row["bucket"], row["channel"], *holder, row["recovered_by"])
        expected.update({(*key, "cash"): row["amount"], (*key, "payments"): int(row["amount"] > 0)})
    found = cube.group_by(keys).agg(pl.col("cash_recovered", "recovered_payments").sum())
    assert {(*row[:-2], "cash"): row[-2] for row in found.iter_rows() if row[-2]} | {
        (*row[:-2], "payments"): row[-1] for row in found.iter_rows() if row[-1]
    } == {key: value for key, value in expected.items() if value}


def check_cases(case_months: pl.DataFrame, rows: list[Row]) -> None:
    by_case: Counter[tuple[object, object]] = Counter()
    for row in rows:
        by_case[row["case_id"], row["month"]] += row["amount"]
    for row in case_months.filter(pl.col("cash_recovered").is_not_null()).iter_rows(named=True):
        assert row["cash_recovered"] == by_case[row["case_id"], row["month"]]
        assert row["paying_cases"] == int(row["cash_recovered"] > 0)


def check_cohorts(cube: pl.DataFrame, desk: Desk, rows: list[Row], months: list[DAY]) -> None:
    opened_from = months[0].replace(day=1) if months else desk.as_of
    for days in (30, 90):
        closing = {c["case_id"]: c["opened_on"] + dt.timedelta(days=days) for c in desk.rows("cases")}
        counted = [
            c["case_id"]
            for c in desk.rows("cases")
            if month_end(c["opened_on"]) + dt.timedelta(days=days) <= desk.as_of and c["opened_on"] >= opened_from
        ]
        within = [r for r in rows if r["case_id"] in counted and r["judged_on"] <= closing[r["case_id"]]]
        assert sum(cube[f"cash_{days}"].drop_nulls(), Decimal(0)) == sum((r["amount"] for r in within), Decimal(0))
        balances = (c["opened_balance"] for c in desk.rows("cases") if c["case_id"] in counted)
        assert sum(cube[f"mature_{days}_balance"].drop_nulls(), Decimal(0)) == sum(balances, Decimal(0))


def test_what_is_paid_the_day_it_is_due_is_not_recovered_and_a_day_later_it_is() -> None:
    paid = [payment("A", 1, DAY(2024, 1, 15), 100), payment("A", 2, DAY(2024, 2, 16), 100)]
    assert cash(paid, "month", "bucket") == [(FEBRUARY, "M1", 100)]


def test_it_is_as_late_as_the_oldest_instalment_that_earlier_payments_left_open() -> None:
    # On 20 March the first instalment is 65 days past due; 100 of the 250 paid the day after cover it.
    paid = [payment("A", 1, DAY(2024, 3, 20), 100), payment("A", 2, DAY(2024, 3, 21), 150)]
    assert cash(paid, "bucket") == [("M3", 100), ("M2", 150)]


def test_two_payments_of_a_day_are_judged_by_the_days_before() -> None:
    paid = [payment("A", 1, DAY(2024, 1, 20), 100), payment("A", 2, DAY(2024, 1, 20), 50)]
    assert cash(paid, "bucket") == [("M1", 150)]


def test_a_court_and_a_sale_count_however_late() -> None:
    paid = [payment("A", n, DAY(2024, 1, 10), 10, source=source) for n, source in enumerate(["legal", "sale", None])]
    assert cash(paid, "recovered_by", "bucket") == [("legal", "M0", 10), ("sale", "M0", 10)]


def test_a_reversal_is_taken_from_where_the_payment_was_counted_in_its_own_month() -> None:
    paid = [payment("A", 1, DAY(2024, 2, 20), 200), payment("A", 2, DAY(2024, 3, 5), -200)]
    found = cash(paid, "month", "bucket", "agent", contacts=[touched(DAY(2024, 2, 19))])
    assert found == [(FEBRUARY, "M2", "p/A1", 200), (MARCH, "M2", "p/A1", -200)]


def test_a_reversal_takes_back_the_payment_of_its_amount_and_not_a_later_one() -> None:
    days = {DAY(2024, 2, 20): 200, DAY(2024, 3, 1): 30, DAY(2024, 3, 5): -200}
    paid = [payment("A", n, day, amount) for n, (day, amount) in enumerate(days.items())]
    assert cash(paid, "month", "bucket") == [(FEBRUARY, "M2", 200), (MARCH, "M2", -200)]


def test_the_reversal_of_a_payment_on_time_takes_nothing_back() -> None:
    paid = [
        payment("A", 1, DAY(2024, 1, 15), 100),
        payment("A", 2, DAY(2024, 1, 18), -100),
        payment("A", 3, DAY(2024, 2, 1), 100),
    ]
    assert cash(paid, "month", "bucket") == [(FEBRUARY, "M1", 100)]


LATE = DAY(2024, 2, 20)


@pytest.mark.parametrize(
    ("days_before", "more", "way", "channel"),
    [
        (0, {"channel": "sms"}, "contacted", "sms"),
        (7, {"channel": "sms"}, "contacted", "sms"),
        (8, {"channel": "sms"}, "self_cure", "sms"),
        (14, {"connected": True, "party": "debtor"}, "attributed", "phone"),
        (14, {"connected": True, "party": "guarantor"}, "self_cure", "phone"),
        (15, {"connected": True, "party": "debtor"}, "self_cure", "none"),
        (-1, {"connected": True, "party": "debtor"}, "self_cure", "none"),
        (3, {"connected": True, "party": "debtor", "direction": "in"}, "self_cure", "none"),
    ],
)
def test_who_brought_it_is_told_from_the_contacts_before(
    days_before: int, more: dict[str, object], way: str, channel: str
) -> None:
    made = [touched(LATE - dt.timedelta(days=days_before), **more), touched(DAY(2024, 1, 21))]
    assert cash([payment("A", 1, LATE, 100)], "recovered_by", "channel", contacts=made) == [(way, channel, 100)]


def test_the_last_contact_gives_the_channel_and_any_of_the_fortnight_the_way() -> None:
    made = [touched(DAY(2024, 2, 8), connected=True, party="debtor"), touched(DAY(2024, 2, 18), channel="app")]
    assert cash([payment("A", 1, LATE, 9)], "recovered_by", "channel", contacts=made) == [("attributed", "app", 9)]


def test_months_without_contacts_say_nothing_of_how() -> None:
    paid = [payment("A", 1, LATE, 100), payment("A", 2, DAY(2024, 3, 20), 100)]
    found = cash(paid, "month", "recovered_by", "channel", contacts=[touched(DAY(2024, 3, 1))])
    assert found == [(FEBRUARY, "not_known", "unknown", 100), (MARCH, "self_cure", "none", 100)]
    assert cash(paid[:1], "recovered_by", contacts=[]) == [("not_known", 100)]


def test_whoever_held_the_open_case_that_day_has_it_and_without_a_case_none() -> None:
    paid = [payment("A", 1, DAY(2024, 1, 20), 10), payment("A", 2, DAY(2024, 2, 1), 20), payment("A", 3, LATE, 30)]
    closed = [CASE | {"closed_on": DAY(2024, 2, 1), "close_reason": "withdrawn"}]
    found = cash(paid, "agent", "team", "agency", cases=closed)
    assert found == [
        ("unknown", "unknown", "unknown", 10), ("p/A1", "p/t", "x", 20), ("none", "none", "none", 30)
    ]  # fmt: skip


def months_only(**tables: list[Row]) -> list[tuple[object, ...]]:
    """Payments of 1, 2, … yuan on a loan without a schedule."""
    days = [DAY(2024, 1, 20), DAY(2024, 1, 21), DAY(2024, 2, 1), DAY(2024, 2, 2), DAY(2024, 3, 1)]
    paid = [payment("A", n, day, n) for n, day in enumerate(days, start=1)]
    return cash(paid, "bucket", instalments=[], **tables)


def test_without_a_schedule_an_open_case_makes_it_recovered_from_the_day_after_its_opening() -> None:
    closed = [CASE | {"closed_on": DAY(2024, 2, 1), "close_reason": "cured", "opened_days_past_due": 40}]
    assert months_only(cases=closed) == [("M2", 2), ("M2", 3)]


def test_without_a_schedule_it_is_as_late_as_at_the_last_month_end() -> None:
    ends = [(DAY(2024, 1, 31), 95), (FEBRUARY, 0)]
    rows = [
        {"loan_id": "A", "month_end": end, "days_past_due": days, "balance": Decimal(1), "status": "active"}
        for end, days in ends
    ]
    paid = [payment("A", 1, LATE, 5), payment("A", 2, MARCH, 6), payment("A", 3, DAY(2024, 1, 31), 7)]
    given = {"loans": LENT["loans"], "loan_months": rows, "payments": paid}
    made = run((AS_OF, given), only=["recovered_month"])
    assert made["recovered_month"].select("month", "bucket", "agency", "cash_recovered").rows() == [
        (FEBRUARY, "M4", "none", 5)
    ]


def test_days_and_months_tell_of_the_same_money() -> None:
    made = run((AS_OF, LENT | {"payments": [payment("A", 1, LATE, 5), payment("A", 2, MARCH, 6)]}), only=CUBES)
    assert made["recovered_month_day"].select("day", "month", "cash_recovered").rows() == [
        (LATE, FEBRUARY, 5), (MARCH, MARCH, 6)
    ]  # fmt: skip
    assert made["recovered_month"].sort("month").select("region", "cash_recovered").rows() == [("r1", 5), ("r1", 6)]


def test_a_cohort_counts_the_thirtieth_day_and_only_cases_whose_window_is_over() -> None:
    opened = DAY(2024, 2, 1)
    days = {ORIGIN: 1, DAY(2024, 3, 2): 30, DAY(2024, 3, 3): 60}
    paid = [payment("A", n, day, amount) for n, (day, amount) in enumerate(days.items())]
    made = run((AS_OF, LENT | {"payments": paid, "cases": [case("C1", "A", opened)]}), only=CUBES)
    row = made["case_cohort_month"].row(0, named=True)
    assert (row["mature_30_cases"], row["mature_30_balance"], row["cash_30"]) == (1, 100, 30)
    assert (row["mature_90_cases"], row["mature_90_balance"], row["cash_90"]) == (0, 0, 0)


def test_without_payments_a_cohort_still_tells_how_many_were_cured() -> None:
    tables = {"loans": LENT["loans"], "cases": [CASE | {"closed_on": DAY(2024, 2, 19), "close_reason": "cured"}]}
    row = run((AS_OF, tables), only=CUBES)["case_cohort_month"].row(0, named=True)
    assert (row["mature_30_cases"], row["cured_30_cases"], row["mature_90_cases"]) == (1, 1, 1)
    assert (row["mature_30_balance"], row["cash_30"], row["cash_90"]) == (None, None, None)
