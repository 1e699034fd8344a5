"""Desks that collect, made by hand or drawn at random, to ask the marts about."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from data.contract import CHANNELS, CLOSE_REASONS, COST_CATEGORIES, OUTCOMES, PARTIES
from tests.data.collection_oracles import Desk
from tests.data.marts import counties
from tests.data.marts.counties import ORIGIN, Tables
from tests.data.oracles import DAY, Row, month_ends

AGENTS = ("A1", "A2", "A3")
OPTIONAL = ("agents", "assignments", "contacts", "costs", "promises")


def case(case_id: str, loan_id: str, opened_on: dt.date, closed_on: dt.date | None = None, **more: Any) -> Row:
    reason = more.pop("reason", "cured") if closed_on else None
    given: Row = {"opened_days_past_due": 1, "opened_balance": Decimal(100)}
    days: Row = {"opened_on": opened_on, "closed_on": closed_on, "close_reason": reason}
    return {"case_id": case_id, "loan_id": loan_id, **given, **days, **more}


def agent(agent_id: str, agency: str | None = None, team: str = "t") -> Row:
    return {"agent_id": agent_id, "team": team, "agency": agency, "hired_on": ORIGIN}


def assignment(case_id: str, agent_id: str, assigned_on: dt.date, ended_on: dt.date | None = None) -> Row:
    return {"case_id": case_id, "agent_id": agent_id, "assigned_on": assigned_on, "ended_on": ended_on}


def contact(contact_id: str, case_id: str | None, started_at: dt.datetime, **more: Any) -> Row:
    given: Row = {"borrower_id": "b", "channel": "phone", "direction": "out", "outcome": "no_answer"}
    return {"contact_id": contact_id, "case_id": case_id, "started_at": started_at, **given, **more}


def cost(cost_id: str, month: dt.date, amount: str | int, **more: Any) -> Row:
    return {"cost_id": cost_id, "month": month, "category": "wages", "amount": Decimal(amount), **more}


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    """One to six loans with cases, agents, contacts, promises and costs; any of these tables may be missing."""
    book = draw(counties.counties())
    as_of = book[0].as_of
    book = [dataclasses.replace(one, cases=draw(cases(one, number))) for number, one in enumerate(book)]
    held = [row for one in book for row in one.cases]
    tables: Tables = {
        "cases": held,
        "agents": [agent("A1", team="t1"), agent("A2", "x", "t2"), agent("A3", "x", "t2")],
        "assignments": [row for one in held for row in draw(assignments(one, as_of))],
        "contacts": draw(contacts(book, as_of)),
        "promises": [row for one in held for row in draw(promises(one, as_of))],
        "costs": draw(costs(held, as_of)),
    }
    missing = draw(st.sets(st.sampled_from(OPTIONAL), max_size=2))
    return Desk(book, {name: rows for name, rows in tables.items() if name not in missing}, as_of)


def handed_in(desk: Desk) -> Tables:
    """What this platform submits."""
    return counties.tables(desk.book) | desk.tables


@st.composite
def cases(draw: st.DrawFn, one: counties.Loan, number: int) -> list[Row]:
    if one.row["originated_on"] > one.as_of:
        return []
    days = st.dates(one.row["originated_on"], one.as_of)
    made = []
    for place, opened_on in enumerate(draw(st.lists(days, max_size=2, unique=True))):
        closed_on = draw(st.one_of(st.none(), st.dates(opened_on, one.as_of)))
        given = {
            "reason": draw(st.sampled_from(CLOSE_REASONS)),
            "opened_days_past_due": draw(st.sampled_from([0, 1, 30, 31, 95])),
        }
        made.append(case(f"C{9 - number}{place}", one.id, opened_on, closed_on, **given))
    return made


@st.composite
def assignments(draw: st.DrawFn, held: Row, as_of: dt.date) -> list[Row]:
    rows: dict[tuple[str, dt.date], Row] = {}
    for agent_id in draw(st.lists(st.sampled_from(AGENTS), max_size=3)):
        assigned_on = draw(st.dates(held["opened_on"], as_of))
        ended_on = draw(st.one_of(st.none(), st.dates(assigned_on, as_of)))
        rows[agent_id, assigned_on] = assignment(held["case_id"], agent_id, assigned_on, ended_on)
    return list(rows.values())


@st.composite
def contacts(draw: st.DrawFn, book: list[counties.Loan], as_of: dt.date) -> list[Row]:
    """On cases or on none, many of them in the weeks before a payment, never two at the same minute."""
    open_cases: list[str | None] = [row["case_id"] for one in book for row in one.cases]
    paid = [p["paid_on"] - DAY * n for one in book for p in one.payments for n in (-1, 0, 6, 7, 8, 13, 14, 15)]
    near = [day for day in paid if ORIGIN <= day <= as_of]
    days = st.sampled_from(near) if near else st.dates(ORIGIN, as_of)
    return [
        draw(contact_of(f"K{number}", number, day, [None, *open_cases]))
        for number, day in enumerate(draw(st.lists(days, max_size=14)))
    ]


@st.composite
def contact_of(draw: st.DrawFn, contact_id: str, number: int, day: dt.date, cases: list[str | None]) -> Row:
    clock = dt.time(draw(st.sampled_from([7, 8, 12, 21, 22])), number)
    given = {
        "agent_id": draw(st.sampled_from([None, None, "A1", "A2", "A9"])),
        "agency": draw(st.sampled_from([None, None, "x", "y"])),
        "channel": draw(st.sampled_from(CHANNELS)),
        "direction": draw(st.sampled_from(["out", "out", "out", "in"])),
        "duration_s": draw(st.sampled_from([None, 0, 7, 60, 61])),
        "connected": draw(st.sampled_from([True, True, False])),
        "party": draw(st.sampled_from([None, "debtor", *PARTIES])),
        "outcome": draw(st.sampled_from(OUTCOMES)),
        "cost": draw(st.sampled_from([None, Decimal("0.05"), Decimal("0.10"), Decimal(3)])),
    }
    return contact(contact_id, draw(st.sampled_from(cases)), dt.datetime.combine(day, clock), **given)


@st.composite
def promises(draw: st.DrawFn, held: Row, as_of: dt.date) -> list[Row]:
    made = []
    for number, made_on in enumerate(draw(st.lists(st.dates(held["opened_on"], as_of), max_size=2))):
        due_on, amount = made_on + DAY * draw(st.integers(0, 40)), draw(st.sampled_from([20, 50, 103, 200]))
        row = {"case_id": held["case_id"], "made_on": made_on, "due_on": due_on, "amount": Decimal(amount)}
        made.append({"promise_id": f"R-{held['case_id']}-{number}", **row})
    return made


@st.composite
def costs(draw: st.DrawFn, held: list[Row], as_of: dt.date) -> list[Row]:
    """Of agents, channels, cases and nothing, small enough for rounding to matter, some of them corrections."""
    case_ids = [row["case_id"] for row in held]
    made = []
    for number in range(draw(st.integers(0, 8))):
        given = {
            "category": draw(st.sampled_from(COST_CATEGORIES[:3])),
            "channel": draw(st.sampled_from([None, None, "phone", "sms", "visit"])),
            "agent_id": draw(st.sampled_from([None, None, None, "A1", "A2", "A9"])),
            "case_id": draw(st.sampled_from([None, None, None, *case_ids])),
        }
        amount = Decimal(draw(st.integers(-300, 5000))) / 100
        month = draw(st.sampled_from(month_ends(ORIGIN, as_of)))
        made.append(cost(f"F{number}", month, str(amount), **given))
    return made
