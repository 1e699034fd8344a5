"""Every loan, month by month: pays, falls behind, is collected from, cures, or leaves the book.

Instalments fall due on the 4th to the 27th, so a loan that is k months behind at a month-end is in bucket Mk by the
contract's rule of days past due, whatever the month's length. The chain moves by months behind; payments make it true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from data.sample.arrays import MISSING, Bools, Columns, Floats, Ints, Log, between, chance
from data.sample.county import Lender
from data.sample.loans import Loans
from data.sample.months import MONTHS, WARM_UP, WINDOW_STARTS, first_day, last_day
from data.sample.staff import Staff, choose_seat
from data.sample.story import LATEST_CURE, LATEST_LEAVES, SURVIVORS, entry_rate, festival_factor

REGULAR, PARTIAL, SALE = range(3)
NEW, ROLLED, PAID, CURED, LEFT = range(5)
CURED_CLOSED, SETTLED_CLOSED, RESTRUCTURED_CLOSED, TO_COURT_CLOSED, WRITTEN_OFF_CLOSED, SOLD_CLOSED, WITHDRAWN = range(
    7
)
SETTLED_STATUS, RESTRUCTURED_STATUS, WRITTEN_OFF_STATUS, SOLD_STATUS = range(1, 5)
STILL_HERE = MONTHS + 1

SETTLES_EARLY = 0.012  # a month, of loans that pay on time
SLOW = 0.11  # paid two or more days late but within the month, for every instalment missed at month-end
SHARE_EARLY_IN_MONTH = 0.985  # of M1 cures come before the next due date
PART_PAYMENT = 0.08  # of late loans that roll on
HANDED_OVER, HANDED_OVER_AT = 0.25, 4
TO_COURT, TO_COURT_AT = 0.15, 7
RESTRUCTURED = 0.08  # of cures from M2 on
SALE_PRICE = 0.04
SOLD = 0.4  # of what leaves late


@dataclass(frozen=True)
class Path:
    """What happened to some loans. `left` is the month a loan left the book, STILL_HERE if it has not."""

    payments: Columns
    cases: Columns
    case_months: Columns
    snapshots: Columns
    prepaid_after: Ints
    left: Ints


class Walk:
    """One walk of many loans through all months."""

    def __init__(self, loans: Loans, lender: Lender, staff: Staff, rng: np.random.Generator) -> None:
        size = len(loans)
        self.loans, self.lender, self.staff, self.rng = loans, lender, staff, rng
        self.paid = np.zeros(size, np.int64)  # instalments fully covered
        self.part_of = np.full(size, MISSING)  # instalment (paid + 1) that a part payment went to
        self.part = np.zeros(size)  # and the share of it
        self.left = np.full(size, STILL_HERE)
        self.prepaid_after = np.full(size, MISSING)
        self.case, self.seat = np.full(size, MISSING), np.full(size, MISSING)
        self.in_court = np.zeros(size, bool)
        self.handed_over = np.zeros(size, bool)
        self.status = np.zeros(size, np.int64)  # position in contract.LOAN_STATUSES
        self.payments, self.cases, self.closings, self.case_months, self.snapshots = (Log() for _ in range(5))
        self.opened = 0

    def run(self) -> Path:
        """Walk all months; cases closed before the window are left out."""
        for month in range(WARM_UP + 1, MONTHS + 1):
            self._month(month)
        return Path(
            payments=self.payments.columns(),
            cases=self._all_cases(),
            case_months=self.case_months.columns(),
            snapshots=self.snapshots.columns() if self.lender.sends == "loan_months" else {},
            prepaid_after=self.prepaid_after,
            left=self.left,
        )

    def _month(self, month: int) -> None:
        disbursed = int(np.searchsorted(self.loans.month, month))
        loan = np.flatnonzero(self.left[:disbursed] == STILL_HERE)
        behind = month - 1 - self.loans.month[loan] - self.paid[loan]
        self._pass_on(month, loan, behind)
        miss = self._miss(month, loan)
        cure, leave, roll = self._chances(month, loan, behind, miss)
        drawn = self.rng.random(len(loan))
        cured, rolled = drawn < cure, drawn >= 1 - roll
        leaves = ~cured & ~rolled & (drawn < cure + leave)
        self._pay(month, loan[cured & (behind == 0)], miss[cured & (behind == 0)])
        self._cure(month, loan[cured & (behind > 0)], behind[cured & (behind > 0)])
        self._stay(month, loan[~cured & ~rolled & ~leaves], behind[~cured & ~rolled & ~leaves])
        self._miss_first(month, loan[rolled & (behind == 0)])
        self._roll(month, loan[rolled & (behind > 0)], behind[rolled & (behind > 0)])
        self._leave(month, loan[leaves], behind[leaves])
        if month > 0 and self.lender.sends == "loan_months":
            self._snapshot(month)

    # chances

    def _miss(self, month: int, loan: Ints) -> Floats:
        kind, due = self.lender.kind, first_day(month) + self.loans.due_day[loan] - 1
        missed: Floats = SURVIVORS[kind] * entry_rate(kind, month) * self.loans.risk[loan] * festival_factor(due)
        return missed

    def _chances(self, month: int, loan: Ints, behind: Ints, miss: Floats) -> tuple[Floats, Floats, Floats]:
        """Cure, leave and roll of each loan; what remains pays one instalment and stays as far behind as it is."""
        step = np.minimum(behind, 7)
        base = np.array([0.5, *self.lender.chances.cure, LATEST_CURE])[step]
        base_roll = np.array([0.5, *self.lender.chances.roll, 1 - LATEST_CURE - LATEST_LEAVES])[step]
        cure = self.staff.cure(base, self.seat[loan], behind, month)
        leave = np.where(step == 7, LATEST_LEAVES, 0.0)
        roll = np.where(step == 7, 1 - cure - leave, base_roll * (1 - cure) / (1 - base))
        return np.where(behind == 0, 1 - miss, cure), leave, np.where(behind == 0, miss, roll)

    # what a loan does in a month

    def _pay(self, month: int, loan: Ints, miss: Floats) -> None:
        """Pays this month's instalment: on the day, a little early, or a few days late; some settle the whole loan."""
        size, last = len(loan), last_day(month)
        due = first_day(month) + self.loans.due_day[loan] - 1
        slow = chance(self.rng, SLOW * miss, size) & (due + 2 <= last)
        usual = due + np.array([-3, -2, -1, 0, 1])[np.searchsorted([0.05, 0.1, 0.2, 0.95], self.rng.random(size))]
        late = between(self.rng, due + 2, np.minimum(last, due + 12), size)
        day = np.where(slow, late, usual)
        early = chance(self.rng, SETTLES_EARLY, size) & ~slow
        self.prepaid_after[loan[early]] = self.paid[loan[early]] + 1
        to = np.where(early, self.loans.term[loan], self.paid[loan] + 1)
        noticed = slow & (day > due + self.lender.case_delay)
        self._collect_briefly(month, loan[noticed], due[noticed], day[noticed], to[noticed])
        self._receive(month, loan[~noticed], day[~noticed], to[~noticed])

    def _collect_briefly(self, month: int, loan: Ints, due: Ints, day: Ints, to: Ints) -> None:
        opened = due + self.lender.case_delay
        self._open(loan, opened, self.staff.new_cases)
        self._work(month, loan, opened, day, 1, CURED, day)
        self._close(loan, day, np.where(to == self.loans.term[loan], SETTLED_CLOSED, CURED_CLOSED))
        self._receive(month, loan, day, to)
        self.case[loan] = MISSING

    def _cure(self, month: int, loan: Ints, behind: Ints) -> None:
        """Pays all that is due; where the next instalment is still to come, that one is then paid on its day."""
        first, age, term = int(first_day(month)), month - self.loans.month[loan], self.loans.term[loan]
        due = first + self.loans.due_day[loan] - 1
        day = self._cure_day(month, due, behind)
        to = np.minimum(np.where(day >= due, age, age - 1), term)
        restructured = (behind > 1) & chance(self.rng, RESTRUCTURED, len(loan)) & (to < term)
        self._work(month, loan, first, day, behind, CURED, day)
        reason = np.where(restructured, RESTRUCTURED_CLOSED, CURED_CLOSED)
        self._close(loan, day, np.where(to == term, SETTLED_CLOSED, reason))
        self.status[loan[restructured]] = RESTRUCTURED_STATUS
        self._receive(month, loan, day, to)
        self.case[loan] = MISSING
        then = (day < due) & (age <= term)
        self._receive(month, loan[then], due[then], self.paid[loan[then]] + 1)

    def _cure_day(self, month: int, due: Ints, behind: Ints) -> Ints:
        """From M1 mostly before the next instalment falls due, so within 30 days; later on any day."""
        size, first, last = len(due), int(first_day(month)), int(last_day(month))
        soon = (behind == 1) & chance(self.rng, SHARE_EARLY_IN_MONTH, size)
        hurried = first + np.floor(self.rng.beta(1, 1.6, size) * (due - first)).astype(np.int64)
        slow = between(self.rng, due, last, size)
        return np.where(soon, hurried, np.where(behind == 1, slow, between(self.rng, first, last, size)))

    def _stay(self, month: int, loan: Ints, behind: Ints) -> None:
        """Pays one instalment, which is not enough to catch up, but may be the last."""
        first, last = int(first_day(month)), int(last_day(month))
        day = between(self.rng, first, last, len(loan))
        done = self.paid[loan] + 1 == self.loans.term[loan]
        self._work(month, loan, first, np.where(done, day, last), behind, PAID, day)
        self._close(loan[done], day[done], SETTLED_CLOSED)
        self._receive(month, loan, day, self.paid[loan] + 1)
        self.case[loan[done]] = MISSING

    def _miss_first(self, month: int, loan: Ints) -> None:
        """Misses an instalment after having been up to date: a case is opened."""
        last = int(last_day(month))
        opened = np.minimum(first_day(month) + self.loans.due_day[loan] - 1 + self.lender.case_delay, last)
        self.handed_over[loan] = False
        self._open(loan, opened, self.staff.new_cases)
        self._work(month, loan, opened, last, 1, NEW, 0)

    def _roll(self, month: int, loan: Ints, behind: Ints) -> None:
        """Falls a month further behind, sometimes with part of an instalment paid."""
        first, last = int(first_day(month)), int(last_day(month))
        part = chance(self.rng, PART_PAYMENT, len(loan)) & (self.part_of[loan] != self.paid[loan])
        day = np.where(part, between(self.rng, first, last, len(loan)), 0)
        self._work(month, loan, first, last, behind, ROLLED, day)
        payer = loan[part]
        share = np.round(self.rng.uniform(0.2, 0.6, len(payer)), 2)
        self._record(payer, day[part], self.paid[payer], PARTIAL, share)
        self.part_of[payer], self.part[payer] = self.paid[payer], share

    def _leave(self, month: int, loan: Ints, behind: Ints) -> None:
        """Is written off, or sold for a small part of what it owes."""
        day = between(self.rng, first_day(month), last_day(month), len(loan))
        sold = chance(self.rng, SOLD, len(loan))
        self._work(month, loan, int(first_day(month)), day, behind, LEFT, 0)
        self._close(loan, day, np.where(sold, SOLD_CLOSED, WRITTEN_OFF_CLOSED))
        self._record(loan[sold], day[sold], self.paid[loan[sold]], SALE, SALE_PRICE)
        self.left[loan], self.case[loan] = month, MISSING
        self.status[loan] = np.where(sold, SOLD_STATUS, WRITTEN_OFF_STATUS)

    def _pass_on(self, month: int, loan: Ints, behind: Ints) -> None:
        """Between two months some cases are taken back and given out again, or go to court."""
        over = (behind == HANDED_OVER_AT) & ~self.handed_over[loan]
        self.handed_over[loan[over]] = True
        court = (behind == TO_COURT_AT) & ~self.in_court[loan]
        over &= chance(self.rng, HANDED_OVER, len(loan))
        court &= chance(self.rng, TO_COURT, len(loan))
        self.in_court[loan[court]] = True
        for moved, reason in ((loan[over], WITHDRAWN), (loan[court], TO_COURT_CLOSED)):
            self._close(moved, last_day(month - 1), reason)
            self._open(moved, np.broadcast_to(first_day(month), len(moved)), self.staff.handed_over)

    # what is written down

    def _receive(self, month: int, loan: Ints, day: Ints, to: Ints) -> None:
        self._record(loan, day, to, REGULAR, 0.0)
        self.paid[loan] = to
        done = loan[to == self.loans.term[loan]]
        self.left[done], self.status[done] = month, SETTLED_STATUS

    def _record(self, loan: Ints, day: Ints, to: Ints, kind: int, share: Floats | float) -> None:
        credit = np.where(self.part_of[loan] == self.paid[loan], self.part[loan], 0.0)
        self.payments.add(
            len(loan), loan=loan, day=day, paid=self.paid[loan], to=to, kind=kind, case=self.case[loan],
            in_court=self.in_court[loan].astype(np.int64),
        )  # fmt: skip
        self.payments.add(len(loan), share=np.asarray(share), credit=credit)

    def _open(self, loan: Ints, day: Ints, seats: Floats) -> None:
        number = self.opened + np.arange(len(loan))
        self.opened += len(loan)
        self.case[loan], self.seat[loan] = number, choose_seat(seats, len(loan), self.rng)
        credit = np.where(self.part_of[loan] == self.paid[loan], self.part[loan], 0.0)
        self.cases.add(len(loan), loan=loan, opened=day, paid=self.paid[loan], seat=self.seat[loan], credit=credit)

    def _close(self, loan: Ints, day: Any, reason: Any) -> None:
        self.closings.add(len(loan), case=self.case[loan], day=day, reason=reason)

    def _work(self, month: int, loan: Ints, start: Any, end: Any, behind: Any, outcome: int, paid_on: Any) -> None:
        if month > 0:
            self.case_months.add(
                len(loan), case=self.case[loan], loan=loan, month=month, start=start, end=end, behind=behind,
                outcome=outcome, paid_on=paid_on, paid=self.paid[loan],
            )  # fmt: skip

    def _snapshot(self, month: int) -> None:
        disbursed = int(np.searchsorted(self.loans.month, month, side="right"))
        loan = np.flatnonzero(self.left[:disbursed] >= month)
        credit = np.where(self.part_of[loan] == self.paid[loan], self.part[loan], 0.0)
        self.snapshots.add(
            len(loan), loan=loan, month=month, paid=self.paid[loan], status=self.status[loan], credit=credit,
        )  # fmt: skip

    def _all_cases(self) -> Columns:
        cases, closings = self.cases.columns(), self.closings.columns()
        closed, reason = np.zeros(self.opened, np.int64), np.full(self.opened, MISSING)
        closed[closings["case"]], reason[closings["case"]] = closings["day"], closings["reason"]
        return cases | {"closed": closed, "reason": reason, "number": np.arange(self.opened)}


def walk(loans: Loans, lender: Lender, staff: Staff, rng: np.random.Generator) -> Path:
    """Walk the loans through all months up to the as-of date."""
    return Walk(loans, lender, staff, rng).run()


def in_window(cases: Columns) -> Bools:
    """Cases that were open on some day of the window."""
    inside: Bools = (cases["closed"] == 0) | (cases["closed"] >= WINDOW_STARTS)
    return inside
