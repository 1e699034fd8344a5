"""Money that must agree within a loan: instalments add up to the principal, payments stay within what is owed."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from data.contract import OVERPAYMENT_TOLERANCE
from data.quarantine import PROBLEMS, problems

CENT = Decimal("0.01")
SCHEDULE = ["loan_id", "instalment_no", "due_on", "principal_due", "interest_due"]
PAYMENTS = ["payment_id", "loan_id", "paid_on", "amount", "fee_paid"]
_TOTAL = pl.Decimal(38, 2)


def schedule_problems(schedule: pl.DataFrame, principals: pl.DataFrame, torn: pl.Series) -> pl.DataFrame:
    """Instalments of loans whose principal parts do not add up to the principal, to 0.01, or fall due out of order.

    `schedule` has the instalments in force (`_row` is null for those submitted earlier), `principals` the loans,
    `torn` the ids of loans of which another instalment is in quarantine already.
    """
    sums = schedule.group_by("loan_id").agg(total=pl.col("principal_due").cast(_TOTAL).sum())
    off = sums.join(principals, on="loan_id").filter((pl.col("total") - pl.col("principal")).abs() > CENT)
    return pl.concat([_not_principal(schedule, off, torn), _out_of_order(schedule)])


def _out_of_order(schedule: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("due_on").shift().over("loan_id", order_by="instalment_no")
    wrong = schedule.filter(pl.col("due_on") < before)["loan_id"].unique()
    rows = schedule.filter(pl.col("_row").is_not_null() & pl.col("loan_id").is_in(wrong.implode()))
    return problems(rows, "due_on", "due_out_of_order")


def _not_principal(schedule: pl.DataFrame, off: pl.DataFrame, torn: pl.Series) -> pl.DataFrame:
    if not len(off):
        return PROBLEMS.to_frame()
    rows = schedule.filter(pl.col("_row").is_not_null()).join(off, on="loan_id", maintain_order="left")
    code = (
        pl.when(pl.col("loan_id").is_in(torn.implode()))
        .then(pl.lit("schedule_incomplete"))
        .otherwise(pl.lit("schedule_not_principal"))
    )
    return problems(rows, "principal_due", code, pl.format("{} / {}", "total", "principal"))


def overpayment_problems(payments: pl.DataFrame, schedule: pl.DataFrame) -> pl.DataFrame:
    """Payments that take a loan beyond everything its schedule asks for, fees aside, by more than the tolerance.

    A single payment larger than the whole debt is bad by itself; of the others, those from where the running total
    exceeds the limit, payments submitted earlier (`_row` null) first. Loans without a schedule are not judged.
    """
    owed = pl.col("principal_due") + pl.col("interest_due")
    limits = schedule.group_by("loan_id").agg(limit=owed.cast(pl.Float64).sum() * (1 + OVERPAYMENT_TOLERANCE) + 0.01)
    paid = payments.with_columns(net=(pl.col("amount") - pl.col("fee_paid").fill_null(0)).cast(pl.Float64))
    totals = paid.group_by("loan_id").agg(total=pl.col("net").sum()).join(limits, on="loan_id")
    over = paid.join(totals.filter(pl.col("total") > pl.col("limit")), on="loan_id")
    if not len(over):
        return PROBLEMS.to_frame()
    huge = pl.col("net") > pl.col("limit")
    order = [pl.col("_row").is_not_null(), "paid_on", "payment_id"]
    running = pl.when(huge).then(0).otherwise("net").cum_sum().over("loan_id", order_by=order)
    beyond = huge | ((running > pl.col("limit")) & (pl.col("net") > 0))
    rows = over.filter(beyond & pl.col("_row").is_not_null()).sort("_row")
    return problems(
        rows, "amount", "overpaid", pl.format("{} > {}", pl.col("total").round(2), pl.col("limit").round(2))
    )


def outstanding(loans: pl.DataFrame, schedule: pl.DataFrame, payments: pl.DataFrame) -> Decimal:
    """Principal still owed on all loans with a schedule, written off or not, CNY.

    Principal less `principal_paid` where every payment of the loan gives it; otherwise payments less fees are applied
    to the oldest instalment first, interest before principal.
    """
    paid = payments.group_by("loan_id").agg(
        net=_cents(pl.col("amount")).sum() - _cents(pl.col("fee_paid").fill_null(0)).sum(),
        stated=pl.when(pl.col("principal_paid").null_count() == 0).then(_cents(pl.col("principal_paid")).sum()),
    )
    rows = schedule.join(paid, on="loan_id", how="left").with_columns(
        _cents(pl.col("principal_due", "interest_due")), pl.col("net").fill_null(0)
    )
    due = pl.col("principal_due") + pl.col("interest_due")
    before = (due.cum_sum() - due).over("loan_id", order_by=["due_on", "instalment_no"])
    covered = (pl.col("net") - before - pl.col("interest_due")).clip(0, pl.col("principal_due"))
    repaid = (
        rows.with_columns(covered=covered).group_by("loan_id").agg(pl.col("covered").sum(), pl.col("stated").first())
    )
    left = (
        repaid.join(loans, on="loan_id")
        .select(_cents(pl.col("principal")) - pl.coalesce("stated", "covered"))
        .to_series()
    )
    return Decimal(int(left.sum())).scaleb(-2)


def _cents(amount: pl.Expr) -> pl.Expr:
    return (amount.cast(_TOTAL) * 100).cast(pl.Int64)
