"""Slow, plain answers to how money was recovered: payments of loans with a schedule, one day at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tests.data.collection_oracles import NOBODY, Desk, Holder
from tests.data.oracles import DAY, ZERO, Loan, Row, bucket_of, month_end


@dataclass
class Recovery:
    """Walks through a desk's payments."""

    desk: Desk

    def payments(self) -> Iterator[Row]:
        """Each payment that came in on a loan in arrears, from a court or from a sale."""
        for loan in self.desk.book:
            for paid in loan.payments:
                judged_on, source = self._judged(loan, paid)
                late = self._days_late(loan, judged_on)
                if late or source in ("legal", "sale"):
                    yield self._row(loan, paid, judged_on, source, late)

    def _judged(self, loan: Loan, paid: Row) -> tuple[dt.date, str]:
        same = [p for p in loan.payments if p["amount"] == -paid["amount"] and p["paid_on"] <= paid["paid_on"]]
        if paid["amount"] > 0 or not same:
            return paid["paid_on"], paid.get("source") or "borrower"
        last = max(same, key=lambda p: (p["paid_on"], p["payment_id"]))
        return last["paid_on"], paid.get("source") or last.get("source") or "borrower"

    def _days_late(self, loan: Loan, on: dt.date) -> int:
        """Days past due that day by what was paid on earlier days."""
        missing = [one["due_on"] for one, left in loan.walk(on - DAY) if left > 0 and one["due_on"] < on]
        return (on - missing[0]).days if missing else 0

    def _row(self, loan: Loan, paid: Row, judged_on: dt.date, source: str, late: int) -> Row:
        case = self.open_case(loan, judged_on)
        touches = [row for row in self._touches(loan) if 0 <= (judged_on - row["started_at"].date()).days <= 14]
        month = month_end(paid["paid_on"])
        is_known = month in self.desk.covered("contacts", "started_at")
        last = max(touches, key=lambda row: row["started_at"], default=None)
        return {
            "month": month,
            "day": paid["paid_on"],
            "judged_on": judged_on,
            "amount": paid["amount"],
            "case_id": case["case_id"] if case else None,
            "holder": self._held_on(case["case_id"], judged_on) if case else NOBODY,
            "bucket": bucket_of(late),
            "channel": last["channel"] if last else "none" if is_known else "unknown",
            "recovered_by": source if source in ("legal", "sale") else self._way(touches, judged_on, is_known),
        }

    def _way(self, touches: list[Row], judged_on: dt.date, is_known: bool) -> str:
        if not is_known:
            return "not_known"
        if any(row.get("connected") and row.get("party") == "debtor" for row in touches):
            return "attributed"
        is_recent = any((judged_on - row["started_at"].date()).days <= 7 for row in touches)
        return "contacted" if is_recent else "self_cure"

    def _touches(self, loan: Loan) -> list[Row]:
        cases = {case["case_id"] for case in loan.cases}
        rows = self.desk.rows("contacts")
        return [row for row in rows if row.get("case_id") in cases and row["direction"] == "out"]

    def open_case(self, loan: Loan, on: dt.date) -> Row | None:
        is_open = [c for c in loan.cases if c["opened_on"] <= on <= (c.get("closed_on") or on)]
        return max(is_open, key=lambda c: (c["opened_on"], c["case_id"]), default=None)

    def _held_on(self, case_id: str, on: dt.date) -> Holder:
        held = [
            (row["assigned_on"], row["agent_id"])
            for row in self.desk.rows("assignments")
            if row["case_id"] == case_id and row["assigned_on"] <= on <= (row.get("ended_on") or on)
        ]
        return self.desk.holder(max(held)[1]) if held else NOBODY


def promise(desk: Desk, row: Row) -> Row:
    """Whether it is due, and what of it was paid between the day it was made and two days after its own."""
    last = row["due_on"] + 2 * DAY
    is_due = month_end(last) <= desk.as_of
    loan = desk.loans[desk.cases[row["case_id"]]["loan_id"]]
    since = min((p["paid_on"] for one in desk.book for p in one.payments), default=None)
    if since is None or row["made_on"] < since.replace(day=1):
        return {"due": None, "kept": None, "kept_amount": None}
    days = (row["made_on"] + DAY * n for n in range((last - row["made_on"]).days + 1))
    paid = sum((p["amount"] for day in days for p in loan.payments if p["paid_on"] == day), ZERO) if is_due else ZERO
    return {
        "due": int(is_due),
        "kept": int(is_due and paid >= row["amount"]),
        "kept_amount": min(max(paid, ZERO), row["amount"]),
    }
