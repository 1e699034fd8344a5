"""Is this submission sound? Table by table: good rows, quarantined rows, warnings, totals; or refused whole.

Works on frames as `data.read` hands them over and lets go of each once it is checked, keeping only the keys and the
few money columns that later tables are checked against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from data import quarantine
from data.checking import notices
from data.checking.earlier import Earlier
from data.checking.ledger import Ledger
from data.checking.notices import Notice
from data.checking.references import TARGETS, References, required
from data.checking.rules import date_problems, rule_problems
from data.contract import TABLES
from data.problems import Refused

if TYPE_CHECKING:
    from data.read import Handed, TableRead


@dataclass(frozen=True)
class Checked:
    """One table after its checks: `good` has the contract's columns, `quarantined` those of `quarantine.QUARANTINE`."""

    table: str
    rows_in: int
    good: pl.DataFrame
    quarantined: pl.DataFrame


class Validation:
    """One submission under examination. Iterate over `tables()` to the end; notices and totals are complete then."""

    def __init__(self, handed: Handed, as_of: dt.date, earlier: Earlier) -> None:
        self._handed, self._as_of, self._earlier = handed, as_of, earlier
        self._references, self._ledger = References(earlier), Ledger(earlier)
        self.notices: list[Notice] = []
        if one := required({table: read.frame for table, read in handed.tables.items()}):
            raise Refused("missing_table", table=one.table, reference=one.column, value=one.target)
        if {"instalments", "loan_months"} <= handed.tables.keys():
            self.notices.append(Notice("two_balance_sources"))

    def tables(self, on_progress: Callable[[str], None] | None = None) -> Iterator[Checked]:
        """Each table handed in, in the contract's order; raises Refused where a file is too bad to go on."""
        for table, schema in TABLES.items():
            if table in self._handed.tables:
                if on_progress:
                    on_progress(table)
                yield self._check(self._handed.tables.pop(table))
            elif table in TARGETS and table in self._earlier:
                empty = schema.create_empty()
                self._references.add(table, empty, empty)

    def totals(self) -> dict[str, str | None]:
        """Loans, and sums in CNY as text: principal, balance, paid, cost; null where the input was not sent."""
        return self._ledger.totals()

    def _check(self, read: TableRead) -> Checked:
        table, frame = read.name, read.frame.with_row_index("_row")
        problems = quarantine.gather([read.problems])
        for find in (self._own_faults, self._orphans, self._money_faults):
            sound = quarantine.without(frame, problems)
            problems = quarantine.gather([problems, find(table, sound, frame)])
        judged = frame.with_columns(_file=pl.lit(f"{table}.parquet")) if self._handed.mended else frame
        quarantine.refuse_bad_files(judged, problems)
        sound = quarantine.without(frame, problems)
        self._remember(table, sound, quarantine.among(frame, problems))
        good = sound.select(TABLES[table].column_names())
        return Checked(table, len(frame), good, quarantine.quarantined(table, frame, problems))

    def _own_faults(self, table: str, sound: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        return quarantine.gather([rule_problems(table, sound), date_problems(table, sound, self._as_of)])

    def _orphans(self, table: str, sound: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        return self._references.problems(table, sound)

    def _money_faults(self, table: str, sound: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        torn = frame.join(sound, on="_row", how="anti") if len(sound) < len(frame) else frame.clear()
        return self._ledger.problems(table, sound, torn)

    def _remember(self, table: str, good: pl.DataFrame, bad: pl.DataFrame) -> None:
        self._references.add(table, good, bad)
        self._ledger.add(table, good)
        self.notices += [notices.unchecked(one) for one in self._references.unchecked(table, good)]
        self.notices += notices.unknown_regions(table, good)
