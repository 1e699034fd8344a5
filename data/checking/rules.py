"""What a table must satisfy by itself: the contract's rules, unique keys, nothing after the as-of date.

Every check takes a frame with the contract's columns and `_row`, and returns problems (see `data.quarantine`).
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache

import dataframely as dy
import polars as pl

from data.contract import TABLES
from data.quarantine import PROBLEMS, gather, problems

# dataframely's checks of single columns, as codes of problems.toml.
COLUMN_CODES = {
    "nullability": "empty_value",
    "min_length": "empty_value",
    "max_length": "too_long",
    "regex": "stray_space",
    "min": "below_minimum",
    "min_exclusive": "not_above_minimum",
    "max": "above_maximum",
    "inf": "not_a_finite_number",
    "nan": "not_a_finite_number",
}
# The contract's rules over several columns: the column to look at, the code, and what it is compared with.
RULES = {
    "hired_on_before_left_on": ("left_on", "dates_out_of_order", "hired_on"),
    "opened_on_before_closed_on": ("closed_on", "dates_out_of_order", "opened_on"),
    "assigned_on_before_ended_on": ("ended_on", "dates_out_of_order", "assigned_on"),
    "made_on_before_due_on": ("due_on", "dates_out_of_order", "made_on"),
    "received_before_first_reply": ("first_reply_at", "dates_out_of_order", "received_at"),
    "received_before_closed": ("closed_at", "dates_out_of_order", "received_at"),
    "amount_not_zero": ("amount", "amount_zero", ""),
    "parts_within_amount": ("amount", "parts_exceed_amount", ""),
    "month_end_is_last_day": ("month_end", "not_month_end", ""),
    "month_is_last_day": ("month", "not_month_end", ""),
    "lateness_known_while_on_book": ("days_past_due", "lateness_unknown", ""),
    "closed_with_reason": ("close_reason", "closed_without_reason", ""),
}
# A month's ledger is dated by its last day and may be handed in before the month is over.
MONTH_LABELS = (("costs", "month"),)


@cache
def _numbered(table: str) -> type[dy.Schema]:
    # dataframely drops columns it does not know, and the row number is needed to find a bad row again.
    return type(f"Numbered{table}", (TABLES[table],), {"_row": dy.UInt32()})


def rule_problems(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that break the contract's rules for the table, keys included."""
    failure = _numbered(table).filter(frame.lazy()).failure
    broken = failure.counts()
    if not broken:
        return PROBLEMS.to_frame()
    details = failure.details()
    found = [_broken(table, details, rule) for rule in broken if rule != "primary_key"]
    if "primary_key" in broken:
        found.append(_repeated(table, details.filter(pl.col("primary_key") == "invalid")))
    return gather(found)


def _broken(table: str, details: pl.DataFrame, rule: str) -> pl.DataFrame:
    rows = details.filter(pl.col(rule) == "invalid")
    if rule in RULES:
        column, code, other = RULES[rule]
        return problems(rows, column, code, pl.format(f"{other} {{}}", other) if other else "")
    name, _, check = rule.partition("|")
    return problems(rows, name, COLUMN_CODES[check], _limit(TABLES[table].columns()[name], check))


def _limit(column: dy.Column, check: str) -> str:
    return str(getattr(column, check)) if check in ("min", "min_exclusive", "max", "max_length") else ""


def _repeated(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Of rows that are wholly alike the first is good; rows that share a key and differ are all bad."""
    key = TABLES[table].primary_key()
    keyed = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    firsts = keyed.unique(TABLES[table].column_names(), keep="first", maintain_order=True)
    copies = keyed.join(firsts.select("_row"), on="_row", how="anti")
    differing = firsts.filter(pl.struct(key).is_duplicated())
    return gather([problems(copies, key[0], "repeated_row"), problems(differing, key[0], "duplicate_key")])


def date_problems(table: str, frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """Rows dated after the as-of date in a column that tells of the past."""
    last_days = {name: _last_day(table, name, as_of) for name in _past_dates(table)}
    late = {name: pl.col(name).cast(pl.Date) > last_day for name, last_day in last_days.items()}
    rows = frame.filter(pl.any_horizontal(late.values())) if late else frame.clear()
    return gather([problems(rows.filter(late[name]), name, "after_as_of", str(last_days[name])) for name in late])


def _past_dates(table: str) -> list[str]:
    columns = TABLES[table].columns().items()
    return [name for name, column in columns if column.dtype.is_temporal() and not (column.metadata or {})["future"]]


def _last_day(table: str, column: str, as_of: dt.date) -> dt.date:
    last = calendar.monthrange(as_of.year, as_of.month)[1]
    return as_of.replace(day=last) if (table, column) in MONTH_LABELS else as_of
