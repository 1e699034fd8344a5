"""The lender's books: loans, instalments, payments or month-end snapshots."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.contract import BUCKETS, LOAN_STATUSES, PAYMENT_SOURCES
from data.sample.arrays import MISSING, Columns, Ints, chance, pick, take
from data.sample.chain import REGULAR, SALE
from data.sample.county import AGE_BANDS, INCOME_BANDS, OCCUPATIONS, OVERDUE_REASONS, REGIONS
from data.sample.frames import codes, dates, lookup, money, numbers, table
from data.sample.months import last_day
from data.sample.part import Part

LATE_FEE_PER_DAY = 0.0005
REVERSED = 0.002
BY_GUARANTOR = 0.03
REASON_UNKNOWN = 0.1
BORROWER, GUARANTOR, LEGAL, BUYER = range(4)


def loans_table(part: Part, rng: np.random.Generator) -> pl.DataFrame:
    """Loans with what is known of the borrower; a reason only for those ever collected from."""
    loans = part.loans
    return table(
        "loans",
        loan_id=part.loan_ids,
        borrower_id=part.borrower_ids,
        region_code=lookup(loans.region, list(REGIONS)),
        product=lookup(loans.product, list(part.lender.products)),
        originated_on=dates(loans.originated_on),
        principal=money(loans.principal),
        annual_rate=pl.Series(loans.rate),
        term_months=numbers(loans.term),
        borrower_age_band=lookup(loans.age_band, list(AGE_BANDS)),
        borrower_occupation=lookup(loans.occupation, list(OCCUPATIONS)),
        income_band=lookup(loans.income_band, list(INCOME_BANDS)),
        overdue_reason=lookup(_reasons(part, rng), list(OVERDUE_REASONS)),
    )


def _reasons(part: Part, rng: np.random.Generator) -> Ints:
    size = len(part.loans)
    collected = np.zeros(size, bool)
    collected[part.path.cases["loan"]] = True
    known = collected & ~chance(rng, REASON_UNKNOWN, size)
    return np.where(known, pick(rng, list(OVERDUE_REASONS.values()), size), MISSING)


def instalments_table(part: Part) -> pl.DataFrame:
    """The schedules."""
    plan = part.schedules
    return table(
        "instalments",
        loan_id=part.loan_ids.gather(pl.Series(plan.loan)),
        instalment_no=numbers(plan.number),
        due_on=dates(plan.due_on),
        principal_due=money(plan.principal_due),
        interest_due=money(plan.interest_due),
    )


def received(part: Part, rng: np.random.Generator) -> Columns:
    """Payments with their amounts in fen: amount (with fee), principal, interest, fee, and who paid."""
    paid = part.path.payments
    loan, kind, size = paid["loan"], paid["kind"], len(paid["loan"])
    credit, credit_principal = part.part_payment(loan, paid["paid"], paid["credit"])
    partial, partial_principal = part.part_payment(loan, paid["paid"], paid["share"])
    whole = part.schedules.total(loan, paid["to"]) - part.schedules.total(loan, paid["paid"]) - credit
    principal = part.schedules.repaid(loan, paid["to"]) - part.schedules.repaid(loan, paid["paid"]) - credit_principal
    price = np.round(part.outstanding(loan, paid["paid"], paid["credit"]) * paid["share"]).astype(np.int64)
    due = np.choose(kind, [whole, partial, np.maximum(price, 1)])
    to_principal = np.choose(kind, [principal, partial_principal, np.zeros(size, np.int64)])
    fee = _fees(part, due)
    guarantor = (paid["case"] >= 0) & chance(rng, BY_GUARANTOR, size)
    source = np.where(
        kind == SALE, BUYER, np.where(paid["in_court"] == 1, LEGAL, np.where(guarantor, GUARANTOR, BORROWER))
    )
    return paid | {
        "amount": due + fee,
        "principal": to_principal,
        "interest": np.where(kind == SALE, 0, due - to_principal),
        "fee": fee,
        "source": source,
    }


def _fees(part: Part, due: Ints) -> Ints:
    """Late fees, where the platform tells them apart."""
    paid = part.path.payments
    late = np.clip(paid["day"] - part.oldest_due(paid["loan"], paid["paid"]), 0, 90)
    charged = (paid["kind"] == REGULAR) & (paid["case"] >= 0) & part.lender.splits_payments
    return np.where(charged, np.round(due * late * LATE_FEE_PER_DAY), 0).astype(np.int64)


def payments_table(part: Part, payments: Columns, rng: np.random.Generator) -> pl.DataFrame:
    """Payments, a few of them first booked and reversed the same day."""
    again = payments["to"] + (payments["to"] - payments["paid"])
    covers = (payments["kind"] == REGULAR) & (again <= part.loans.term[payments["loan"]])
    bounced = np.flatnonzero(chance(rng, REVERSED, len(again)) & covers)
    rows = np.sort(np.concatenate([np.arange(len(payments["loan"])), bounced, bounced]), kind="stable")
    repeat = np.arange(len(rows)) - np.searchsorted(rows, rows)
    sign = np.where(repeat == 1, -1, 1)
    every = take(payments, rows)
    parts = {name: money(every[name] * sign) for name in ("principal", "interest", "fee")}
    split = {f"{name}_paid": values for name, values in parts.items()} if part.lender.splits_payments else {}
    return table(
        "payments",
        payment_id=part.ids("P", len(rows)),
        loan_id=part.loan_ids.gather(pl.Series(every["loan"])),
        paid_on=dates(every["day"]),
        amount=money(every["amount"] * sign),
        source=codes(every["source"], PAYMENT_SOURCES),
        **split,
    )


def loan_months_table(part: Part) -> pl.DataFrame:
    """Month-end snapshots while on the book, and one in the month a loan leaves it."""
    seen = part.path.snapshots
    loan, paid, month = seen["loan"], seen["paid"], seen["month"]
    due_by_now = np.minimum(month - part.loans.month[loan], part.loans.term[loan])
    here, late = np.isin(seen["status"], (0, 2)), paid < due_by_now
    days = np.where(late, last_day(month) - part.oldest_due(loan, paid), 0)
    behind = np.where(late, np.minimum(month - part.loans.month[loan] - paid, 7), 0)
    arrears = part.schedules.total(loan, due_by_now) - part.schedules.total(loan, np.minimum(paid, due_by_now))
    credit = part.part_payment(loan, paid, seen["credit"])[0]
    known = {"days_past_due": numbers(np.where(here, days, MISSING))}
    if not part.lender.knows_days:
        known = {"bucket": codes(np.where(here, behind, MISSING), BUCKETS)}
    return table(
        "loan_months",
        loan_id=part.loan_ids.gather(pl.Series(loan)),
        month_end=dates(last_day(month)),
        balance=money(np.where(here, part.outstanding(loan, paid, seen["credit"]), 0)),
        arrears=money(np.where(here & late, arrears - credit, 0)),
        status=codes(seen["status"], LOAN_STATUSES),
        **known,
    )
