"""Borrower education in the townships: held here and there, and without effect on who falls behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data.sample.arrays import between
from data.sample.county import REGIONS, Lender
from data.sample.frames import dates, lookup, numbers, table
from data.sample.months import AS_OF, MONTHS, first_day

TOPICS = ("理性借贷", "防范非法集资与诈骗", "征信与个人信息保护", "还款困难怎么协商")
# A township and platform; seldom enough that others without an event are there to compare with.
EVENTS_A_YEAR = {"local": 0.08, "national": 0.024}
EFFECT = 0.0
# Numbers of its own: whatever is drawn here moves no other table.
STREAM = 46


def outreach_table(lender: Lender, seed: tuple[int, int]) -> pl.DataFrame:
    """One platform's events, more of local platforms than of national ones."""
    rng = np.random.default_rng([*seed, 0, STREAM])
    rate = EVENTS_A_YEAR[lender.kind] * MONTHS / 12
    region = np.repeat(np.arange(len(REGIONS)), rng.poisson(rate, len(REGIONS)))
    size = len(region)
    return table(
        "outreach",
        outreach_id=pl.Series([f"E{i + 1:04d}" for i in range(size)], dtype=pl.String),
        region_code=lookup(region, list(REGIONS)),
        held_on=dates(between(rng, first_day(1), AS_OF, size)),
        topic=lookup(between(rng, 0, len(TOPICS) - 1, size), TOPICS),
        attendees=numbers(between(rng, 12, 120, size)),
    )


def truth() -> dict[str, Any]:
    """What was planted: nothing."""
    return {
        "what": "monthly M0 -> M1 by count in a township after an event, against townships without one",
        "effect": EFFECT,
    }
