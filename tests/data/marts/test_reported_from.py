"""A platform that reports its whole book only from some month on: nothing is said of the survivors before it."""

import datetime as dt
import json

import pytest

from data.store import Submission
from tests.data.marts import counties
from tests.data.marts.conducting import complaint

DAY = dt.date
OLD = counties.loan("old", DAY(2023, 1, 10), 400)
NEW = counties.loan("new", DAY(2024, 2, 10), 400)


@pytest.fixture
def since_february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Submission, "receipt", lambda _: json.loads('{"reported_from": "2024-02-29"}'))


def tables() -> counties.Tables:
    months = [DAY(2024, 1, 31), DAY(2024, 2, 29), DAY(2024, 3, 31)]
    rows = [
        {"loan_id": loan["loan_id"], "month_end": month, "days_past_due": 0, "balance": 400, "status": "active"}
        for loan in (OLD, NEW)
        for month in months
        if month > loan["originated_on"]
    ]
    return {"loans": [OLD, NEW], "loan_months": rows}


def test_months_before_it_are_not_reported(since_february: None) -> None:
    found = counties.run((DAY(2024, 3, 31), tables()))
    assert found["portfolio_month"]["month"].unique().sort().to_list() == [DAY(2024, 2, 29), DAY(2024, 3, 31)]


def test_cohorts_and_originations_begin_with_it(since_february: None) -> None:
    found = counties.run((DAY(2024, 3, 31), tables()))
    assert found["vintage_month"]["cohort"].unique().to_list() == [DAY(2024, 2, 29)]
    assert found["origination_month"]["originated_loans"].to_list() == [1]
    assert found["loan"].sort("loan_id")["originated_loans"].to_list() == [1, None]


@pytest.mark.parametrize(
    ("stated", "expected"), [(True, [DAY(2024, 2, 29), DAY(2024, 3, 31)]), (False, [DAY(2024, 3, 31)])]
)
def test_complaints_are_reported_from_it_on_and_not_only_from_the_first_of_them(
    stated: bool, expected: list[DAY], request: pytest.FixtureRequest
) -> None:
    if stated:
        request.getfixturevalue("since_february")
    received = complaint("M1", dt.datetime(2024, 3, 10, 12)) | {"case_id": None, "loan_id": None}
    found = counties.run((DAY(2024, 3, 31), tables() | {"complaints": [received]}))["table_month"]
    assert found.filter(table_name="complaints")["month"].sort().to_list() == expected


def test_without_it_everything_counts() -> None:
    found = counties.run((DAY(2024, 3, 31), tables()))
    assert found["portfolio_month"]["month"].min() == DAY(2024, 1, 31)
    assert found["origination_month"]["originated_loans"].sum() == 2
