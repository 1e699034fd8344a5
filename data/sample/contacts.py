"""All contacts of a part, with the promises and quality checks that hang on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.contract import CHANNELS, DIRECTIONS, OUTCOMES, PARTIES
from data.sample.arrays import MISSING, Bools, Columns, Ints, between, chance, take
from data.sample.calls import AI_VOICE, DAY, LETTER, PHONE, PROMISE, SMS, VISIT, Worked, bursts, draw_calls
from data.sample.county import AGENCIES, REGIONS
from data.sample.frames import codes, dates, flags, ids, lookup, money, numbers, table, times
from data.sample.messages import draw_messages, draw_visits
from data.sample.months import AS_OF
from data.sample.part import STRIDE, Part
from data.sample.story import HOLE_REGION, stage_of

# Fen: a text message, a machine call, a letter, a visit by two, and a started minute on the line.
TEXT, MACHINE_CALL, POSTED, VISITED, LINE_MINUTE = 5, 15, 350, 9_000, 10
CHECKED = 0.02  # of answered calls by people
PROMISED_PART = 0.9  # of the oldest instalment


@dataclass(frozen=True)
class Contacts:
    """Contacts as arrays (`row` is the case-month, `person` the agent), and what each case-month saw."""

    work: Worked
    burst: Bools
    highest: Ints
    columns: Columns

    def __len__(self) -> int:
        """How many."""
        return len(self.columns["row"])


def draw_contacts(part: Part, rng: np.random.Generator) -> Contacts:
    """Everything done on the part's cases in the window."""
    work = _worked(part)
    burst = bursts(work, rng)
    calls, highest = draw_calls(work, burst, rng)
    pieces = [calls, *draw_messages(work, rng), draw_visits(work, rng)]
    for piece in pieces:
        piece.setdefault("visitors", np.full(len(piece["row"]), MISSING))
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in calls}
    columns["cost"] = _costs(columns, rng)
    columns["person"] = _people(part, work, columns)
    return Contacts(work, burst, highest, columns)


def _worked(part: Part) -> Worked:
    months = part.path.case_months
    return Worked(
        months=months,
        stage=stage_of(months["behind"]),
        days=months["end"] - months["start"] + 1,
        agency=part.staff.agency[part.path.cases["seat"][months["case"]]],
        region_hole=part.loans.region[months["loan"]] == list(REGIONS).index(HOLE_REGION),
    )


def _costs(contacts: Columns, rng: np.random.Generator) -> Ints:
    channel = contacts["channel"]
    fixed = np.zeros(len(CHANNELS), np.int64)
    fixed[[SMS, AI_VOICE, LETTER]] = TEXT, MACHINE_CALL, POSTED
    cost: Ints = fixed[channel]
    cost = np.where(channel == PHONE, -(-contacts["duration"] // 60) * LINE_MINUTE, cost)
    visits = np.flatnonzero(channel == VISIT)
    cost[visits] = np.round(VISITED * rng.uniform(0.7, 1.3, len(visits)))
    return cost


def _people(part: Part, work: Worked, contacts: Columns) -> Ints:
    """Whoever held the case that day; machines and messages have no agent."""
    seat = part.path.cases["seat"][work.months["case"][contacts["row"]]]
    by_hand = np.isin(contacts["channel"], (PHONE, VISIT))
    return np.where(by_hand, part.staff.person(seat, contacts["at"] // DAY), MISSING)


def contacts_table(part: Part, contacts: Contacts, people: pl.Series) -> pl.DataFrame:
    """The contacts as a platform submits them."""
    columns, months = contacts.columns, contacts.work.months
    row = columns["row"]
    borrower = part.loans.borrower[months["loan"]][row] + part.number * STRIDE
    return table(
        "contacts",
        contact_id=part.ids("K", len(row)),
        case_id=part.case_ids.gather(pl.Series(months["case"][row])),
        borrower_id=ids("B", borrower),
        agent_id=lookup(columns["person"], people),
        agency=lookup(contacts.work.agency[row], AGENCIES),
        channel=codes(columns["channel"], CHANNELS),
        direction=codes(columns["direction"], DIRECTIONS),
        started_at=times(columns["at"]),
        duration_s=numbers(columns["duration"]),
        number_id=ids("N", np.where(columns["number"] < 0, MISSING, borrower * 10 + columns["number"])),
        connected=flags(columns["connected"]),
        party=codes(columns["party"], PARTIES),
        outcome=codes(columns["outcome"], OUTCOMES),
        recorded=flags(columns["recorded"]),
        identity_disclosed=flags(columns["disclosed"]),
        visitors=numbers(columns["visitors"]),
        off_hours_consent=flags(_consent(columns)),
        cost=money(columns["cost"]),
    )


def _consent(columns: Columns) -> Ints:
    """Asked only where a contact falls into the quiet hours; every third debtor had agreed."""
    quiet = columns["at"] % DAY >= 22 * 3600
    return np.where(quiet, (columns["at"] % 3 == 0).astype(np.int64), MISSING)


def promises_table(part: Part, contacts: Contacts, rng: np.random.Generator) -> pl.DataFrame:
    """One promise for every contact that ended in one."""
    which = np.flatnonzero(contacts.columns["outcome"] == PROMISE)
    said = take(contacts.columns, which)
    months = take(contacts.work.months, said["row"])
    made = said["at"] // DAY
    amount = part.part_payment(months["loan"], months["paid"], np.full(len(which), PROMISED_PART))[0]
    return table(
        "promises",
        promise_id=part.ids("R", len(which)),
        case_id=part.case_ids.gather(pl.Series(months["case"])),
        contact_id=ids("K", which + part.number * STRIDE),
        made_on=dates(made),
        due_on=dates(_promised_day(made, months["next_paid"], said["meant"], rng)),
        amount=money(np.maximum(amount // 100, 1) * 100),
    )


def _promised_day(made: Ints, paid: Ints, meant: Bools, rng: np.random.Generator) -> Ints:
    """Around the day it will be paid, if meant and paid; otherwise within a week, and not by luck just before it."""
    idle = made + between(rng, 1, 7, len(made))
    idle = np.where((paid > 0) & (paid >= made), np.minimum(idle, paid - 3), idle)
    kept = meant & (paid >= made)
    return np.maximum(made, np.where(kept, paid - between(rng, 0, 2, len(made)), idle))


def quality_checks_table(part: Part, contacts: Contacts, people: pl.Series, rng: np.random.Generator) -> pl.DataFrame:
    """Checks of a small share of the answered calls made by people."""
    columns = contacts.columns
    checked = (columns["channel"] == PHONE) & (columns["connected"] == 1) & chance(rng, CHECKED, len(contacts))
    day = columns["at"] // DAY + between(rng, 1, 7, len(contacts))
    which = np.flatnonzero(checked & (day <= AS_OF))
    faults = (rng.random(len(which)) < 0.025).astype(np.int64)
    score = np.where(faults > 0, rng.normal(48, 8, len(which)), rng.normal(87, 6, len(which)))
    return table(
        "quality_checks",
        check_id=part.ids("Q", len(which)),
        agent_id=people.gather(pl.Series(columns["person"][which])),
        contact_id=ids("K", which + part.number * STRIDE),
        checked_on=dates(day[which]),
        score=pl.Series(np.round(score.clip(0, 100), 1)),
        critical_errors=numbers(faults),
    )
