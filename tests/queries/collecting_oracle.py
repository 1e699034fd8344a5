"""Slow, plain answers to the metrics of cost, agents and complaints: loops over rows, without the dictionary's SQL."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from data.store import Store, Version
from queries.filters import Filters

Row = dict[str, Any]
Value = Callable[[Row], Any]
Key = tuple[Any, ...]
CASES = ("case_month",)
# From the narrowest: the first that holds what is asked is what a reader would add up.
CONTACTS = ("contact_case_month", "contact_month_outcome", "contact_month_day")
JUDGED = (*CONTACTS, "contact_month_pack", "contact_month_rule")
COSTS = ("cost_month", "cost_month_agent")
RECOVERED = ("recovered_month", "recovered_month_agent", "recovered_month_day")
COHORTS = ("case_cohort_month", "case_cohort_month_agent")
PROMISES = ("promise_month", "promise_month_agent")
BREACHED = ("breached_case_month", "breached_case_month_agent", "breached_case_month_pack")
COMPLAINTS = ("complaint_month", "complaint_month_agent", "complaint")
TABLES = (
    *JUDGED[1:], *BREACHED, *COSTS, *RECOVERED, *COHORTS, *PROMISES, *COMPLAINTS, "first_contact", "plan_month",
    "quality_month", "table_month", "borrower_month", "liquidity_month", "plan_cash_month",
)  # fmt: skip


@dataclass(frozen=True)
class Sum:
    frames: tuple[str, ...]
    value: Value
    total: Callable[[list[Any]], Any] = sum
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    numerator: Sum
    denominator: Sum | None = None
    scale: float = 1
    whole: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Facts:
    """The tables of a version that collecting fills, as lists of rows."""

    def __init__(self, store: Store, version: Version) -> None:
        with duckdb.connect(str(version.warehouse), read_only=True) as connection:
            self._tables = {name: connection.table(name).pl().rows(named=True) for name in TABLES}
        folders = [folder for part in version.manifest()["parts"].items() if (folder := store.part(*part))]
        for name in ("case_month", "contact_case_month"):
            files = [file for folder in folders if (file := folder / f"{name}.parquet").exists()]
            self._tables[name] = [row for file in files for row in pl.read_parquet(file).rows(named=True)]

    def __getitem__(self, name: str) -> list[Row]:
        return self._tables[name]

    def find(self, frames: Iterable[str], needed: Iterable[str]) -> list[Row] | None:
        """The rows of the first frame that holds every dimension needed."""
        wanted = set(needed)
        return next((self[name] for name in frames if self[name] and wanted <= set(self[name][0])), None)

    def values(self, dimension: str) -> list[str]:
        found = {row[dimension] for rows in self._tables.values() for row in rows if row.get(dimension) is not None}
        return sorted(_written(dimension, value) for value in found)

    def reported(self, tables: Iterable[str]) -> set[tuple[str, dt.date]]:
        """The platforms and months of which all these tables are reported."""
        sets = [
            {(row["platform"], row["month"]) for row in self["table_month"] if row["table_name"] == one}
            for one in tables
        ]
        return set.intersection(*sets)


def _written(dimension: str, value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat() if dimension == "day" else f"{value:%Y-%m}"
    return str(value)


def _flow(frames: tuple[str, ...], column: str, **only: tuple[str, ...]) -> Sum:
    def value(row: Row) -> Any:
        counts = all(row[name] in kept for name, kept in only.items())
        return row[column] if counts else None if row[column] is None else 0

    return Sum(frames, value, held=tuple(only))


def _distinct(*columns: str) -> Sum:
    return Sum(CASES, lambda row: tuple(row[name] for name in columns), lambda values: len(set(values)))


def _agents(values: list[Any]) -> int:
    return len({value for value in values if "unknown" not in value})


SPOKEN, IN_PERSON = ("phone", "ai_voice", "visit"), ("phone", "visit")
WORKED = _distinct("platform", "case_id")
COST, CASH = _flow(COSTS, "cost"), _flow(RECOVERED, "cash_recovered")
ATTEMPTS, DIALS = _flow(CONTACTS, "contacts"), _flow(CONTACTS, "contacts", channel=SPOKEN)
CLOSED = _flow(CASES, "closed_cases")
SECONDS = _flow(CONTACTS, "handled_seconds", channel=IN_PERSON)
COMPLAINED = _flow(COMPLAINTS, "complaints")
KNOWN_CASH = _flow(RECOVERED, "cash_recovered", recovered_by=("legal", "sale", "attributed", "contacted", "self_cure"))
OUTSIDE = Sum(
    RECOVERED,
    lambda row: row["cash_recovered"] if row["agency"] not in ("in_house", "unknown", "none") else 0,
    held=("agency",),
)
COMMISSION = _flow(COSTS, "cost", category=("agency_commission",))
ABOUT = ("cause", "intake", "severity", "response")


def _median(frames: tuple[str, ...], column: str) -> Sum:
    return Sum(frames, lambda row: row[column], statistics.median)


def _ratio(frames: tuple[str, ...], numerator: str, denominator: str) -> Expected:
    return Expected(_flow(frames, numerator), _flow(frames, denominator))


def _cost_per(denominator: Sum, other: str, *whole: str) -> Expected:
    return Expected(COST, denominator, whole=whole, reported=("costs", other))


EXPECTED: dict[str, Expected] = {
    "cases": Expected(WORKED),
    "opened_cases": Expected(_flow(CASES, "opened_cases")),
    "closed_cases": Expected(CLOSED),
    "cost": Expected(COST, whole=("category", "channel"), beside=CASES),
    "cost_per_case": _cost_per(WORKED, "cases", "category", "channel"),
    "cost_per_closed_case": _cost_per(CLOSED, "cases", "category", "channel"),
    "cost_per_yuan_recovered": _cost_per(CASH, "payments", "category"),
    "cost_per_contact": _cost_per(ATTEMPTS, "contacts", "category"),
    "cost_per_promise_kept": _cost_per(_flow(PROMISES, "kept_promises"), "promises", "category"),
    "commission_rate": Expected(COMMISSION, OUTSIDE, reported=("costs", "payments")),
    "cash_recovered": Expected(CASH),
    "recovery_rate": _ratio(COHORTS, "cash_30", "mature_30_balance"),
    "recovery_rate_90": _ratio(COHORTS, "cash_90", "mature_90_balance"),
    "case_recovery_rate": _ratio(COHORTS, "cured_30_cases", "mature_30_cases"),
    "self_cure_share": Expected(_flow(RECOVERED, "cash_recovered", recovered_by=("self_cure",)), KNOWN_CASH),
    "attributed_share": Expected(_flow(RECOVERED, "cash_recovered", recovered_by=("attributed",)), KNOWN_CASH),
    "plans": Expected(_flow(("plan_month",), "plans")),
    "plan_kept_rate": Expected(
        _flow(("plan_month",), "plans", plan_status=("complete",)),
        _flow(("plan_month",), "plans", plan_status=("complete", "broken")),
    ),
    "plan_take_up": Expected(_flow(("plan_month",), "plans"), WORKED, reported=("cases", "plans")),
    "plan_paid_share": _ratio(("plan_cash_month",), "plan_cash", "plan_total"),
    "cash_due": Expected(_flow(("liquidity_month",), "due_amount")),
    "collection_ratio": _ratio(("liquidity_month",), "received_amount", "due_amount"),
    "new_borrowers": Expected(_flow(("borrower_month",), "new_borrowers")),
    "contacts": Expected(ATTEMPTS),
    "contacts_per_case": Expected(ATTEMPTS, WORKED, whole=("channel", "outcome"), reported=("cases", "contacts")),
    "connected": Expected(_flow(CONTACTS, "connected")),
    "contact_rate": Expected(_flow(CONTACTS, "connected"), DIALS),
    "right_party_contacts": Expected(_flow(CONTACTS, "right_party")),
    "right_party_contact_rate": Expected(_flow(CONTACTS, "right_party"), DIALS),
    "party_known_share": _ratio(CONTACTS, "party_known", "connected"),
    "promises": Expected(_flow(PROMISES, "promises")),
    "promise_rate": _ratio(CONTACTS, "promises_given", "right_party"),
    "promise_kept_rate": _ratio(PROMISES, "kept_promises", "due_promises"),
    "promise_kept_amount_rate": _ratio(PROMISES, "kept_amount", "due_amount"),
    "time_to_first_contact": Expected(_median(("first_contact",), "hours")),
    "collections_per_agent_hour": Expected(
        _flow(RECOVERED, "cash_recovered", recovered_by=("attributed",)), SECONDS, 3600,
        reported=("contacts", "payments"),
    ),
    "cases_per_agent": Expected(
        Sum(CASES, lambda row: int(row["agent"] != "unknown")),
        Sum(CASES, lambda row: (row["month"], row["platform"], row["agent"]), _agents),
    ),
    "handled_hours": Expected(SECONDS, scale=1 / 3600),
    "quality_score": _ratio(("quality_month",), "score_sum", "checks"),
    "critical_error_rate": _ratio(("quality_month",), "critical_checks", "checks"),
    "breaches": Expected(_flow(JUDGED, "breaches")),
    "breach_rate": Expected(_flow(JUDGED, "breaches"), _flow(JUDGED, "contacts"), 1000),
    "breached_case_share": _ratio(BREACHED, "breached_cases", "cases"),
    "assessable_share": _ratio(("contact_month_rule",), "assessable", "contacts"),
    "complaints": Expected(COMPLAINED),
    "complaints_per_1000_cases": Expected(COMPLAINED, WORKED, 1000, ABOUT, ("cases", "complaints")),
    "complaints_per_10000_contacts": Expected(COMPLAINED, ATTEMPTS, 10000, ABOUT, ("complaints", "contacts")),
    "upheld_rate": _ratio(COMPLAINTS, "upheld", "decided"),
    "repeat_complaint_rate": _ratio(COMPLAINTS, "repeated", "repeat_known"),
    "escalated_rate": _ratio(COMPLAINTS, "escalated", "complaints"),
    "closed_within_15_days": _ratio(COMPLAINTS, "closed_15", "due_15"),
    "closed_within_30_days": _ratio(COMPLAINTS, "closed_30", "due_30"),
    "closed_within_60_days": _ratio(COMPLAINTS, "closed_60", "due_60"),
    "open_complaints": Expected(_flow(COMPLAINTS, "is_open")),
    "first_reply_hours": Expected(_median(("complaint",), "reply_hours")),
    "answered_in_time_rate": _ratio(COMPLAINTS, "in_time", "in_time_known"),
}  # fmt: skip


def answer(facts: Facts, id: str, by: tuple[str, ...], filters: Filters) -> dict[Key, tuple[Any, Any]] | None:
    """(numerator, denominator) of a metric by group, or None where no table holds what is asked."""
    one = EXPECTED[id]
    sums = [one.numerator, *([one.denominator] if one.denominator else [])]
    found = [_grouped(facts, one, each, by, filters) for each in sums]
    beside = [_grouped(facts, one, Sum(one.beside, lambda row: 1), by, filters)] if one.beside else []
    if any(each is None for each in (*found, *beside)):
        return None
    known = [each for each in found if each is not None]
    whole = [each for each in (*known, *beside) if each is not None and each[0] == by]
    keys = {key for _, groups in whole for key in groups}
    return {key: _pair(one, [_at(each, by, key) for each in known]) for key in keys}


def _at(found: tuple[tuple[str, ...], dict[Key, Any]], by: tuple[str, ...], key: Key) -> Any:
    held, groups = found
    return groups.get(tuple(value for name, value in zip(by, key, strict=True) if name in held))


def _pair(one: Expected, totals: list[Any]) -> tuple[Any, Any]:
    numerator, denominator = (*totals, None)[:2]
    if one.reported and numerator is None and denominator is not None:
        numerator = 0
    return numerator, denominator


def _grouped(
    facts: Facts, one: Expected, each: Sum, by: tuple[str, ...], filters: Filters
) -> tuple[tuple[str, ...], dict[Key, Any]] | None:
    """What of `by` a sum is split by, and its totals; what it is set over whole it is not filtered by either."""
    lacking = {name for name in one.whole if facts.find(each.frames, [name]) is None}
    held = tuple(name for name in by if name not in lacking)
    kept = filters.only(set(filters.dimensions()) - lacking)
    rows = facts.find(each.frames, {*held, *kept.dimensions(), *each.held})
    if rows is None:
        return None
    both = facts.reported(one.reported) if one.reported else None
    asked = [row for row in rows if _asked(row, kept) and (both is None or (row["platform"], row["month"]) in both)]
    groups: dict[Key, list[Row]] = {} if held else {(): []}
    for row in asked:
        groups.setdefault(tuple(row[name] for name in held), []).append(row)
    return held, {key: _total(each, group) for key, group in groups.items()}


def _total(each: Sum, rows: list[Row]) -> Any:
    known = [value for row in rows if (value := each.value(row)) is not None]
    return each.total(known) if known else None


def _asked(row: Row, filters: Filters) -> bool:
    if filters.first_month and row["month"] < filters.first_month:
        return False
    if filters.last_month and row["month"] > filters.last_month:
        return False
    return all(_written(name, row[name]) in values for name, values in filters.where)
