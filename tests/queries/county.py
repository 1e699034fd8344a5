"""A small random county, handed in and built like any other: three platforms that report in three ways."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.build import build
from data.contract import BUCKETS, TABLES
from data.receipt import Receipt
from data.store import Store
from tests import sharing
from tests.queries import collecting

Row = dict[str, Any]
FIRST = 2024 * 12
MONTHS = 9
BY_DAYS, BY_BUCKET, BY_SCHEDULE = "anhe_finance", "yunpan_microcredit", "new_arrival"
PLATFORMS = (BY_DAYS, BY_BUCKET, BY_SCHEDULE)
FOUR = (*PLATFORMS, "fourth_lender")
AGENTS = frozenset(f"a{number}" for number in range(6))
# What a platform does about late loans and does not report.
NOT_REPORTED = {BY_DAYS: (), BY_BUCKET: ("costs", "complaints"), BY_SCHEDULE: ("contacts",)}


def month_end(number: int) -> dt.date:
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _money(chance: random.Random, low: int, high: int) -> Decimal:
    return Decimal(chance.randint(low * 100, high * 100)) / 100


def _loans(chance: random.Random, platform: str, count: int) -> list[Row]:
    return [
        {
            "loan_id": f"{platform}-{number}",
            "borrower_id": f"b{chance.randrange(count * 2 // 3)}",
            "region_code": chance.choice(["420923100", "420923101", "o'brien; drop", None]),
            "product": chance.choice(["cash", "farm"]),
            "originated_on": month_end(FIRST + chance.randrange(-2, 5)) - dt.timedelta(days=chance.randrange(27)),
            "principal": _money(chance, 1000, 20000),
            "annual_rate": 0.2,
            "term_months": 6,
            "borrower_age_band": chance.choice(["18-25", "26-35", None]),
            "borrower_occupation": chance.choice(["farmer", "driver"]),
            "income_band": chance.choice(["low", "high"]),
            "overdue_reason": chance.choice(["illness", None]),
        }
        for number in range(count)
    ]


def _snapshots(chance: random.Random, loan: Row, by_days: bool) -> list[Row]:
    """A loan's month-ends: lateness drifts up or falls back, a month may be missing, and in the end it leaves."""
    rows, late, balance = [], 0, loan["principal"]
    for number in range(FIRST, FIRST + MONTHS - (0 if by_days else 2)):
        if month_end(number) < loan["originated_on"] or chance.random() < 0.04:
            continue
        late = max(0, late + chance.choice([-9, -1, 0, 1, 1, 1, 1, 1]) if late else chance.choice([0, 0, 0, 1]))
        left = chance.choice(["settled", "written_off", "sold"]) if chance.random() < 0.06 else ""
        status = left or ("restructured" if chance.random() < 0.1 else "active")
        balance = (balance * Decimal("0.9")).quantize(Decimal("0.01"))
        row = {"loan_id": loan["loan_id"], "month_end": month_end(number), "balance": balance, "status": status}
        days = max(0, late * 30 - chance.randrange(20)) if late else 0
        row |= {"days_past_due": days, "arrears": balance / 10 if days else Decimal(0)} if by_days else {}
        row |= {} if by_days else {"bucket": BUCKETS[min(late, 7)]}
        rows.append(row)
        if left:
            break
    return rows


def _schedule(loan: Row) -> list[Row]:
    start = loan["originated_on"].year * 12 + loan["originated_on"].month - 1
    due = (loan["principal"] / 6).quantize(Decimal("0.01"))
    last = loan["principal"] - due * 5
    return [
        {
            "loan_id": loan["loan_id"],
            "instalment_no": number,
            "due_on": month_end(start + number) - dt.timedelta(days=10),
            "principal_due": last if number == 6 else due,
            "interest_due": Decimal("12.50"),
        }
        for number in range(1, 7)
    ]


def _payments(chance: random.Random, schedule: list[Row], until: dt.date) -> list[Row]:
    """Most instalments are paid on time, some late, some never."""
    found = []
    for row in schedule:
        paid_on = row["due_on"] + dt.timedelta(days=chance.choice([0, 0, 0, 1, 5, 12, 40, 90, 999]))
        payment = {"payment_id": f"{row['loan_id']}/{row['instalment_no']}", "loan_id": row["loan_id"]}
        payment |= {"paid_on": paid_on, "amount": row["principal_due"] + row["interest_due"]}
        payment |= {"source": chance.choice(["borrower", "guarantor", None])}
        found += [payment] if paid_on <= until else []
    return found


def _unscheduled(chance: random.Random, loan: Row, until: dt.date) -> list[Row]:
    """Payments of a loan whose lateness is known by month only."""
    return [
        {"payment_id": f"{loan['loan_id']}/{number}", "loan_id": loan["loan_id"], "paid_on": paid_on,
         "amount": _money(chance, 10, 900), "source": chance.choice(["borrower", "legal", "sale", None])}
        for number in range(chance.randrange(4))
        if (paid_on := loan["originated_on"] + dt.timedelta(days=chance.randrange(200))) <= until
    ]  # fmt: skip


def _some(**tables: list[Row]) -> dict[str, list[Row]]:
    """The tables that have rows: an empty one would count as reported."""
    return {name: rows for name, rows in tables.items() if rows}


def _hand_in(store: Store, platform: str, as_of: dt.date, **tables: list[Row]) -> None:
    with store.staging() as staged:
        for name, rows in tables.items():
            schema = {column: kind.dtype for column, kind in TABLES[name].columns().items()}
            frame = pl.DataFrame({column: [row.get(column) for row in rows] for column in schema}, schema=schema)
            frame.write_parquet(staged / f"{name}.parquet")
        counts = {name: {"rows_in": len(rows), "stored": len(rows), "quarantined": 0} for name, rows in tables.items()}
        told = {name: {**count, "reasons": {}, "sha256": ""} for name, count in counts.items()}
        receipt = Receipt(platform, as_of, "", "2024-10-05T01:00:00Z", True, None, {}, {}, {}).to_json()
        (staged / "receipt.json").write_text(json.dumps({**receipt, "tables": told}))
        store.publish_submission(staged, platform, as_of, f"{as_of:%Y%m%d}0000")


def built(root: Path, platforms: tuple[str, ...] = PLATFORMS, loans: int = 160) -> Store:
    """The county's store, with one version; each platform's data is the same whoever else is there."""
    store, last = Store(root), month_end(FIRST + MONTHS - 1)
    for platform in platforms:
        chance = random.Random(platform)
        lent = _loans(chance, platform, loans)
        collected = collecting.tables(platform, lent, last, NOT_REPORTED.get(platform, ()))
        if platform == BY_SCHEDULE:
            schedule = [_schedule(loan) for loan in lent]
            paid = [row for rows in schedule for row in _payments(chance, rows, last)]
            _hand_in(store, platform, last, loans=lent, instalments=sum(schedule, []), payments=paid, **collected)
        else:
            months = [row for loan in lent for row in _snapshots(chance, loan, platform == BY_DAYS)]
            paid = [] if platform == BY_BUCKET else [row for loan in lent for row in _unscheduled(chance, loan, last)]
            _hand_in(store, platform, last, loans=lent, loan_months=months, **collected, **_some(payments=paid))
    build(store)
    return store


def shared(factory: pytest.TempPathFactory, *platforms: str) -> Store:
    """The county of these platforms, or all of them, built once for all workers: only to be read."""
    chosen = platforms or PLATFORMS
    return Store(sharing.once(factory, "-".join(("county", *chosen)), lambda folder: built(folder, chosen)))


def own(county: Store, folder: Path) -> Store:
    """The same county to be written to, with an audit log in which nobody has written yet."""
    return Store(sharing.own(county.root, folder))
