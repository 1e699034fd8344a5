"""Columns every funnel has: limits under each of their names, and on which side of the widest a unit lies."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from queries.statistics.arrays import Floats
from queries.statistics.funnel import QUANTILES


def columns(limit: Callable[[float], Floats], prefix: str = "") -> dict[str, Floats]:
    """`limit` of every quantile a funnel shows, as lower_95, upper_95, lower_998, upper_998 after the prefix."""
    return {f"{prefix}{name}": limit(quantile) for name, quantile in QUANTILES.items()}


def outside(value: str, prefix: str = "") -> pl.Expr:
    """above, below or null: where `value` lies by the 99.8 % limits of this prefix."""
    above, below = pl.col(value) > pl.col(f"{prefix}upper_998"), pl.col(value) < pl.col(f"{prefix}lower_998")
    return pl.when(above).then(pl.lit("above")).when(below).then(pl.lit("below"))
