"""Recomputes what was planted from the written files, in plain polars and by the contract's rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from data.contract import BUCKETS

AS_OF = dt.date(2026, 10, 31)
MONTH_ENDS = (
    pl.date_range(dt.date(2023, 10, 31), AS_OF, "1mo", eager=True).dt.month_end().alias("month").to_frame()
)  # fmt: skip
KEYS = ["platform", "loan_id"]


def read(folder: Path, table: str) -> pl.DataFrame | None:
    """A table of one platform, from one file or several; None where it was not written."""
    if (folder / f"{table}.parquet").exists():
        return pl.read_parquet(folder / f"{table}.parquet")
    parts = folder / table
    return pl.read_parquet(parts / "*.parquet") if parts.is_dir() else None


def county(out: Path, table: str) -> pl.DataFrame:
    """A table of all platforms that have it, with a platform column."""
    folders = sorted(folder for folder in out.iterdir() if folder.is_dir())
    frames = {folder.name: read(folder, table) for folder in folders}
    return pl.concat([f.with_columns(platform=pl.lit(p)) for p, f in frames.items() if f is not None])


def fen(column: str) -> pl.Expr:
    return (pl.col(column) * 100).cast(pl.Int64)


def bucket(days: str) -> pl.Expr:
    """0 to 7 for M0 to M7+."""
    return ((pl.col(days) + 29) // 30).clip(0, 7)


def positions(out: Path) -> pl.DataFrame:
    """platform, loan_id, month, bucket (0 to 7), days, balance (fen) of every loan on the book at a month-end."""
    return pl.concat([_from_schedules(out), _from_snapshots(out)]).sort(*KEYS, "month")


def _from_snapshots(out: Path) -> pl.DataFrame:
    seen = county(out, "loan_months").filter(pl.col("status").is_in(["active", "restructured"]))
    return seen.select(
        *KEYS,
        month="month_end",
        bucket=pl.coalesce(bucket("days_past_due"), pl.col("bucket").cast(pl.Enum(BUCKETS)).cat.physical()).cast(pl.Int64),
        days="days_past_due",
        balance=fen("balance"),
    )


def _from_schedules(out: Path) -> pl.DataFrame:
    plan = _schedule(out)
    rows = _book_months(out).sort("month").join_asof(_paid(out), left_on="month", right_on="paid_on", by=KEYS, check_sortedness=False)
    covered = plan.select(*KEYS, "due", "repaid", covered="instalment_no").sort("due")
    rows = rows.with_columns(pl.col("paid").fill_null(0)).sort("paid")
    rows = rows.join_asof(covered, left_on="paid", right_on="due", by=KEYS, check_sortedness=False)
    rows = rows.with_columns(pl.col("covered", "repaid").fill_null(0)).with_columns(instalment_no=pl.col("covered") + 1)
    rows = rows.join(plan.select(*KEYS, "instalment_no", "due_on"), on=[*KEYS, "instalment_no"])
    rows = rows.with_columns(days=(pl.col("month") - pl.col("due_on")).dt.total_days().clip(lower_bound=0))
    return rows.select(*KEYS, "month", bucket("days").alias("bucket"), "days", balance=fen("principal") - pl.col("repaid"))


def _schedule(out: Path) -> pl.DataFrame:
    """Instalments with what they come to so far."""
    plan = county(out, "instalments").sort(*KEYS, "instalment_no")
    return plan.with_columns(
        due=(fen("principal_due") + fen("interest_due")).cum_sum().over(KEYS),
        repaid=fen("principal_due").cum_sum().over(KEYS),
    )


def _paid(out: Path) -> pl.DataFrame:
    """What a loan has paid so far, by day of payment."""
    net = county(out, "payments").with_columns(net=fen("amount") - fen("fee_paid").fill_null(0))
    by_day = net.group_by(*KEYS, "paid_on").agg(pl.col("net").sum()).sort(*KEYS, "paid_on")
    return by_day.select(*KEYS, "paid_on", paid=pl.col("net").cum_sum().over(KEYS)).sort("paid_on")


def _book_months(out: Path) -> pl.DataFrame:
    """Loans and month-ends from disbursement until written off or sold."""
    gone = county(out, "cases").filter(pl.col("close_reason").is_in(["written_off", "sold"]))
    rows = county(out, "loans").join(MONTH_ENDS, how="cross").join(gone.select(*KEYS, "closed_on"), on=KEYS, how="left")
    on_book = pl.col("closed_on").is_null() | (pl.col("closed_on") > pl.col("month"))
    with_plan = county(out, "instalments")["platform"].unique().implode()
    return rows.filter((pl.col("originated_on") <= pl.col("month")) & on_book & pl.col("platform").is_in(with_plan))


def transitions(position: pl.DataFrame) -> pl.DataFrame:
    """Where each loan on the book at the previous month-end is at this one: `bucket` then, `to` now (-1: gone)."""
    now = position.select(*KEYS, "month", to="bucket")
    before = position.with_columns(pl.col("month").dt.offset_by("1d").dt.month_end())
    before = before.filter(pl.col("month") <= AS_OF)
    return before.join(now, on=[*KEYS, "month"], how="left").with_columns(pl.col("to").fill_null(-1))


def m1_cures(out: Path, platform: str) -> pl.DataFrame:
    """agent_id, month, cured: loans in M1 at the previous month-end, whether cured at this one, and who held the case."""
    moves = transitions(positions(out)).filter((pl.col("platform") == platform) & (pl.col("bucket") == 1))
    before = pl.col("month").dt.offset_by("-1mo").dt.month_end()
    held = county(out, "assignments").join(county(out, "cases").select("platform", "case_id", "loan_id"), on=["platform", "case_id"])
    rows = moves.with_columns(before=before).join(held, on=KEYS)
    then = (pl.col("assigned_on") <= pl.col("before")) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("before")))
    return rows.filter(then).select("agent_id", "month", cured=pl.col("to") <= 0)
