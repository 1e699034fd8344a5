"""A unit's cures month by month, with what chance allows that many cases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from queries.estimates import limits
from queries.statistics.arrays import Floats, floats, with_floats
from queries.statistics.funnel import exact_limit


def against_expectation(rows: pl.DataFrame, parameters: Mapping[str, int | str]) -> pl.DataFrame:
    """The rows of agents/months.sql with exact limits of the rate, and above or below where it lies outside them.

    Cases of unequal chances are taken for as many of one chance as have their mean and variance.
    """
    known = rows.filter(pl.col("expected") > 0)
    at_risk, expected, variance = (floats(known[name]) for name in ("at_risk", "expected", "variance"))
    size, target = limits.as_one_chance(expected, variance)

    def rate(quantile: float) -> Floats:
        limit: Floats = np.minimum(exact_limit(size, target, quantile) * size / at_risk, 1.0)
        return limit

    side = limits.outside_by_count(floats(known["cured"]), size, target)
    return with_floats(known.drop("variance"), limits.columns(rate)).with_columns(outside=side)
