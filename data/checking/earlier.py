"""What a platform's earlier submissions already hold. A later one adds and corrects by key, so it may refer to them."""

from __future__ import annotations

import datetime as dt

import polars as pl

from data.contract import TABLES
from data.versions import Submission


class Earlier:
    """The submissions in force for a platform before an as-of date, seen as one."""

    def __init__(self, submissions: list[Submission], platform: str, as_of: dt.date) -> None:
        mine = [one for one in submissions if one.platform == platform and one.as_of < as_of]
        self._submissions = sorted(mine, key=lambda one: one.as_of)

    def __contains__(self, table: str) -> bool:
        """Whether any of them held this table."""
        return any(one.table(table) for one in self._submissions)

    def rows(self, table: str, columns: list[str]) -> pl.LazyFrame:
        """Key and `columns` of a table; where a key was sent again the newest row counts."""
        key = TABLES[table].primary_key()
        names = [*key, *(name for name in columns if name not in key)]
        paths = [path for one in self._submissions if (path := one.table(table)) is not None]
        if not paths:
            return TABLES[table].create_empty(lazy=True).select(names)
        return pl.concat(pl.scan_parquet(path).select(names) for path in paths).unique(
            key, keep="last", maintain_order=True
        )

    def with_newer(
        self, table: str, newer: pl.DataFrame, columns: list[str], loans: pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """The rows of `newer`, and the earlier rows (`_row` null) of the same loans that they do not replace.

        The loans are those of `loans` where given, otherwise those of `newer`.
        """
        mine = newer.select("_row", *columns)
        if table not in self:
            return mine
        ids = (mine if loans is None else loans).select("loan_id").lazy().unique()
        older = self.rows(table, columns).join(ids, on="loan_id", how="semi").collect()
        older = older.join(mine, on=TABLES[table].primary_key(), how="anti")
        return pl.concat([mine, older.select(pl.lit(None, pl.UInt32).alias("_row"), *columns)])
