"""A small sound submission made by hand, and ways to spoil it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from data.checking.earlier import Earlier
from data.contract import TABLES
from data.quarantine import PROBLEMS
from data.read import Handed, TableRead
from data.validate import Checked, Validation

AS_OF = dt.date(2026, 10, 31)
Row = dict[str, Any]
# Enough sound rows beside a bad one that its file is not refused.
MANY = 20


def day(month: int, day: int = 10, year: int = 2026) -> dt.date:
    """A date of 2026."""
    return dt.date(year, month, day)


def money(amount: str | int) -> Decimal:
    """CNY with two places."""
    return Decimal(amount).quantize(Decimal("0.01"))


def loan(id: str = "L1", **changes: Any) -> Row:
    row = {"loan_id": id, "borrower_id": f"B{id}", "region_code": "420923100", "product": "cash"}
    row |= {"originated_on": day(1), "principal": money(1200), "annual_rate": 0.24, "term_months": 3}
    return row | changes


def instalments(id: str = "L1", principal: int = 1200, count: int = 3) -> list[Row]:
    return [
        {
            "loan_id": id,
            "instalment_no": number,
            "due_on": day(number + 1),
            "principal_due": money(principal) / count,
            "interest_due": money(20),
        }
        for number in range(1, count + 1)
    ]


def payment(id: str = "P1", loan: str = "L1", amount: str | int = 420, **changes: Any) -> Row:
    return {"payment_id": id, "loan_id": loan, "paid_on": day(2), "amount": money(amount)} | changes


def case(id: str = "C1", loan: str = "L1", **changes: Any) -> Row:
    row = {"case_id": id, "loan_id": loan, "opened_on": day(4), "opened_days_past_due": 20}
    return row | {"opened_balance": money(800)} | changes


def agent(id: str = "A1", **changes: Any) -> Row:
    return {"agent_id": id, "team": "north", "hired_on": day(1)} | changes


def contact(id: str = "K1", **changes: Any) -> Row:
    row = {"contact_id": id, "case_id": "C1", "borrower_id": "BL1", "agent_id": "A1", "channel": "phone"}
    row |= {"direction": "out", "started_at": dt.datetime(2026, 5, 1, 9, 30), "outcome": "refused"}
    return row | changes


def sound() -> dict[str, list[Row]]:
    """Ten loans with schedules, a payment each, one case, its agent and contact."""
    ids = [f"L{number}" for number in range(1, 11)]
    return {
        "agents": [agent()],
        "loans": [loan(id) for id in ids],
        "instalments": [row for id in ids for row in instalments(id)],
        "payments": [payment(f"P{id}", id) for id in ids],
        "cases": [case()],
        "contacts": [contact()],
    }


def table(name: str, rows: list[Row], file: str = "", faults: list[Row] | None = None) -> TableRead:
    """A table as `data.read` hands it over, its lines counted from 2; `faults` are what reading found."""
    columns = {column: known.dtype for column, known in TABLES[name].columns().items()}
    frame = pl.DataFrame(rows, schema=columns | {"_file": pl.String, "_line": pl.Int64})
    if not rows or "_file" not in rows[0]:
        frame = frame.with_columns(_file=pl.lit(file or f"{name}.csv"), _line=pl.int_range(2, len(rows) + 2))
    return TableRead(name, frame, pl.DataFrame(faults or [], schema=PROBLEMS))


def handed(tables: dict[str, list[Row]], **manifest: Any) -> Handed:
    """A submission as `data.read` hands it over."""
    read = {name: table(name, rows) for name, rows in tables.items()}
    return Handed(read, manifest, {f"{name}.csv": "0" * 64 for name in tables})


def cost(id: str, **changes: Any) -> Row:
    return {"cost_id": id, "month": day(9, 30), "category": "telecom", "amount": money(10)} | changes


def loan_month(loan: str, month: int, **changes: Any) -> Row:
    end = dt.date(2026, month + 1, 1) - dt.timedelta(days=1)
    row = {"loan_id": loan, "month_end": end, "balance": money(800), "days_past_due": 0, "status": "active"}
    return row | changes


def promise(id: str, **changes: Any) -> Row:
    row = {"promise_id": id, "case_id": "C1", "made_on": day(10, 30), "due_on": day(11, 30), "amount": money(100)}
    return row | changes


def complaint(id: str, **changes: Any) -> Row:
    row = {"complaint_id": id, "received_at": dt.datetime(2026, 6, 1, 9), "intake": "platform", "cause": "frequency"}
    return row | {"severity": 1} | changes


def training(course: str, **changes: Any) -> Row:
    return {"agent_id": "A1", "course": course, "completed_on": day(6), "hours": 2.0} | changes


def many(**changes: Any) -> dict[str, list[Row]]:
    """A sound submission with more rows in every table that a test may spoil."""
    submission = sound()
    submission["agents"] += [agent(f"X{number}") for number in range(MANY)]
    submission["cases"] += [case(f"X{number}") for number in range(MANY)]
    submission["contacts"] += [contact(f"X{number}") for number in range(MANY)]
    submission["costs"] = [cost(f"X{number}") for number in range(MANY)]
    submission["loan_months"] = [loan_month(f"L{number % 10 + 1}", number // 10 + 1) for number in range(MANY)]
    submission["promises"] = [promise(f"X{number}") for number in range(MANY)]
    submission["complaints"] = [complaint(f"X{number}") for number in range(MANY)]
    submission["trainings"] = [training(f"X{number}") for number in range(MANY)]
    return submission | changes


def validate(submission: Handed | dict[str, list[Row]]) -> tuple[dict[str, Checked], Validation]:
    """What validation makes of a submission, by table."""
    given = submission if isinstance(submission, Handed) else handed(submission)
    validation = Validation(given, AS_OF, Earlier([], "anhe", AS_OF))
    return {checked.table: checked for checked in validation.tables()}, validation


def reasons(submission: Handed | dict[str, list[Row]]) -> dict[str, list[tuple[str, str, str]]]:
    """Column, value and code of every fault, by table, where there is one."""
    checked, _ = validate(submission)
    found = {name: one.quarantined.select("column", "value", "code").rows() for name, one in checked.items()}
    return {name: faults for name, faults in found.items() if faults}
