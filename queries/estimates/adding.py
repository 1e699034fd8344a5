"""What moved, from sums that are read once and added up by every dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import polars as pl

from queries.access import Viewer
from queries.dictionary import Metric
from queries.filters import Filters
from queries.parts import parts
from queries.statistics.kitagawa import effects
from queries.warehouse import Warehouse

Months = tuple[dt.date, dt.date]
MOVED = {
    "metric": pl.String, "dimension": pl.String, "part": pl.String, "before": pl.Float64, "after": pl.Float64,
    "change": pl.Float64, "rate_effect": pl.Float64, "mix_effect": pl.Float64, "share_of_change": pl.Float64,
    "part_before": pl.Float64, "part_after": pl.Float64, "weight_before": pl.Float64, "weight_after": pl.Float64,
}  # fmt: skip
_OF = ("metric", "dimension")
_SIDES = ("before", "after")


def moved(
    warehouse: Warehouse, viewer: Viewer, splits: Mapping[Metric, Collection[str]], within: Filters, months: Months
) -> pl.DataFrame:
    """Per metric, dimension it is split by and part: the columns of MOVED, where both months have what to divide by."""
    sums = _beside(parts(warehouse, viewer, splits, within), months)
    found = [_split(sums.filter(~pl.col("is_whole"))), _of_wholes(sums.filter("is_whole"))]
    mixed = pl.concat([one.select(_columns()) for one in found])
    return mixed.filter(pl.len().over(_OF) > 1)


def _beside(sums: pl.DataFrame, months: Months) -> pl.DataFrame:
    """The sums of the two months in one row per part, nought where a part is not there."""
    known = sums.filter(pl.any_horizontal(pl.col("numerator", "denominator").is_not_null()))
    before, after = (
        known.filter(pl.col("month") == month)
        .drop("month")
        .rename({"numerator": f"numerator_{side}", "denominator": f"denominator_{side}"})
        for side, month in zip(_SIDES, months, strict=True)
    )
    keys = [*_OF, "part", "is_whole"]
    joined = before.join(after, on=keys, how="full", coalesce=True, nulls_equal=True).fill_null(0.0)
    return joined.sort(keys)  # floats add up to the same in the same order alone


def _split(sums: pl.DataFrame) -> pl.DataFrame:
    """By Kitagawa."""
    return effects(sums, _OF).with_columns(mix_effect=pl.col("mix_effect_centred"))


def _of_wholes(sums: pl.DataFrame) -> pl.DataFrame:
    """Parts set over one whole have no mix: each adds its own change."""
    whole = {side: pl.col(f"denominator_{side}").max().over(_OF) for side in _SIDES}
    rates = sums.filter((whole["before"] != 0) & (whole["after"] != 0)).with_columns(
        (pl.col(f"numerator_{side}") / whole[side]).alias(f"rate_{side}") for side in _SIDES
    )
    return rates.with_columns(
        *(pl.col(f"rate_{side}").sum().over(_OF).alias(side) for side in _SIDES),
        rate_effect=pl.col("rate_after") - pl.col("rate_before"),
        mix_effect=pl.lit(0.0),
        share_before=pl.lit(1.0),
        share_after=pl.lit(1.0),
    )


def _columns() -> list[pl.Expr]:
    change = pl.col("after") - pl.col("before")
    both = pl.col("rate_effect") + pl.col("mix_effect")
    return [
        *(pl.col(name) for name in ("metric", "dimension", "part", "before", "after")),
        change.alias("change"),
        pl.col("rate_effect"),
        pl.col("mix_effect"),
        pl.when(change != 0).then(both / change).alias("share_of_change"),
        pl.col("rate_before").alias("part_before"),
        pl.col("rate_after").alias("part_after"),
        pl.col("share_before").alias("weight_before"),
        pl.col("share_after").alias("weight_after"),
    ]
