"""Slow, plain answers to what the marts compute, and small submissions to ask them about."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import polars as pl

from data.contract import TABLES
from data.store import Store, Submission

Row = dict[str, Any]


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows as a contract table: missing columns are null."""
    schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema, strict=True)


def hand_in(
    store: Store, platform: str, as_of: dt.date, digest: str = "0" * 12, sample: bool = False, **tables: list[Row]
) -> Submission:
    """Put tables of rows into the store as an accepted submission."""
    with store.staging() as staged:
        for name, rows in tables.items():
            frame(name, rows).write_parquet(staged / f"{name}.parquet")
        (staged / "receipt.json").write_text(json.dumps({"digest": digest, "sample": sample}))
        return store.publish_submission(staged, platform, as_of, digest)


def loan(loan_id: str, originated_on: dt.date, principal: str, **more: Any) -> Row:
    given = {"borrower_id": f"b-{loan_id}", "product": "consumer", "annual_rate": 0.24, "term_months": 4}
    return {"loan_id": loan_id, "originated_on": originated_on, "principal": Decimal(principal), **given, **more}
