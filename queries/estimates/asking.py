"""What moved, asked split by split: what a guarded viewer is told is decided question by question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import polars as pl

from queries.access import Viewer
from queries.change import decomposed, told
from queries.dictionary import Metric
from queries.estimates.adding import MOVED, Months
from queries.filters import Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Warehouse

# What the parts shown must make up of the whole: those of less tell the change of another number.
_COVERED = 0.9
Whole = Mapping[dt.date, Mapping[str, Any]]


def moved(
    warehouse: Warehouse, viewer: Viewer, splits: Mapping[Metric, Collection[str]], within: Filters, months: Months
) -> pl.DataFrame:
    """The rows of `queries.estimates.adding.moved`, from as many questions as there are dimensions.

    Before and after are what the viewer is told of the metric itself. A dimension of which too many parts are hidden
    is left out.
    """
    dimensions = sorted({one for by in splits.values() for one in by})
    asked = _together(warehouse, viewer, list(splits), ["month"], within) if splits else []
    wholes = {one.id: {row["month"]: row for row in frame.to_dicts()} for frame, members in asked for one in members}
    # Asked side by side: the engine answers a small question on one core.
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(partial(_by, warehouse, viewer, splits, wholes, months, within), dimensions))
    return pl.DataFrame([row for rows in found for row in rows], schema=MOVED, orient="row")


def monthly(
    warehouse: Warehouse, viewer: Viewer, metrics: Sequence[Metric], filters: Filters
) -> dict[str, list[float | None]]:
    """Each metric month by month, of those the filters leave a table to."""
    found = _together(warehouse, viewer, metrics, ["month"], filters) if metrics else []
    return {one.id: frame[one.id].cast(pl.Float64).to_list() for frame, members in found for one in members}


def _by(
    warehouse: Warehouse,
    viewer: Viewer,
    splits: Mapping[Metric, Collection[str]],
    wholes: Mapping[str, Whole],
    months: Months,
    within: Filters,
    dimension: str,
) -> list[tuple[object, ...]]:
    split = [one for one, by in splits.items() if dimension in by and one.id in wholes]
    rows: list[tuple[object, ...]] = []
    for frame, members in _together(warehouse, viewer, split, ["month", dimension], within) if split else []:
        for one in members:
            whole = wholes[one.id]
            found = decomposed(frame, one, dimension, months)
            if found is None or found.parts.height < 2 or not _covers(frame, one, dimension, months, whole):
                continue
            rows.extend(_rows(one, dimension, found, *(float(whole[month][one.id]) for month in months)))
    return rows


def _covers(frame: pl.DataFrame, one: Metric, dimension: str, months: Months, whole: Whole) -> bool:
    """Whether the parts shown make up nearly all that the metric is made of, in both months."""
    summed = ["numerator"] if one.is_whole_by(dimension) else ["numerator", "denominator"]
    shown = told(frame, one, dimension, months)
    for month in months:
        if whole.get(month, {}).get(one.id) is None:
            return False
        for part in summed:
            column = f"{one.id}__{part}"
            of_parts = float(shown.filter(pl.col("month") == month)[column].sum() or 0)
            if of_parts < _COVERED * float(whole[month][column] or 0):
                return False
    return True


def _together(
    warehouse: Warehouse, viewer: Viewer, metrics: Sequence[Metric], by: Sequence[str], filters: Filters
) -> list[tuple[pl.DataFrame, Sequence[Metric]]]:
    """All metrics in one pass, but for filters that leave no table to some of them: those are passed over."""
    try:
        return [(ask(warehouse, viewer, [one.id for one in metrics], by, filters).frame, metrics)]
    except AskRefused:
        return [found for one in metrics for found in _alone(warehouse, viewer, one, by, filters)]


def _alone(
    warehouse: Warehouse, viewer: Viewer, one: Metric, by: Sequence[str], filters: Filters
) -> list[tuple[pl.DataFrame, Sequence[Metric]]]:
    try:
        return [(ask(warehouse, viewer, [one.id], by, filters).frame, [one])]
    except AskRefused as refused:
        if refused.code not in ("cannot_combine", "not_built"):
            raise
        return []


def _rows(
    one: Metric, dimension: str, found: Decomposition, before: float, after: float
) -> Iterator[tuple[object, ...]]:
    change = after - before
    for row in found.parts.iter_rows(named=True):
        rate, mix = row["rate_effect"], row["mix_effect_centred"]
        yield (
            one.id, dimension, row[dimension], before, after, change, rate, mix,
            (rate + mix) / change if change else None, row["rate_before"], row["rate_after"], row["share_before"],
            row["share_after"],
        )  # fmt: skip
