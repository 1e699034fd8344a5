"""Small counties to ask the marts about: made by hand or drawn at random, run through the marts or a whole store."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from data.build import Engine, lay_out, make, reads
from data.contract import TABLES
from data.recipe import Ingredients, Mart, calendar, marts
from data.store import Store, Submission
from tests.data.oracles import DAY, Loan, Row

Tables = dict[str, list[Row]]
# Each example runs marts; so many more are drawn where time allows: COLLECTIONS_MANY=1.
_MANY = 20 if os.environ.get("COLLECTIONS_MANY") else 1
ORIGIN = dt.date(2024, 1, 1)


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows as a contract table; a column left out is null."""
    schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema, strict=True)


def write(folder: Path, tables: Tables, sample: bool = False) -> Path:
    for name, rows in tables.items():
        frame(name, rows).write_parquet(folder / f"{name}.parquet")
    (folder / "receipt.json").write_text(json.dumps({"sample": sample}))
    return folder


def hand_in(store: Store, platform: str, as_of: dt.date, digest: str, tables: Tables) -> Submission:
    with store.staging() as staged:
        return store.publish_submission(write(staged, tables), platform, as_of, digest)


def drawn(examples: int, *also: HealthCheck) -> settings:
    """The settings of a test that runs marts on so many drawn counties."""
    unchecked = [HealthCheck.too_slow, *also]
    return settings(max_examples=examples * _MANY, deadline=None, suppress_health_check=unchecked)


def run(
    *submitted: tuple[dt.date, Tables], days: Sequence[dt.date] = (), until: str = "", only: Sequence[str] = ()
) -> dict[str, pl.DataFrame]:
    """The marts of one platform, steps included: all of them, those `until` one, or `only` some and what they read.

    `days` are looked at instead of month-ends.
    """
    months = pl.DataFrame({"month": days, "month_no": range(len(days))}) if days else calendar()
    found: dict[str, pl.DataFrame] = {}
    with (
        tempfile.TemporaryDirectory() as place,
        Engine(threads=1).open(":memory:", Path(place) / "spill") as connection,
    ):
        submissions = []
        for number, (as_of, tables) in enumerate(submitted):
            folder = Path(place) / str(number)
            folder.mkdir()
            submissions.append(Submission("p", as_of, f"000{number}-0", write(folder, tables)))
        lay_out(connection, Ingredients("p", "local", tuple(submissions)), months)
        for mart in marts_for(only) if only else marts():
            make(connection, mart, Path(place))
            found[mart.name] = connection.table(mart.name).pl()
            if mart.name == until:
                break
    return found


def marts_for(names: Sequence[str]) -> list[Mart]:
    """These marts and all they are made from, in order."""
    needed = set(names)
    for mart in reversed(marts()):
        needed |= reads()[mart.name] if mart.name in needed else set()
    return [mart for mart in marts() if mart.name in needed]


def loan(loan_id: str, originated_on: dt.date, principal: int | Decimal, **more: Any) -> Row:
    given: Row = {"borrower_id": f"b-{loan_id}", "product": "consumer", "annual_rate": 0.24, "term_months": 4}
    return {"loan_id": loan_id, "originated_on": originated_on, "principal": Decimal(principal), **given, **more}


def instalments(loan_id: str, *dues: tuple[dt.date, int, int]) -> list[Row]:
    """Given (due_on, principal, interest) each."""
    return [
        {
            "loan_id": loan_id,
            "instalment_no": number,
            "due_on": due_on,
            "principal_due": Decimal(principal),
            "interest_due": Decimal(interest),
        }
        for number, (due_on, principal, interest) in enumerate(dues, start=1)
    ]


def payment(loan_id: str, number: int, paid_on: dt.date, amount: int | Decimal, **parts: Any) -> Row:
    return {
        "payment_id": f"{loan_id}-{number}",
        "loan_id": loan_id,
        "paid_on": paid_on,
        "amount": Decimal(amount),
        **parts,
    }


def case(loan_id: str, closed_on: dt.date, reason: str) -> Row:
    return {
        "case_id": f"c-{loan_id}-{reason}",
        "loan_id": loan_id,
        "opened_on": closed_on,
        "opened_days_past_due": 1,
        "opened_balance": Decimal(1),
        "closed_on": closed_on,
        "close_reason": reason,
    }


@st.composite
def payments(draw: st.DrawFn, loan_id: str, dues: list[Row], says_principal: bool) -> list[Row]:
    """Whole, partial, doubled, reversed and early payments, some with fees, some before anything fell due."""
    made: list[Row] = []
    for one in dues:
        due = one["principal_due"] + one["interest_due"]
        for share in draw(st.lists(st.sampled_from([0.5, 0.5, 1.0, 1.0, 1.0, 2.0, -1.0]), max_size=2)):
            fee = Decimal(draw(st.sampled_from([0, 0, 0, 7])))
            principal = (one["principal_due"] * Decimal(share)).quantize(Decimal("0.01")) if says_principal else None
            amount = (due * Decimal(share)).quantize(Decimal("0.01")) + fee
            paid_on = one["due_on"] + DAY * draw(st.integers(-40, 75))
            parts = {"principal_paid": principal, "fee_paid": fee or None}
            made.append(payment(loan_id, len(made), paid_on, amount, **parts))
    return [one for one in made if one["amount"] != 0]


@st.composite
def loans(draw: st.DrawFn, number: int, as_of: dt.date) -> Loan:
    """A loan of one to five instalments, possibly paid off early, written off, sold, settled or restructured."""
    loan_id = f"L{number}"
    originated_on = ORIGIN + DAY * draw(st.integers(0, 200))
    first_due = originated_on + DAY * draw(st.integers(1, 45))
    gap, count = draw(st.sampled_from([7, 15, 30, 31])), draw(st.integers(1, 5))
    principal, interest = draw(st.sampled_from([(100, 0), (100, 3), (40, 10)]))
    grace = [(first_due - DAY, 0, 0)] if draw(st.integers(0, 5)) == 0 else []
    dues = instalments(loan_id, *grace, *((first_due + DAY * gap * n, principal, interest) for n in range(count)))
    row = loan(loan_id, originated_on, principal * count, region_code=draw(st.sampled_from(["r1", "r2", None])))
    paid = draw(payments(loan_id, dues, says_principal=draw(st.booleans())))
    if draw(st.integers(0, 4)) == 0:
        day = originated_on + DAY * draw(st.integers(1, 90))
        left = row["principal"] - sum((p["principal_paid"] or 0 for p in paid if p["paid_on"] <= day), Decimal(0))
        paid = [p for p in paid if p["paid_on"] <= day]
        if left > 0:
            paid.append(payment(loan_id, 99, day, left + 2, principal_paid=left))
    reason = draw(st.sampled_from([None, None, None, "written_off", "sold", "settled", "restructured", "cured"]))
    closed_on = first_due + DAY * draw(st.integers(0, 150))
    cases = [case(loan_id, closed_on, reason)] if reason and closed_on <= as_of else []
    return Loan(row, dues, [p for p in paid if p["paid_on"] <= as_of], cases, as_of)


@st.composite
def counties(draw: st.DrawFn) -> list[Loan]:
    """One to six loans of one platform, seen on the same day."""
    as_of = dt.date(2024, 6, 1) + DAY * draw(st.integers(0, 250))
    count = draw(st.integers(1, 6))
    drawn = [draw(loans(number, as_of)) for number in range(count)]
    return [one for one in drawn if one.row["originated_on"] <= as_of] or [draw(loans(9, as_of))]


def tables(book: list[Loan]) -> Tables:
    """What the platform of these loans hands in."""
    return {
        "loans": [one.row for one in book],
        "instalments": [row for one in book for row in one.instalments],
        "payments": [row for one in book for row in one.payments],
        "cases": [row for one in book for row in one.cases],
    }
