from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from queries.estimates.cost import by_nth_contact

MONEY = {"cash": pl.Decimal(18, 2), "cost": pl.Decimal(18, 2)}
ROWS = pl.DataFrame(
    {
        "contact_no": [2, 1, 3],
        "cases": [20, 100, 0],
        "cash": [Decimal("30.00"), Decimal("270.00"), None],
        "cost": [None, Decimal("50.00"), None],
        "paying": [0, 35, 0],
    },
    schema_overrides=MONEY,
)


def test_each_contact_tells_what_it_brought_and_cost() -> None:
    found = by_nth_contact(ROWS, {})
    assert found.columns == (
        [
            "contact_no",
            "cases",
            "cash",
            "cost",
            "cash_per_contact",
            "cost_per_contact",
            "paid_share",
            "paid_lower",
            "paid_upper",
            "cumulative_cash_share",
        ]
    )
    first, second, third = found.rows(named=True)
    assert (first["cash_per_contact"], first["cost_per_contact"], first["cumulative_cash_share"]) == (2.7, 0.5, 0.9)
    assert (first["paid_share"], first["paid_lower"], first["paid_upper"]) == pytest.approx(
        (0.35, 0.2636, 0.4475), abs=5e-5
    )
    assert (second["cash_per_contact"], second["cost_per_contact"]) == (1.5, None)
    assert (second["paid_lower"], second["paid_upper"]) == pytest.approx((0, 0.1611), abs=5e-5)
    assert third["cash_per_contact"] is None and third["paid_share"] is None
    assert third["cumulative_cash_share"] == 1.0


def test_no_cash_and_no_contact_make_no_trouble() -> None:
    assert by_nth_contact(ROWS.clear(), {}).schema == by_nth_contact(ROWS, {}).schema
    unpaid = by_nth_contact(ROWS.with_columns(cash=pl.lit(None, MONEY["cash"])), {})
    assert unpaid["cumulative_cash_share"].to_list() == [None] * 3
