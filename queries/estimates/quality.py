"""Contact quality of units side by side: each measure of the dictionary with its interval and what it is counted on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from queries.dictionary import metric
from queries.estimates import shares

SHARES = {
    "right_party_contact_rate": ("right_party", "dials"),
    "promise_kept_rate": ("kept_promises", "due_promises"),
    "critical_error_rate": ("critical_checks", "checks"),
}
RATES = {"complaints_per_1000_cases": ("complaints", "cases"), "breach_rate": ("breaches", "contacts")}
SCORE = "quality_score"


def side_by_side(rows: pl.DataFrame, parameters: Mapping[str, int | str]) -> pl.DataFrame:
    """From the counts of agents/quality.sql: unit, platform, team, agency, and per measure its value, 95 % interval
    (Wilson, exact Poisson; none for the score) and base, null where it was not reported or nothing was counted.
    """
    known = _scored(rows)
    for id, (happened, base) in SHARES.items():
        known = shares.share(known, id, happened, base, f"{id}_")
    for id, (happened, base) in RATES.items():
        known = shares.rate(known, id, happened, base, f"{id}_", metric(id).scale)
    bases = {id: base for id, (_, base) in SHARES.items()} | {SCORE: "checks"}
    bases |= {id: base for id, (_, base) in RATES.items()}
    measures = [
        column
        for id, base in bases.items()
        for column in (id, f"{id}_lower", f"{id}_upper", pl.col(base).cast(pl.Int64).alias(f"{id}_base"))
    ]
    return known.select("unit", "platform", "team", "agency", *measures)


def _scored(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds the mean score; a sum of scores gives no interval."""
    counted = pl.when(pl.col("checks") > 0).then(pl.col("checks"))
    nothing = pl.lit(None, pl.Float64)
    return rows.with_columns(
        (pl.col("score_sum").cast(pl.Float64) / counted).alias(SCORE),
        nothing.alias(f"{SCORE}_lower"),
        nothing.alias(f"{SCORE}_upper"),
    )
