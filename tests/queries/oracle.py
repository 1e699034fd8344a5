"""Slow, plain answers to the metrics: loops over rows of facts, written without looking at the dictionary's SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.contract import BUCKETS
from data.store import Store, Version
from queries.filters import Filters

Row = dict[str, Any]
Value = Callable[[Row], Any]
Test = Callable[[Row], bool]


@dataclass(frozen=True)
class Sum:
    frame: str
    value: Value
    when: Test = lambda row: True
    mode: str = "flow"
    distinct: bool = False


@dataclass(frozen=True)
class Expected:
    numerator: Sum
    denominator: Sum | None = None


class Facts:
    """The loan-level facts and the small cubes of a version, as lists of rows."""

    def __init__(self, store: Store, version: Version) -> None:
        with duckdb.connect(str(version.warehouse), read_only=True) as connection:
            self._tables = {
                name: connection.table(name).pl().rows(named=True)
                for name in ("reported_month", "cure_month", "first_payment_month", "due_month", "payment_month")
            }
        folders = [store.part(*part) for part in version.manifest()["parts"].items()]
        loan_months = [pl.read_parquet(folder / "loan_month.parquet") for folder in folders if folder]
        loans = [pl.read_parquet(folder / "loan.parquet") for folder in folders if folder]
        months = [row for frame in loan_months for row in frame.rows(named=True)]
        on_book = [row for row in months if row["bucket"] is not None]
        self._tables["book"] = [row | {"worst_bucket": row["worst_bucket"] or "none"} for row in on_book]
        self._tables["moves"] = list(self._moves(months))
        self._tables["lent"] = [row | {"month": row["vintage"]} for one in loans for row in one.rows(named=True)]

    def _moves(self, months: Iterable[Row]) -> Iterable[Row]:
        followed = {(row["platform"], row["month"]) for row in self["reported_month"] if row["is_consecutive"]}
        for row in months:
            if (row["platform"], row["month"]) in followed:
                before = row["previous_bucket"]
                move = {"bucket": before or "new", "to_bucket": row["bucket"] or row["status"], "loans": 1}
                yield (
                    row | move | {"balance": row["previous_balance"] if before else Decimal(0), "after": row["balance"]}
                )

    def __getitem__(self, name: str) -> list[Row]:
        return self._tables[name]

    def values(self, dimension: str) -> list[str]:
        """Every value of a dimension, as filters write it."""
        found = {row[dimension] for rows in self._tables.values() for row in rows if row.get(dimension) is not None}
        return sorted(f"{value:%Y-%m}" if isinstance(value, dt.date) else value for value in found)


def _late(row: Row, least: int) -> bool:
    return row["bucket"] in BUCKETS and BUCKETS.index(row["bucket"]) >= least


def _field(name: str) -> Value:
    return lambda row: row[name]


def _book(value: str | Value, when: Test = lambda row: True) -> Sum:
    return Sum("book", _field(value) if isinstance(value, str) else value, when, "stock")


def _moved(value: str, when: Test) -> Sum:
    return Sum("moves", _field(value), when)


def _steps(row: Row) -> int | None:
    """How many buckets a loan moved; None where it came or went."""
    if row["bucket"] not in BUCKETS or row["to_bucket"] not in BUCKETS:
        return None
    return BUCKETS.index(row["to_bucket"]) - BUCKETS.index(row["bucket"])


def _was_late(row: Row) -> bool:
    return _late(row, 1)


def _started(row: Row) -> bool:
    return row["bucket"] != "new"


def _below(limit: int) -> Test:
    return lambda row: row["bucket"] in BUCKETS[:limit]


def _became(what: str) -> Test:
    return lambda row: row["to_bucket"] == what and row["bucket"] != "new"


def _turned_serious(row: Row) -> bool:
    return row["bucket"] in BUCKETS[:4] and row["to_bucket"] in BUCKETS[4:]


def _at_risk(row: Row) -> Any:
    return row["balance"] if _late(row, 2) or row["status"] == "restructured" else Decimal(0)


def _known(value: str, other: str) -> Value:
    return lambda row: row[value] if row[other] is not None else None


def _plain(frame: str, numerator: str, denominator: str) -> Expected:
    return Expected(Sum(frame, _field(numerator)), Sum(frame, _field(denominator)))


def _borrowers(when: Test = lambda row: True) -> Sum:
    return Sum("book", lambda row: (row["platform"], row["borrower_id"]), when, "stock", distinct=True)


EXPECTED: dict[str, Expected] = {
    "loans": Expected(_book("loans")),
    "borrowers": Expected(_borrowers()),
    "overdue_rate_borrowers": Expected(_borrowers(_was_late), _borrowers()),
    "balance": Expected(_book("balance")),
    "arrears": Expected(_book("arrears")),
    "arrears_ratio": Expected(_book("arrears"), _book(_known("balance", "arrears"))),
    "overdue_rate_balance": Expected(_book("balance", _was_late), _book("balance")),
    "overdue_rate_count": Expected(_book("loans", _was_late), _book("loans")),
    "par30_with_restructured": Expected(_book(_at_risk), _book("balance")),
    "par90_on_book_180": Expected(
        _book("balance", lambda row: row["bucket"] in ("M4", "M5", "M6")),
        _book("balance", lambda row: row["bucket"] != "M7+"),
    ),
    "npl_ratio": Expected(_book("balance", lambda row: _late(row, 4)), _book("balance")),
    "average_days_past_due": Expected(
        _book("balance_days", _was_late), _book(_known("balance", "balance_days"), _was_late)
    ),
    "restructured_loans": Expected(_book("loans", lambda row: row["status"] == "restructured")),
    "restructured_balance": Expected(_book("balance", lambda row: row["status"] == "restructured")),
    "moved_loans": Expected(_moved("loans", lambda row: True)),
    "moved_balance": Expected(_moved("balance", lambda row: True)),
    "roll_rate": Expected(_moved("balance", lambda row: _steps(row) == 1), _moved("balance", _below(7))),
    "roll_rate_m0": Expected(
        _moved("balance", lambda row: row["bucket"] == "M0" and _steps(row) == 1),
        _moved("balance", lambda row: row["bucket"] == "M0"),
    ),
    "roll_rate_count": Expected(_moved("loans", lambda row: _steps(row) == 1), _moved("loans", _below(7))),
    "cure_rate": Expected(
        _moved("balance", lambda row: _was_late(row) and row["to_bucket"] == "M0"), _moved("balance", _was_late)
    ),
    "cure_rate_count": Expected(
        _moved("loans", lambda row: _was_late(row) and row["to_bucket"] == "M0"), _moved("loans", _was_late)
    ),
    "partial_cure_rate": Expected(
        _moved("balance", lambda row: (_steps(row) or 0) < 0 and row["to_bucket"] != "M0"),
        _moved("balance", _was_late),
    ),
    "settled_overdue_rate": Expected(
        _moved("balance", lambda row: _was_late(row) and row["to_bucket"] == "settled"), _moved("balance", _was_late)
    ),
    "serious_delinquency_flow": Expected(_moved("balance", _turned_serious), _moved("balance", _below(4))),
    "written_off_rate_count": Expected(_moved("loans", _became("written_off")), _moved("loans", _started)),
    "written_off_loans": Expected(_moved("loans", _became("written_off"))),
    "written_off_balance": Expected(_moved("balance", _became("written_off"))),
    "sold_loans": Expected(_moved("loans", _became("sold"))),
    "sold_balance": Expected(_moved("balance", _became("sold"))),
    "write_off_ratio": Expected(
        _moved("balance", _became("written_off")), Sum("book", _field("balance"), mode="average")
    ),
    "redefault_rate": _plain("cure_month", "redefaulted_3_loans", "mature_3_loans"),
    "redefault_rate_6": _plain("cure_month", "redefaulted_6_loans", "mature_6_loans"),
    "cured_loans": Expected(Sum("cure_month", _field("cured_loans"))),
    "cured_balance": Expected(Sum("cure_month", _field("cured_balance"))),
    "overdue_rate_due": _plain("due_month", "due_unpaid", "due_amount"),
    "first_day_overdue_rate": _plain("due_month", "day1_overdue_principal", "day1_mature_principal"),
    "collection_rate_30_days": Expected(
        Sum("due_month", lambda row: row["day30_mature_principal"] - row["day30_still_overdue_principal"]),
        Sum("due_month", _field("day30_mature_principal")),
    ),
    "cash_received": Expected(Sum("payment_month", _field("paid_amount"))),
    "payments": Expected(Sum("payment_month", _field("payments"))),
    "originated_loans": Expected(Sum("lent", lambda row: 1)),
    "originated_principal": Expected(Sum("lent", _field("principal"))),
}
for _days, _bucket in ((30, 2), (60, 3), (90, 4)):
    EXPECTED[f"par{_days}_balance"] = Expected(
        _book("balance", lambda row, least=_bucket: _late(row, least)), _book("balance")
    )
    EXPECTED[f"par{_days}_count"] = Expected(
        _book("loans", lambda row, least=_bucket: _late(row, least)), _book("loans")
    )
for _days in (1, 7, 30):
    EXPECTED[f"first_payment_default_{_days}"] = _plain(
        "first_payment_month", f"default_{_days}_loans", f"mature_{_days}_loans"
    )

Key = tuple[Any, ...]


def answer(facts: Facts, id: str, by: tuple[str, ...], filters: Filters) -> dict[Key, tuple[Any, Any]]:
    """(numerator, denominator) of a metric by group; the denominator is None for a plain sum."""
    expected = EXPECTED[id]
    numerators = _totals(facts, expected.numerator, by, filters)
    denominators = _totals(facts, expected.denominator, by, filters) if expected.denominator else {}
    return {key: (numerators.get(key), denominators.get(key)) for key in {*numerators, *denominators}}


def _totals(facts: Facts, one: Sum, by: tuple[str, ...], filters: Filters) -> dict[Key, Any]:
    rows = [row for row in facts[one.frame] if _asked(row, filters)]
    if one.mode == "stock" and "month" not in by:
        last = last_month(facts, filters)
        rows = [row for row in rows if row["month"] == last]
    groups: dict[Key, list[Row]] = {} if by else {(): []}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    totals = {key: _total(one, group) for key, group in groups.items()}
    if one.mode == "average" and "month" not in by:
        return {key: _mean(facts, total, dict(zip(by, key, strict=True)), filters) for key, total in totals.items()}
    return totals


def _total(one: Sum, rows: list[Row]) -> Any:
    if one.distinct:
        return len({one.value(row) for row in rows if one.when(row)}) if rows else None
    known = [(row, one.value(row)) for row in rows]
    known = [(row, value) for row, value in known if value is not None]
    return sum(value for row, value in known if one.when(row)) if known else None


def _mean(facts: Facts, total: Any, group: Row, filters: Filters) -> Any:
    same = {name: group[name] for name in ("platform", "platform_kind") if name in group}
    months = {row["month"] for row in _reported(facts, filters) if all(row[k] == v for k, v in same.items())}
    return None if total is None else float(total) / len(months)


def _reported(facts: Facts, filters: Filters) -> list[Row]:
    wide = filters.only(("platform", "platform_kind", "month"))
    return [row for row in facts["reported_month"] if row["loans"] and _asked(row, wide)]


def last_month(facts: Facts, filters: Filters) -> dt.date | None:
    """The last month-end with a book, among the platforms asked."""
    return max((row["month"] for row in _reported(facts, filters)), default=None)


def _asked(row: Row, filters: Filters) -> bool:
    if filters.first_month and row["month"] < filters.first_month:
        return False
    if filters.last_month and row["month"] > filters.last_month:
        return False
    return all(_written(row[name]) in values for name, values in filters.where)


def _written(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)
