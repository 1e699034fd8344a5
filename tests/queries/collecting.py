"""What the random county's platforms do about late loans and report of it: cases, contacts, costs, complaints."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from data.contract import CHANNELS, COST_CATEGORIES, INTAKES, OUTCOMES, PARTIES, PLAN_STATUSES, RESPONSES

Row = dict[str, Any]
AGENCIES = (None, "agency one", "agency 'two'")
CAUSES = ("frequency", "abusive_language", "fee_dispute")
COURSES = ("listening", "law")


def tables(
    platform: str, loans: Iterable[Row], last: dt.date, leave_out: Iterable[str] = ()
) -> Mapping[str, list[Row]]:
    """Every collecting table of a platform but those it does not report; references to those are empty."""
    chance = random.Random(f"{platform} collects")
    agents = _agents(chance)
    cases = [case for loan in loans for case in _cases(chance, loan, last)]
    contacts = [contact for case in cases for contact in _contacts(chance, case, agents, last)]
    contacts += [contact | {"case_id": None, "contact_id": f"{contact['contact_id']}+"} for contact in contacts[::40]]
    made: dict[str, list[Row]] = {
        "agents": agents,
        "cases": cases,
        "assignments": [row for case in cases for row in _assigned(chance, case, agents)],
        "contacts": contacts,
        "promises": [row for case in cases for row in _promises(chance, case, last)],
        "plans": [_plan(chance, case) for case in cases[::4]],
        "costs": _costs(chance, agents, cases, last),
        "complaints": _complaints(chance, cases, agents, last),
        "trainings": _trainings(chance, agents, last),
        "quality_checks": _checks(chance, agents, last),
        "outreach": _outreach(platform, last),
    }
    return {name: rows for name, rows in made.items() if name not in leave_out}


def _money(chance: random.Random, high: int) -> Decimal:
    return Decimal(chance.randint(0, high * 100)) / 100


def _day(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randint(0, max(0, (last - first).days)))


def _time(chance: random.Random, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(chance.randrange(24), chance.randrange(60), chance.randrange(60)))


def _agents(chance: random.Random) -> list[Row]:
    return [
        {"agent_id": f"a{number}", "team": f"team {number % 3}", "agency": AGENCIES[number % 3],
         "hired_on": dt.date(2023, 1 + number, 1), "left_on": dt.date(2024, 6, 1) if number == 4 else None,
         "hourly_cost": _money(chance, 90)}
        for number in range(6)
    ]  # fmt: skip


def _cases(chance: random.Random, loan: Row, last: dt.date) -> Iterable[Row]:
    """Up to two cases of a loan, some open to the end."""
    start = loan["originated_on"] + dt.timedelta(days=30)
    for number in range(chance.choice([0, 1, 1, 2])):
        if start >= last:
            return
        opened = _day(chance, start, min(last, start + dt.timedelta(days=90)))
        closed = opened + dt.timedelta(days=chance.choice([0, 3, 20, 45, 100, 999]))
        yield {
            "case_id": f"{loan['loan_id']}#{number}", "loan_id": loan["loan_id"], "opened_on": opened,
            "opened_days_past_due": chance.choice([1, 5, 40, 70]), "opened_balance": _money(chance, 9000),
            "closed_on": closed if closed <= last else None,
            "close_reason": chance.choice(["cured", "settled", "withdrawn"]) if closed <= last else None,
            "_borrower": loan["borrower_id"],
        }  # fmt: skip
        start = closed + dt.timedelta(days=1)


def _until(case: Row, last: dt.date) -> dt.date:
    return case["closed_on"] or last


def _contacts(chance: random.Random, case: Row, agents: list[Row], last: dt.date) -> Iterable[Row]:
    for number in range(chance.randrange(14)):
        channel = chance.choice(CHANNELS)
        spoken = channel in ("phone", "ai_voice", "visit")
        connected = chance.choice([True, True, False, None]) if spoken else None
        yield {
            "contact_id": f"{case['case_id']}/{number}", "case_id": case["case_id"], "borrower_id": case["_borrower"],
            "agent_id": chance.choice(agents)["agent_id"] if channel in ("phone", "visit") else None,
            "agency": chance.choice(AGENCIES), "channel": channel, "direction": chance.choice(["out", "out", "in"]),
            "started_at": _time(chance, _day(chance, case["opened_on"], _until(case, last))),
            "duration_s": chance.randrange(900) if spoken else None, "connected": connected,
            "party": chance.choice([*PARTIES, None]) if connected else None, "outcome": chance.choice(OUTCOMES),
            "visitors": chance.choice([1, 2, None]) if channel == "visit" else None,
            "off_hours_consent": chance.choice([True, False, None]),
            "cost": chance.choice([None, _money(chance, 5)]),
        }  # fmt: skip


def _assigned(chance: random.Random, case: Row, agents: list[Row]) -> Iterable[Row]:
    """Some cases are held by nobody known, some change hands."""
    holders = chance.sample(agents, chance.choice([0, 1, 1, 2]))
    for number, agent in enumerate(holders):
        since = case["opened_on"] + dt.timedelta(days=number * 10)
        ended = since + dt.timedelta(days=9) if number + 1 < len(holders) else case["closed_on"]
        if ended is None or ended >= since:
            yield {"case_id": case["case_id"], "agent_id": agent["agent_id"], "assigned_on": since, "ended_on": ended}


def _promises(chance: random.Random, case: Row, last: dt.date) -> Iterable[Row]:
    for number in range(chance.choice([0, 0, 1, 2])):
        made = _day(chance, case["opened_on"], _until(case, last))
        yield {
            "promise_id": f"{case['case_id']}/{number}", "case_id": case["case_id"], "made_on": made,
            "due_on": made + dt.timedelta(days=chance.randrange(20)), "amount": _money(chance, 500) + 1,
        }  # fmt: skip


def _plan(chance: random.Random, case: Row) -> Row:
    return {
        "plan_id": case["case_id"], "case_id": case["case_id"], "agreed_on": case["opened_on"], "instalments": 3,
        "total": _money(chance, 9000), "status": chance.choice(PLAN_STATUSES),
    }  # fmt: skip


def _month_ends(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    day = first
    while day <= last:
        end = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        yield end
        day = end + dt.timedelta(days=1)


def _costs(chance: random.Random, agents: list[Row], cases: list[Row], last: dt.date) -> list[Row]:
    """A ledger that begins two months after the first case, its rows naming a case, an agent, a channel or nothing."""
    months = list(_month_ends(min(case["opened_on"] for case in cases), last))[2:]
    rows = []
    for month in months:
        for number, named in enumerate(("case", "agent", "channel", "nothing", "nothing")):
            rows.append({
                "cost_id": f"{month}/{number}", "month": month, "category": chance.choice(COST_CATEGORIES),
                "channel": chance.choice(CHANNELS) if named == "channel" else None,
                "agent_id": chance.choice(agents)["agent_id"] if named == "agent" else None,
                "case_id": chance.choice(cases)["case_id"] if named == "case" else None,
                "amount": _money(chance, 3000),
            })  # fmt: skip
    return rows


def _complaints(chance: random.Random, cases: list[Row], agents: list[Row], last: dt.date) -> list[Row]:
    found = []
    for number in range(60):
        case = chance.choice(cases)
        received = _time(chance, _day(chance, case["opened_on"], last - dt.timedelta(days=1)))
        closed = received + dt.timedelta(days=chance.choice([1, 14, 15, 29, 45, 80, 999]), hours=1)
        is_closed = closed.date() <= last
        found.append({
            "complaint_id": f"c{number}", "received_at": received, "intake": chance.choice(INTAKES),
            "loan_id": chance.choice([case["loan_id"], None]), "case_id": chance.choice([case["case_id"], None]),
            "agent_id": chance.choice([chance.choice(agents)["agent_id"], None]),
            "cause": chance.choice(CAUSES), "severity": chance.randint(1, 3),
            "first_reply_at": received + dt.timedelta(hours=chance.randrange(24)) if chance.random() < 0.7 else None,
            "closed_at": closed if is_closed else None,
            "upheld": chance.choice([True, False, None]) if is_closed else None,
            "response": chance.choice([*RESPONSES, None]), "in_time": chance.choice([True, False, None]),
        })  # fmt: skip
    return found


def _trainings(chance: random.Random, agents: list[Row], last: dt.date) -> list[Row]:
    return [
        {"agent_id": agent["agent_id"], "course": course, "hours": 2.0, "score": 80.0,
         "completed_on": _day(chance, dt.date(2024, 2, 1), last)}
        for agent in agents[:4]
        for course in COURSES
    ]  # fmt: skip


def _checks(chance: random.Random, agents: list[Row], last: dt.date) -> list[Row]:
    return [
        {"check_id": f"q{number}", "agent_id": chance.choice(agents)["agent_id"],
         "checked_on": _day(chance, dt.date(2024, 1, 5), last), "score": float(chance.randint(40, 100)),
         "critical_errors": chance.choice([0, 0, 1])}
        for number in range(50)
    ]  # fmt: skip


def _outreach(platform: str, last: dt.date) -> list[Row]:
    """A few events, one of no township; with chances of their own, so that nothing else is drawn differently."""
    chance = random.Random(f"{platform} teaches")
    return [
        {"outreach_id": f"o{number}", "region_code": region, "held_on": _day(chance, dt.date(2024, 1, 5), last),
         "topic": "borrowing", "attendees": chance.randint(3, 90)}
        for number, region in enumerate(("420923100", "420923101", None))
    ]  # fmt: skip
