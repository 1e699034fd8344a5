"""Where balances come from, what several submissions add up to, and what is said where something is missing."""

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.data.marts.counties import ORIGIN, Tables, case, instalments, loan, payment, run

JANUARY, FEBRUARY, MARCH = dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 31)
DUES = instalments(
    "A", (dt.date(2024, 1, 20), 100, 10), (dt.date(2024, 2, 20), 100, 10), (dt.date(2024, 3, 20), 100, 10)
)
FIRST = payment("A", 1, dt.date(2024, 1, 20), 110)


def given(**more: list[dict[str, object]]) -> Tables:
    return {"loans": [loan("A", ORIGIN, 300)], "instalments": DUES, "payments": [FIRST], **more}


def snapshot(month: dt.date, **more: object) -> dict[str, object]:
    return {"loan_id": "A", "month_end": month, "status": "active", **more}


def states(made: dict[str, pl.DataFrame]) -> list[tuple[object, ...]]:
    return made["loan_month"].sort("month").select("month", "status", "bucket", "balance").rows()


def test_instalments_and_payments_go_before_snapshots() -> None:
    months = [snapshot(JANUARY, bucket="M3", balance=Decimal(7))]
    made = run((JANUARY, given(loan_months=months)))
    assert states(made) == [(JANUARY, "active", "M0", 200)]
    assert made["reported_month"]["source"].to_list() == ["instalments"]


def test_two_sources_are_compared_month_by_month() -> None:
    months = [
        snapshot(JANUARY, bucket="M3", balance=Decimal(7)),
        snapshot(FEBRUARY, days_past_due=9, balance=Decimal(200)),
    ]
    found = run((MARCH, given(loan_months=months)))["source_difference"].sort("month")
    assert found["month"].to_list() == [JANUARY, FEBRUARY]
    assert found["loans"].to_list() == [1, 1]
    assert found["balance_difference"].to_list() == [193, 0]
    assert found["bucket_differences"].to_list() == [1, 0]


def test_a_loan_only_one_source_knows_is_a_difference() -> None:
    months = [snapshot(JANUARY, status="settled")]
    other = [{**snapshot(JANUARY, bucket="M0", balance=Decimal(5)), "loan_id": "B"}]
    tables = given(loan_months=months + other)
    tables["loans"] = [*tables["loans"], loan("B", ORIGIN, 100)]
    tables["cases"] = []
    found = run((JANUARY, tables))["source_difference"]
    assert found["balance_difference"].to_list() == [-5]
    assert found["bucket_differences"].to_list() == [1]


def test_one_source_has_nothing_to_compare() -> None:
    assert run((MARCH, given()))["source_difference"].is_empty()


def test_a_snapshot_may_say_that_a_loan_was_written_off_though_balances_come_from_instalments() -> None:
    made = run((MARCH, given(loan_months=[snapshot(FEBRUARY, status="written_off")])))
    assert [row[:2] for row in states(made)] == [(JANUARY, "active"), (FEBRUARY, "written_off")]


def test_instalments_without_a_payments_table_are_not_taken_for_unpaid() -> None:
    tables = given()
    del tables["payments"]
    made = run((MARCH, tables))
    assert made["loan_month"].is_empty()
    assert made["first_payment_month"].is_empty()
    assert made["due_month"].is_empty()
    assert made["reported_month"].is_empty()
    assert made["origination_month"]["originated_loans"].to_list() == [1]


def test_an_empty_payments_table_says_that_nobody_paid() -> None:
    assert states(run((JANUARY, {**given(), "payments": []}))) == [(JANUARY, "active", "M1", 300)]


def test_without_any_balances_what_was_lent_and_paid_is_still_known() -> None:
    made = run((MARCH, {"loans": [loan("A", ORIGIN, 300)], "payments": [{**FIRST, "source": "legal"}]}))
    assert made["payment_month"].select("month", "source", "paid_amount").rows() == [(JANUARY, "legal", 110)]
    assert made["origination_month"]["originated_principal"].to_list() == [300]
    assert made["vintage_month"].is_empty()


def test_a_loan_without_instalments_is_in_no_balance_and_is_counted() -> None:
    tables = given()
    tables["loans"] = [*tables["loans"], loan("B", dt.date(2024, 2, 3), 50)]
    made = run((MARCH, tables))
    assert made["loan_month"]["loan_id"].unique().to_list() == ["A"]
    assert made["reported_month"].sort("month")["loans_without_schedule"].to_list() == [0, 1, 1]


def test_a_later_submission_adds_and_corrects_by_key() -> None:
    corrected = {**FIRST, "amount": Decimal(50)}
    second = payment("A", 2, dt.date(2024, 2, 20), 60)
    made = run((JANUARY, given()), (FEBRUARY, {"loans": [], "payments": [corrected, second]}))
    assert states(made) == [(JANUARY, "active", "M1", 260), (FEBRUARY, "active", "M1", 200)]


def test_an_increment_gives_the_same_as_a_full_snapshot() -> None:
    second = payment("A", 2, dt.date(2024, 2, 20), 60)
    full = given()
    full["payments"] = [FIRST, second]
    first, then = (JANUARY, given()), (FEBRUARY, {"loans": [], "payments": [second]})
    in_steps, at_once = run(first, then), run((FEBRUARY, full))
    for table in ("loan_month", "portfolio_month", "transition_month", "vintage_month", "due_month"):
        assert in_steps[table].equals(at_once[table]), table


def test_balances_reach_only_as_far_as_payments_were_sent() -> None:
    made = run((JANUARY, given()), (MARCH, {"loans": [loan("B", dt.date(2024, 3, 1), 10)]}))
    assert [row[0] for row in states(made)] == [JANUARY]
    assert made["origination_month"]["month"].to_list() == [JANUARY, MARCH]


def test_a_month_counts_once_it_is_over() -> None:
    tables = given()
    tables["loans"] = [*tables["loans"], loan("B", dt.date(2024, 3, 5), 50)]
    made = run((MARCH - dt.timedelta(days=1), tables))
    for table in ("portfolio_month", "due_month", "first_payment_month", "payment_month", "origination_month"):
        assert made[table]["month"].max() <= FEBRUARY, table


def test_what_is_empty_is_unknown_and_never_lost() -> None:
    found = run((JANUARY, given()))["loan"]
    dimensions = ["region", "age_band", "occupation", "income_band", "overdue_reason"]
    assert found.select(dimensions).row(0) == ("unknown",) * 5


def test_an_instalment_due_after_the_loan_ended_never_falls_due() -> None:
    made = run((MARCH, given(cases=[case("A", dt.date(2024, 2, 10), "written_off")])))
    assert made["due_month"]["month"].to_list() == [JANUARY]


def test_a_late_booked_payment_counts_from_the_day_it_was_made() -> None:
    late = payment("A", 2, dt.date(2024, 2, 20), 110)
    made = run((FEBRUARY, given()), (MARCH, {"loans": [], "payments": [late]}))
    assert (FEBRUARY, "active", "M0", 100) in states(made)


def test_a_first_instalment_is_judged_from_the_day_its_window_closes() -> None:
    dues = [*instalments("A", (dt.date(2024, 1, 1), 100, 0)), *instalments("B", (dt.date(2024, 1, 2), 100, 0))]
    lent = [loan(id, dt.date(2023, 12, 1), 100) for id in ("A", "B")]
    cube = run((JANUARY, {"loans": lent, "instalments": dues, "payments": []}))["first_payment_month"]
    assert (cube["mature_7_loans"].sum(), cube["mature_30_loans"].sum(), cube["default_30_loans"].sum()) == (2, 1, 1)


def test_a_loan_repaid_within_the_window_with_interest_waived_met_its_first_instalment() -> None:
    dues = instalments("A", (dt.date(2024, 1, 20), 100, 10))
    paid = [payment("A", 1, dt.date(2024, 1, 21), 100, principal_paid=Decimal(100))]
    cube = run((FEBRUARY, {"loans": [loan("A", ORIGIN, 100)], "instalments": dues, "payments": paid}))
    assert cube["first_payment_month"]["default_1_loans"].to_list() == [0]
    assert cube["due_month"].select("day1_overdue_principal", "due_unpaid").rows() == [(0, 0)]


def test_thirty_days_include_the_thirtieth() -> None:
    dues = [*instalments("A", (dt.date(2024, 1, 1), 100, 0)), *instalments("B", (dt.date(2024, 1, 1), 100, 0))]
    lent = [loan(id, dt.date(2023, 12, 1), 100) for id in ("A", "B")]
    paid = [payment("A", 1, dt.date(2024, 1, 31), 100), payment("B", 1, dt.date(2024, 2, 1), 100)]
    cube = run((FEBRUARY, {"loans": lent, "instalments": dues, "payments": paid}))["due_month"]
    assert cube.select("day30_mature_principal", "day30_still_overdue_principal").rows() == [(200, 100)]
