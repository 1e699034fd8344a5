"""Money that must agree within a loan, and the totals on the receipt."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from data.checking.schedule import outstanding
from tests.data.county import (
    Row,
    day,
    instalments,
    loan,
    loan_month,
    many,
    money,
    payment,
    reasons,
    sound,
    table,
    validate,
)


def test_a_schedule_that_does_not_add_up_is_quarantined_whole() -> None:
    submission = many()
    submission["instalments"][0]["principal_due"] += money("0.02")
    assert reasons(submission)["instalments"] == [
        ("principal_due", "400.02", "schedule_not_principal"),
        ("principal_due", "400.00", "schedule_not_principal"),
        ("principal_due", "400.00", "schedule_not_principal"),
    ]


def test_a_schedule_whose_dates_run_backwards_is_quarantined_whole() -> None:
    submission = many()
    submission["instalments"][1]["due_on"] = day(1)
    assert [code for _, _, code in reasons(submission)["instalments"]] == ["due_out_of_order"] * 3


def test_a_schedule_may_be_off_by_a_cent() -> None:
    submission = many()
    submission["instalments"][0]["principal_due"] += money("0.01")
    assert reasons(submission) == {}


def test_a_schedule_torn_by_a_bad_row_is_told_apart() -> None:
    submission = many()
    submission["instalments"][1]["due_on"] = None
    codes = [code for _, _, code in reasons(submission)["instalments"]]
    assert codes == ["schedule_incomplete", "empty_value", "schedule_incomplete"]


def test_only_the_payment_that_overpays_is_quarantined() -> None:
    submission = many()
    submission["payments"] += [payment("early", amount=100, paid_on=day(1, 15)), payment("huge", amount=42000)]
    assert reasons(submission)["payments"] == [("amount", "42000.00", "overpaid")]


def test_payments_are_quarantined_from_where_they_run_over() -> None:
    submission = many()
    submission["payments"] += [payment(f"Z{n}", "L1", 420, paid_on=day(n)) for n in (3, 4, 5)]
    assert reasons(submission)["payments"] == [("amount", "420.00", "overpaid")]


def test_a_reversed_double_payment_is_no_overpayment() -> None:
    submission = many()
    submission["payments"] += [payment("double", amount=1200), payment("back", amount=-1200, paid_on=day(5))]
    assert reasons(submission) == {}


def test_fees_are_no_overpayment() -> None:
    submission = many()
    submission["payments"].append(payment("fee", amount=5000, fee_paid=money(5000)))
    assert reasons(submission) == {}


def test_payments_without_a_schedule_are_not_judged() -> None:
    submission = many()
    submission["loans"].append(loan("Z"))
    submission["payments"].append(payment("PZ", "Z", 99999))
    assert reasons(submission) == {}


def test_totals_are_sums_of_what_is_good_and_null_where_nothing_was_sent() -> None:
    submission = sound()
    submission["payments"][0]["principal_paid"] = money(400)
    _, validation = validate(submission)
    assert validation.totals() == {
        "loans": "10", "principal": "12000.00", "balance": "8000.00", "paid": "4200.00", "cost": None,
    }  # fmt: skip


def test_the_balance_of_month_ends_is_that_of_the_last_one_with_a_book() -> None:
    months = [loan_month("L1", 5), loan_month("L1", 6, balance=money(700)), loan_month("L2", 6, status="sold")]
    months += [loan_month("L1", 7, status="written_off")]
    _, validation = validate({"loans": sound()["loans"], "loan_months": months})
    assert validation.totals()["balance"] == "700.00"
    _, validation = validate({"loans": sound()["loans"], "loan_months": [loan_month("L1", 7, status="sold")]})
    assert validation.totals()["balance"] is None


AMOUNTS = st.integers(-500, 2000).filter(bool)


def _left(schedule: list[Row], paid: list[int]) -> Decimal:
    """Principal left after payments are applied to the oldest instalment first, interest before principal."""
    purse, left = Decimal(sum(paid)), Decimal(0)
    for row in schedule:
        for part in ("interest_due", "principal_due"):
            covered = max(Decimal(0), min(purse, row[part]))
            purse -= covered
            left += row[part] - covered if part == "principal_due" else 0
    return left


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(AMOUNTS, max_size=5), min_size=1, max_size=4))
def test_principal_outstanding_agrees_with_paying_instalment_by_instalment(paid: list[list[int]]) -> None:
    ids = [f"L{number}" for number in range(len(paid))]
    schedule = [row for id in ids for row in instalments(id)]
    sums = [(id, amount) for id, amounts in zip(ids, paid, strict=True) for amount in amounts]
    payments = [payment(f"P{n}", id, amount) for n, (id, amount) in enumerate(sums)]
    frames = (table(name, rows).frame for name, rows in (("instalments", schedule), ("payments", payments)))
    loans = table("loans", [loan(id) for id in ids]).frame.select("loan_id", "principal")
    expected = sum(_left(instalments(id), amounts) for id, amounts in zip(ids, paid, strict=True))
    assert outstanding(loans, *frames) == expected


def test_principal_outstanding_believes_stated_principal_parts() -> None:
    schedule = table("instalments", instalments()).frame
    payments = table("payments", [payment(principal_paid=money(333)), payment("P2", principal_paid=money(67))]).frame
    loans = table("loans", [loan()]).frame.select("loan_id", "principal")
    assert outstanding(loans, schedule, payments) == money(800)
