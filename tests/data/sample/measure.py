"""Recomputes what was planted from the written files, in plain polars and by the contract's rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from data.contract import BUCKETS

AS_OF = dt.date(2026, 10, 31)
MONTH_ENDS = pl.date_range(dt.date(2023, 10, 1), AS_OF, "1mo", eager=True).dt.month_end().alias("month").to_frame()
LOAN, CASE = ["platform", "loan_id"], ["platform", "case_id"]
ON_DAY = pl.col("started_at").dt.date()


def read(folder: Path, table: str) -> pl.DataFrame | None:
    """A table of one platform, from one file or several; None where it was not written."""
    if (folder / f"{table}.parquet").exists():
        return pl.read_parquet(folder / f"{table}.parquet")
    parts = folder / table
    return pl.read_parquet(parts / "*.parquet") if parts.is_dir() else None


def platforms(out: Path) -> list[Path]:
    return sorted(folder for folder in out.iterdir() if folder.is_dir())


def county(out: Path, table: str) -> pl.DataFrame:
    """A table of all platforms that have it, with a platform column."""
    frames = {folder.name: read(folder, table) for folder in platforms(out)}
    return pl.concat([f.with_columns(platform=pl.lit(p)) for p, f in frames.items() if f is not None])


def fen(column: str) -> pl.Expr:
    return (pl.col(column) * 100).cast(pl.Int64)


def bucket(days: str) -> pl.Expr:
    """0 to 7 for M0 to M7+."""
    return ((pl.col(days) + 29) // 30).clip(0, 7)


def positions(out: Path) -> pl.DataFrame:
    """platform, loan_id, month, bucket (0 to 7), days, balance (fen) of every loan on the book at a month-end."""
    return pl.concat([_from_schedules(out), _from_snapshots(out)]).sort(*LOAN, "month")


def _from_snapshots(out: Path) -> pl.DataFrame:
    seen = county(out, "loan_months").filter(pl.col("status").is_in(["active", "restructured"]))
    given = pl.col("bucket").cast(pl.Enum(BUCKETS)).cat.physical()
    return seen.select(
        *LOAN,
        month="month_end",
        bucket=pl.coalesce(bucket("days_past_due"), given).cast(pl.Int64),
        days="days_past_due",
        balance=fen("balance"),
    )


def _from_schedules(out: Path) -> pl.DataFrame:
    plan, paid = schedule(out), paid_so_far(out)
    rows = _book_months(out).sort("month")
    rows = rows.join_asof(paid, left_on="month", right_on="paid_on", by=LOAN, check_sortedness=False)
    rows = rows.with_columns(pl.col("paid").fill_null(0)).sort("paid")
    covered = plan.select(*LOAN, "due", "repaid", covered="instalment_no").sort("due")
    rows = rows.join_asof(covered, left_on="paid", right_on="due", by=LOAN, check_sortedness=False)
    rows = rows.with_columns(pl.col("repaid").fill_null(0), instalment_no=pl.col("covered").fill_null(0) + 1)
    rows = rows.join(plan.select(*LOAN, "instalment_no", "due_on"), on=[*LOAN, "instalment_no"])
    rows = rows.with_columns(days=(pl.col("month") - pl.col("due_on")).dt.total_days().clip(lower_bound=0))
    return rows.select(
        *LOAN, "month", bucket("days").alias("bucket"), "days", balance=fen("principal") - pl.col("repaid")
    )


def schedule(out: Path) -> pl.DataFrame:
    """Instalments with what they come to so far."""
    plan = county(out, "instalments").sort(*LOAN, "instalment_no")
    return plan.with_columns(
        due=(fen("principal_due") + fen("interest_due")).cum_sum().over(LOAN),
        repaid=fen("principal_due").cum_sum().over(LOAN),
    )


def paid_so_far(out: Path) -> pl.DataFrame:
    """What a loan has paid so far, by day of payment."""
    net = county(out, "payments").with_columns(net=fen("amount") - fen("fee_paid").fill_null(0))
    by_day = net.group_by(*LOAN, "paid_on").agg(pl.col("net").sum()).sort(*LOAN, "paid_on")
    return by_day.select(*LOAN, "paid_on", paid=pl.col("net").cum_sum().over(LOAN)).sort("paid_on")


def _book_months(out: Path) -> pl.DataFrame:
    """Loans and month-ends from disbursement until written off or sold."""
    gone = county(out, "cases").filter(pl.col("close_reason").is_in(["written_off", "sold"]))
    rows = county(out, "loans").join(MONTH_ENDS, how="cross").join(gone.select(*LOAN, "closed_on"), on=LOAN, how="left")
    on_book = pl.col("closed_on").is_null() | (pl.col("closed_on") > pl.col("month"))
    with_plan = county(out, "instalments")["platform"].unique().implode()
    return rows.filter((pl.col("originated_on") <= pl.col("month")) & on_book & pl.col("platform").is_in(with_plan))


def transitions(position: pl.DataFrame) -> pl.DataFrame:
    """Where each loan on the book at the previous month-end is at this one: `bucket` then, `to` now (-1: gone)."""
    now = position.select(*LOAN, "month", to="bucket")
    before = position.with_columns(pl.col("month").dt.offset_by("1d").dt.month_end()).filter(pl.col("month") <= AS_OF)
    return before.join(now, on=[*LOAN, "month"], how="left").with_columns(pl.col("to").fill_null(-1))


def collected(out: Path, moves: pl.DataFrame) -> pl.DataFrame:
    """The late loans of `moves` with the case and agent that held them at the previous month-end, and `cured`."""
    held = county(out, "assignments").join(county(out, "cases").select(*CASE, "loan_id"), on=CASE)
    rows = moves.filter(pl.col("bucket") > 0).with_columns(before=pl.col("month").dt.offset_by("-1mo").dt.month_end())
    until = pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("before"))
    rows = rows.join(held, on=LOAN).filter((pl.col("assigned_on") <= pl.col("before")) & until)
    gone = county(out, "cases").filter(pl.col("close_reason").is_in(["written_off", "sold"]))
    rows = rows.join(gone.select(*LOAN, lost=pl.lit(True)), on=LOAN, how="left")
    return rows.with_columns(cured=(pl.col("to") == 0) | ((pl.col("to") == -1) & pl.col("lost").is_null()))


def case_months(out: Path) -> pl.DataFrame:
    """Cases contacted in a month, with the agency and the highest connected outgoing calls of a day."""
    contacts = county(out, "contacts").with_columns(month=ON_DAY.dt.month_end())
    calls = pl.col("channel").is_in(["phone", "ai_voice"]) & (pl.col("direction") == "out") & pl.col("connected")
    by_day = contacts.filter(calls).group_by(*CASE, "month", ON_DAY.alias("day")).len()
    highest = by_day.group_by(*CASE, "month").agg(highest=pl.col("len").max())
    worked = contacts.group_by(*CASE, "month").agg(pl.col("agency").first())
    return worked.join(highest, on=[*CASE, "month"], how="left").with_columns(pl.col("highest").fill_null(0))
