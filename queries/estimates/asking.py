"""What moved, asked split by split: what a guarded viewer is told is decided question by question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl

from queries.access import Viewer
from queries.change import decomposed
from queries.dictionary import Metric
from queries.estimates.adding import MOVED, Months
from queries.filters import Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Warehouse


def moved(
    warehouse: Warehouse, viewer: Viewer, splits: Mapping[Metric, Collection[str]], within: Filters, months: Months
) -> pl.DataFrame:
    """The rows of `queries.estimates.adding.moved`, from as many questions as there are dimensions."""
    dimensions = sorted({one for by in splits.values() for one in by})
    # Asked side by side: the engine answers a small question on one core.
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(partial(_by, warehouse, viewer, splits, months, within), dimensions))
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
    months: Months,
    within: Filters,
    dimension: str,
) -> list[tuple[object, ...]]:
    split = [one for one, by in splits.items() if dimension in by]
    found = _decomposed(warehouse, viewer, split, dimension, months, within)
    return [row for one, parts in found for row in _rows(one, dimension, parts)]


def _decomposed(
    warehouse: Warehouse, viewer: Viewer, metrics: list[Metric], dimension: str, months: Months, within: Filters
) -> Iterator[tuple[Metric, Decomposition]]:
    for frame, members in _together(warehouse, viewer, metrics, ["month", dimension], within):
        for one in members:
            found = decomposed(frame, one, dimension, months)
            if found is not None and found.parts.height > 1:
                yield one, found


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


def _rows(one: Metric, dimension: str, found: Decomposition) -> Iterator[tuple[object, ...]]:
    change = found.after - found.before
    for row in found.parts.iter_rows(named=True):
        rate, mix = row["rate_effect"], row["mix_effect_centred"]
        yield (
            one.id, dimension, row[dimension], found.before, found.after, change, rate, mix,
            (rate + mix) / change if change else None, row["rate_before"], row["rate_after"], row["share_before"],
            row["share_after"],
        )  # fmt: skip
