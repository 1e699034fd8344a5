"""Borrowers who come back after being collected from: by hand and against plain Python."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.conduct_oracles import returned
from tests.data.marts.conducting import ask, case, complaint, loan, rows
from tests.data.marts.counties import Tables, drawn

AS_OF = dt.date(2024, 6, 30)
DAY = dt.timedelta(1)
CLOSED = dt.date(2024, 1, 10)


def again(*days_after: int, as_of: dt.date = AS_OF, **more: Any) -> list[tuple[Any, ...]]:
    """Counts of one case closed as cured whose borrower took loans so many days after."""
    loans = [loan("L1"), *(loan(f"N{n}", originated_on=CLOSED + n * DAY) for n in days_after)]
    tables = {"loans": loans, "cases": [case("C1", "L1", dt.date(2023, 12, 1), CLOSED)]} | more
    found = ask(as_of, tables, "returned_month")["returned_month"]
    return rows(found, "closed_cases", "mature_180", "returned_180", "mature_365", "returned_365")


@pytest.mark.parametrize(
    ("days", "returned_180", "returned_365"),
    [(-1, 0, 0), (0, 1, 1), (180, 1, 1), (181, 0, 1), (365, 0, 1), (366, 0, 0)],
)
def test_a_borrower_comes_back_from_the_day_the_case_closed_to_so_many_days_after(
    days: int, returned_180: int, returned_365: int
) -> None:
    assert again(days, as_of=CLOSED + 400 * DAY) == [(1, 1, returned_180, 1, returned_365)]


@pytest.mark.parametrize(("days", "mature"), [(179, 0), (180, 1)])
def test_a_case_counts_once_its_days_are_over(days: int, mature: int) -> None:
    assert again(20, as_of=CLOSED + days * DAY) == [(1, mature, mature, 0, 0)]


def test_others_loans_and_cases_not_paid_are_not_counted() -> None:
    other = loan("L9", borrower_id="other", originated_on=CLOSED + DAY)
    assert again(loans=[loan("L1"), other]) == [(1, 0, 0, 0, 0)]
    sold = case("C1", "L1", dt.date(2023, 12, 1), CLOSED, close_reason="sold")
    assert again(cases=[sold]) == []


@pytest.mark.parametrize(
    ("received_at", "complained"),
    [(CLOSED, "yes"), (CLOSED + DAY, "no"), (dt.date(2023, 12, 1), "yes"), (dt.date(2023, 11, 30), "no")],
)
def test_who_complained_while_the_case_was_open_is_told_apart(received_at: dt.date, complained: str) -> None:
    earliest = complaint("M0", dt.datetime(2023, 1, 2))
    said = complaint("M1", dt.datetime.combine(received_at, dt.time(23, 59)), loan_id="L1")
    tables = {"loans": [loan("L1")], "cases": [case("C1", "L1", dt.date(2023, 12, 1), CLOSED)]}
    found = ask(AS_OF, tables | {"complaints": [earliest, said]}, "returned_month")["returned_month"]
    assert found["complained"].to_list() == [complained]
    assert ask(AS_OF, tables, "returned_month")["returned_month"]["complained"].to_list() == ["unknown"]


@st.composite
def borrowers(draw: st.DrawFn) -> Tables:
    """Two borrowers with loans, cases closed one way or another, and complaints."""
    day = st.integers(0, 500).map(lambda days: dt.date(2023, 1, 1) + days * DAY)
    who = st.sampled_from(["b1", "b2"])
    loans = [loan(f"L{n}", borrower_id=draw(who), originated_on=draw(day)) for n in range(draw(st.integers(1, 7)))]
    cases = []
    for number, of in enumerate(loans[:4]):
        opened = draw(day)
        closed = draw(st.sampled_from([None, opened + 10 * DAY]))
        reason = draw(st.sampled_from(["cured", "settled", "withdrawn"])) if closed else None
        cases.append(case(f"C{number}", of["loan_id"], opened, closed, close_reason=reason))
    heard = [
        complaint(
            f"M{number}", dt.datetime.combine(draw(day), dt.time(12)), loan_id=draw(st.sampled_from(loans))["loan_id"]
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return {"loans": loans, "cases": cases} | ({"complaints": heard} if heard else {})


@drawn(12)
@given(borrowers())
def test_who_comes_back_is_who_plain_python_finds(tables: Tables) -> None:
    found = ask(AS_OF, tables, "returned_month")["returned_month"]
    for days in (180, 365):
        summed = found.group_by("month", "complained").agg(
            pl.col("closed_cases", f"mature_{days}", f"returned_{days}").sum()
        )
        assert {row[:2]: list(row[2:]) for row in summed.iter_rows()} == returned(tables, AS_OF, days)
