"""What ratios are made of, split by many dimensions one at a time: every stored table is read once for all of them.

Asked split by split, planning them takes many times what answering them does. Exact figures, so never for guarded
viewers: they are told only what `queries.metrics.ask` answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from queries.access import Viewer
from queries.dictionary import Component, Metric
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.statement import cells
from queries.warehouse import Warehouse

# The split into one part: everything.
WHOLE = ""
_REPORTED = "select platform, month, table_name from table_month"
_SUMS = {"component": pl.String, "held": pl.String, "part": pl.String, "month": pl.Date, "value": pl.Float64}


@dataclass
class _Pass:
    """What is read of one stored table: sums of components of a logical table, by each of the dimensions."""

    table: str
    components: dict[str, Component] = field(default_factory=dict)
    dimensions: dict[str, None] = field(default_factory=dict)

    @property
    def split(self) -> list[str]:
        """The dimensions without the whole."""
        return [one for one in self.dimensions if one != WHOLE]


Passes = dict[tuple[str, str], _Pass]
Splits = Sequence[tuple[Metric, str]]


def parts(
    warehouse: Warehouse, viewer: Viewer, splits: Mapping[Metric, Collection[str]], filters: Filters
) -> pl.DataFrame:
    """Columns metric, dimension, part, month, numerator (times the metric's scale), denominator, is_whole.

    `splits` are the dimensions of each ratio, WHOLE for the ratio itself; one that the filters leave no table for is
    left out. `is_whole`: the denominator is not split, and stands beside every part.
    """
    passes: Passes = {}
    wanted = [(one, by) for one, dimensions in splits.items() for by in dimensions]
    found = [(one, by) for one, by in wanted if _plan(warehouse, passes, one, by, filters)]
    read = partial(_read, warehouse, viewer, filters)
    with ThreadPoolExecutor() as pool:
        reported = pool.submit(warehouse.query, _REPORTED, {}, viewer, filters)
        cells_of = list(pool.map(read, passes.values()))
    tables = reported.result().frame
    sums = [one for item, frame in zip(passes.values(), cells_of, strict=True) for one in _sums(item, frame, tables)]
    return _ratios(found, pl.concat([pl.LazyFrame(schema=_SUMS), *sums]).collect())


def _plan(warehouse: Warehouse, passes: Passes, one: Metric, by: str, filters: Filters) -> bool:
    """Adds what a split of a ratio needs to the passes; False where there is no table for it."""
    needed = {by, "month", *filters.dimensions()} - {WHOLE}
    sides = [one.component(id) for id in (one.numerator, one.denominator)]
    try:
        stored = [warehouse.resolve(side.table, needed, one.whole) for side in sides]
    except AskRefused as refused:
        if refused.code not in ("cannot_combine", "not_built"):
            raise
        return False
    for side, table in zip(sides, stored, strict=True):
        item = passes.setdefault((side.table, table.name), _Pass(side.table))
        item.components[side.name] = side
        item.dimensions[_held(side, by)] = None
    return True


def _held(component: Component, by: str) -> str:
    return by if by in component.dimensions else WHOLE


def _read(warehouse: Warehouse, viewer: Viewer, filters: Filters, item: _Pass) -> pl.DataFrame:
    by = list(dict.fromkeys(["month", "platform", *item.split]))
    sql = cells(item.table, by, {one.id: one for one in item.components.values()}.values())
    return warehouse.query(sql, {}, viewer, filters, by, people=True).frame


def _sums(item: _Pass, read: pl.DataFrame, reported: pl.DataFrame) -> Iterator[pl.LazyFrame]:
    """The sums by one dimension after the other, over the months that count: the columns of _SUMS."""
    cells = read.lazy().with_columns(pl.lit("").alias(WHOLE))
    for tables in {one.where_reported: None for one in item.components.values()}:
        names = {one.id: one.name for one in item.components.values() if one.where_reported == tables}
        counted = cells.join(_counted(reported, tables), on=["platform", "month"], how="semi") if tables else cells
        values = [pl.col(id).alias(name) for id, name in names.items()]
        yield _by(counted.select("month", *item.dimensions, *values), list(item.dimensions), list(names.values()))


def _counted(reported: pl.DataFrame, tables: Sequence[str]) -> pl.LazyFrame:
    """The platforms and months that reported all the tables."""
    own = reported.lazy().filter(pl.col("table_name").is_in(tables)).group_by("platform", "month").len()
    return own.filter(pl.col("len") == len(tables))


def _by(cells: pl.LazyFrame, dimensions: Sequence[str], names: Sequence[str]) -> pl.LazyFrame:
    """Null only where no cell reports the value at all; added up as exact numbers, and floats from there on."""
    known = {one: pl.when(pl.col(one).count() > 0).then(pl.col(one).sum()) for one in names}
    sums = [value.cast(pl.Float64).alias(one) for one, value in known.items()]
    parts = cells.unpivot(dimensions, index=["month", *names], variable_name="held", value_name="part")
    summed = parts.group_by("held", "part", "month").agg(sums)
    long = summed.unpivot(names, index=["held", "part", "month"], variable_name="component", value_name="value")
    return long.select(list(_SUMS))


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
