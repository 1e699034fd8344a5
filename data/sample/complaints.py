"""Complaints: rare, likelier the harder a case was called, and about the breaking agency two months later."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.contract import INTAKES, RESPONSES
from data.sample.arrays import MISSING, Bools, Columns, Floats, Ints, between, chance, pick, take
from data.sample.calls import DAY, clock
from data.sample.contacts import Contacts
from data.sample.county import REGIONS
from data.sample.frames import codes, flags, lookup, money, numbers, table, times
from data.sample.months import AS_OF, first_day, last_day
from data.sample.part import Part
from data.sample.people import agent_ids
from data.sample.story import COMPLAINT_FACTORS, COMPLAINT_HAZARD, COMPLAINT_LAG

# By cause: share among usual complaints, share after too many calls, chance of each severity.
CAUSES: dict[str, tuple[float, float, tuple[int, int, int]]] = {
    "frequency": (0.20, 0.50, (5, 4, 1)),
    "abusive_language": (0.14, 0.16, (1, 5, 4)),
    "third_party_disclosure": (0.12, 0.10, (1, 5, 4)),
    "wrong_time": (0.05, 0.08, (6, 3, 1)),
    "impersonation": (0.03, 0.03, (0, 3, 7)),
    "fee_dispute": (0.22, 0.06, (6, 3, 1)),
    "wrong_amount": (0.10, 0.03, (6, 3, 1)),
    "plan_refused": (0.10, 0.03, (5, 4, 1)),
    "data_leak": (0.04, 0.01, (0, 4, 6)),
}
INTAKE_SHARES = (45, 14, 12, 6, 17, 4, 2)
REPEATED = 0.06
AGENT_NAMED, CASE_NAMED, REGION_KNOWN = 0.9, 0.95, 0.98
UPHELD, UPHELD_PRESSED, REDRESSED = 0.3, 0.5, 0.35
END_OF_SAMPLE = AS_OF * DAY + DAY - 1


def hazards(highest: Ints, burst: Bools) -> tuple[Floats, Floats]:
    """Chance of a complaint of each case-month in the month itself, and COMPLAINT_LAG months later."""
    usual, more, most = COMPLAINT_FACTORS.values()
    over = highest > 3
    late = over & burst
    factor = np.where(late, more, np.where(over, most, np.where(highest >= 2, more, usual)))
    return COMPLAINT_HAZARD * factor, np.where(late, COMPLAINT_HAZARD * (most - more), 0.0)


def complaints_table(part: Part, contacts: Contacts, rng: np.random.Generator) -> pl.DataFrame:
    """Complaints received in the window, most with their case and agent."""
    said = _complaints(contacts, rng)
    months = take(contacts.work.months, said["row"])
    size = len(said["row"])
    agent = part.staff.person(part.path.cases["seat"][months["case"]], months["end"])
    region = np.where(chance(rng, REGION_KNOWN, size), part.loans.region[months["loan"]], MISSING)
    return table(
        "complaints",
        complaint_id=part.ids("M", size),
        received_at=times(said["at"]),
        loan_id=part.loan_ids.gather(pl.Series(months["loan"])),
        case_id=lookup(np.where(chance(rng, CASE_NAMED, size), months["case"], MISSING), part.case_ids),
        agent_id=lookup(np.where(chance(rng, AGENT_NAMED, size), agent, MISSING), agent_ids(part.staff)),
        region_code=lookup(region, list(REGIONS)),
        intake=codes(pick(rng, INTAKE_SHARES, size), INTAKES),
        cause=lookup(said["cause"], list(CAUSES)),
        severity=numbers(_severity(said["cause"], rng)),
        **_handling(said["at"], said["pressed"], rng),
    )


def _severity(cause: Ints, rng: np.random.Generator) -> Ints:
    """1 to 3, as grave as the cause is."""
    edges = np.cumsum([weights for _, _, weights in CAUSES.values()], axis=1) / 10
    drawn: Ints = 1 + (rng.random((len(cause), 1)) >= edges[cause]).sum(axis=1)
    return drawn


def _complaints(contacts: Contacts, rng: np.random.Generator) -> Columns:
    """Case-month, time and cause of every complaint up to the as-of date."""
    months = contacts.work.months
    now, later = hazards(contacts.highest, contacts.burst)
    at_once = np.flatnonzero(chance(rng, now, len(now)))
    lagged = np.flatnonzero(chance(rng, later, len(later)))
    then = months["month"][lagged] + COMPLAINT_LAG
    row = np.append(at_once, lagged)
    day = np.append(
        between(rng, months["start"][at_once], months["end"][at_once], len(at_once)),
        between(rng, first_day(then), last_day(then), len(lagged)),
    )
    pressed = contacts.highest[row] > 3
    usual, after = ([c[0] for c in CAUSES.values()], [c[1] for c in CAUSES.values()])
    cause = np.where(pressed, pick(rng, after, len(row)), pick(rng, usual, len(row)))
    first = {"row": row, "at": day * DAY + clock(rng, len(row), 0.0), "cause": cause, "pressed": pressed}
    again = take(first, chance(rng, REPEATED, len(row)))
    again["at"] = again["at"] + between(rng, 10, 80, len(again["at"])) * DAY
    every = {name: np.append(first[name], again[name]) for name in first}
    return take(every, every["at"] <= END_OF_SAMPLE)


def _handling(received: Ints, pressed: Bools, rng: np.random.Generator) -> dict[str, pl.Series]:
    """First reply within hours, closed within days: most within 15, some only within 60."""
    size = len(received)
    replied = received + (np.exp(rng.normal(2.1, 1.0, size)).clip(0.1, 200) * 3600).astype(np.int64)
    closed = np.maximum(replied, received + (np.exp(rng.normal(2.2, 0.6, size)).clip(0.2, 75) * DAY).astype(np.int64))
    closed = np.where(closed <= END_OF_SAMPLE, closed, 0)
    upheld = np.where(closed > 0, chance(rng, np.where(pressed, UPHELD_PRESSED, UPHELD), size), MISSING)
    redressed = (upheld == 1) & chance(rng, REDRESSED, size)
    answer = np.select([closed == 0, redressed, upheld == 1], [MISSING, 1, 2], 0)
    amount = pl.select(pl.when(pl.Series(redressed)).then(money(between(rng, 5, 100, size) * 1000))).to_series()
    return {
        "first_reply_at": times(np.where(replied <= END_OF_SAMPLE, replied, 0)),
        "closed_at": times(closed),
        "upheld": flags(upheld),
        "redress": amount,
        "response": codes(answer, RESPONSES),
    }
