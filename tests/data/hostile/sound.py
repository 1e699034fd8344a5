"""A sound submission of ten rows a table, into which the corpus puts one fault at a time."""

from __future__ import annotations

import csv
import io

from data.contract import REFERENCES

ROWS = 10
AS_OF, PLATFORM = "2024-06-30", "p1"

# Each column's value in row `i`, counted from 1.
_TABLES: dict[str, dict[str, str]] = {
    "agents": {"agent_id": "A{i}", "team": "T1", "hired_on": "2020-01-0{d}", "left_on": "", "hourly_cost": "35.00"},
    "loans": {
        "loan_id": "L{i}", "borrower_id": "B{i}", "region_code": "530101", "product": "farm",
        "originated_on": "2024-01-0{d}", "principal": "1000.00", "annual_rate": "0.24", "term_months": "12",
    },
    "instalments": {
        "loan_id": "L{i}", "instalment_no": "1", "due_on": "2024-07-0{d}", "principal_due": "1000.00",
        "interest_due": "100.00",
    },
    "payments": {
        "payment_id": "P{i}", "loan_id": "L{i}", "paid_on": "2024-03-0{d}", "amount": "100.00",
        "principal_paid": "90.00", "interest_paid": "10.00", "source": "borrower",
    },
    "loan_months": {
        "loan_id": "L{i}", "month_end": "2024-05-31", "balance": "910.00", "arrears": "0", "days_past_due": "3",
        "status": "active",
    },
    "cases": {
        "case_id": "C{i}", "loan_id": "L{i}", "opened_on": "2024-04-0{d}", "opened_days_past_due": "30",
        "opened_balance": "910.00", "closed_on": "2024-05-0{d}", "close_reason": "cured",
    },
    "assignments": {"case_id": "C{i}", "agent_id": "A{i}", "assigned_on": "2024-04-1{d}", "ended_on": "2024-05-01"},
    "contacts": {
        "contact_id": "N{i}", "case_id": "C{i}", "borrower_id": "B{i}", "agent_id": "A{i}", "channel": "phone",
        "direction": "out", "started_at": "2024-04-1{d} 10:00:00", "duration_s": "60", "connected": "是",
        "party": "debtor", "outcome": "promise",
    },
    "promises": {
        "promise_id": "R{i}", "case_id": "C{i}", "contact_id": "N{i}", "made_on": "2024-04-1{d}",
        "due_on": "2024-05-01", "amount": "100.00",
    },
    "plans": {
        "plan_id": "S{i}", "case_id": "C{i}", "agreed_on": "2024-04-20", "instalments": "3", "total": "900.00",
        "status": "active",
    },
    "costs": {"cost_id": "K{i}", "month": "2024-04-30", "category": "telecom", "case_id": "C{i}", "amount": "1.50"},
    "complaints": {
        "complaint_id": "M{i}", "received_at": "2024-05-0{d} 09:00:00", "case_id": "C{i}", "intake": "visit",
        "cause": "tone", "severity": "2", "first_reply_at": "2024-05-1{d} 09:00:00",
    },
    "trainings": {"agent_id": "A{i}", "course": "law", "completed_on": "2024-02-0{d}", "hours": "2", "score": "90"},
    "quality_checks": {
        "check_id": "Q{i}", "agent_id": "A{i}", "contact_id": "N{i}", "checked_on": "2024-04-2{d}", "score": "88",
        "critical_errors": "0",
    },
    "outreach": {"outreach_id": "O{i}", "held_on": "2024-03-1{d}", "topic": "budget", "attendees": "40"},
}  # fmt: skip


def csv_text(table: str, row: int = 0, **changed: str) -> str:
    """The sound table; in row `row` (its line is one more) the `changed` columns hold what is given."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(
        stream, list(_TABLES[table]) + [c for c in changed if c not in _TABLES[table]], lineterminator="\n"
    )
    writer.writeheader()
    for i in range(1, ROWS + 1):
        sound = {name: form.format(i=i, d=i % 10) for name, form in _TABLES[table].items()}
        sound = {name: value.replace("-00", "-09").replace("-10 ", "-19 ") for name, value in sound.items()}
        writer.writerow(sound | (changed if i == row else {}))
    return stream.getvalue()


def with_parents(table: str) -> list[str]:
    """The tables a table refers to, at any distance, then the table itself; loans are always there."""
    parents = [reference.target for reference in REFERENCES if reference.table == table]
    found = [name for parent in parents for name in with_parents(parent)]
    return list(dict.fromkeys(["loans", *found, table]))
