"""Whatever is spoilt, what is kept keeps the contract."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract import OVERPAYMENT_TOLERANCE, REFERENCES, TABLES
from data.problems import Refused
from tests.data.county import day, many, money, validate

# A column to spoil and what to put there.
SPOILS = st.sampled_from(
    [
        ("loans", "principal", money(-1)), ("loans", "product", None), ("loans", "loan_id", "L1"),
        ("loans", "originated_on", day(12)), ("instalments", "due_on", None),
        ("instalments", "principal_due", money(1)),
        ("instalments", "instalment_no", 2), ("payments", "amount", money(9999)), ("payments", "loan_id", "L77"),
        ("payments", "payment_id", "PL3"), ("cases", "loan_id", "L5"), ("contacts", "case_id", "C2"),
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SPOILS, st.integers(0, 200)), max_size=12))
def test_whatever_is_spoilt_what_is_kept_keeps_the_contract(spoils: list[tuple[tuple[str, str, Any], int]]) -> None:
    submission = many()
    for (name, column, value), position in spoils:
        rows = submission[name]
        rows[position % len(rows)] = rows[position % len(rows)] | {column: value}
    sent = {name: len(rows) for name, rows in submission.items()}
    try:
        checked, _ = validate(submission)
    except Refused as refused:
        assert refused.code == "too_many_bad_rows"
        return
    for name, one in checked.items():
        assert TABLES[name].is_valid(one.good)
        held = one.quarantined.select("file", "line").unique().height
        assert len(one.good) + held == one.rows_in == sent[name]
    for reference in REFERENCES:
        if reference.table in checked and reference.target in checked:
            parents = set(checked[reference.target].good[TABLES[reference.target].primary_key()[0]])
            assert set(checked[reference.table].good[reference.column].drop_nulls()) <= parents
    _check_money(*(checked[name].good for name in ("loans", "instalments", "payments")))


def _check_money(loans: pl.DataFrame, schedule: pl.DataFrame, payments: pl.DataFrame) -> None:
    principal = dict(loans.select("loan_id", "principal").rows())
    for id in set(schedule["loan_id"]):
        mine = schedule.filter(loan_id=id)
        assert abs(sum(mine["principal_due"]) - principal[id]) <= Decimal("0.01")
        owed = float(sum(mine["principal_due"]) + sum(mine["interest_due"]))
        paid = float(sum(payments.filter(loan_id=id)["amount"]))
        assert paid <= owed * (1 + OVERPAYMENT_TOLERANCE) + 0.02
