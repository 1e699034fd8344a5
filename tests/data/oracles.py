"""Slow, plain answers to what the marts compute: one loan, one day, one walk through its instalments at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

Row = dict[str, Any]
ZERO = Decimal(0)
DAY = dt.timedelta(days=1)
BOUNDS = (("M0", 0), ("M1", 30), ("M2", 60), ("M3", 90), ("M4", 120), ("M5", 150), ("M6", 180))
LEFT = ("written_off", "sold", "settled")


def month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    days = (first + DAY * n for n in range((last - first).days + 1))
    return [day for day in days if (day + DAY).day == 1]


def months_between(earlier: dt.date, later: dt.date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def bucket_of(days: int) -> str:
    return next((bucket for bucket, most in BOUNDS if days <= most), "M7+")


@dataclass
class Loan:
    """One loan with everything that was submitted about it, seen on `as_of`."""

    row: Row
    instalments: list[Row]
    payments: list[Row]
    cases: list[Row]
    as_of: dt.date
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.row["loan_id"]
        self.instalments = sorted(self.instalments, key=lambda one: (one["due_on"], one["instalment_no"]))
        self.payments = [one for one in self.payments if one["paid_on"] <= self.as_of]

    def pot(self, on: dt.date) -> Decimal:
        amounts = (p["amount"] - (p.get("fee_paid") or ZERO) for p in self.payments if p["paid_on"] <= on)
        return max(sum(amounts, ZERO), ZERO)

    def walk(self, on: dt.date) -> Iterator[tuple[Row, Decimal]]:
        """Each instalment with what is still missing of it when all paid by `on` is applied oldest first."""
        pot = self.pot(on)
        for one in self.instalments:
            due = one["principal_due"] + one["interest_due"]
            used = min(pot, due)
            pot -= used
            yield one, due - used

    def days_past_due(self, on: dt.date) -> int:
        missing = (one["due_on"] for one, open_part in self.walk(on) if open_part > 0)
        return max((on - next(missing, on)).days, 0)

    def arrears(self, on: dt.date) -> Decimal:
        return sum((open_part for one, open_part in self.walk(on) if one["due_on"] < on), ZERO)

    def overdue_between(self, on: dt.date, least: int, most: int) -> Decimal:
        """What is missing of instalments that fell due `least` to `most` days ago."""
        ages = (((on - one["due_on"]).days, open_part) for one, open_part in self.walk(on))
        return sum((open_part for age, open_part in ages if least <= age <= most), ZERO)

    @cached_property
    def says_principal(self) -> bool:
        return all(p.get("principal_paid") is not None for p in self.payments)

    def balance(self, on: dt.date) -> Decimal:
        if self.says_principal:
            return self.row["principal"] - sum((p["principal_paid"] for p in self.payments if p["paid_on"] <= on), ZERO)
        left = (min(open_part, one["principal_due"]) for one, open_part in self.walk(on))
        scheduled = sum((one["principal_due"] for one in self.instalments), ZERO)
        return self.row["principal"] - (scheduled - sum(left, ZERO))

    def is_repaid(self, on: dt.date) -> bool:
        covered = all(open_part == 0 for _, open_part in self.walk(on))
        return covered or (bool(self.payments) and self.says_principal and self.balance(on) <= 0)

    @cached_property
    def repaid_on(self) -> dt.date | None:
        """From when on it stays repaid."""
        since = None
        for day in sorted({p["paid_on"] for p in self.payments}, reverse=True):
            if not self.is_repaid(day):
                break
            since = day
        return since

    @cached_property
    def closed(self) -> tuple[dt.date, str] | None:
        endings = [
            (c["closed_on"], LEFT.index(c["close_reason"]))
            for c in self.cases
            if c.get("close_reason") in LEFT and c["closed_on"] <= self.as_of
        ]
        return (min(endings)[0], LEFT[min(endings)[1]]) if endings else None

    @cached_property
    def ended_on(self) -> dt.date | None:
        return min((day for day in (self.repaid_on, self.closed and self.closed[0]) if day), default=None)

    def status(self, on: dt.date) -> str:
        if self.closed and self.closed[0] <= on and (self.repaid_on is None or self.closed[0] <= self.repaid_on):
            return self.closed[1]
        if self.is_repaid(on):
            return "settled"
        restructured = (c["closed_on"] for c in self.cases if c.get("close_reason") == "restructured")
        return "restructured" if any(day <= min(on, self.as_of) for day in restructured) else "active"

    def months(self, reported: Iterable[dt.date]) -> Iterator[Row]:
        """State at each month-end from disbursement on, also after it has left."""
        for month in reported:
            if month < self.row["originated_on"]:
                continue
            status = self.status(month)
            is_on_book = status in ("active", "restructured")
            yield {
                "loan_id": self.id,
                "month": month,
                "status": status,
                "days_past_due": self.days_past_due(month) if is_on_book else None,
                "bucket": bucket_of(self.days_past_due(month)) if is_on_book else None,
                "balance": self.balance(month) if is_on_book else ZERO,
                "arrears": self.arrears(month) if is_on_book else ZERO,
            }


def loan_months(states: Iterable[Row]) -> list[Row]:
    """Rows of one loan, in order, on the book and in the month of leaving, with what was before."""
    kept: list[Row] = []
    before: Row | None = None
    worst: str | None = None
    for state in states:
        is_next = before is not None and months_between(before["month"], state["month"]) == 1
        was_on_book = before is not None and before["bucket"] is not None
        if state["bucket"] or before is None or was_on_book or before["status"] == "not_reported":
            previous = before if is_next and was_on_book else None
            kept.append(
                {
                    **state,
                    "worst_bucket": worst,
                    "previous_bucket": previous["bucket"] if previous else None,
                    "previous_balance": previous["balance"] if previous else None,
                }
            )
        worst = max(filter(None, (worst, state["bucket"])), default=None)
        before = state
    return kept


def transitions(rows: Iterable[Row], reported: list[dt.date]) -> Counter[tuple[dt.date, str, str]]:
    """Loans by month, bucket before and bucket or fate after; only where the month before is reported too."""
    consecutive = {b for a, b in zip(reported, reported[1:], strict=False) if months_between(a, b) == 1}
    moves = ((row["month"], row["previous_bucket"] or "new", row["bucket"] or row["status"]) for row in rows)
    return Counter(move for move in moves if move[0] in consecutive)


def cures(rows: list[Row], reported: list[dt.date], horizon: int) -> Counter[tuple[dt.date, str, str]]:
    """Cured, mature and redefaulted loans by month of cure and bucket before."""
    states = {(row["loan_id"], row["month"]): row for row in rows}
    found: Counter[tuple[dt.date, str, str]] = Counter()
    for row in rows:
        if row["bucket"] != "M0" or (row["previous_bucket"] or "M0") == "M0":
            continue
        key = (row["month"], row["previous_bucket"])
        found[(*key, "cured")] += 1
        later = [month for month in reported if 0 < months_between(row["month"], month) <= horizon]
        if any(months_between(row["month"], month) == horizon for month in later):
            found[(*key, "mature")] += 1
            buckets = (states.get((row["loan_id"], month), {}).get("bucket") for month in later)
            found[(*key, "redefaulted")] += any(bucket and bucket not in ("M0", "M1") for bucket in buckets)
    return found


def vintages(loans: list[Row], rows: list[Row], reported: list[dt.date]) -> dict[tuple[dt.date, int], Row]:
    """Per cohort and month on book: loans_opened, and of them ever and currently late or written off."""
    by_loan: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_loan[row["loan_id"]].append(row)
    found: dict[tuple[dt.date, int], Row] = {}
    for cohort in {month_end(loan["originated_on"]) for loan in loans}:
        members = [loan for loan in loans if month_end(loan["originated_on"]) == cohort]
        for month in (month for month in reported if month >= cohort):
            past = {m["loan_id"]: [r for r in by_loan[m["loan_id"]] if r["month"] <= month] for m in members}
            found[cohort, months_between(cohort, month)] = _outcome(members, past, month)
    return found


def _outcome(members: list[Row], past: dict[str, list[Row]], month: dt.date) -> Row:
    found: Row = {"loans_opened": len(members)}
    for days, worse_than in ((30, "M1"), (60, "M2"), (90, "M3")):
        late = {id: [r for r in rows if r["bucket"] and r["bucket"] > worse_than] for id, rows in past.items()}
        now = {id: [r for r in rows if r["month"] == month] for id, rows in late.items()}
        found[f"ever_{days}"] = sum(bool(rows) for rows in late.values())
        found[f"current_{days}"] = sum(bool(rows) for rows in now.values())
        found[f"ever_{days}_principal"] = sum((m["principal"] for m in members if late[m["loan_id"]]), ZERO)
        found[f"current_{days}_balance"] = sum((r["balance"] for rows in now.values() for r in rows), ZERO)
    written_off = {id: [r for r in rows if r["status"] == "written_off"] for id, rows in past.items()}
    found["ever_written_off"] = sum(bool(rows) for rows in written_off.values())
    found["current_written_off_balance"] = sum(
        (r["previous_balance"] or ZERO for rows in written_off.values() for r in rows), ZERO
    )
    return found


def first_payment(loans: Iterable[Loan], late: int) -> Counter[tuple[dt.date, str]]:
    """Mature and defaulted loans by month of the first due date, `late` days after it."""
    found: Counter[tuple[dt.date, str]] = Counter()
    for loan in loans:
        first = loan.instalments[0]["due_on"]
        if month_end(first) > loan.as_of or first + DAY * late > loan.as_of:
            continue
        _, missing = next(loan.walk(first + DAY * late))
        is_open = loan.repaid_on is None or loan.repaid_on > first + DAY * late
        found[month_end(first), "mature"] += 1
        found[month_end(first), "default"] += missing > 0 and is_open
    return found


def dues(loans: Iterable[Loan]) -> dict[dt.date, Counter[str]]:
    """What fell due each whole month and what became of it, in yuan."""
    found: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for loan in loans:
        for place, one in enumerate(loan.instalments):
            month = month_end(one["due_on"])
            if month <= loan.as_of and (loan.ended_on is None or loan.ended_on >= one["due_on"]):
                found[month].update(_fate(loan, place, one, month))
    return found


def _fate(loan: Loan, place: int, one: Row, month: dt.date) -> dict[str, Decimal]:
    def missing(on: dt.date) -> Decimal:
        is_open = loan.repaid_on is None or loan.repaid_on > on
        return list(loan.walk(on))[place][1] if is_open else ZERO

    principal = one["principal_due"]
    next_day, next_month = one["due_on"] + DAY, one["due_on"] + 30 * DAY
    is_mature, is_late = next_day <= loan.as_of, missing(next_day) > 0
    is_watched = is_mature and is_late and next_month <= loan.as_of
    return {
        "due_amount": principal + one["interest_due"],
        "due_unpaid": missing(month),
        "due_principal": principal,
        "day1_mature_principal": principal if is_mature else ZERO,
        "day1_overdue_principal": principal if is_mature and is_late else ZERO,
        "day30_mature_principal": principal if is_watched else ZERO,
        "day30_still_overdue_principal": principal if is_watched and missing(next_month) > 0 else ZERO,
    }
