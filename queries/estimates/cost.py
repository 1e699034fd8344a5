"""The computed columns of the questions about cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from queries.estimates import shares


def by_nth_contact(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From contact_no, cases, cash, cost and paying: what one contact brings and costs, the share that paid with its
    interval, and the share of all cash that had come in by then.
    """
    known = shares.share(rows.sort("contact_no"), "paid_share", "paying", "cases", "paid_")
    cash, cost, cases = pl.col("cash").cast(pl.Float64), pl.col("cost").cast(pl.Float64), pl.col("cases")
    by_then, everything = cash.fill_null(0.0).cum_sum(), cash.sum()
    return known.with_columns(
        cash_per_contact=pl.when(cases > 0).then(cash / cases),
        cost_per_contact=pl.when(cases > 0).then(cost / cases),
        cumulative_cash_share=pl.when(everything != 0).then(by_then / everything),
    ).select(
        "contact_no", "cases", "cash", "cost", "cash_per_contact", "cost_per_contact",
        "paid_share", "paid_lower", "paid_upper", "cumulative_cash_share",
    )  # fmt: skip
