"""The sums on a receipt, and whether they are plausible beside those of the previous submission."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

# A total that falls below half or rises above double the previous one is worth a second look.
PLAUSIBLE_FACTOR = 2
ON_BOOK = ("active", "restructured")


def total(frame: pl.DataFrame, column: str) -> Decimal:
    """The sum of a money column, CNY."""
    return Decimal(frame[column].cast(pl.Decimal(38, 2)).sum() or 0).quantize(Decimal("0.01"))


def reported_balance(loan_months: pl.DataFrame) -> Decimal | None:
    """The balance at the last month-end of `loan_months` that has a loan on the book, CNY; None without any."""
    on_book = loan_months.filter(pl.col("status").cast(pl.String).is_in(ON_BOOK))
    if on_book.is_empty():
        return None
    return total(on_book.filter(pl.col("month_end") == pl.col("month_end").max()), "balance")


def difference(new: dict[str, str | None], old: dict[str, str | None]) -> dict[str, str | None]:
    """New less old, total by total; null where either is not reported."""
    return {name: _less(value, old.get(name)) for name, value in new.items()}


def _less(new: str | None, old: str | None) -> str | None:
    return None if new is None or old is None else str(Decimal(new) - Decimal(old))


def implausible(new: dict[str, str | None], old: dict[str, str | None]) -> list[tuple[str, str, str]]:
    """The totals that moved by more than the plausible factor: name, old and new value."""
    pairs = [(name, old.get(name), value) for name, value in new.items()]
    return [(name, before, after) for name, before, after in pairs if before and after and _jumped(before, after)]


def _jumped(before: str, after: str) -> bool:
    old, new = Decimal(before), Decimal(after)
    return old > 0 and not old / PLAUSIBLE_FACTOR <= new <= old * PLAUSIBLE_FACTOR
