"""Columns every funnel has: limits under each of their names, and on which side of the widest a unit lies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from queries.statistics.arrays import Floats
from queries.statistics.funnel import QUANTILES, exact_limit

_ALMOST_SURE = 0.999


def as_one_chance(expected: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Cases of unequal chances, by the sum of their chances and the variance of their count, as size and chance of
    those of one chance that have the same mean and variance.
    """
    target = np.minimum(1 - variance / expected, _ALMOST_SURE)
    return expected / target, target


def columns(limit: Callable[[float], Floats], prefix: str = "") -> dict[str, Floats]:
    """`limit` of every quantile a funnel shows, as lower_95, upper_95, lower_998, upper_998 after the prefix."""
    return {f"{prefix}{name}": limit(quantile) for name, quantile in QUANTILES.items()}


def outside(value: str, prefix: str = "") -> pl.Expr:
    """above, below or null: where `value` lies by the 99.8 % limits of this prefix."""
    above, below = pl.col(value) > pl.col(f"{prefix}upper_998"), pl.col(value) < pl.col(f"{prefix}lower_998")
    return pl.when(above).then(pl.lit("above")).when(below).then(pl.lit("below"))


def outside_adjusted(value: str) -> pl.Expr:
    """Who stays outside the limits that allow for over-dispersion, of those in the column `outside`.

    They are approximations: few cases may lie beyond them that chance alone explains.
    """
    return pl.when(pl.col("outside").is_not_null()).then(outside(value, "adjusted_"))


def outside_by_count(count: Floats, size: Floats, target: Floats) -> pl.Series:
    """above, below or null: where chance gives a binomial count at least, or at most, as far in less than 1 of 1,000.

    The limits drawn run between two counts, and all of a few would lie above them: three of three is never too many.
    """
    most = np.ceil(exact_limit(size, target, QUANTILES["upper_998"]) * size - 1e-9)
    least = exact_limit(size, target, QUANTILES["lower_998"]) * size
    sides = np.select([count > most, count < least], ["above", "below"], "")
    return pl.Series([side or None for side in sides.tolist()], dtype=pl.String)
