"""Collection cases, who held them, and the repayment plans agreed on."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.contract import CLOSE_REASONS, PLAN_STATUSES
from data.sample.arrays import Columns, Ints, between, chance, spread, take
from data.sample.chain import (
    CURED,
    CURED_CLOSED,
    PAID,
    RESTRUCTURED_CLOSED,
    ROLLED,
    SETTLED_CLOSED,
)
from data.sample.frames import codes, dates, money, numbers, table
from data.sample.months import AS_OF
from data.sample.part import Part

# Chance of a plan in a month, by what the month came to, from M2 on.
PLANNED = {PAID: 0.35, CURED: 0.25, ROLLED: 0.02}
PLAN_MONTHS = 120  # days after which a plan that brought no catching up counts as broken
ACTIVE, COMPLETE, BROKEN = range(3)


def cases_table(part: Part) -> pl.DataFrame:
    """Cases open on some day of the window."""
    cases = part.path.cases
    return table(
        "cases",
        case_id=part.case_ids,
        loan_id=part.loan_ids.gather(pl.Series(cases["loan"])),
        opened_on=dates(cases["opened"]),
        opened_days_past_due=numbers(cases["opened"] - part.oldest_due(cases["loan"], cases["paid"])),
        opened_balance=money(part.outstanding(cases["loan"], cases["paid"], cases["credit"])),
        closed_on=dates(cases["closed"]),
        close_reason=codes(cases["reason"], CLOSE_REASONS),
    )


def assignments_table(part: Part, people: pl.Series) -> pl.DataFrame:
    """One row for everybody who held a case; a successor takes over the day after the last day."""
    cases, staff = part.path.cases, part.staff
    until = np.where(cases["closed"] == 0, AS_OF, cases["closed"])
    first, last = staff.person(cases["seat"], cases["opened"]), staff.person(cases["seat"], until)
    case, position = spread(last - first + 1)
    person = first[case] + position
    ended = np.where(person == last[case], cases["closed"][case], staff.last_day[person])
    return table(
        "assignments",
        case_id=part.case_ids.gather(pl.Series(case)),
        agent_id=people.gather(pl.Series(person)),
        assigned_on=dates(np.maximum(cases["opened"][case], staff.first_day[person])),
        ended_on=dates(ended),
    )


def plans_table(part: Part, rng: np.random.Generator) -> pl.DataFrame:
    """Plans: some of those who begin to pay from M2 on, and every restructured case."""
    months = _planned(part, rng)
    case = months["case"]
    cases = take(part.path.cases, case)
    balance = part.outstanding(cases["loan"], cases["paid"], cases["credit"])
    reduced = np.where(chance(rng, 0.3, len(case)), np.round(balance * rng.uniform(0.01, 0.1, len(case))), 0)
    reduction = reduced.astype(np.int64)
    last = np.where(months["paid_on"] > 0, months["paid_on"], months["end"])
    agreed = between(rng, months["start"], last, len(case))
    return table(
        "plans",
        plan_id=part.ids("A", len(case)),
        case_id=part.case_ids.gather(pl.Series(case)),
        agreed_on=dates(agreed),
        instalments=numbers(between(rng, 2, 6, len(case))),
        total=money(balance - reduction),
        reduction=money(reduction),
        status=codes(_plan_status(cases, agreed), PLAN_STATUSES),
    )


def _planned(part: Part, rng: np.random.Generator) -> Columns:
    """The case-months in which a plan is agreed, the first of each case."""
    months = part.path.case_months
    rate = np.select([months["outcome"] == outcome for outcome in PLANNED], list(PLANNED.values()), 0.0)
    rate = np.where(months["behind"] > 1, rate, 0.0)
    restructured = part.path.cases["reason"][months["case"]] == RESTRUCTURED_CLOSED
    rate = np.where(restructured & (months["outcome"] == CURED), 1.0, rate)
    planned = take(months, chance(rng, rate, len(rate)))
    return take(planned, np.unique(planned["case"], return_index=True)[1])


def _plan_status(cases: Columns, agreed: Ints) -> Ints:
    done = np.isin(cases["reason"], (CURED_CLOSED, SETTLED_CLOSED, RESTRUCTURED_CLOSED))
    running = (cases["closed"] == 0) & (agreed > AS_OF - PLAN_MONTHS)
    return np.where(done, COMPLETE, np.where(running, ACTIVE, BROKEN))
