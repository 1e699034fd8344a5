"""The cost ledger: what contacts cost by channel, wages by agent, commission and court fees by case, and the rest."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.contract import CHANNELS, COST_CATEGORIES
from data.sample.arrays import MISSING, Columns, Ints, Log
from data.sample.calls import AI_VOICE, APP, LETTER, PHONE, SMS, VISIT
from data.sample.chain import SALE, TO_COURT_CLOSED
from data.sample.contacts import Contacts
from data.sample.frames import codes, dates, ids, lookup, money, table
from data.sample.months import MONTHS, WINDOW_STARTS, last_day, month_of
from data.sample.part import STRIDE, Part
from data.sample.people import MINUTE, courses
from data.sample.staff import Staff
from data.sample.story import wage_index

WAGES, TELECOM, TEXTS, VISITS, COMMISSION, COURT, SOFTWARE, TRAINING, QUALITY, OTHER = range(len(COST_CATEGORIES))
CATEGORY_OF_CHANNEL = {PHONE: TELECOM, AI_VOICE: TELECOM, SMS: TEXTS, APP: SOFTWARE, LETTER: OTHER, VISIT: VISITS}
# Seconds of work besides talking, an answered and an unanswered call.
AFTER_CALL, NO_ANSWER_TAKES = 90, 60
TEAM_LEADS = 0.25  # of wages
# Fen.
COURT_FEE, SOFTWARE_A_CASE, OVERHEAD_A_CASE, CHECK, COURSE, EXAM = 30_000, 550, 500, 1_500, 40_000, 6_000
# Share of what is collected, by months late.
COMMISSION_RATES = (0.015, 0.015, 0.04, 0.08, 0.15, 0.2, 0.2, 0.33)
CORRECTED_MONTH, CORRECTION = 20, -0.02


class Ledger:
    """One platform's costs, added up part by part; money in fen."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.by_channel = np.zeros((MONTHS + 1, len(CHANNELS)), np.int64)
        self.seconds = np.zeros((len(staff.seat), MONTHS + 1), np.int64)
        self.cases = np.zeros(MONTHS + 1, np.int64)
        self.checks = np.zeros(MONTHS + 1, np.int64)

    def add(self, contacts: Contacts, checks: pl.DataFrame) -> None:
        """Count in a part's contacts, case-months and quality checks."""
        columns, months = contacts.columns, contacts.work.months["month"]
        month = months[contacts.columns["row"]]
        self.by_channel += _sums(month * len(CHANNELS) + columns["channel"], columns["cost"], self.by_channel.shape)
        by_hand = np.flatnonzero(columns["channel"] == PHONE)
        person, talked = columns["person"][by_hand], columns["duration"][by_hand]
        work = talked + np.where(talked > 0, AFTER_CALL, NO_ANSWER_TAKES)
        self.seconds += _sums(person * (MONTHS + 1) + month[by_hand], work, self.seconds.shape)
        self.cases += np.bincount(months, minlength=MONTHS + 1)
        checked = checks["checked_on"].cast(pl.Int32).to_numpy().astype(np.int64)
        self.checks += np.bincount(month_of(checked), minlength=MONTHS + 1)

    def table(self, people: pl.Series) -> pl.DataFrame:
        """Everything but what belongs to a single case."""
        log = Log()
        self._channels(log)
        person, month = np.nonzero(self.seconds)
        paid = np.round(self.seconds[person, month] / 60 * MINUTE * 100 * wage_index(month)).astype(np.int64)
        log.add(len(person), month=month, category=WAGES, channel=MISSING, person=person, amount=paid)
        leads = np.round(np.bincount(month, weights=paid * TEAM_LEADS, minlength=MONTHS + 1)[1:]).astype(np.int64)
        log.add(MONTHS, month=np.arange(1, MONTHS + 1), category=WAGES, channel=MISSING, person=MISSING, amount=leads)
        self._rest(log)
        rows = log.columns()
        return table(
            "costs",
            cost_id=ids("F", np.arange(len(rows["month"]))),
            month=dates(last_day(rows["month"])),
            category=codes(rows["category"], COST_CATEGORIES),
            channel=codes(rows["channel"], CHANNELS),
            agent_id=lookup(rows["person"], people),
            amount=money(rows["amount"]),
        )

    def _channels(self, log: Log) -> None:
        month, channel = np.nonzero(self.by_channel)
        category = np.array([CATEGORY_OF_CHANNEL[c] for c in range(len(CHANNELS))])[channel]
        amount = self.by_channel[month, channel]
        log.add(len(month), month=month, category=category, channel=channel, person=MISSING, amount=amount)
        corrected = np.round(self.by_channel[CORRECTED_MONTH, [PHONE]] * CORRECTION).astype(np.int64)
        log.add(1, month=CORRECTED_MONTH, category=TELECOM, channel=PHONE, person=MISSING, amount=corrected)

    def _rest(self, log: Log) -> None:
        month = np.arange(1, MONTHS + 1)
        cases, checks = self.cases[1:], self.checks[1:]
        log.add(MONTHS, month=month, category=SOFTWARE, channel=MISSING, person=MISSING, amount=cases * SOFTWARE_A_CASE)
        log.add(MONTHS, month=month, category=OTHER, channel=MISSING, person=MISSING, amount=cases * OVERHEAD_A_CASE)
        log.add(MONTHS, month=month, category=QUALITY, channel=MISSING, person=MISSING, amount=checks * CHECK)
        person, day, is_course = courses(self.staff)
        price = np.where(is_course == 1, COURSE, EXAM)
        log.add(len(person), month=month_of(day), category=TRAINING, channel=MISSING, person=person, amount=price)


def _sums(keys: Ints, weights: Ints, shape: tuple[int, ...]) -> Ints:
    return np.round(np.bincount(keys, weights=weights, minlength=int(np.prod(shape)))).astype(np.int64).reshape(shape)


def case_costs_table(part: Part, payments: Columns) -> pl.DataFrame:
    """Costs of single cases: the agencies' commission on what was paid, and court fees."""
    log = Log()
    _commission(part, payments, log)
    cases = part.path.cases
    court = np.flatnonzero((cases["reason"] == TO_COURT_CLOSED) & (cases["closed"] >= WINDOW_STARTS))
    log.add(len(court), day=cases["closed"][court], category=COURT, case=court, amount=COURT_FEE)
    rows = log.columns()
    return table(
        "costs",
        cost_id=ids("G", np.arange(len(rows["day"])) + part.number * STRIDE),
        month=dates(last_day(month_of(rows["day"]))),
        category=codes(rows["category"], COST_CATEGORIES),
        case_id=part.case_ids.gather(pl.Series(rows["case"])),
        amount=money(rows["amount"]),
    )


def _commission(part: Part, payments: Columns, log: Log) -> None:
    case = payments["case"]
    agency = part.staff.agency[part.path.cases["seat"][np.maximum(case, 0)]]
    earned = (case >= 0) & (agency >= 0) & (payments["kind"] != SALE) & (payments["day"] >= WINDOW_STARTS)
    rows = np.flatnonzero(earned)
    loan, day = payments["loan"][rows], payments["day"][rows]
    months_late = np.clip((day - part.oldest_due(loan, payments["paid"][rows])) // 30 + 1, 0, 7)
    amount = np.round(payments["amount"][rows] * np.array(COMMISSION_RATES)[months_late]).astype(np.int64)
    log.add(len(rows), day=day, category=COMMISSION, case=case[rows], amount=np.maximum(amount, 1))
