"""Answers an exploration: its cells, and every subtotal a pivot needs, each asked for itself and never added up."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import polars as pl

from queries.access import Viewer
from queries.dictionary import metric
from queries.explore import choosing
from queries.explore.asking import Asking
from queries.explore.choosing import Named
from queries.explore.comparing import beside
from queries.explore.exploration import OTHERS, Exploration, splits
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.warehouse import Answer, Warehouse

__all__ = ["Explored", "cell", "explore", "span", "splits"]


@dataclass(frozen=True)
class Explored:
    """What was found.

    `cells` has the columns of `by` (in `month` the last month-end of each period), then per metric `<id>`,
    `<id>__numerator`, `<id>__denominator`, `<id>__count`, for guarded viewers `<id>__masked`, and in a comparison
    `<id>__before` and `<id>__change` (and `<id>__before__masked`); sorted by `by`, OTHERS last. `subtotals` has the
    same for every proper subset of `by`, `()` being the grand total. They are of all that was asked: ranges on values
    narrow `cells` only. `exploration` is what was run: its period resolved, its search turned into values.
    """

    cells: pl.DataFrame
    subtotals: Mapping[tuple[str, ...], pl.DataFrame]
    answers: tuple[Answer, ...]
    exploration: Exploration


def explore(
    warehouse: Warehouse,
    viewer: Viewer,
    exploration: Exploration,
    named: Named = {},  # noqa: B006 - never changed
    *,
    subtotals: bool = True,
) -> Explored:
    """The cells and subtotals of an exploration; `named` says by dimension what its values are called, for searches.

    Without `subtotals` none are asked. Raises AskRefused for what cannot be asked, or not by this viewer.
    """
    run = choosing.settled(warehouse, viewer, exploration, named)
    subsets = [kept for size in range(len(run.by)) for kept in combinations(run.by, size)] if subtotals else []
    asking = Asking.of(warehouse, viewer, run)
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(partial(_table, asking), [run.by, *subsets]))
    answers = tuple(answer for _, asked in found for answer in asked)
    cells, *totals = [frame for frame, _ in found]
    return Explored(_within(cells, run), dict(zip(subsets, totals, strict=True)), answers, run)


def _table(asking: Asking, by: tuple[str, ...]) -> tuple[pl.DataFrame, list[Answer]]:
    """All that is shown at the grain of `by`, and what was asked for it."""
    answers: list[Answer] = []
    cells = asking.shown(by, answers)
    if asking.run.compare:
        cells = beside(asking, cells, by, answers)
    return _sorted(cells, by), answers


def _sorted(cells: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """In the order of `by`, OTHERS after the values by themselves."""
    if not by:
        return cells
    names = [name for name in by if cells.schema[name] == pl.String]
    order = [key for name in by for key in ([pl.col(name) == OTHERS, name] if name in names else [name])]
    return cells.sort(order, nulls_last=True, maintain_order=True)


def _within(cells: pl.DataFrame, run: Exploration) -> pl.DataFrame:
    """The cells whose values lie within the ranges; what is not reported or hidden lies within none."""
    for id, low, high in run.ranges:
        value = pl.col(id).cast(pl.Float64)
        cells = cells.filter(
            value.is_not_null(),
            value >= low if low is not None else pl.lit(True),
            value <= high if high is not None else pl.lit(True),
        )
    return cells


def span(
    warehouse: Warehouse,
    viewer: Viewer,
    exploration: Exploration,
    named: Named = {},  # noqa: B006 - never changed
) -> Filters:
    """The filters of everything together: what the grand total is asked with. Raises AskRefused as `explore`."""
    return choosing.filters(choosing.settled(warehouse, viewer, exploration, named))


def cell(
    warehouse: Warehouse,
    viewer: Viewer,
    exploration: Exploration,
    row: Mapping[str, Any],
    named: Named = {},  # noqa: B006 - never changed
    *,
    metric_id: str | None = None,
) -> Filters:
    """The filters of what stands behind one cell, or behind a subtotal where `row` lacks some of the splits.

    With `metric_id` of a stock the range is the one month-end it is read at. Raises AskRefused as `explore`, and for a
    row without a value that a filter could name.
    """
    run = choosing.settled(warehouse, viewer, exploration, named)
    asking = Asking.of(warehouse, viewer, run)
    within = choosing.filters(run)
    where = dict(within.where)
    first, last = within.first_month, within.last_month
    for dimension in (name for name in run.by if name in row):
        value = row[dimension]
        if value is None:
            raise AskRefused("no_value", dimension=dimension)
        if dimension == "month":
            period = asking.period(value)
            first, last = period.first, period.last
        elif value == OTHERS:
            where[dimension] = tuple(asking.rest)
        else:
            where[dimension] = (choosing.written(value),)
    found = Filters.of(where, first, last)
    if metric_id is None or not _is_stock(metric_id):
        return found
    as_of = asking.as_of(first, last)
    return Filters.of(where, as_of, as_of) if as_of else found


def _is_stock(id: str) -> bool:
    return all(part.adds_up == "stock" for part in metric(id).components)
