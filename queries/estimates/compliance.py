"""The computed columns of the questions about rules: what cannot be assessed, intervals, packs in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from queries.estimates import shares
from queries.reference import packs

# Where more of the contacts a rule is about lack the field it needs, it says nothing.
MOST_MISSING = 0.05


def breaches(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """Adds cannot_assess: too many of the contacts a rule is about cannot be judged; null where that is not known."""
    return rows.with_columns(cannot_assess=_cannot())


def _cannot() -> pl.Expr:
    missing = pl.col("contacts") - pl.col("assessable")
    return pl.when(pl.col("contacts") > 0).then(missing > MOST_MISSING * pl.col("contacts"))


def by(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """Adds the exact Poisson interval of the rate as lower and upper, and cannot_assess where a rule is named."""
    known = shares.rate(rows, "__rate", "breaches", "contacts").drop("__rate")
    return known.with_columns(cannot_assess=_cannot()).sort("unit")


def what_if(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """The rows in the order of the packs."""
    return rows.sort(pl.col("pack").replace_strict({id: place for place, id in enumerate(packs())}, default=99))
