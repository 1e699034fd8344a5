"""What changed most between two months: every ratio of the overview taken apart by every dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from queries.access import Viewer
from queries.dictionary import Metric, metric
from queries.estimates import adding, asking
from queries.filters import Filters, month_end, parse_day
from queries.statistics.xmr import usual_move
from queries.tables import tables
from queries.warehouse import Warehouse

METRICS = (
    "overdue_rate_balance", "par30_balance", "roll_rate_m0", "cost_per_case", "cost_per_yuan_recovered",
    "promise_kept_rate", "complaints_per_1000_cases", "breach_rate",
)  # fmt: skip
# Time is what is compared, a person is no explanation, and a contact may break several rules.
_NEVER = frozenset({"month", "day", "vintage", "agent", "pack", "rule"})
SCHEMA = {**adding.MOVED, "usual": pl.Float64}


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
    among = frozenset(str(parameters["among"]).split(",")) if parameters["among"] else None
    splits = {one: sorted(_splits(one) if among is None else _splits(one) & among) for one in asked}
    # A guarded viewer is told what was asked for split by split: exact sums are not for such eyes.
    moved = asking.moved if viewer.is_guarded else adding.moved
    frame = (
        moved(warehouse, viewer, splits, _at(filters, months), months) if months else pl.DataFrame(schema=adding.MOVED)
    )
    every = replace(filters.only(set(filters.dimensions()) - {"month"}), first_month=None, last_month=None)
    return _sorted(frame, _usual(asking.monthly(warehouse, viewer, asked, every)))


def _usual(values: Mapping[str, Sequence[float | None]]) -> dict[str, float]:
    """By how much each metric moves from month to month, where that can be told."""
    return {id: moved for id, monthly in values.items() if (moved := usual_move(monthly))}


def _sorted(moved: pl.DataFrame, usual: Mapping[str, float]) -> pl.DataFrame:
    moves = pl.col("metric").replace_strict(usual, default=None, return_dtype=pl.Float64)
    size = ((pl.col("rate_effect") + pl.col("mix_effect")) / pl.col("usual")).abs().round(9)
    frame = moved.with_columns(usual=pl.coalesce(moves, pl.col("before") / 10))
    return frame.sort(size, "metric", "dimension", "part", descending=[True, False, False, False], nulls_last=True)


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


def _at(filters: Filters, months: tuple[dt.date, dt.date]) -> Filters:
    """The filters at the two months alone."""
    written = tuple(sorted(f"{month:%Y-%m}" for month in months))
    where = (*((d, values) for d, values in filters.where if d != "month"), ("month", written))
    return replace(filters, where=tuple(sorted(where)), first_month=min(months), last_month=max(months))


@cache
def _splits(one: Metric) -> frozenset[str]:
    """The dimensions that cubes hold: reading every loan would take too long."""
    held = [_cubes(component.table) | frozenset(one.whole) for component in one.components]
    return (frozenset.intersection(*held) & one.dimensions) - _NEVER


def _cubes(table: str) -> frozenset[str]:
    return frozenset().union(*(stored.dimensions for stored in tables()[table].stored if not stored.is_fact))
