"""Why a ratio of the dictionary changed between two months: Kitagawa's decomposition by any dimension it splits by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask, metric
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
    rows = ask(warehouse, viewer, [id], ["month", dimension], within).frame
    sums = rows.select("month", dimension, numerator=f"{id}__numerator", denominator=f"{id}__denominator")
    before, after = (sums.filter(pl.col("month") == month).drop("month") for month in months)
    return kitagawa(before, after, dimension)
