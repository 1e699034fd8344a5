"""What ratios are made of, split by many dimensions one at a time: every stored table is read once for all of them.

Asked split by split, planning them takes many times what answering them does. Exact figures, so never for guarded
viewers: they are told only what `queries.metrics.ask` answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from queries import statement
from queries.access import Viewer
from queries.dictionary import Component, Metric
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.reporting import Tables, everywhere
from queries.statement import NO_SPLIT
from queries.warehouse import Warehouse

_SUMS = {"month": pl.Date, "held": pl.String, "part": pl.String, "component": pl.String, "value": pl.Float64}


@dataclass
class _Pass:
    """What is read of one stored table: sums of components of a logical table, by each of the dimensions."""

    table: str
    where_reported: Tables
    components: dict[str, Component] = field(default_factory=dict)
    dimensions: dict[str, None] = field(default_factory=dict)


Passes = dict[tuple[str, str, Tables], _Pass]
Splits = Sequence[tuple[Metric, str]]


def parts(
    warehouse: Warehouse, viewer: Viewer, splits: Mapping[Metric, Collection[str]], filters: Filters
) -> pl.DataFrame:
    """Columns metric, dimension, part, month, numerator (times the metric's scale), denominator, is_whole.

    `splits` are the dimensions of each ratio; one that the filters leave no table for is left out. `is_whole`: the
    denominator is not split, and stands beside every part.
    """
    passes: Passes = {}
    complete = everywhere(warehouse, viewer, filters, [one.where_reported for one in splits])
    wanted = [(one, by) for one, dimensions in splits.items() for by in dimensions]
    found = [(one, by) for one, by in wanted if _plan(warehouse, passes, one, by, filters, complete)]
    with ThreadPoolExecutor() as pool:
        sums = list(pool.map(partial(_read, warehouse, viewer, filters), passes.values()))
    return _ratios(found, pl.concat([pl.DataFrame(schema=_SUMS), *sums]))


def _plan(
    warehouse: Warehouse, passes: Passes, one: Metric, by: str, filters: Filters, complete: Collection[Tables]
) -> bool:
    """Adds what a split of a ratio needs to the passes; False where there is no table for it."""
    sides = [one.component(id) for id in (one.numerator, one.denominator)]
    try:
        stored = [warehouse.resolve(side.table, {by, "month", *filters.dimensions()}, one.whole) for side in sides]
    except AskRefused as refused:
        if refused.code not in ("cannot_combine", "not_built"):
            raise
        return False
    where = () if one.where_reported in complete else one.where_reported
    for side, table in zip(sides, stored, strict=True):
        item = passes.setdefault((side.table, table.name, where), _Pass(side.table, where))
        item.components[side.name] = side
        item.dimensions[_held(side, by)] = None
    return True


def _held(component: Component, by: str) -> str:
    return by if by in component.dimensions else NO_SPLIT


def _read(warehouse: Warehouse, viewer: Viewer, filters: Filters, item: _Pass) -> pl.DataFrame:
    sql = statement.parts(item.table, [*item.dimensions], [*item.components.values()], item.where_reported)
    needed = {"month", "platform", *item.dimensions} - {NO_SPLIT}
    return warehouse.query(sql, {}, viewer, filters, needed, people=True).frame


def _ratios(splits: Splits, sums: pl.DataFrame) -> pl.DataFrame:
    """Numerators beside denominators; one that is not split beside every part."""
    above = _side(splits, sums, "numerator").drop("held")
    below = _side(splits, sums, "denominator")
    split = below.filter(pl.col("held") == pl.col("dimension")).drop("held")
    whole = below.filter(pl.col("held") != pl.col("dimension")).drop("held", "part")
    keys = ["metric", "dimension", "month"]
    beside = above.join(whole, on=keys).with_columns(is_whole=True)
    others = above.join(whole, on=keys, how="anti")
    joined = others.join(split, on=[*keys, "part"], how="full", coalesce=True, nulls_equal=True)
    found = pl.concat([joined.with_columns(is_whole=False), beside], how="diagonal")
    scales = {one.id: float(one.scale) for one, _ in splits}
    # Where both tables are reported, none is nought.
    nought = pl.col("metric").is_in([one.id for one, _ in splits if one.where_reported])
    none = pl.when(nought & pl.col("denominator").is_not_null()).then(0.0)
    scale = pl.col("metric").replace_strict(scales, return_dtype=pl.Float64)
    return found.with_columns(numerator=pl.coalesce("numerator", none) * scale)


def _side(splits: Splits, sums: pl.DataFrame, side: str) -> pl.DataFrame:
    """The numerators or denominators of all ratios: metric, dimension, held, part, month, and the value."""
    named = ((one, by, one.component(getattr(one, side))) for one, by in splits)
    rows = [(one.id, by, component.name, _held(component, by)) for one, by, component in named]
    schema = dict.fromkeys(("metric", "dimension", "component", "held"), pl.String)
    wanted = pl.DataFrame(rows, schema=schema, orient="row")
    return wanted.join(sums, on=["component", "held"]).drop("component").rename({"value": side})
