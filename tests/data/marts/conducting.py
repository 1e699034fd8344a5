"""Small platforms with cases, collectors, contacts and complaints, made by hand or drawn at random, and their marts."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from data.build import Engine, lay_out, make, reads
from data.recipe import Ingredients, calendar, marts
from data.store import Submission
from tests.data.marts.counties import Tables, write
from tests.data.oracles import Row


def ask(as_of: dt.date, tables: Tables, *names: str) -> dict[str, pl.DataFrame]:
    """These marts of platform p, made with no more of the others than they read."""
    with tempfile.TemporaryDirectory() as folder, Engine(threads=1).open(":memory:", Path(folder) / "spill") as engine:
        place = Path(folder)
        submission = Submission("p", as_of, "0001-0", write(place, tables))
        lay_out(engine, Ingredients("p", "local", (submission,)), calendar())
        for mart in marts():
            if mart.name in _needed(names):
                make(engine, mart, place)
        return {name: engine.table(name).pl() for name in names}


def _needed(names: tuple[str, ...]) -> set[str]:
    needed = set(names)
    for mart in reversed(marts()):
        needed |= reads()[mart.name] if mart.name in needed else set()
    return needed


def loan(loan_id: str, **more: Any) -> Row:
    """A loan of borrower b of 5,000, made at the start of 2023."""
    row: Row = {"loan_id": loan_id, "borrower_id": "b", "product": "cash", "originated_on": dt.date(2023, 1, 1)}
    return row | {"principal": Decimal(5000), "annual_rate": 0.24, "term_months": 12, "region_code": "r1"} | more


def snapshot(loan_id: str, month: dt.date, bucket: str | None, balance: int | None = 1000, **more: Any) -> Row:
    """A month-end of a loan that is in a bucket, or that has been settled (None)."""
    status = "active" if bucket else "settled"
    left = None if balance is None else Decimal(balance if bucket else 0)
    row: Row = {"loan_id": loan_id, "month_end": month, "bucket": bucket, "status": status, "balance": left}
    return row | more


def case(case_id: str, loan_id: str, opened_on: dt.date, closed_on: dt.date | None = None, **more: Any) -> Row:
    """A case of a loan, opened 20 days past due and, if closed, closed as cured."""
    row: Row = {"case_id": case_id, "loan_id": loan_id, "opened_on": opened_on, "closed_on": closed_on}
    row |= {"opened_days_past_due": 20, "opened_balance": Decimal(1000)}
    return row | {"close_reason": "cured" if closed_on else None} | more


def agent(agent_id: str, team: str = "north", **more: Any) -> Row:
    return {"agent_id": agent_id, "team": team, "hired_on": dt.date(2023, 1, 1)} | more


def held(case_id: str, agent_id: str, assigned_on: dt.date, ended_on: dt.date | None = None) -> Row:
    return {"case_id": case_id, "agent_id": agent_id, "assigned_on": assigned_on, "ended_on": ended_on}


def complaint(complaint_id: str, received_at: dt.datetime, **more: Any) -> Row:
    row: Row = {"complaint_id": complaint_id, "received_at": received_at, "intake": "platform", "cause": "frequency"}
    return row | {"severity": 1} | more


_numbers = itertools.count()


def contact(case_id: str | None, started_at: dt.datetime, **more: Any) -> Row:
    """An answered call to a borrower about a case."""
    row: Row = {"contact_id": f"k{next(_numbers)}", "case_id": case_id, "borrower_id": "b", "channel": "phone"}
    row |= {"direction": "out", "started_at": started_at, "connected": True, "outcome": "refused"}
    return row | more


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of a mart, sorted."""
    return sorted(frame.select(columns).rows(), key=repr)
