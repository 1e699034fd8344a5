"""What changed most between two months: every ratio of the overview taken apart by every dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

import polars as pl

from queries.access import Viewer
from queries.change import decomposed
from queries.dictionary import Metric, metric
from queries.filters import Filters, month_end, parse_day
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition
from queries.statistics.xmr import xmr
from queries.tables import tables
from queries.warehouse import Warehouse

METRICS = (
    "overdue_rate_balance", "par30_balance", "roll_rate_m0", "cost_per_case", "cost_per_yuan_recovered",
    "promise_kept_rate", "complaints_per_1000_cases", "breach_rate",
)  # fmt: skip
# Time is what is compared, and a person is no explanation.
_NEVER = frozenset({"month", "day", "vintage", "agent"})
SCHEMA = {
    "metric": pl.String, "dimension": pl.String, "part": pl.String, "before": pl.Float64, "after": pl.Float64,
    "change": pl.Float64, "rate_effect": pl.Float64, "mix_effect": pl.Float64, "share_of_change": pl.Float64,
    "part_before": pl.Float64, "part_after": pl.Float64, "weight_before": pl.Float64, "weight_after": pl.Float64,
    "usual": pl.Float64,
}  # fmt: skip


def what_moved(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> pl.DataFrame:
    """One row per metric, dimension and part: the metric before and after, and what the part did to it.

    rate_effect is what the part's own rate did, mix_effect what its share did (being worse or better than average);
    over the parts of a dimension they add up to the change. part_before and part_after are the part's own values, the
    weights its shares of the denominator. Sorted by the size of both effects together in what the metric usually moves
    from one month to the next (`usual`, its average moving range; a tenth of it where it has none).
    """
    months = _months(warehouse, viewer, filters, parameters)
    asked = [one for one in map(metric, METRICS) if set(filters.dimensions()) <= one.filterable]
    # Asked side by side: DuckDB answers a small question on one core.
    with ThreadPoolExecutor() as pool:
        moving = pool.submit(_usual, warehouse, viewer, filters, asked)
        rows = _found(pool, warehouse, viewer, filters, asked, months) if months else []
        usual = moving.result()
    frame = pl.DataFrame(rows, schema={name: kind for name, kind in SCHEMA.items() if name != "usual"}, orient="row")
    frame = frame.with_columns(
        usual=pl.coalesce(
            pl.col("metric").replace_strict(usual, default=None, return_dtype=pl.Float64), pl.col("before") / 10
        )
    )
    size = ((pl.col("rate_effect") + pl.col("mix_effect")) / pl.col("usual")).abs().round(9)
    return frame.sort(size, "metric", "dimension", "part", descending=[True, False, False, False], nulls_last=True)


def _usual(warehouse: Warehouse, viewer: Viewer, filters: Filters, asked: list[Metric]) -> dict[str, float]:
    """By how much each metric moves from month to month over all months, where that can be told."""
    if not asked:
        return {}
    every = replace(filters.only(set(filters.dimensions()) - {"month"}), first_month=None, last_month=None)
    frame = ask(warehouse, viewer, [one.id for one in asked], ["month"], every).frame
    charts = {one.id: xmr(frame[one.id].cast(pl.Float64).to_list()) for one in asked}
    return {id: chart.average_moving_range for id, chart in charts.items() if chart and chart.average_moving_range}


def _months(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> tuple[dt.date, dt.date] | None:
    """The two months to compare: those given, else the first and last of the range with a book in view, if any."""
    first, last = filters.first_month or dt.date.min, filters.last_month or dt.date.max
    books: list[dt.date] = warehouse.reported(viewer, filters).filter(pl.col("loans") > 0)["month"].unique().to_list()
    within = sorted(books) or [month for month in warehouse.months if first <= month <= last]
    given = [str(parameters[name]) for name in ("before", "after")]
    if not within and not all(given):
        return None
    before, after = (
        month_end(parse_day(text)) if text else within[place] for text, place in zip(given, (0, -1), strict=True)
    )
    return (before, after) if before != after else None


def _found(
    pool: Executor,
    warehouse: Warehouse,
    viewer: Viewer,
    filters: Filters,
    asked: list[Metric],
    months: tuple[dt.date, dt.date],
) -> list[tuple[object, ...]]:
    where = (*((d, values) for d, values in filters.where if d != "month"), ("month", _written(months)))
    within = replace(filters, where=tuple(sorted(where)), first_month=min(months), last_month=max(months))
    dimensions = sorted({dimension for one in asked for dimension in _splits(one)})
    return [
        row for rows in pool.map(partial(_by, warehouse, viewer, asked, months, within), dimensions) for row in rows
    ]


def _by(
    warehouse: Warehouse,
    viewer: Viewer,
    asked: list[Metric],
    months: tuple[dt.date, dt.date],
    within: Filters,
    dimension: str,
) -> list[tuple[object, ...]]:
    split = [one for one in asked if dimension in _splits(one)]
    found = _decomposed(warehouse, viewer, split, dimension, months, within)
    return [row for one, parts in found for row in _rows(one, dimension, parts)]


def _written(months: Iterable[dt.date]) -> tuple[str, ...]:
    return tuple(sorted(f"{month:%Y-%m}" for month in months))


@cache
def _splits(one: Metric) -> frozenset[str]:
    """The dimensions that cubes hold: reading every loan would take too long."""
    held = [_cubes(component.table) | frozenset(one.whole) for component in one.components]
    return (frozenset.intersection(*held) & one.dimensions) - _NEVER


def _cubes(table: str) -> frozenset[str]:
    return frozenset().union(*(stored.dimensions for stored in tables()[table].stored if not stored.is_fact))


def _decomposed(
    warehouse: Warehouse,
    viewer: Viewer,
    metrics: list[Metric],
    dimension: str,
    months: tuple[dt.date, dt.date],
    within: Filters,
) -> Iterator[tuple[Metric, Decomposition]]:
    """All metrics in one pass, but for filters that leave no table to some of them: those are passed over."""
    try:
        frames = [(ask(warehouse, viewer, [one.id for one in metrics], ["month", dimension], within).frame, metrics)]
    except AskRefused:
        frames = [found for one in metrics for found in _alone(warehouse, viewer, one, dimension, within)]
    for frame, members in frames:
        for one in members:
            found = decomposed(frame, one, dimension, months)
            if found is not None and found.parts.height > 1:
                yield one, found


def _alone(
    warehouse: Warehouse, viewer: Viewer, one: Metric, dimension: str, within: Filters
) -> list[tuple[pl.DataFrame, list[Metric]]]:
    try:
        return [(ask(warehouse, viewer, [one.id], ["month", dimension], within).frame, [one])]
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
