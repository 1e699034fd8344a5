"""Columns of shares and rates with their 95 % intervals."""

from __future__ import annotations

import polars as pl

from queries.statistics.arrays import floats, with_floats
from queries.statistics.counts import poisson_interval
from queries.statistics.intervals import wilson


def share(frame: pl.DataFrame, name: str, successes: str, trials: str, prefix: str = "") -> pl.DataFrame:
    """Adds `name`, successes / trials, and its Wilson interval as lower and upper after the prefix; null without trials
    or where either is not known.
    """
    pairs = frame.select(successes, trials).rows()
    bounds = [wilson(one, of) or (None, None) if one is not None and of else (None, None) for one, of in pairs]
    lower, upper = ([bound[side] for bound in bounds] for side in (0, 1))
    return frame.with_columns(
        pl.when(pl.col(trials) > 0).then(pl.col(successes) / pl.col(trials)).alias(name),
        pl.Series(f"{prefix}lower", lower, pl.Float64),
        pl.Series(f"{prefix}upper", upper, pl.Float64),
    )


def rate(
    frame: pl.DataFrame, name: str, events: str, exposure: str, prefix: str = "", per: float = 1000
) -> pl.DataFrame:
    """Adds `name`, events per `per` of exposure, and its exact Poisson interval as lower and upper after the prefix."""
    found = poisson_interval(floats(frame[events]), floats(frame[exposure]), per)
    return with_floats(frame, dict(zip((name, f"{prefix}lower", f"{prefix}upper"), found, strict=True)))
