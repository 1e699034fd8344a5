"""The cubes of small random counties, against plain Python and against each other."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from tests.data.marts.counties import counties, drawn, run, tables
from tests.data.oracles import (
    ZERO,
    Loan,
    Row,
    bucket_of,
    cures,
    dues,
    first_payment,
    loan_months,
    month_ends,
    transitions,
    vintages,
)

thorough = drawn(9)


def expected(book: list[Loan]) -> tuple[list[Row], list[dt.date]]:
    reported = month_ends(min(one.row["originated_on"] for one in book), book[0].as_of)
    return [row for one in book for row in loan_months(one.months(reported))], reported


def totals(frame: pl.DataFrame, by: list[str], measure: str) -> dict[Any, Any]:
    """Sums of one measure, zero ones left out."""
    summed = frame.group_by(by).agg(pl.col(measure).sum())
    return {row[:-1]: row[-1] for row in summed.iter_rows() if row[-1]}


def nonzero(counts: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in counts.items() if value}


@thorough
@given(counties())
def test_cubes_are_what_counting_by_hand_gives(book: list[Loan]) -> None:
    made = run((book[0].as_of, tables(book)), until="platform_reporting")
    rows, reported = expected(book)
    check_transitions(made["transition_month"], rows, reported)
    check_cures(made["cure_month"], rows, reported)
    check_vintages(made["vintage_month"], book, rows, reported)
    check_first_payments(made["first_payment_month"], book)
    check_dues(made["due_month"], book)
    check_payments(made["payment_month"], book)
    check_identities(made, rows)


def check_transitions(cube: pl.DataFrame, rows: list[Row], reported: list[dt.date]) -> None:
    assert totals(cube, ["month", "bucket", "to_bucket"], "loans") == dict(transitions(rows, reported))


def check_cures(cube: pl.DataFrame, rows: list[Row], reported: list[dt.date]) -> None:
    for horizon in (3, 6):
        found = {
            (*key, what): value
            for what, column in (
                ("cured", "cured_loans"),
                ("mature", f"mature_{horizon}_loans"),
                ("redefaulted", f"redefaulted_{horizon}_loans"),
            )
            for key, value in totals(cube, ["month", "bucket"], column).items()
        }
        assert found == nonzero(cures(rows, reported, horizon))


def check_vintages(cube: pl.DataFrame, book: list[Loan], rows: list[Row], reported: list[dt.date]) -> None:
    outcomes = vintages([one.row for one in book], rows, reported)
    measures = [*next(iter(outcomes.values()))] if outcomes else ["loans_opened"]
    summed = cube.group_by("cohort", "month_on_book").agg(pl.col(measures).sum())
    assert {(row.pop("cohort"), row.pop("month_on_book")): row for row in summed.iter_rows(named=True)} == outcomes


def check_first_payments(cube: pl.DataFrame, book: list[Loan]) -> None:
    for late in (1, 7, 30):
        found = {
            (*key, what): value
            for what in ("mature", "default")
            for key, value in totals(cube, ["month"], f"{what}_{late}_loans").items()
        }
        assert found == nonzero(first_payment(book, late))


def check_dues(cube: pl.DataFrame, book: list[Loan]) -> None:
    for measure in next(iter(dues(book).values()), {}):
        by_hand = {(month,): amounts[measure] for month, amounts in dues(book).items()}
        assert totals(cube, ["month"], measure) == nonzero(by_hand), measure


def check_payments(cube: pl.DataFrame, book: list[Loan]) -> None:
    by_hand: Counter[tuple[dt.date]] = Counter()
    for one in book:
        for paid in one.payments:
            months = month_ends(paid["paid_on"], one.as_of)
            by_hand.update({(months[0],): paid["amount"]} if months else {})
    assert totals(cube, ["month"], "paid_amount") == nonzero(by_hand)


VARIANTS = {
    "portfolio_month": ["age_band", "occupation", "vintage", "overdue_reason"],
    "transition_month": ["age_band", "occupation", "vintage"],
}


def check_identities(made: dict[str, pl.DataFrame], rows: list[Row]) -> None:
    on_book = [row for row in rows if row["bucket"]]
    assert made["portfolio_month"]["loans"].sum() == len(on_book)
    for measure in ("balance", "arrears"):
        assert sum(made["portfolio_month"][measure], ZERO) == sum((row[measure] for row in on_book), ZERO)
    for table, variants in VARIANTS.items():
        for variant in variants:
            shared = made[table].columns
            sums = [
                pl.col(name).max() if name.startswith("largest_") else pl.col(name).sum()
                for name in shared[shared.index("loans") :]
            ]
            folded = made[f"{table}_{variant}"].group_by(shared[: shared.index("loans")]).agg(sums)
            assert folded.sort(shared).rows() == made[table].sort(shared).rows()
    assert made["vintage_month"].filter(pl.col("loans_observed") != pl.col("loans_opened")).is_empty()


def test_buckets_change_where_the_contract_says() -> None:
    edges = [0, 1, 30, 31, 60, 61, 90, 91, 120, 121, 150, 151, 180, 181]
    month = dt.date(2024, 1, 31)
    rows = [snapshot(f"L{days}", month, days_past_due=days) for days in edges]
    found = run((month, snapshots(rows)), until="loan_month")["loan_month"]
    assert dict(found.select("days_past_due", "bucket").iter_rows()) == {days: bucket_of(days) for days in edges}


def snapshot(loan_id: str, month: dt.date, status: str = "active", **more: Any) -> Row:
    return {"loan_id": loan_id, "month_end": month, "status": status, "balance": Decimal(100), **more}


def snapshots(rows: list[Row]) -> dict[str, list[Row]]:
    made = {
        row["loan_id"]: {
            "loan_id": row["loan_id"],
            "borrower_id": "b",
            "product": "card",
            "originated_on": dt.date(2024, 1, 1),
            "principal": Decimal(100),
            "annual_rate": 0.1,
            "term_months": 12,
        }
        for row in rows
    }
    return {"loans": list(made.values()), "loan_months": rows}


ENDS = month_ends(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def followed(*history: str, months: list[dt.date] = ENDS, others: list[dt.date] = ENDS) -> dict[str, pl.DataFrame]:
    """The marts of one loan by its buckets or statuses, beside one that is always on time in `others`."""
    rows = [
        snapshot("L", month, bucket=what) if what.startswith("M") else snapshot("L", month, status=what)
        for month, what in zip(months, history, strict=False)
        if what
    ]
    return run((ENDS[-1], snapshots(rows + [snapshot("other", month, bucket="M0") for month in others])))


def moves(made: dict[str, pl.DataFrame]) -> list[tuple[int, str, str]]:
    cube = made["transition_month"].filter(~((pl.col("bucket") == "M0") & (pl.col("to_bucket") == "M0")))
    return sorted((row["month"].month, row["bucket"], row["to_bucket"]) for row in cube.iter_rows(named=True))


def test_a_loan_missing_from_a_month_its_platform_reported_is_said_to_be_missing() -> None:
    made = followed("M1", "M2", "", "M3")
    assert moves(made) == [
        (2, "M1", "M2"), (3, "M2", "not_reported"), (4, "new", "M3"), (5, "M3", "not_reported"),
    ]  # fmt: skip


def test_a_loan_leaves_once_however_often_it_is_sent_again() -> None:
    assert moves(followed("M1", "written_off", "written_off", "written_off")) == [(2, "M1", "written_off")]


def test_a_loan_written_off_after_a_month_without_a_word_is_still_seen_to_be_written_off() -> None:
    assert moves(followed("M1", "", "written_off")) == [(2, "M1", "not_reported"), (3, "new", "written_off")]


def test_a_loan_that_comes_back_is_new() -> None:
    assert moves(followed("M1", "settled", "settled", "M2")) == [
        (2, "M1", "settled"), (4, "new", "M2"), (5, "M2", "not_reported"),
    ]  # fmt: skip


def test_no_transition_spans_a_month_the_platform_did_not_report() -> None:
    months = [ENDS[0], ENDS[1], ENDS[3]]
    made = followed("M1", "M2", "M4", months=months, others=months)
    assert moves(made) == [(2, "M1", "M2")]
    assert made["loan_month"].filter(pl.col("month") == ENDS[3])["previous_bucket"].to_list() == [None, None]
    assert made["reported_month"]["is_consecutive"].to_list() == [False, True, False]


def test_a_skipped_month_observes_no_cohort_and_says_nothing_of_its_outcome() -> None:
    months = [ENDS[0], ENDS[1], ENDS[3]]
    cube = followed("M1", "M2", "M4", months=months, others=months)["vintage_month"].sort("month_on_book")
    assert cube["loans_observed"].to_list() == [2, 2, 0, 2]
    assert cube["ever_30"].to_list() == [0, 1, None, 1]
    assert cube["ever_90"].to_list() == [0, 0, None, 1]


def test_writing_off_counts_in_a_vintage_only_as_written_off() -> None:
    cube = followed("M1", "written_off", "written_off")["vintage_month"].sort("month_on_book")
    assert cube["ever_written_off"].to_list()[:3] == [0, 1, 1]
    assert cube["current_written_off_balance"].to_list()[:3] == [0, 100, 100]
    assert cube["ever_30"].sum() == 0


def test_a_month_of_departures_alone_says_nothing_of_what_is_late_now() -> None:
    cube = followed("M2", "M2", "written_off", others=ENDS[:2])["vintage_month"].sort("month_on_book")
    assert cube["ever_written_off"].to_list() == [0, 0, 1]
    assert cube["current_30"].to_list() == [1, 1, None]


def test_days_unknown_leave_the_weighted_average_unknown() -> None:
    cube = followed("M2")["portfolio_month"].filter(pl.col("bucket") == "M2")
    assert cube["balance_days"].to_list() == [None]


def test_a_balance_not_reported_stays_unknown() -> None:
    rows = [{**snapshot("L", month, bucket="M1"), "balance": None} for month in ENDS[:2]]
    made = run((ENDS[1], snapshots(rows)))
    assert made["portfolio_month"]["balance"].to_list() == [None, None]
    assert made["transition_month"]["balance"].to_list() == [None]


@pytest.mark.parametrize(("again", "redefaulted_3", "redefaulted_6"), [(2, 0, 0), (5, 1, 1), (8, 0, 1), (9, 0, 0)])
def test_a_cure_is_undone_only_by_thirty_days_within_the_window(
    again: int, redefaulted_3: int, redefaulted_6: int
) -> None:
    """Cured in month 2 (of 12); `again` is the month in which M2 shows."""
    history = ["M1", "M0", *["M0"] * 10]
    if again > 2:
        history[again - 1] = "M2"
    cube = followed(*history)["cure_month"].filter(pl.col("month") == ENDS[1])
    assert cube["redefaulted_3_loans"].to_list() == [redefaulted_3]
    assert cube["redefaulted_6_loans"].to_list() == [redefaulted_6]


def test_a_cured_loan_a_few_days_late_has_not_defaulted_again() -> None:
    cube = followed("M1", "M0", "M1", *["M0"] * 9)["cure_month"].filter(pl.col("month") == ENDS[1])
    assert (cube["mature_6_loans"].item(), cube["redefaulted_6_loans"].item()) == (1, 0)


def test_a_cure_too_young_to_tell_is_neither_good_nor_bad() -> None:
    cube = followed(*["M0"] * 9, "M1", "M0", "M2")["cure_month"].filter(pl.col("month") == ENDS[10])
    assert (cube["cured_loans"].item(), cube["mature_3_loans"].item(), cube["redefaulted_3_loans"].item()) == (1, 0, 0)
