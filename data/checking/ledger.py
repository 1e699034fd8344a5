"""The money columns of a submission kept while it is checked, to hold loans, schedules and payments together."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from data.checking.earlier import Earlier
from data.checking.schedule import PAYMENTS, SCHEDULE, outstanding, overpayment_problems, schedule_problems
from data.checking.totals import reported_balance, total
from data.contract import TABLES
from data.quarantine import PROBLEMS


class Ledger:
    """What later tables and the receipt need to know of the money in finished ones."""

    def __init__(self, earlier: Earlier) -> None:
        self._earlier = earlier
        self._principals = pl.DataFrame()
        self._schedule = TABLES["instalments"].create_empty().select(SCHEDULE)
        self._totals: dict[str, Decimal | None] = dict.fromkeys(("loans", "principal", "balance", "paid", "cost"))

    def problems(self, table: str, sound: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
        """Faults of sums within a loan among the `sound` rows of a table of which `bad` rows are out already."""
        if table == "instalments":
            schedule = self._earlier.with_newer(table, sound, SCHEDULE)
            return schedule_problems(schedule, self._known_principals(), bad["loan_id"].unique())
        if table == "payments":
            payments = self._earlier.with_newer(table, sound, PAYMENTS)
            return overpayment_problems(payments, self._schedule_of(sound))
        return PROBLEMS.to_frame()

    def add(self, table: str, good: pl.DataFrame) -> None:
        """Remember what later checks and the totals need of a finished table."""
        if table == "loans":
            self._principals = good.select("loan_id", "principal")
            self._totals |= {"loans": Decimal(len(good)), "principal": total(good, "principal")}
        elif table == "instalments":
            self._schedule = good.select(SCHEDULE)
        elif table == "payments":
            self._totals["paid"] = total(good, "amount")
            if len(self._schedule):
                self._totals["balance"] = outstanding(self._principals, self._schedule, good)
        elif table == "loan_months" and self._totals["balance"] is None:
            self._totals["balance"] = reported_balance(good)
        elif table == "costs":
            self._totals["cost"] = total(good, "amount")

    def totals(self) -> dict[str, str | None]:
        """Number of loans and sums in CNY as text; null where the input was not sent."""
        return {name: None if value is None else str(value) for name, value in self._totals.items()}

    def _known_principals(self) -> pl.DataFrame:
        earlier = self._earlier.rows("loans", ["principal"]).collect()
        return pl.concat([earlier, self._principals]).unique("loan_id", keep="last")

    def _schedule_of(self, payments: pl.DataFrame) -> pl.DataFrame:
        mine = self._schedule.with_columns(pl.lit(0, pl.UInt32).alias("_row"))
        return self._earlier.with_newer("instalments", mine, SCHEDULE, payments)
