"""Why a ratio of the dictionary changed between two months: Kitagawa's decomposition by any dimension it splits by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from queries.access import Viewer
from queries.disclosure import MASKED
from queries.filters import NO_FILTERS, Filters
from queries.metrics import Metric, ask, metric
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition, kitagawa
from queries.warehouse import Warehouse


def explain(
    warehouse: Warehouse,
    viewer: Viewer,
    id: str,
    dimension: str,
    months: tuple[dt.date, dt.date],
    filters: Filters = NO_FILTERS,
) -> Decomposition | None:
    """How much of a ratio's change between two month-ends is rates, how much mix, part by part of `dimension`.

    The range of months in `filters` is replaced. None where one of the months has nothing to divide by. Raises
    AskRefused for a metric that is no plain ratio, or cannot be split so.
    """
    if not metric(id).denominator:
        raise AskRefused("not_a_ratio", subject=id)
    within = replace(filters, first_month=min(months), last_month=max(months))
    return decomposed(ask(warehouse, viewer, [id], ["month", dimension], within).frame, metric(id), dimension, months)


def decomposed(
    frame: pl.DataFrame, one: Metric, dimension: str, months: tuple[dt.date, dt.date]
) -> Decomposition | None:
    """The same from the metric's answer by month and `dimension`, which may hold other months and metrics too.

    A part that disclosure control hides in one of the months is left out of both: it would seem to come or go.
    """
    shown = told(frame, one, dimension, months)
    before, after = (shown.filter(pl.col("month") == month) for month in months)
    return between(before, after, one, dimension)


def between(before: pl.DataFrame, after: pl.DataFrame, one: Metric, dimension: str) -> Decomposition | None:
    """The same from two answers by `dimension`, each with a row per part. A sum has no mix: its parts add up to it."""
    first, last = (_sums(frame, one, dimension) for frame in (before, after))
    decompose = kitagawa if one.denominator and not one.is_whole_by(dimension) else _of_a_whole
    return decompose(first, last, dimension)


def _sums(frame: pl.DataFrame, one: Metric, dimension: str) -> pl.DataFrame:
    """The parts that report anything: dimension, numerator times the metric's scale, denominator."""
    over = pl.col(f"{one.id}__denominator").cast(pl.Float64) if one.denominator else pl.lit(1.0)
    sums = frame.select(
        dimension, numerator=pl.col(f"{one.id}__numerator").cast(pl.Float64) * one.scale, denominator=over
    )
    known = ("numerator", "denominator") if one.denominator else ("numerator",)
    return sums.filter(pl.any_horizontal(pl.col(known).is_not_null()))


def told(frame: pl.DataFrame, one: Metric, dimension: str, months: tuple[dt.date, dt.date]) -> pl.DataFrame:
    """The answer without the parts that disclosure control hides in one of the two months."""
    why = f"{one.id}{MASKED}"
    if why not in frame.columns:
        return frame
    hidden = frame.filter(pl.col("month").is_in(months) & pl.col(why).is_not_null())
    return frame.join(hidden, on=dimension, how="anti", nulls_equal=True, maintain_order="left")


def _of_a_whole(before: pl.DataFrame, after: pl.DataFrame, key: str) -> Decomposition | None:
    """Parts set over one whole have no mix: each adds its own change."""
    rates = [
        frame.select(key, (pl.col("numerator").fill_null(0) / pl.col("denominator")).alias(f"rate_{side}"))
        for side, frame in (("before", before), ("after", after))
    ]
    if any(not one.height or one[one.columns[1]].null_count() for one in rates):
        return None
    parts = rates[0].join(rates[1], on=key, how="full", coalesce=True).fill_null(0.0).sort(key)
    first, last = float(parts["rate_before"].sum()), float(parts["rate_after"].sum())
    effects = parts.with_columns(
        share_before=pl.lit(1.0), share_after=pl.lit(1.0), rate_effect=pl.col("rate_after") - pl.col("rate_before"),
        mix_effect=pl.lit(0.0), mix_effect_centred=pl.lit(0.0),
    )  # fmt: skip
    return Decomposition(first, last, last - first, 0.0, effects)
