"""Some of one platform's loans with everything that happened to them: what all tables are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.arrays import MISSING, Bools, Columns, Floats, Ints, take
from data.sample.chain import CURED, PAID, Path, in_window, walk
from data.sample.county import Lender
from data.sample.frames import ids
from data.sample.loans import Loans, Schedules, draw_loans, schedule
from data.sample.months import AS_OF, MONTHS
from data.sample.staff import Staff

# Of the loans drawn about two thirds are still there in month 1.
DRAWN_PER_LOAN = 2.0
# Parts number their rows from here on, so that ids never meet.
STRIDE = 5_000_000


@dataclass(frozen=True)
class Part:
    """Loans, schedules and events of one part; positions in the columns are positions in this part."""

    lender: Lender
    staff: Staff
    number: int
    loans: Loans
    schedules: Schedules
    path: Path
    loan_ids: pl.Series
    borrower_ids: pl.Series
    case_ids: pl.Series

    def ids(self, prefix: str, count: int) -> pl.Series:
        """New ids for `count` rows of this part."""
        return ids(prefix, np.arange(count) + self.number * STRIDE)

    def oldest_due(self, loan: Ints, paid: Ints) -> Ints:
        """Due day of the first instalment not paid."""
        due: Ints = self.schedules.due_on[self.schedules.next(loan, paid)]
        return due

    def part_payment(self, loan: Ints, paid: Ints, share: Floats) -> tuple[Ints, Ints]:
        """`share` of the first instalment not paid, in fen: the amount, and its principal (interest comes first)."""
        row = self.schedules.next(loan, paid)
        interest = self.schedules.interest_due[row]
        amount = np.round((self.schedules.principal_due[row] + interest) * share).astype(np.int64)
        return amount, np.maximum(amount - interest, 0)

    def outstanding(self, loan: Ints, paid: Ints, credit: Floats) -> Ints:
        """Principal still owed, in fen."""
        owed = self.loans.principal[loan] - self.schedules.repaid(loan, paid)
        balance: Ints = owed - self.part_payment(loan, paid, credit)[1]
        return balance


def draw_part(lender: Lender, staff: Staff, number: int, size: int, rng: np.random.Generator) -> Part:
    """Exactly `size` loans that were on the book in month 1 or came later."""
    drawn = int(size * DRAWN_PER_LOAN) + 50
    loans = draw_loans(lender, drawn, rng)
    path = walk(loans, lender, staff, rng)
    there = np.flatnonzero(path.left > 0)
    if len(there) < size:
        return draw_part(lender, staff, number, size, rng)
    kept = np.sort(rng.choice(there, size, replace=False))
    return _part(lender, staff, number, loans.at(kept), _only(path, kept, drawn))


def _part(lender: Lender, staff: Staff, number: int, loans: Loans, path: Path) -> Part:
    offset = number * STRIDE
    return Part(
        lender=lender,
        staff=staff,
        number=number,
        loans=loans,
        schedules=schedule(loans, path.prepaid_after),
        path=path,
        loan_ids=ids("L", np.arange(len(loans)) + offset),
        borrower_ids=ids("B", loans.borrower + offset),
        case_ids=ids("C", np.arange(len(path.cases["loan"])) + offset),
    )


def _only(path: Path, kept: Ints, drawn: int) -> Path:
    """The same events for some of the loans, renumbered, cases in order of loan and day."""
    to = _renumbering(kept, drawn)
    cases = _of_loans(path.cases, to)
    cases = take(cases, in_window(cases))
    cases = take(cases, np.lexsort((cases["opened"], cases["loan"])))
    to_case = _renumbering(cases["number"], len(path.cases["number"]))
    payments = _of_loans(path.payments, to)
    payments = take(payments, np.lexsort((payments["day"], payments["loan"])))
    case_months = _of_loans(path.case_months, to)
    case_months["case"] = to_case[case_months["case"]]
    return Path(
        payments=payments | {"case": np.where(payments["case"] < 0, MISSING, to_case[payments["case"]])},
        cases=cases,
        case_months=_with_next_payment(take(case_months, np.lexsort((case_months["month"], case_months["case"])))),
        snapshots=_of_loans(path.snapshots, to) if path.snapshots else {},
        prepaid_after=path.prepaid_after[kept],
        left=path.left[kept],
    )


def _renumbering(kept: Ints, size: int) -> Ints:
    to = np.full(size, MISSING)
    to[kept] = np.arange(len(kept))
    return to


def _of_loans(columns: Columns, to: Ints) -> Columns:
    loan = to[columns["loan"]]
    return take(columns | {"loan": loan}, loan >= 0)


def _with_next_payment(months: Columns) -> Columns:
    """Adds the day an instalment is next paid, in the month or the one after; 0 for none."""
    paid = np.where(np.isin(months["outcome"], (PAID, CURED)), months["paid_on"], 0)
    following = np.append(paid[1:], 0)
    same_case = np.append(months["case"][1:] == months["case"][:-1], False)
    following = np.where(same_case, following, 0)
    later = np.where(_is_last(months), _after(months, following), following)
    return months | {"next_paid": np.where(paid > 0, paid, later)}


def _is_last(months: Columns) -> Bools:
    last: Bools = months["month"] == MONTHS
    return last


def _after(months: Columns, following: Ints) -> Ints:
    """What the last month cannot know: as many pay in the days after it as did after the months before."""
    share = np.mean(following[~_is_last(months)] > 0) if len(following) else 0.0
    drawn = months["case"] * 7919 % 1000
    days: Ints = np.where(drawn < 1000 * share, AS_OF + 1 + drawn % 8, 0)
    return days
