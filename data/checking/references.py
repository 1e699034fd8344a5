"""References between tables: a row whose parent is missing, or is itself in quarantine, cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from data.checking.earlier import Earlier
from data.contract import REFERENCES, REQUIRED_TABLES, TABLES, Reference
from data.quarantine import gather, problems

TARGETS = {reference.target for reference in REFERENCES}


def required(handed: Mapping[str, pl.DataFrame]) -> Reference | None:
    """The first reference some row makes to a required table that was not handed in."""
    open_ends = (one for one in REFERENCES if one.target in REQUIRED_TABLES and one.target not in handed)
    return next((one for one in open_ends if one.table in handed and handed[one.table][one.column].count()), None)


@dataclass
class References:
    """The keys of finished tables, good and quarantined, against which later tables are checked."""

    earlier: Earlier
    good: dict[str, pl.DataFrame] = field(default_factory=dict)
    bad: dict[str, pl.DataFrame] = field(default_factory=dict)

    def add(self, table: str, kept: pl.DataFrame, quarantined: pl.DataFrame) -> None:
        """Remember the keys of a finished table if other tables refer to it."""
        if table in TARGETS:
            key = TABLES[table].primary_key()
            known = [kept.select(key)]
            if table in self.earlier:
                known.append(self.earlier.rows(table, []).collect())
            self.good[table], self.bad[table] = pl.concat(known), quarantined.select(key)

    def unchecked(self, table: str, kept: pl.DataFrame) -> list[Reference]:
        """References that `kept` rows make and nobody can check: the table they name was never submitted."""
        open_ends = [one for one in REFERENCES if one.table == table and one.target not in self.good]
        return [one for one in open_ends if kept[one.column].null_count() < len(kept)]

    def problems(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows that name a parent which is missing or in quarantine."""
        checked = [one for one in REFERENCES if one.table == table and one.target in self.good]
        return gather([self._orphans(one, frame) for one in checked])

    def _orphans(self, reference: Reference, frame: pl.DataFrame) -> pl.DataFrame:
        key = TABLES[reference.target].primary_key()[0]
        named = frame.select("_row", reference.column).drop_nulls(reference.column)
        ids = named.select(pl.col(reference.column).unique().alias(key))
        missing = ids.join(self.good[reference.target].join(ids, on=key, how="semi"), on=key, how="anti")
        orphans = (
            named.join(missing, left_on=reference.column, right_on=key, how="semi") if len(missing) else named.clear()
        )
        bad = pl.col(reference.column).is_in(self.bad[reference.target][key].implode())
        code = pl.when(bad).then(pl.lit("parent_quarantined")).otherwise(pl.lit("parent_missing"))
        return problems(orphans, reference.column, code, reference.target)
