"""The dictionary's metrics as guarded viewers are told them: each computed anew from its sums as these are told.

The policy is that of `queries/disclosure.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from queries.dictionary import Component, Metric
from queries.disclosing import counted
from queries.disclosure import (
    BASE,
    MASKED,
    Disclosed,
    amount_reason,
    amount_told,
    measure_told,
    policy,
    told,
    unit_reasons,
)

_TIME = frozenset({"month", "day"})
_WHY = "__why"


def sums(metrics: Sequence[Metric]) -> list[Component]:
    """What must be known of the metrics: their sums, and what stands beside these."""
    own = [part for one in metrics for part in one.components]
    return list({part.name: part for part in (*own, *beside(metrics))}.values())


def beside(metrics: Sequence[Metric]) -> list[Component]:
    """The units behind amounts and the largest of these."""
    own = [part for one in metrics for part in one.components]
    return [extra for part in own for extra in (part.behind, part.peak) if extra]


def left_whole(metrics: Sequence[Metric]) -> frozenset[str]:
    """The dimensions that the units behind amounts need not have: there they are those of the whole."""
    behind = [(one, part.behind) for one in metrics for part in one.components]
    return frozenset().union(*(one.dimensions - units.dimensions for one, units in behind if units))


def disclose(
    metrics: Sequence[Metric], by: Sequence[str], rows: pl.DataFrame, wholes: Mapping[str, pl.DataFrame]
) -> Disclosed:
    """The answer of `queries.metrics.ask`, from rows with the dimensions `by` and the `sums` of the metrics.

    Beside each metric `<id>__masked` says why its value is hidden.
    """
    lines = {part.name: _lines(part, by, wholes) for part in sums(metrics) if _counts(part)}
    reasons = unit_reasons(rows, lines, by, wholes)
    known = rows.with_columns(pl.Series(name + _WHY, why, pl.String) for name, why in reasons.items())
    columns = [column for one in metrics for column in _columns(one, known)]
    return counted(known.select(*by, *columns))


def _counts(part: Component) -> bool:
    """Whether it is a number of units."""
    return part.kind in ("sum", "distinct") and not part.is_amount


def _lines(part: Component, by: Sequence[str], filtered: Iterable[str]) -> list[str]:
    """The dimensions along which it adds up; what is there in several months does not along time."""
    lasting = part.adds_up != "flow" or part.kind == "distinct"
    along = [*(one for one in by if one in part.dimensions), *filtered]
    return [one for one in along if not (lasting and one in _TIME)]


def _columns(one: Metric, known: pl.DataFrame) -> list[pl.Series]:
    """A metric's columns: value, numerator, denominator, count, and why the value is hidden."""
    count = one.component(one.count) if one.count else None
    parts = [part for part in one.components if part.id in (one.numerator, one.denominator, *one.parts)]
    frame = known.with_columns(_why(part, count).alias(f"{place}{_WHY}") for place, part in enumerate(parts))
    hidden = pl.coalesce(*(pl.col(f"{place}{_WHY}") for place in range(len(parts))), _too_few(one, parts, count))
    exact, given = _given(one, parts, count, frame, exact=True), _given(one, parts, count, frame, exact=False)
    why = frame.select(pl.when(exact["value"].is_not_null()).then(hidden).alias("why"))["why"]
    behind = count or _base(parts)
    shown = frame.select(
        pl.when(why.is_null()).then(given["value"]).alias(one.id),
        # Parts of a value that cannot be computed may have to be hidden all the same.
        *(
            pl.when(why.is_null() & _shown(id, parts)).then(given[name]).alias(f"{one.id}__{name}")
            for name, id in (("numerator", one.numerator), ("denominator", one.denominator))
        ),
        (_unit(behind) if one.count and behind else pl.lit(None, pl.Float64)).alias(f"{one.id}__count"),
        why.alias(one.id + MASKED),
    )
    return shown.get_columns()


def _shown(id: str, parts: Sequence[Component]) -> pl.Expr:
    """Whether nothing hides one of the parts by itself."""
    places = [place for place, part in enumerate(parts) if part.id == id]
    return pl.all_horizontal(pl.lit(True), *(pl.col(f"{place}{_WHY}").is_null() for place in places))


def _unit(part: Component) -> pl.Expr:
    why = pl.col(part.name + _WHY)
    return pl.when(why.is_null()).then(told(pl.col(part.name))).cast(pl.Int64)


def _given(
    one: Metric, parts: Sequence[Component], count: Component | None, frame: pl.DataFrame, *, exact: bool
) -> dict[str, pl.Series]:
    """value, numerator and denominator, from exact sums or from those told."""
    sums = frame.select(
        (pl.col(part.name).cast(pl.Float64) if exact else _told(part, count)).alias(part.name) for part in parts
    )
    numerator = pl.sql_expr(one.counted) if one.numerator else pl.lit(None, pl.Float64)
    denominator = pl.col(one.component(one.denominator).name) if one.denominator else pl.lit(None, pl.Float64)
    columns = {"value": pl.sql_expr(one.expression), "numerator": numerator, "denominator": denominator}
    computed = sums.select(expr.alias(name) for name, expr in columns.items())
    return {name: _typed(name, one, computed[name]) for name in columns}


def _typed(name: str, one: Metric, values: pl.Series) -> pl.Series:
    """Amounts and counts as the warehouse types them."""
    part = {"numerator": one.numerator, "denominator": one.denominator}.get(name)
    unit = one.component(part).unit if part else one.unit if not one.denominator and not one.value else ""
    kind = {"money": pl.Decimal(38, 2), "count": pl.Int64()}.get(unit)
    finite = values.cast(pl.Float64).fill_nan(None)
    return finite.round(2).cast(kind) if kind is not None else finite


def _told(part: Component, count: Component | None) -> pl.Expr:
    if _counts(part):
        return told(pl.col(part.name)).cast(pl.Float64)
    if part.kind == "median":
        return measure_told(pl.col(part.name))
    units = part.behind or count
    if units is None:
        return measure_told(pl.col(part.name))
    largest = pl.col(part.peak.name) if part.peak else None
    return amount_told(pl.col(part.name), pl.col(units.name), largest, bounded=part.unit != "money")


def _why(part: Component, count: Component | None) -> pl.Expr:
    """Why a sum is hidden."""
    if _counts(part):
        return pl.col(part.name + _WHY)
    units = part.behind or count
    if units is None or part.kind == "median":
        return pl.lit(None, pl.String)
    return amount_reason(part.name, units.name, units.name + _WHY, part.peak.name if part.peak else "")


def _too_few(one: Metric, parts: Sequence[Component], count: Component | None) -> pl.Expr:
    """Hidden where a share, rate, mean or median has too little behind it."""
    plain = not one.denominator and not one.parts and parts[0].kind != "median"
    base = count or _base(parts)
    if plain or base is None:
        return pl.lit(None, pl.String)
    return pl.when(pl.col(base.name).fill_null(0) < policy().share_base).then(pl.lit(BASE))


def _base(parts: Sequence[Component]) -> Component | None:
    """The units behind a metric nobody counts: those of what it is set over."""
    last = parts[-1]
    return last if _counts(last) else last.behind
