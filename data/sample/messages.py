"""Contacts that are not calls: text and app messages, letters, and home visits."""

from __future__ import annotations

import numpy as np

from data.sample.arrays import MISSING, Columns, Floats, Ints, between, chance, pick, spread
from data.sample.calls import (
    APP,
    DAY,
    DEBTOR,
    HARDSHIP,
    LETTER,
    MESSAGE_LEFT,
    NO_ANSWER,
    OTHER,
    OUT,
    OWN_NUMBER,
    PROMISE,
    REFUSED,
    RELATED,
    SMS,
    VISIT,
    Worked,
    clock,
    with_holes,
)
from data.sample.story import visit_share

# By stage and active day.
MESSAGES_A_DAY = {
    SMS: (0.52, 0.25, 0.2, 0.12, 0.06),
    APP: (0.35, 0.12, 0.08, 0.05, 0.03),
    LETTER: (0.0, 0.004, 0.01, 0.015, 0.01),
}
# Visits an active day in proportion to conversations, before the planted share of visits.
CONVERSATIONS_A_DAY = (0.23, 0.50, 0.50, 0.27, 0.055)
SINGLE_VISITOR = 0.004
AT_HOME, DEBTOR_AT_HOME = 0.6, 0.75


def draw_messages(work: Worked, rng: np.random.Generator) -> list[Columns]:
    """Text messages, app messages and letters."""
    return [_messages(work, channel, rng) for channel in MESSAGES_A_DAY]


def _messages(work: Worked, channel: int, rng: np.random.Generator) -> Columns:
    row, at = _when(work, np.array(MESSAGES_A_DAY[channel])[work.stage], rng)
    size = len(row)
    return {
        "row": row,
        "at": at,
        "channel": np.full(size, channel),
        "direction": np.full(size, OUT),
        "connected": np.full(size, MISSING),
        "duration": np.full(size, MISSING),
        "party": with_holes(work, row, np.full(size, DEBTOR), rng),
        "outcome": np.full(size, MESSAGE_LEFT),
        "meant": np.zeros(size, bool),
        "number": np.full(size, OWN_NUMBER if channel == SMS else MISSING),
        "recorded": np.full(size, MISSING),
        "disclosed": np.ones(size, np.int64),
    }


def draw_visits(work: Worked, rng: np.random.Generator) -> Columns:
    """Home visits, in twos and threes, a growing share of conversations."""
    share = visit_share(work.months["month"])
    row, at = _when(work, np.array(CONVERSATIONS_A_DAY)[work.stage] * share / (1 - share), rng)
    size = len(row)
    home = chance(rng, AT_HOME, size)
    debtor = home & chance(rng, DEBTOR_AT_HOME, size)
    talk = np.array([PROMISE, REFUSED, HARDSHIP, OTHER])[pick(rng, (25, 20, 30, 25), size)]
    return {
        "row": row,
        "at": at,
        "channel": np.full(size, VISIT),
        "direction": np.full(size, OUT),
        "connected": home.astype(np.int64),
        "duration": np.where(home, between(rng, 600, 2400, size), between(rng, 120, 400, size)),
        "party": with_holes(work, row, np.where(home & ~debtor, RELATED, DEBTOR), rng),
        "outcome": np.where(debtor, talk, np.where(home, MESSAGE_LEFT, NO_ANSWER)),
        "meant": debtor & chance(rng, 0.8, size),
        "number": np.full(size, MISSING),
        "recorded": np.full(size, MISSING),
        "disclosed": np.where(home, 1, MISSING),
        "visitors": np.where(chance(rng, SINGLE_VISITOR, size), 1, np.where(chance(rng, 0.15, size), 3, 2)),
    }


def _when(work: Worked, a_day: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    row, _ = spread(rng.poisson(a_day * work.days))
    day = work.months["start"][row] + between(rng, 0, work.days[row] - 1, len(row))
    return row, day * DAY + clock(rng, len(row), 0.0)
