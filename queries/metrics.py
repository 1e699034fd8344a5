"""Turns (metrics, by, filters) into one select statement over the smallest tables, and asks the warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from queries import guarding
from queries.access import Viewer, check_people
from queries.askable import check
from queries.dictionary import Metric, dictionary, metric
from queries.disclosure import Plan, wholes
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused
from queries.reporting import everywhere
from queries.statement import statement, sums
from queries.warehouse import Answer, Warehouse

__all__ = ["Metric", "ask", "dictionary", "metric"]


def ask(
    warehouse: Warehouse,
    viewer: Viewer,
    metrics: Sequence[str],
    by: Sequence[str] = (),
    filters: Filters = NO_FILTERS,
    *,
    as_of: dt.date | None = None,
) -> Answer:
    """The metrics at the grain of `by`, sorted by it.

    The frame holds the dimensions, then per metric `<id>`, `<id>__numerator`, `<id>__denominator` and `<id>__count`
    (the loans, borrowers or payments behind it). A null says not reported, or nothing to divide by. Without `month`
    in `by`, stocks are those of `as_of`, else of the last month-end with reports in the range: the answer says which. A
    guarded viewer is told what disclosure control leaves, and `<id>__masked` says why a value is null. Raises
    AskRefused for a metric, split or filter that does not exist.
    """
    asked = [metric(id) for id in dict.fromkeys(metrics)]
    by = tuple(dict.fromkeys(by))
    check_people(viewer, {*by, *filters.dimensions()})
    for one in asked:
        _check(one, by, filters)
    whole = {dimension for one in asked for dimension in one.whole}
    plan = None
    if viewer.is_guarded:
        check(filters, warehouse.months, by)
        plan = Plan(partial(guarding.disclose, asked, by), wholes(filters, by))
        whole |= guarding.left_whole(asked)
    if plan:
        own = [part for one in asked for part in one.components]
        sql = sums(own, by, filters, beside=guarding.beside(asked))  # asked of wider filters too
    else:
        complete = everywhere(warehouse, viewer, filters, [one.where_reported for one in asked])
        sql = statement(asked, by, filters, complete)
    put = partial(
        warehouse.query, sql, viewer=viewer, filters=filters, needed=by, whole=whole, people=True, disclose=plan
    )
    if "$as_of" not in sql:
        return put(parameters={})
    # A month-end of which only departures were reported has no book to read a stock from.
    reported = warehouse.reported(viewer, filters).filter(pl.col("loans") > 0)
    as_of = as_of or reported["month"].max()  # type: ignore[assignment]
    answer = put(parameters={"as_of": as_of})
    latest = dict(reported.sort("month").select("platform", "month").iter_rows())
    silent = tuple(sorted(platform for platform, month in latest.items() if month != as_of))
    return replace(answer, as_of=as_of, silent=silent)


def _check(one: Metric, by: Iterable[str], filters: Filters) -> None:
    possible = ", ".join(sorted(one.dimensions))
    for dimension in by:
        if dimension not in one.dimensions:
            raise AskRefused("cannot_split", subject=one.id, dimension=dimension, possible=possible)
    for dimension in filters.dimensions():
        if dimension not in one.filterable:
            possible = ", ".join(sorted(one.filterable))
            raise AskRefused("cannot_filter", subject=one.id, dimension=dimension, possible=possible)
