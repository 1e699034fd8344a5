"""Collectors: seats that work cases, the people who hold a seat one after the other, and how good they truly are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.arrays import Bools, Floats, Ints, between, pick
from data.sample.county import AGENCIES, Lender
from data.sample.months import AS_OF, WINDOW_STARTS
from data.sample.story import (
    AGENT_ODDS,
    BAD_RUN,
    BAD_RUN_MONTHS,
    TRAINED_SEATS,
    TRAINING_EFFECT,
    TRAINING_MONTH,
    TRAINING_PLATFORM,
)

TRAINING_AGENTS = 30
CASES_PER_SEAT = 220
ACTIVE_CASES_PER_LOAN = {"national": 0.025, "local": 0.06}
# The first agency of the county gets the larger part of what a platform gives out.
AGENCY_WEIGHTS = (0.6, 0.25, 0.15)
MEAN_TENURE_DAYS, SHORTEST_DAYS = 390, 30
_SEAT = 10**6


@dataclass(frozen=True)
class Staff:
    """One platform's seats (arrays by seat) and people (arrays by person, in order of seat and first day)."""

    agency: Ints  # position in AGENCIES, MISSING for in-house
    team: list[str]
    new_cases: Floats  # share of new cases a seat gets
    handed_over: Floats  # share of cases taken back and given out again
    odds: Floats
    trained: Bools
    seat: Ints
    first_day: Ints
    last_day: Ints

    def person(self, seat: Ints, day: Ints) -> Ints:
        """Who holds this seat on this day; before anybody did, whoever came first."""
        start = self.first_day[np.searchsorted(self.seat, seat)]
        keys = self.seat * _SEAT + self.first_day
        return np.searchsorted(keys, seat * _SEAT + np.maximum(day, start), side="right") - 1

    def cure(self, base: Floats, seat: Ints, behind: Ints, month: int) -> Floats:
        """The chance of a cure once the seat's true quality, its training and its bad run are counted in."""
        odds = base / (1 - base) * self.odds[seat]
        effect = np.where(self.trained[seat] & (behind == 1), _effect(month), 0.0)
        return odds / (1 + odds) + effect


def _effect(month: int) -> float:
    if BAD_RUN_MONTHS[0] <= month <= BAD_RUN_MONTHS[1]:
        return BAD_RUN
    return TRAINING_EFFECT if month > TRAINING_MONTH else 0.0


def draw_staff(lender: Lender, loans: int, rng: np.random.Generator) -> Staff:
    """As many seats as the platform's cases need; the training platform has 30 agents who all stay."""
    stays = lender.id == TRAINING_PLATFORM
    need = loans * ACTIVE_CASES_PER_LOAN[lender.kind] / CASES_PER_SEAT
    house = TRAINING_AGENTS if stays else max(3, round(need * 0.6))
    agency = np.repeat(
        [-1, 0, 1, 2], [house, *np.maximum(2, np.round(need * 0.4 * np.array(AGENCY_WEIGHTS)).astype(int))]
    )
    seat, first, last = _people(len(agency), stays, rng)
    return Staff(
        agency=agency,
        team=_teams(agency),
        new_cases=_new_cases(lender, agency, rng),
        handed_over=_shared(agency, 0.1, AGENCY_WEIGHTS),
        odds=np.array([AGENT_ODDS.get(i, 1.0) if stays else 1.0 for i in range(len(agency))]),
        trained=np.array([stays and i in TRAINED_SEATS for i in range(len(agency))]),
        seat=seat,
        first_day=first,
        last_day=last,
    )


def _teams(agency: Ints) -> list[str]:
    """In-house teams of about ten, one team an agency."""
    return [f"催收{'一二三四五六七八九十'[min(i // 10, 9)]}组" if a < 0 else AGENCIES[a] for i, a in enumerate(agency)]


def _shared(agency: Ints, house: float, weights: tuple[float, ...]) -> Floats:
    """`house` for the in-house seats together, the rest by agency."""
    sizes = {a: int(np.sum(agency == a)) for a in set(agency.tolist())}
    shares = {a: (1 - house) * w / sum(weights) for a, w in enumerate(weights)} | {-1: house}
    return np.array([shares[a] / sizes[a] for a in agency.tolist()])


def _new_cases(lender: Lender, agency: Ints, rng: np.random.Generator) -> Floats:
    """Uneven workloads, as in life; the agents who truly differ carry a full one, so that it can be seen."""
    load = rng.uniform(0.5, 1.5, len(agency))
    if lender.id == TRAINING_PLATFORM:
        load[list(AGENT_ODDS)] = 2.6
    return _shared(agency, 1 - lender.agency_share, AGENCY_WEIGHTS) * load


def _people(seats: int, stays: bool, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Seat, first and last day of everybody; a seat is never empty from the first of them on."""
    hired = WINDOW_STARTS - between(rng, 30, 900, seats)
    stints = SHORTEST_DAYS + np.round(rng.exponential(MEAN_TENURE_DAYS, (seats, 0 if stays else 12))).astype(np.int64)
    first = np.column_stack([hired, WINDOW_STARTS + np.cumsum(stints, axis=1)])
    last = np.column_stack([first[:, 1:] - 1, np.full(seats, AS_OF)])
    there = first <= AS_OF - SHORTEST_DAYS
    last = np.where(last >= AS_OF - SHORTEST_DAYS, AS_OF, last)
    return np.repeat(np.arange(seats), there.sum(axis=1)), first[there], last[there]


def choose_seat(weights: Floats, size: int, rng: np.random.Generator) -> Ints:
    """Seats drawn at random by workload: who gets a case says nothing about the case."""
    return pick(rng, weights, size)


def leaves(staff: Staff) -> Bools:
    """People who have left by the as-of date."""
    left: Bools = staff.last_day < AS_OF
    return left
