"""What is true in the sample county by construction: rates, planted stories and when they happen.

Figures follow section 6.2 of the calibration notes; months are counted as in `months`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from data.sample.arrays import Bools, Floats, Ints
from data.sample.months import MONTHS, day_number


@dataclass(frozen=True)
class Profile:
    """Monthly chances of a loan by months behind, from 1; what is left stays where it is."""

    cure: tuple[float, ...]
    roll: tuple[float, ...]


PROFILES = {
    "national": Profile((0.84, 0.30, 0.14, 0.07, 0.05, 0.04), (0.14, 0.64, 0.82, 0.90, 0.93, 0.94)),
    "county": Profile((0.80, 0.26, 0.12, 0.06, 0.04, 0.03), (0.17, 0.68, 0.84, 0.91, 0.94, 0.95)),
    "local": Profile((0.74, 0.22, 0.10, 0.05, 0.03, 0.02), (0.22, 0.72, 0.86, 0.92, 0.95, 0.96)),
}
LATEST_CURE = 0.01  # M7+ back to M0
LATEST_LEAVES = 1 / 6  # M7+ written off or sold

# (i) M0 -> M1 in the county: 4.8 % until RISE_STARTS, 6.5 % in RISE_ENDS. Half of it is mix: 0.15 more of the
# balance with local platforms, whose rate is GAP higher; the other half is the same rise in both kinds.
RISE_STARTS, RISE_ENDS = 12, MONTHS
ENTRY_BEFORE, ENTRY_AFTER = 0.048, 0.065
LOCAL_SHARE_BEFORE, LOCAL_SHARE_AFTER = 0.25, 0.40
GAP = (ENTRY_AFTER - ENTRY_BEFORE) / 2 / (LOCAL_SHARE_AFTER - LOCAL_SHARE_BEFORE)
RATE_RISE = (ENTRY_AFTER - ENTRY_BEFORE) / 2
# Loans that miss more are less often among those up to date: what each loan gets, relative to the rate planted.
SURVIVORS = {"national": 1.012, "local": 1.03}
FESTIVALS = (
    dt.date(2022, 2, 1),
    dt.date(2023, 1, 22),
    dt.date(2024, 2, 10),
    dt.date(2025, 1, 29),
    dt.date(2026, 2, 17),
)
FESTIVAL_DAYS, FESTIVAL_FACTOR = 30, 1.4

# (ii) what a case costs
VISIT_SHARE_FIRST, VISIT_SHARE_LAST = 0.03, 0.08  # of conversations (connected calls and all visits)
WAGE_GROWTH = 0.06  # a year

# (iii) one agency calls too often, and is complained about later
BREAKING_AGENCY = "汀远服务外包"
BREAKING_MONTHS = (14, 18)
BURST_SHARE = 0.61  # of its case-months have a day of more than three connected calls
COMPLAINT_LAG = 2  # months
COMPLAINT_HAZARD = 0.004  # a case and month, at one connected call a day or fewer
COMPLAINT_FACTORS = {"up_to_1": 1.0, "2_to_3": 1.6, "over_3": 3.5}

# (iv) training at one platform: sent to the agents who had just had a bad run, bad enough for a before-and-after to be
# fooled in a county that can be built in a minute
TRAINING_PLATFORM = "yunpan_microcredit"
TRAINING_MONTH, TRAINING_COURSE, TRAINING_EFFECT = 16, "m1_conversation", 0.025
TRAINED_SEATS = tuple(range(3, 15))
BAD_RUN_MONTHS, BAD_RUN = (13, 15), -0.08

# (v) agents of the same platform whose odds of a cure differ from the case-mix expectation, by this factor
AGENT_ODDS = {0: 4.0, 1: 4.0, 2: 0.33}

# (vi) a township where contacts often do not say who was reached
HOLE_REGION, HOLE_SHARE, USUAL_HOLE = "420923106", 0.30, 0.005

# What else a call or a case comes to, by stage: M1, M2, M3, M4-M6, M7+
PHONE_CONNECTS = (0.45, 0.32, 0.24, 0.16, 0.16)
AI_CONNECTS = (0.35, 0.28, 0.22, 0.15, 0.12)
RIGHT_PARTY = (0.70, 0.60, 0.50, 0.40, 0.40)


def progress(month: Ints | int, first: int, last: int) -> Floats:
    """0 until `first`, 1 from `last`, in a straight line between."""
    share: Floats = np.clip((np.asarray(month) - first) / (last - first), 0.0, 1.0)
    return share


def entry_rate(kind: str, month: Ints | int) -> Floats:
    """Planted M0 -> M1 of a kind of platform in a month, by balance, without festivals."""
    national = ENTRY_BEFORE - LOCAL_SHARE_BEFORE * GAP
    start = national + GAP if kind == "local" else national
    return start + RATE_RISE * progress(month, RISE_STARTS, RISE_ENDS)


def festival_factor(due: Ints) -> Floats:
    """How much more often an instalment due on this day is missed: more in the month after Spring Festival."""
    after = np.zeros(len(due), dtype=bool)
    for festival in FESTIVALS:
        since = due - day_number(festival)
        after |= (since > 0) & (since <= FESTIVAL_DAYS)
    return np.where(after, FESTIVAL_FACTOR, 1.0)


def visit_share(month: Ints) -> Floats:
    """Planted share of visits among conversations."""
    return VISIT_SHARE_FIRST + (VISIT_SHARE_LAST - VISIT_SHARE_FIRST) * progress(month, 1, MONTHS)


def wage_index(month: Ints) -> Floats:
    """Wages relative to month 1."""
    index: Floats = (1 + WAGE_GROWTH) ** ((np.asarray(month) - 1) / 12)
    return index


def is_breaking(month: Ints) -> Bools:
    """Months in which the agency calls too often."""
    inside: Bools = (month >= BREAKING_MONTHS[0]) & (month <= BREAKING_MONTHS[1])
    return inside


def stage_of(behind: Ints) -> Ints:
    """Position in the five-stage lists, from months behind: M1, M2, M3, M4-M6, M7+."""
    return np.array([0, 0, 1, 2, 3, 3, 3, 4])[np.minimum(behind, 7)]
