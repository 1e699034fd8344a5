"""Phone calls, by people and by machine: when, answered or not, by whom, with what result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.contract import CHANNELS, OUTCOMES, PARTIES
from data.sample.arrays import MISSING, Bools, Columns, Ints, between, chance, pick, spread
from data.sample.story import (
    AI_CONNECTS,
    BURST_SHARE,
    HOLE_SHARE,
    PHONE_CONNECTS,
    RIGHT_PARTY,
    USUAL_HOLE,
    is_breaking,
)

PHONE, AI_VOICE, SMS, APP, LETTER, VISIT = range(len(CHANNELS))
OUT, IN = range(2)
DEBTOR, GUARANTOR, RELATED, UNRELATED, UNKNOWN = range(len(PARTIES))
NO_ANSWER, INVALID, MESSAGE_LEFT, REFUSED, DISPUTE, HARDSHIP, PROMISE, PAID, OTHER = range(len(OUTCOMES))
OWN_NUMBER, SECOND_NUMBER, THIRD_NUMBER = 1, 2, 3

# By stage: calls an active day, and the share of them made by a machine.
CALLS_A_DAY = (1.0, 0.88, 0.82, 0.46, 0.26)
AI_SHARE = (0.42, 0.2, 0.15, 0.18, 0.25)
# 08:00 to 21:59, by hour.
HOURS = (3, 7, 11, 10, 5, 5, 8, 10, 10, 8, 7, 7, 6, 3)
DAY = 86_400
HIGHEST_USUAL = 3  # connected calls a day
# Small rates of things that should not happen, or rarely.
OVER_CAP, QUIET_HOURS, NOT_RECORDED, NOT_DISCLOSED, WRONG_PERSON = 0.02, 0.0006, 0.003, 0.01, 0.0005
INBOUND, TO_THIRD = 0.02, 0.05
# How much of those who pay within a month promise, and how many of these promises are meant for the day they pay.
PAYER_PROMISES = (0.47, 0.62, 0.50, 0.45, 0.40)
OTHERS_PROMISE = (0.37, 0.23, 0.19, 0.12, 0.14)
PROMISES_MEANT = (0.78, 0.92, 0.97, 0.97, 0.97)
PAYS_WITHIN = 31


@dataclass(frozen=True)
class Worked:
    """Case-months of a part as the contact generator sees them (arrays by case-month)."""

    months: Columns
    stage: Ints
    days: Ints
    agency: Ints
    region_hole: Bools

    def __len__(self) -> int:
        """How many."""
        return len(self.stage)


def bursts(work: Worked, rng: np.random.Generator) -> Bools:
    """Case-months in which the breaking agency, in its breaking months, calls far too often on some day."""
    breaking = (work.agency == 0) & is_breaking(work.months["month"])
    burst: Bools = breaking & chance(rng, BURST_SHARE, len(work))
    return burst


def draw_calls(work: Worked, burst: Bools, rng: np.random.Generator) -> tuple[Columns, Ints]:
    """All calls in order of case and time, and for every case-month its highest connected outgoing calls of a day."""
    row, day, second, forced = _times(work, burst, rng)
    size, stage = len(row), work.stage[row]
    machine = chance(rng, np.array(AI_SHARE)[stage], size) & ~forced
    inbound = chance(rng, INBOUND, size) & ~machine & ~forced
    answers = np.where(machine, np.array(AI_CONNECTS)[stage], np.array(PHONE_CONNECTS)[stage])
    connected = chance(rng, answers, size) | forced | inbound
    counted = connected & ~inbound
    rank = _rank_of_day(row, day, counted)
    dropped = counted & (rank > HIGHEST_USUAL) & ~burst[row] & ~chance(rng, OVER_CAP, size)
    connected &= ~dropped
    counted &= ~dropped
    calls = {
        "row": row,
        "at": (work.months["start"][row] + day) * DAY + second,
        "channel": np.where(machine, AI_VOICE, PHONE),
        "direction": np.where(inbound, IN, OUT),
        "connected": connected,
    }
    return calls | _reached(work, calls, rng), _highest(row, _rank_of_day(row, day, counted) * counted, len(work))


def _times(work: Worked, burst: Bools, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Bools]:
    """Case-month, day within it, second of the day and whether the call is part of a burst; sorted."""
    row, _ = spread(rng.poisson(np.array(CALLS_A_DAY)[work.stage] * work.days))
    day = between(rng, 0, work.days[row] - 1, len(row))
    second = clock(rng, len(row), QUIET_HOURS)
    more, more_day = _burst_calls(work, burst, rng)
    keys = np.concatenate([
        _key(row, day, second, 0),
        _key(more, more_day, 9 * 3600 + between(rng, 0, 11 * 3600 - 1, len(more)), 1),
    ])  # fmt: skip
    keys.sort()
    return keys >> 23, (keys >> 18) & 31, (keys >> 1) & 131_071, (keys & 1) == 1


def _key(row: Ints, day: Ints, second: Ints, forced: int) -> Ints:
    return (((row << 5) | day) << 18) | (second << 1) | forced


def _burst_calls(work: Worked, burst: Bools, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Four to six connected calls on each of one to three days."""
    month = np.flatnonzero(burst)
    which, _ = spread(between(rng, 1, 3, len(month)))
    bad_day = between(rng, 0, work.days[month[which]] - 1, len(which))
    call, _ = spread(between(rng, 4, 6, len(which)))
    return month[which[call]], bad_day[call]


def clock(rng: np.random.Generator, size: int, quiet: float) -> Ints:
    """Seconds of the day between 08:00 and 21:59:59, and a few between 22:00 and 23:29."""
    second = (8 + pick(rng, HOURS, size)) * 3600 + between(rng, 0, 3599, size)
    late = np.flatnonzero(chance(rng, quiet, size))
    second[late] = 22 * 3600 + between(rng, 0, 5399, len(late))
    return second


def _rank_of_day(row: Ints, day: Ints, counted: Bools) -> Ints:
    """For each call how many counted ones its case had that day so far, itself included."""
    running = np.cumsum(counted)
    same_day = (row << 5) | day
    starts = np.append(True, same_day[1:] != same_day[:-1])
    before = np.maximum.accumulate(np.where(starts, running - counted, 0))
    rank: Ints = running - before
    return rank


def _highest(row: Ints, values: Ints, size: int) -> Ints:
    highest = np.zeros(size, np.int64)
    if len(row):
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
        highest[row[starts]] = np.maximum.reduceat(values, starts)
    return highest


def _reached(work: Worked, calls: Columns, rng: np.random.Generator) -> Columns:
    """Who was reached, for how long, and what came of it."""
    row, connected, size = calls["row"], calls["connected"], len(calls["row"])
    stage, machine = work.stage[row], calls["channel"] == AI_VOICE
    third = _allowed_third(work.months["case"][row], connected) & (stage > 0) & ~machine & chance(rng, TO_THIRD, size)
    third &= calls["direction"] == OUT
    right = connected & ~third & (chance(rng, np.array(RIGHT_PARTY)[stage], size) | (calls["direction"] == IN))
    party = np.where(third, RELATED, np.where(connected & ~right, UNKNOWN, DEBTOR))
    party = np.where(~connected & chance(rng, WRONG_PERSON, size), UNRELATED, party)
    seconds = np.exp(rng.normal(np.where(machine, 3.6, 4.95), 0.6)).clip(8, 2400).astype(np.int64)
    outcome, meant = _outcomes(work, calls, right, rng)
    return {
        "duration": np.where(connected, seconds, 0),
        "party": with_holes(work, row, party, rng),
        "outcome": outcome,
        "meant": meant,
        "number": np.where(third, THIRD_NUMBER, np.where(chance(rng, 0.12, size), SECOND_NUMBER, OWN_NUMBER)),
        "recorded": (~chance(rng, NOT_RECORDED, size)).astype(np.int64),
        "disclosed": np.where(connected, ~chance(rng, NOT_DISCLOSED, size), MISSING).astype(np.int64),
    }


def _allowed_third(case: Ints, connected: Bools) -> Bools:
    """Calls before which the last three in the same case were not answered."""
    allowed = np.zeros(len(case), bool)
    if len(case) > 3:
        quiet = ~connected
        allowed[3:] = quiet[2:-1] & quiet[1:-2] & quiet[:-3] & (case[3:] == case[:-3])
    return allowed


def _outcomes(work: Worked, calls: Columns, right: Bools, rng: np.random.Generator) -> tuple[Ints, Bools]:
    """The outcome of each call, and whether a promise is meant."""
    row, size = calls["row"], len(calls["row"])
    stage, wait = work.stage[row], work.months["next_paid"][row] - calls["at"] // DAY
    payer = (wait >= 0) & (wait <= PAYS_WITHIN)
    promises = right & chance(
        rng, np.where(payer, np.array(PAYER_PROMISES)[stage], np.array(OTHERS_PROMISE)[stage]), size
    )
    talk = np.array([REFUSED, HARDSHIP, DISPUTE, PAID, OTHER])[pick(rng, (25, 25, 8, 7, 35), size)]
    other_end = np.array([MESSAGE_LEFT, OTHER, REFUSED])[pick(rng, (5, 3, 2), size)]
    silent = np.where(chance(rng, 0.06, size), INVALID, NO_ANSWER)
    outcome = np.select([promises, right, calls["connected"]], [np.full(size, PROMISE), talk, other_end], silent)
    return outcome, promises & payer & chance(rng, np.array(PROMISES_MEANT)[stage], size)


def with_holes(work: Worked, row: Ints, party: Ints, rng: np.random.Generator) -> Ints:
    """Leaves some parties out: many in the township with the data-quality hole, few elsewhere."""
    share = np.where(work.region_hole[row], HOLE_SHARE, USUAL_HOLE)
    return np.where(chance(rng, share, len(row)), MISSING, party)
