"""Validation: each fault goes to quarantine under its reason, sound rows go on, bad files are refused whole."""

from __future__ import annotations

import datetime as dt

import pytest

from data.checking.earlier import Earlier
from data.checking.rules import COLUMN_CODES, RULES
from data.contract import TABLES
from data.problems import LANGUAGES, texts
from data.quarantine import message
from data.validate import Validation
from tests.data.county import (
    AS_OF,
    MANY,
    Row,
    agent,
    case,
    complaint,
    contact,
    cost,
    day,
    handed,
    instalments,
    loan,
    loan_month,
    many,
    money,
    payment,
    promise,
    reasons,
    sound,
    table,
    training,
    validate,
)

MAY, NOVEMBER = dt.datetime(2026, 5, 1), dt.datetime(2026, 11, 1)


def test_a_sound_submission_is_kept_whole() -> None:
    checked, validation = validate(sound())
    assert {name: len(one.good) for name, one in checked.items()} == {name: len(rows) for name, rows in sound().items()}
    assert all(len(one.quarantined) == 0 for one in checked.values())
    assert all(one.good.columns == TABLES[name].column_names() for name, one in checked.items())
    assert validation.notices == []


@pytest.mark.parametrize(
    ("name", "row", "column", "value", "code"),
    [
        ("loans", loan("Z", product=None), "product", None, "empty_value"),
        ("loans", loan("Z", product=""), "product", "", "empty_value"),
        ("loans", loan("Z", product="x" * 65), "product", "x" * 65, "too_long"),
        ("loans", loan("Z", product=" cash"), "product", " cash", "stray_space"),
        ("loans", loan("Z", principal=money(0)), "principal", "0.00", "not_above_minimum"),
        ("loans", loan("Z", principal=money(-1)), "principal", "-1.00", "not_above_minimum"),
        ("loans", loan("Z", annual_rate=24.0), "annual_rate", "24.0", "above_maximum"),
        ("loans", loan("Z", annual_rate=float("nan")), "annual_rate", "NaN", "not_a_finite_number"),
        ("loans", loan("Z", term_months=0), "term_months", "0", "below_minimum"),
        ("loans", loan("Z", originated_on=day(1, 1, 1970)), "originated_on", "1970-01-01", "below_minimum"),
        ("loans", loan("Z", originated_on=day(11, 1)), "originated_on", "2026-11-01", "after_as_of"),
        ("payments", payment("Z", amount=0), "amount", "0.00", "amount_zero"),
        ("payments", payment("Z", amount=5, fee_paid=money(6)), "amount", "5.00", "parts_exceed_amount"),
        ("payments", payment("Z", paid_on=day(11, 1)), "paid_on", "2026-11-01", "after_as_of"),
        ("payments", payment("Z", loan="L99"), "loan_id", "L99", "parent_missing"),
        ("loan_months", loan_month("L1", 5, month_end=day(5, 30)), "month_end", "2026-05-30", "not_month_end"),
        ("loan_months", loan_month("L1", 5, days_past_due=None), "days_past_due", None, "lateness_unknown"),
        ("loan_months", loan_month("L1", 5, month_end=day(11, 30)), "month_end", "2026-11-30", "after_as_of"),
        ("agents", agent("Z", left_on=day(1, 9)), "left_on", "2026-01-09", "dates_out_of_order"),
        ("cases", case("Z", closed_on=day(5)), "close_reason", None, "closed_without_reason"),
        ("cases", case("Z", closed_on=day(3), close_reason="cured"), "closed_on", "2026-03-10", "dates_out_of_order"),
        ("contacts", contact("Z", case_id="C9"), "case_id", "C9", "parent_missing"),
        ("contacts", contact("Z", agent_id="A9"), "agent_id", "A9", "parent_missing"),
        ("contacts", contact("Z", started_at=NOVEMBER), "started_at", "2026-11-01 00:00:00", "after_as_of"),
        ("costs", cost("Z", month=day(9, 29)), "month", "2026-09-29", "not_month_end"),
        ("costs", cost("Z", month=day(11, 30)), "month", "2026-11-30", "after_as_of"),
        ("promises", promise("Z", due_on=day(10, 29)), "due_on", "2026-10-29", "dates_out_of_order"),
        ("promises", promise("Z", contact_id="K9"), "contact_id", "K9", "parent_missing"),
        ("complaints", complaint("Z", severity=4), "severity", "4", "above_maximum"),
        ("complaints", complaint("Z", closed_at=MAY), "closed_at", "2026-05-01 00:00:00", "dates_out_of_order"),
        ("trainings", training("Z", hours=float("inf")), "hours", "inf", "not_a_finite_number"),
        ("trainings", training("Z", agent_id="A9"), "agent_id", "A9", "parent_missing"),
    ],
)  # fmt: skip
def test_a_bad_row_is_quarantined_for_its_reason(name: str, row: Row, column: str, value: str, code: str) -> None:
    submission = many()
    submission[name] = [*submission[name], row]
    found = reasons(submission)
    assert list(found) == [name]
    assert (column, value, code) in found[name]


def test_dates_that_may_lie_ahead_are_not_held_against_the_as_of_date() -> None:
    assert reasons(many()) == {}
    assert max(row["due_on"] for row in many()["promises"]) > AS_OF


def test_a_month_of_cost_may_be_handed_in_before_it_is_over() -> None:
    submission = handed(sound() | {"costs": [cost("Z", month=AS_OF)]})
    validation = Validation(submission, day(10, 15), Earlier([], "anhe", AS_OF))
    held = [one.quarantined for one in validation.tables() if one.table == "costs"]
    assert held[0].height == 0


def test_quarantine_names_file_line_and_keeps_the_row() -> None:
    submission = many()
    submission["loans"].insert(4, loan("Z", principal=money(-5)))
    checked, _ = validate(submission)
    row = checked["loans"].quarantined.row(0, named=True)
    assert (row["table"], row["file"], row["line"], row["column"]) == ("loans", "loans.csv", 6, "principal")
    assert '"loan_id":"Z"' in row["row"] and '"principal":"-5.00"' in row["row"]
    assert message(row, "en") == "loans.csv, line 6, column principal: -5.00 must be above 0. Check and correct it."
    assert message(row, "zh").startswith("loans.csv，第 6 行，“principal”列：")


def test_what_reading_could_not_understand_is_quarantined_under_its_own_reason_only() -> None:
    fault = {"_row": 2, "column": "本金", "value": "一千", "code": "not_a_number", "detail": ""}
    submission = handed(many())
    rows = [*sound()["loans"], *(loan(f"X{number}") for number in range(MANY))]
    rows[2] |= {"principal": None, "loan_id": "X-bad"}
    submission.tables["loans"] = table("loans", rows, faults=[fault])
    checked, _ = validate(submission)
    assert checked["loans"].quarantined.select("line", "column", "value", "code").rows() == [
        (4, "本金", "一千", "not_a_number")
    ]


def test_a_row_with_two_faults_counts_once_but_names_both() -> None:
    submission = many()
    submission["loans"] = [*submission["loans"], loan("Z", product=None, principal=money(-1))]
    checked, _ = validate(submission)
    assert checked["loans"].quarantined["code"].sort().to_list() == ["empty_value", "not_above_minimum"]
    assert checked["loans"].rows_in - len(checked["loans"].good) == 1


def test_of_rows_wholly_alike_the_first_is_kept() -> None:
    submission = many()
    submission["contacts"] += [contact("X1"), contact("X1")]
    checked, _ = validate(submission)
    assert checked["contacts"].quarantined.select("line", "code").rows() == [(23, "repeated_row"), (24, "repeated_row")]
    assert len(checked["contacts"].good) == 21


def test_rows_that_share_a_key_and_differ_are_all_quarantined() -> None:
    submission = many()
    submission["contacts"] += [contact("X1", outcome="paid"), contact("X1")]
    checked, _ = validate(submission)
    faults = checked["contacts"].quarantined.select("line", "code").rows()
    assert faults == [(4, "duplicate_key"), (23, "duplicate_key"), (24, "repeated_row")]


def test_rows_of_a_quarantined_parent_follow_it_down_to_the_last_child() -> None:
    submission = many()
    submission["loans"].append(loan("Z", principal=money(-5)))
    submission["instalments"] += instalments("Z")
    submission["cases"].append(case("CZ", "Z"))
    submission["contacts"].append(contact("KZ", case_id="CZ"))
    submission["promises"].append(promise("PZ", contact_id="KZ"))
    found = reasons(submission)
    assert found.pop("loans") == [("principal", "-5.00", "not_above_minimum")]
    assert {code for faults in found.values() for _, _, code in faults} == {"parent_quarantined"}
    assert {name: len(faults) for name, faults in found.items()} == {
        "instalments": 3, "cases": 1, "contacts": 1, "promises": 1,
    }  # fmt: skip


def test_an_empty_reference_is_no_reference() -> None:
    submission = many()
    submission["contacts"].append(contact("Z", case_id=None, agent_id=None))
    assert reasons(submission) == {}


def test_references_to_a_table_nobody_sent_are_noted_not_refused() -> None:
    submission = sound()
    del submission["agents"]
    checked, validation = validate(submission)
    assert len(checked["contacts"].good) == 1
    assert [notice.message("en") for notice in validation.notices] == [
        "table agents was not submitted, so agent_id of contacts could not be checked."
    ]


def test_every_rule_of_the_contract_has_a_reason_in_both_languages() -> None:
    for schema in TABLES.values():
        for rule in schema._validation_rules(with_cast=False):
            if rule != "primary_key":
                assert rule in RULES or rule.partition("|")[2] in COLUMN_CODES, rule
    codes = {*COLUMN_CODES.values(), *(code for _, code, _ in RULES.values())}
    assert all(texts()[code][language] for code in codes for language in LANGUAGES)


def test_one_slip_of_the_pen_leaves_the_rest_of_a_big_file_alone() -> None:
    rows = [contact(f"K{number}") for number in range(5000)]
    rows[1234] |= {"duration_s": -1}
    checked, _ = validate(sound() | {"contacts": rows})
    assert len(checked["contacts"].good) == 4999
    assert "K1234" not in set(checked["contacts"].good["contact_id"])
