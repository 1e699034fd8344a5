"""Metrics no other oracle tells: of borrowers, the market and what borrowing costs, by loops over the stored cubes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import duckdb
import polars as pl

from data.store import Version

Row = dict[str, Any]
Key = tuple[Any, ...]
Months = tuple[dt.date | None, dt.date | None]
Where = Mapping[str, Collection[str]]
TABLES = ("borrower_month", "market_month", "credit_cost_month")
LENDERS = ("platform", "platform_kind")
# Table, numerator, denominator, and whether it is read at one month-end.
RATIOS = {
    "active_borrowers": ("borrower_month", "borrowers", "", True),
    "several_loans_share": ("borrower_month", "borrowers_with_several_loans", "borrowers", True),
    "above_24_share": ("credit_cost_month", "above_24", "known", False),
    "above_36_share": ("credit_cost_month", "above_36", "known", False),
    "above_four_lpr_share": ("credit_cost_month", "above_cap", "cap_known", False),
    "stated_rate_share": ("credit_cost_month", "stated", "known", False),
}
COVERED = {*RATIOS, "market_share", "concentration_hhi"}
STOCKS = COVERED - {id for id, entry in RATIOS.items() if not entry[3]}


class Cubes:
    """The stored cubes of a version, as lists of rows."""

    def __init__(self, version: Version) -> None:
        with duckdb.connect(str(version.warehouse), read_only=True) as connection:
            self._tables = {name: pl.DataFrame(connection.table(name).pl()).rows(named=True) for name in TABLES}

    def kept(self, table: str, where: Where, first: dt.date | None, last: dt.date | None) -> list[Row]:
        """The rows asked for."""
        return [
            row
            for row in self._tables[table]
            if (first or row["month"]) <= row["month"] <= (last or row["month"])
            and all(str(row[name]) in values for name, values in where.items())
        ]

    def answer(
        self, id: str, by: tuple[str, ...], where: Where, scope: Collection[str], months: Months
    ) -> dict[Key, dict[str, Any]]:
        """The figures of a metric by group, of the months given: those of one month-end where it is a stock."""
        own = dict(where) | {"platform": set(where.get("platform", scope)) & set(scope)}
        if id in RATIOS:
            return _ratios(id, _groups(self.kept(RATIOS[id][0], own, *months), by))
        groups = _groups(self.kept("market_month", own, *months), by)
        if id == "concentration_hhi":
            return {key: {"": _index(rows)} for key, rows in groups.items()}
        wider = {name: values for name, values in where.items() if name not in LENDERS} | {"platform": scope}
        coarser = tuple(name for name in by if name not in LENDERS)
        everybody = _groups(self.kept("market_month", wider, *months), coarser)
        wholes = {key: _sum(rows, "balance") for key, rows in everybody.items()}
        return {
            key: _figures(_sum(rows, "balance"), wholes[tuple(v for n, v in zip(by, key, strict=True) if n in coarser)])
            for key, rows in groups.items()
        }


def _groups(rows: list[Row], by: tuple[str, ...]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list, {} if by else {(): []})
    for row in rows:
        found[tuple(row[name] for name in by)].append(row)
    return found


def _ratios(id: str, groups: Mapping[Key, list[Row]]) -> dict[Key, dict[str, Any]]:
    _, numerator, denominator, _ = RATIOS[id]
    if not denominator:
        sums = {key: _sum(rows, numerator) for key, rows in groups.items()}
        return {key: {"": value, "__numerator": value, "__denominator": None} for key, value in sums.items()}
    return {key: _figures(_sum(rows, numerator), _sum(rows, denominator)) for key, rows in groups.items()}


def _figures(numerator: Any, denominator: Any) -> dict[str, Any]:
    value = float(numerator) / float(denominator) if numerator is not None and denominator else None
    return {"": value, "__numerator": numerator, "__denominator": denominator}


def _sum(rows: list[Row], name: str) -> Any:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


def _index(rows: list[Row]) -> float | None:
    lenders: dict[str, float] = defaultdict(float)
    for row in rows:
        lenders[row["platform"]] += float(row["balance"])
    whole = sum(lenders.values())
    return 10_000 * sum(one**2 for one in lenders.values()) / whole**2 if whole else None
