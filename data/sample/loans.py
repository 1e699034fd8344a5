"""Borrowers and their loans, and the schedule each loan is to be repaid by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.sample.arrays import MISSING, Floats, Ints, between, chance, pick, spread
from data.sample.county import (
    AGE_BANDS,
    AGE_RISK,
    INCOME_BANDS,
    OCCUPATIONS,
    PRODUCTS,
    RATE_CAP,
    RATE_CAP_FROM_MONTH,
    REGION_RISK,
    REGIONS,
    TERMS,
    Lender,
    lending,
)
from data.sample.months import WARM_UP, first_day

REPEAT_BORROWERS = 0.12
FIRST_DUE_DAY, DUE_DAYS = 4, 24


@dataclass(frozen=True)
class Loans:
    """Loans of one platform in order of disbursement; money in fen, `risk` relative to the kind of platform."""

    month: Ints
    originated_on: Ints
    due_day: Ints
    term: Ints
    principal: Ints
    rate: Floats
    product: Ints
    borrower: Ints
    region: Ints
    age_band: Ints
    occupation: Ints
    income_band: Ints
    risk: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.month)

    def at(self, rows: Ints) -> Loans:
        """The loans at these positions."""
        return Loans(**{name: values[rows] for name, values in vars(self).items()})


def draw_loans(lender: Lender, size: int, rng: np.random.Generator) -> Loans:
    """`size` loans of a platform, disbursed from WARM_UP on as the platform's lending goes."""
    month = np.sort(pick(rng, lending(lender), size)) + WARM_UP
    day = between(rng, 0, 27, size)
    product = pick(rng, list(lender.products.values()), size)
    borrower = _borrowers(size, rng)
    people = _people(size, rng)
    region, age_band = people["region"][borrower], people["age_band"][borrower]
    return Loans(
        month=month,
        originated_on=first_day(month) + day,
        due_day=FIRST_DUE_DAY + day * DUE_DAYS // 28,
        term=np.array(list(TERMS))[pick(rng, list(TERMS.values()), size)],
        principal=_principals(lender, product, rng),
        rate=_rates(lender, month, rng),
        product=product,
        borrower=borrower,
        region=region,
        age_band=age_band,
        occupation=people["occupation"][borrower],
        income_band=people["income_band"][borrower],
        risk=_risk(lender, product, region, age_band),
    )


def _borrowers(size: int, rng: np.random.Generator) -> Ints:
    """Mostly one loan each; some take another loan later."""
    borrower = np.arange(size)
    repeats = np.flatnonzero(chance(rng, REPEAT_BORROWERS, size))
    borrower[repeats] = between(rng, 0, np.maximum(repeats - 1, 0), len(repeats))
    return borrower[borrower]


def _people(size: int, rng: np.random.Generator) -> dict[str, Ints]:
    return {
        "region": _attribute(REGIONS, 0.01, size, rng),
        "age_band": _attribute(AGE_BANDS, 0.02, size, rng),
        "occupation": _attribute(OCCUPATIONS, 0.08, size, rng),
        "income_band": _attribute(INCOME_BANDS, 0.12, size, rng),
    }


def _attribute(shares: Mapping[str, float], unknown: float, size: int, rng: np.random.Generator) -> Ints:
    values = pick(rng, list(shares.values()), size)
    return np.where(chance(rng, unknown, size), MISSING, values)


def _principals(lender: Lender, product: Ints, rng: np.random.Generator) -> Ints:
    """In fen, whole hundreds of CNY."""
    goods = [PRODUCTS[code] for code in lender.products]
    median, spread_ = np.array([g.median for g in goods])[product], np.array([g.spread for g in goods])[product]
    amount = median * np.exp(spread_ * rng.standard_normal(len(product)).clip(-2.5, 2.5))
    principal: Ints = np.round(amount / 100).astype(np.int64) * 10_000
    return principal


def _rates(lender: Lender, month: Ints, rng: np.random.Generator) -> Floats:
    low, high = lender.rates
    rate = np.round(low + (high - low) * rng.random(len(month)), 3)
    return np.where(month >= RATE_CAP_FROM_MONTH, np.minimum(rate, RATE_CAP), rate)


def _risk(lender: Lender, product: Ints, region: Ints, age_band: Ints) -> Floats:
    """How often an instalment is missed relative to the platform kind's rate; 1 times `lender.risk` on average."""
    by_product = _level([PRODUCTS[code].risk for code in lender.products], list(lender.products.values()))
    by_region = _level(REGION_RISK, list(REGIONS.values()))
    by_age = _level(AGE_RISK, list(AGE_BANDS.values()))
    risk: Floats = lender.risk * by_product[product] * by_region[region] * by_age[age_band]
    return risk


def _level(factors: Mapping[str, float] | list[float] | tuple[float, ...], shares: list[float]) -> Floats:
    """The factors scaled to a mean of 1, with a 1 at the end for MISSING."""
    scaled = np.asarray(factors) / np.average(np.asarray(factors), weights=shares)
    return np.append(scaled, 1.0)


@dataclass(frozen=True)
class Schedules:
    """Instalments of many loans, one after the other: loan i owns start[i] .. start[i + 1] - 1. Money in fen.

    `due` and `principal` run one longer a loan: position `start[i] + i + k` holds what the first k instalments come to.
    """

    loan: Ints
    number: Ints
    due_on: Ints
    principal_due: Ints
    interest_due: Ints
    before: Ints
    due: Ints
    principal: Ints

    def total(self, loan: Ints, instalments: Ints) -> Ints:
        """Principal and interest of the first instalments of each loan."""
        total: Ints = self.due[self.before[loan] + instalments]
        return total

    def repaid(self, loan: Ints, instalments: Ints) -> Ints:
        """Principal of the first instalments of each loan."""
        repaid: Ints = self.principal[self.before[loan] + instalments]
        return repaid

    def next(self, loan: Ints, paid: Ints) -> Ints:
        """Row of the first instalment not paid; of any instalment, where all are."""
        row: Ints = np.minimum(self.before[loan] - loan + paid, len(self.loan) - 1)
        return row


def schedule(loans: Loans, prepaid_after: Ints) -> Schedules:
    """Equal instalments, exact to the fen; after an early settlement (`prepaid_after` >= 0) no more interest is due."""
    loan, position = spread(loans.term)
    rate, principal = loans.rate[loan] / 12, loans.principal[loan]
    repaid, repaid_before = (_repaid(principal, rate, loans.term[loan], position + k) for k in (1, 0))
    interest = np.round((principal - repaid_before) * rate).astype(np.int64)
    waived = (prepaid_after[loan] >= 0) & (position >= prepaid_after[loan])
    interest[waived] = 0
    return Schedules(
        loan=loan,
        number=position + 1,
        due_on=first_day(loans.month[loan] + position + 1) + loans.due_day[loan] - 1,
        principal_due=repaid - repaid_before,
        interest_due=interest,
        before=np.cumsum(loans.term + 1) - loans.term - 1,
        due=_running(repaid - repaid_before + interest, loans.term),
        principal=_running(repaid - repaid_before, loans.term),
    )


def _repaid(principal: Ints, rate: Floats, term: Ints, instalments: Ints) -> Ints:
    """Principal an annuity has repaid after so many instalments."""
    share = ((1 + rate) ** instalments - 1) / ((1 + rate) ** term - 1)
    return np.round(principal * share).astype(np.int64)


def _running(amounts: Ints, terms: Ints) -> Ints:
    """Running totals that start again from 0 at every loan, one longer a loan."""
    starts = np.cumsum(terms) - terms
    padded = np.insert(amounts, starts, 0)
    total = np.cumsum(padded)
    heads = np.cumsum(terms + 1) - terms - 1
    running: Ints = total - np.repeat(total[heads], terms + 1)
    return running
