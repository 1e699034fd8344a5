"""What was planted, in a form tests and screens can look for: rates, months, ids."""

from __future__ import annotations

from typing import Any

from data.sample import outreach
from data.sample.calls import NOT_DISCLOSED, NOT_RECORDED
from data.sample.county import AGENCIES, LENDERS
from data.sample.messages import SINGLE_VISITOR
from data.sample.months import AS_OF, MONTHS, date_of, first_day, last_day
from data.sample.story import (
    AGENT_ODDS,
    BAD_RUN,
    BAD_RUN_MONTHS,
    BREAKING_AGENCY,
    BREAKING_MONTHS,
    BURST_SHARE,
    COMPLAINT_FACTORS,
    COMPLAINT_HAZARD,
    COMPLAINT_LAG,
    ENTRY_AFTER,
    ENTRY_BEFORE,
    FESTIVAL_DAYS,
    FESTIVAL_FACTOR,
    FESTIVALS,
    HOLE_REGION,
    HOLE_SHARE,
    LATEST_CURE,
    LATEST_LEAVES,
    LOCAL_SHARE_AFTER,
    LOCAL_SHARE_BEFORE,
    PROFILES,
    RISE_ENDS,
    RISE_STARTS,
    TRAINED_SEATS,
    TRAINING_COURSE,
    TRAINING_EFFECT,
    TRAINING_MONTH,
    TRAINING_PLATFORM,
    USUAL_HOLE,
    VISIT_SHARE_FIRST,
    VISIT_SHARE_LAST,
    WAGE_GROWTH,
    entry_rate,
)

COST_PER_CASE_RISE = 0.45


def _month(month: int) -> str:
    return date_of(int(last_day(month))).isoformat()


def _months(first_and_last: tuple[int, int]) -> list[str]:
    return [_month(month) for month in first_and_last]


def _agent(seat: int) -> str:
    """At the training platform nobody leaves a seat, so seat and person go together."""
    return f"U{seat + 1:04d}"


def truths(loans: int, seed: int) -> dict[str, Any]:
    """Everything planted. Months are their last day; rates are fractions; odds multiply p / (1 - p)."""
    return {
        "schema": 1,
        "seed": seed,
        "loans": loans,
        "as_of": date_of(AS_OF).isoformat(),
        "first_month": _month(1),
        "last_month": _month(MONTHS),
        "platforms": {
            lender.id: {"kind": lender.kind, "profile": lender.profile, "sends": lender.sends} for lender in LENDERS
        },
        "profiles": {
            name: {
                "cure": list(profile.cure),
                "roll": list(profile.roll),
                "m7_cure": LATEST_CURE,
                "m7_leaves": LATEST_LEAVES,
            }
            for name, profile in PROFILES.items()
        },
        "planted": {
            "overdue_rise": _overdue_rise(),
            "cost_per_case": _cost_per_case(),
            "breaking_agency": _breaking_agency(),
            "training": _training(),
            "agents": _agents(),
            "data_hole": {
                "region": HOLE_REGION,
                "column": "contacts.party",
                "missing_share": HOLE_SHARE,
                "missing_share_elsewhere": USUAL_HOLE,
            },
            "outreach": outreach.truth(),
            "chance_breaches": {
                "what": "breaches by chance everywhere, roughly, per 1,000 of the contacts the rule is about",
                "per_1000": {
                    "CN-R1": NOT_RECORDED * 1000,
                    "CN-I1": NOT_DISCLOSED * 1000,
                    "CN-V1": SINGLE_VISITOR * 1000,
                },
            },
        },
    }


def _overdue_rise() -> dict[str, Any]:
    return {
        "what": "monthly M0 -> M1 by balance, without the weeks after Spring Festival",
        "flat_until": _month(RISE_STARTS),
        "full_from": _month(RISE_ENDS),
        "county": [ENTRY_BEFORE, ENTRY_AFTER],
        "national": [float(entry_rate("national", month)) for month in (RISE_STARTS, RISE_ENDS)],
        "local": [float(entry_rate("local", month)) for month in (RISE_STARTS, RISE_ENDS)],
        "local_share_of_m0_balance": [LOCAL_SHARE_BEFORE, LOCAL_SHARE_AFTER],
        "share_of_rise_from_mix": 0.5,
        "festivals": [day.isoformat() for day in FESTIVALS if day > date_of(int(first_day(1)))],
        "festival_factor": FESTIVAL_FACTOR,
        "festival_due_within_days_after": FESTIVAL_DAYS,
    }


def _cost_per_case() -> dict[str, Any]:
    return {
        "what": "ledger total by distinct cases worked in the month, first three against last three months",
        "rise": COST_PER_CASE_RISE,
        "visit_share": [VISIT_SHARE_FIRST, VISIT_SHARE_LAST],
        "visit_share_basis": "visits by visits and connected calls (phone, ai_voice), straight line over the window",
        "wage_growth_a_year": WAGE_GROWTH,
    }


def _breaking_agency() -> dict[str, Any]:
    first, last = BREAKING_MONTHS
    return {
        "agency": BREAKING_AGENCY,
        "agencies": list(AGENCIES),
        "rule": "CN-F1",
        "months": _months(BREAKING_MONTHS),
        "case_months_over_the_cap": BURST_SHARE,
        "complaint_months": _months((first + COMPLAINT_LAG, last + COMPLAINT_LAG)),
        "complaint_rate_factor": 2.0,
        "complaint_hazard": COMPLAINT_HAZARD,
        "dose": "highest number of connected outgoing calls of a day in the case-month",
        "complaint_factors": dict(COMPLAINT_FACTORS),
        "complaint_lag_months": COMPLAINT_LAG,
    }


def _training() -> dict[str, Any]:
    return {
        "platform": TRAINING_PLATFORM,
        "what": "share of cases in M1 at a month-end that are M0 at the next, by the agent holding the case",
        "agents": [_agent(seat) for seat in range(30)],
        "trained": [_agent(seat) for seat in TRAINED_SEATS],
        "course": TRAINING_COURSE,
        "month": _month(TRAINING_MONTH),
        "effect_from": _month(TRAINING_MONTH + 1),
        "effect": TRAINING_EFFECT,
        "bad_run_months": _months(BAD_RUN_MONTHS),
        "bad_run": BAD_RUN,
    }


def _agents() -> dict[str, Any]:
    better = {_agent(seat): odds for seat, odds in AGENT_ODDS.items() if odds > 1}
    worse = {_agent(seat): odds for seat, odds in AGENT_ODDS.items() if odds < 1}
    return {
        "platform": TRAINING_PLATFORM,
        "what": "odds of a cure in every bucket relative to the case mix; all others 1",
        "better": better,
        "worse": worse,
    }
