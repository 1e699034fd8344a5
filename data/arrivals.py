"""What arrived when: each submission by table, how long after its as-of date, how much was held back, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from data.contract import TABLES
from data.reading.dates import LOCAL
from data.versions import Submission

ARRIVALS = pl.Schema(
    [
        ("platform", pl.String), ("as_of", pl.Date), ("submission", pl.String), ("table", pl.String),
        ("received", pl.Datetime("us")), ("days", pl.Int64), ("rows", pl.Int64), ("quarantined", pl.Int64),
        ("share", pl.Float64),
    ]
)  # fmt: skip
DIFFERENCE = pl.Schema({"table": pl.String} | dict.fromkeys(("before", "after", "added", "changed", "gone"), pl.Int64))


def arrivals(submissions: Iterable[Submission]) -> pl.DataFrame:
    """One row per table of each submission: rows stored, rows and share quarantined.

    `received` is local time, `days` the days from the as-of date till then.
    """
    rows = [row for one in submissions for row in _of(one)]
    return pl.DataFrame(rows, schema=ARRIVALS, orient="row").sort("platform", "as_of", "table", maintain_order=True)


def _of(one: Submission) -> Iterable[tuple[Any, ...]]:
    receipt = one.receipt()
    received = when(receipt)
    days = (received.date() - one.as_of).days if received else None
    for table, count in receipt.get("tables", {}).items():
        held, rows = count["quarantined"], count["rows_in"]
        yield (
            one.platform,
            one.as_of,
            one.id,
            table,
            received,
            days,
            count["stored"],
            held,
            held / rows if rows else 0.0,
        )


def when(receipt: dict[str, Any]) -> dt.datetime | None:
    """When a submission was received, by the clock of the county; None where its receipt does not say."""
    stated = receipt.get("created_at")
    if not stated:
        return None
    return dt.datetime.fromisoformat(stated.replace("Z", "+00:00")).astimezone(ZoneInfo(LOCAL)).replace(tzinfo=None)


def difference(before: Submission, after: Submission) -> pl.DataFrame:
    """By table, in the contract's order: rows before and after; added, changed and gone, told by the table's key."""
    tables = [table for table in TABLES if before.table(table) or after.table(table)]
    return pl.DataFrame([_difference(table, before, after) for table in tables], schema=DIFFERENCE, orient="row")


def _difference(table: str, before: Submission, after: Submission) -> tuple[str, int, int, int, int, int]:
    keys = TABLES[table].primary_key()
    old, new = _hashed(before, table, keys), _hashed(after, table, keys)
    kept = old.join(new, on=keys, suffix="_new")
    changed = kept.filter(pl.col("content") != pl.col("content_new")).height
    return table, len(old), len(new), len(new) - len(kept), changed, len(old) - len(kept)


def _hashed(one: Submission, table: str, keys: list[str]) -> pl.DataFrame:
    """Each key with a hash of its row, so that two large tables can be compared side by side in memory."""
    path = one.table(table)
    empty = TABLES[table].create_empty()
    if path is None:
        return empty.select(keys).with_columns(pl.lit(0, pl.UInt64).alias("content"))
    known = [name for name in empty.columns if name in pl.read_parquet_schema(path)]
    rows = pl.read_parquet(path, columns=known)
    return rows.select(*keys, pl.struct(known).hash(seed=0).alias("content"))
