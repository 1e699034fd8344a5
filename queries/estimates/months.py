"""A unit's cures month by month, with what chance allows that many cases."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from queries.estimates import limits
from queries.statistics.arrays import floats, with_floats
from queries.statistics.funnel import exact_limit


def against_expectation(rows: pl.DataFrame, parameters: Mapping[str, int | str]) -> pl.DataFrame:
    """The rows of agents/months.sql with exact binomial limits around expected_rate for at_risk cases."""
    size, target = floats(rows["at_risk"]), floats(rows["expected_rate"])
    return with_floats(rows, limits.columns(lambda quantile: exact_limit(size, target, quantile)))
