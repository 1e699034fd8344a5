"""Which cases were worked when, in whose hands and how late, by hand and against plain Python."""

import datetime as dt
from decimal import Decimal

import polars as pl
from hypothesis import given

from tests.data.collection_oracles import Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import agent, assignment, case, contact
from tests.data.marts.counties import ORIGIN, Tables, drawn, instalments, loan, payment, run
from tests.data.oracles import month_end

DAY = dt.date
CUBES = ["case_month", "collection_case", "caseload_month", "caseload_month_agent", "case_cohort_month"]
JANUARY, FEBRUARY, MARCH, APRIL = DAY(2024, 1, 31), DAY(2024, 2, 29), DAY(2024, 3, 31), DAY(2024, 4, 30)
LENT = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1")],
    "instalments": instalments("A", (DAY(2024, 1, 15), 100, 0), (DAY(2024, 2, 15), 100, 0), (DAY(2024, 3, 15), 100, 0)),
    "payments": [payment("A", 1, DAY(2024, 3, 20), 200)],
}
CASE = case("C1", "A", DAY(2024, 1, 20), DAY(2024, 3, 20), opened_days_past_due=5, opened_balance=Decimal(300))


def months(tables: Tables, as_of: dt.date = APRIL) -> pl.DataFrame:
    return run((as_of, LENT | tables), only=["case_month"])["case_month"].sort("month", "case_id")


@drawn(9)
@given(collecting.desks())
def test_case_months_are_what_counting_days_gives(desk: Desk) -> None:
    made = run((desk.as_of, collecting.handed_in(desk)), only=CUBES)
    found = {
        (row["case_id"], row["month"]): (row["case_days"], row["bucket"], row["agent"], row["agency"])
        for row in made["case_month"].iter_rows(named=True)
    }
    assert found == {key: (row["days"], row["bucket"], *named(*row["holder"])) for key, row in desk.worked.items()}
    check_cubes(made, desk)


def named(agent_id: str | None, agency: str | None) -> tuple[str, str]:
    return f"p/{agent_id}" if agent_id else "unknown", agency or "unknown"


def check_cubes(made: dict[str, pl.DataFrame], desk: Desk) -> None:
    for cube in ("caseload_month", "caseload_month_agent"):
        assert made[cube]["case_days"].sum() == sum(row["days"] for row in desk.worked.values())
    opened = [c for c in desk.rows("cases") if month_end(c["opened_on"]) in desk.covered("cases", "opened_on")]
    closed = [
        c for c in desk.rows("cases") if c["closed_on"] and (c["case_id"], month_end(c["closed_on"])) in desk.worked
    ]
    assert made["caseload_month"]["opened_cases"].sum() == len(opened)
    assert made["case_cohort_month"]["opened_cases"].sum() == len(opened)
    assert made["caseload_month"]["closed_cases"].sum() == len(closed)
    cured = [c for c in closed if c["close_reason"] in ("cured", "settled")]
    assert made["caseload_month"]["cured_cases"].sum() == len(cured)
    assert made["collection_case"].height == len(desk.rows("cases"))


def test_a_case_is_worked_in_every_month_it_is_open_a_day_both_ends_counted() -> None:
    found = months({"cases": [CASE]})
    assert found["month"].to_list() == [JANUARY, FEBRUARY, MARCH]
    assert found["case_days"].to_list() == [12, 29, 20]
    assert found["opened_cases"].to_list() == [1, 0, 0]
    assert found["closed_cases"].to_list() == found["cured_cases"].to_list() == [0, 0, 1]
    assert found["opened_balance"].to_list() == [300, 0, 0]


def test_it_is_as_late_as_its_loan_at_the_month_end_before() -> None:
    found = months({"cases": [CASE]})
    # On 31 January 16 days late, on 29 February 45.
    assert found["bucket"].to_list() == ["M1", "M1", "M2"]


def test_a_loan_on_time_at_the_month_end_before_leaves_the_lateness_of_the_opening() -> None:
    paid = [payment("A", 1, DAY(2024, 1, 15), 100)]
    found = months({"cases": [CASE | {"opened_days_past_due": 95}], "payments": paid})
    assert found["bucket"].to_list() == ["M4", "M4", "M1"]


def test_whoever_held_it_last_in_the_month_has_it_and_nobody_is_unknown() -> None:
    found = months(
        {
            "cases": [CASE],
            "agents": [agent("A1"), agent("A2", "x", "far")],
            "assignments": [
                assignment("C1", "A1", DAY(2024, 1, 21), DAY(2024, 2, 10)),
                assignment("C1", "A2", DAY(2024, 2, 11), DAY(2024, 2, 20)),
            ],
        }
    )
    assert found["agent"].to_list() == ["p/A1", "p/A2", "unknown"]
    assert found["agency"].to_list() == ["in_house", "x", "unknown"]
    assert found["team"].to_list() == ["p/t", "p/far", "unknown"]


def test_of_two_who_hold_it_still_the_one_it_was_assigned_to_last_has_it() -> None:
    held = [assignment("C1", "A1", DAY(2024, 1, 22)), assignment("C1", "A2", DAY(2024, 1, 21))]
    assert months({"cases": [CASE], "assignments": held})["agent"].to_list() == ["p/A1"] * 3


def test_a_case_is_first_held_by_whom_it_was_assigned_to_first() -> None:
    held = [assignment("C1", "A2", DAY(2024, 2, 1)), assignment("C1", "A1", DAY(2024, 1, 21), DAY(2024, 1, 31))]
    made = run((APRIL, LENT | {"cases": [CASE], "assignments": held, "agents": [agent("A1"), agent("A2", "x")]}))
    assert made["collection_case"].select("agent", "agency", "bucket").rows() == [("p/A1", "in_house", "M1")]
    assert made["case_cohort_month_agent"]["agent"].to_list() == ["p/A1"]


def test_what_was_not_reported_is_null_and_what_did_not_happen_is_nought() -> None:
    without = months({"cases": [CASE], "payments": []})
    for column in ("contacts", "connected", "right_party", "cash_recovered", "paying_cases", "cost"):
        assert without[column].to_list() == [None] * 3, column
    call = contact("K1", None, dt.datetime(2024, 2, 3, 9), connected=True)
    reported = months({"cases": [CASE], "contacts": [call], "costs": [collecting.cost("F1", MARCH, 10)]})
    assert reported["contacts"].to_list() == [None, 0, 0]
    assert reported["cost"].to_list() == [None, None, 10]
    assert reported["cash_recovered"].to_list() == [None, None, 200]


def test_tables_without_rows_are_not_reported_and_break_nothing() -> None:
    nothing: Tables = {
        name: [] for name in ("cases", "agents", "assignments", "contacts", "costs", "promises", "plans", "payments")
    }
    made = run((APRIL, LENT | nothing))
    cubes = ("caseload_month", "contact_month", "cost_ledger", "recovered_month", "promise_month", "nth_contact")
    assert {cube: made[cube].height for cube in cubes} == dict.fromkeys(cubes, 0)
    alone = run((APRIL, LENT | nothing | {"cases": [CASE]}))["caseload_month"]
    assert alone["cases"].sum() == 3
    assert alone["paying_cases"].to_list() == [None] * 3


def test_a_month_counts_once_it_is_over() -> None:
    assert months({"cases": [CASE]}, as_of=DAY(2024, 3, 30))["month"].to_list() == [JANUARY, FEBRUARY]
