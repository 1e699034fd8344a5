"""Contact quality of units side by side: each measure of the dictionary with its interval and what it is counted on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from queries.dictionary import metric
from queries.statistics.arrays import floats
from queries.statistics.counts import poisson_interval
from queries.statistics.intervals import wilson

SHARES = {
    "right_party_contact_rate": ("right_party", "dials"),
    "promise_kept_rate": ("kept_promises", "due_promises"),
    "critical_error_rate": ("critical_checks", "checks"),
}
RATES = {"complaints_per_1000_cases": ("complaints", "cases"), "breach_rate": ("breaches", "contacts")}


def side_by_side(rows: pl.DataFrame, parameters: Mapping[str, int | str]) -> pl.DataFrame:
    """From the counts of agents/quality.sql: unit, platform, team, agency, and per measure its value, 95 % interval
    (Wilson, exact Poisson; none for the score) and base, null where it was not reported or nothing was counted.
    """
    measures = [
        *(_share(rows, *item) for item in SHARES.items()),
        _score(rows),
        *(_rate(rows, *item) for item in RATES.items()),
    ]
    return pl.concat([rows.select("unit", "platform", "team", "agency"), *measures], how="horizontal")


def _share(rows: pl.DataFrame, id: str, sums: tuple[str, str]) -> pl.DataFrame:
    happened, base = sums
    limits = [
        wilson(done, of) if done is not None and of else None for done, of in rows.select(happened, base).iter_rows()
    ]
    return _columns(
        id,
        rows.select(pl.col(happened) / _counted(base)).to_series(),
        pl.Series([limit and limit[0] for limit in limits], dtype=pl.Float64),
        pl.Series([limit and limit[1] for limit in limits], dtype=pl.Float64),
        rows[base],
    )


def _rate(rows: pl.DataFrame, id: str, sums: tuple[str, str]) -> pl.DataFrame:
    happened, base = sums
    found = poisson_interval(floats(rows[happened]), floats(rows[base]), metric(id).scale)
    return _columns(id, *(pl.Series(values, dtype=pl.Float64).fill_nan(None) for values in found), rows[base])


def _score(rows: pl.DataFrame) -> pl.DataFrame:
    mean = rows.select(pl.col("score_sum").cast(pl.Float64) / _counted("checks")).to_series()
    none = pl.Series([None] * len(rows), dtype=pl.Float64)
    return _columns("quality_score", mean, none, none, rows["checks"])


def _counted(base: str) -> pl.Expr:
    return pl.when(pl.col(base) > 0).then(pl.col(base))


def _columns(id: str, *columns: pl.Series) -> pl.DataFrame:
    ends = dict(zip(("", "_lower", "_upper", "_base"), columns, strict=True))
    return pl.DataFrame(
        {f"{id}{end}": column.cast(pl.Float64 if end != "_base" else pl.Int64) for end, column in ends.items()}
    )
