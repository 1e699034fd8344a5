"""Is an expectation any good: does it tell cases apart (c statistic), and does what it says come true (by decile)?"""

from __future__ import annotations

import polars as pl


def c_statistic(expected: pl.Series, happened: pl.Series) -> float | None:
    """The chance that a case where it happened had the higher expectation than one where it did not, ties half.

    None where it happened always or never.
    """
    outcome = happened.cast(pl.Boolean)
    events, others = int(outcome.sum()), int((~outcome).sum())
    if not events or not others:
        return None
    ranks = float(expected.rank("average").filter(outcome).sum())
    return (ranks - events * (events + 1) / 2) / (events * others)


def deciles(expected: pl.Series, happened: pl.Series) -> pl.DataFrame:
    """decile, cases, expected and observed (both shares), from the least expected tenth of the cases to the most.

    Cases of one expectation stay together, so a tenth may be larger than another, or be missing.
    """
    cases = pl.DataFrame({"expected": expected.cast(pl.Float64), "observed": happened.cast(pl.Float64)})
    place = (pl.col("expected").rank("average") * 10 / pl.len()).ceil().cast(pl.Int64)
    grouped = cases.group_by(place.alias("decile")).agg(pl.len().cast(pl.Int64).alias("cases"), pl.all().mean())
    return grouped.sort("decile")
