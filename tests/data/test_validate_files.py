"""When a whole file or submission is refused, and what is only noted."""

from __future__ import annotations

import pytest

from data.problems import Refused
from tests.data.county import (
    Row,
    agent,
    case,
    complaint,
    cost,
    handed,
    loan,
    many,
    money,
    payment,
    reasons,
    sound,
    table,
    validate,
)


def test_a_file_with_more_than_a_fifth_bad_rows_is_refused_with_its_first_fault() -> None:
    submission = sound()
    submission["loans"][3]["principal"] = submission["loans"][5]["principal"] = money(-1)
    assert len(reasons(submission)["loans"]) == 2
    submission["loans"][7]["product"] = None
    with pytest.raises(Refused, match="loans.csv: 3 of 10 rows are bad.*line 5, column principal: -1.00") as refused:
        validate(submission)
    assert "10 行中有 3 行有误" in refused.value.message("zh")


def test_bad_rows_are_counted_file_by_file() -> None:
    submission = handed(many())
    rows = [loan(f"L{number}") | {"_file": "loans_1.csv", "_line": number} for number in range(1, 40)]
    rows += [loan("Z", product=None) | {"_file": "loans_2.csv", "_line": 2}]
    submission.tables["loans"] = table("loans", rows)
    with pytest.raises(Refused, match="loans_2.csv: 1 of 1 rows"):
        validate(submission)


def test_rows_that_follow_a_bad_parent_do_not_refuse_their_file() -> None:
    submission = sound()
    submission["loans"][0]["product"] = submission["loans"][1]["product"] = None
    submission["payments"] = [payment("P1", "L1"), payment("P2", "L2"), payment("P3", "L3")]
    checked, _ = validate(submission)
    assert len(checked["payments"].good) == 1


@pytest.mark.parametrize(
    ("name", "row"),
    [("payments", payment()), ("cases", case()), ("complaints", complaint("M1", loan_id="L1"))],
)
def test_what_refers_to_loans_is_refused_without_them(name: str, row: Row) -> None:
    with pytest.raises(Refused, match=f"table loans is missing, but table {name} refers to it in its column loan_id"):
        validate({name: [row]})


def test_what_refers_to_no_loan_is_accepted_without_loans() -> None:
    checked, validation = validate({"agents": [agent()], "costs": [cost("K1")], "complaints": [complaint("M1")]})
    assert {name: len(one.good) for name, one in checked.items()} == {"agents": 1, "costs": 1, "complaints": 1}
    assert validation.notices == []
    assert validation.totals() == {"loans": None, "principal": None, "balance": None, "paid": None, "cost": "10.00"}


def test_a_reference_nobody_makes_is_not_noted() -> None:
    submission = sound()
    del submission["agents"]
    submission["contacts"][0]["agent_id"] = None
    assert validate(submission)[1].notices == []


def test_two_balance_sources_are_noted() -> None:
    _, validation = validate(many())
    assert [notice.code for notice in validation.notices if notice.code == "two_balance_sources"]


def test_regions_the_county_does_not_have_are_kept_and_noted() -> None:
    submission = sound()
    submission["loans"][0]["region_code"] = "999"
    checked, validation = validate(submission)
    assert checked["loans"].good["region_code"][0] == "999"
    assert "region codes that are not on the county's list" in validation.notices[0].message("en")
    assert "999" in validation.notices[0].message("zh")
