"""Turns (metrics, by, filters) into one select statement over the smallest tables, and asks the warehouse.

Each logical table is summed once at the grain asked (a slice), the slices are joined, and the metrics computed from
the sums: ratios are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from queries.access import Viewer
from queries.dictionary import Component, Metric, dictionary, metric
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused
from queries.warehouse import Answer, Warehouse

__all__ = ["Metric", "ask", "dictionary", "metric", "statement"]

_PLATFORM = ("platform", "platform_kind")
_CASTS = {"count": "::bigint", "money": "", "weight": ""}


@dataclass(frozen=True)
class _Slice:
    """Sums read from one logical table in one pass."""

    table: str
    adds_up: str
    instead: tuple[tuple[str, str], ...]
    components: tuple[Component, ...]


def ask(
    warehouse: Warehouse,
    viewer: Viewer,
    metrics: Sequence[str],
    by: Sequence[str] = (),
    filters: Filters = NO_FILTERS,
) -> Answer:
    """The metrics at the grain of `by`, sorted by it.

    The frame holds the dimensions, then per metric `<id>`, `<id>__numerator`, `<id>__denominator` and `<id>__count`
    (the loans, borrowers or payments behind it). A null says not reported, or nothing to divide by. Without `month`
    in `by`, stocks are those of the last month-end with reports in the range, the answer's `as_of`. Raises AskRefused
    for a metric, split or filter that does not exist.
    """
    asked = [metric(id) for id in dict.fromkeys(metrics)]
    by = tuple(dict.fromkeys(by))
    for one in asked:
        _check(one, by, filters)
    # A month-end of which only departures were reported has no book to read a stock from.
    reported = warehouse.reported(viewer, filters).filter(pl.col("loans") > 0)
    as_of: dt.date | None = reported["month"].max()  # type: ignore[assignment]
    answer = warehouse.query(statement(asked, by), {"as_of": as_of}, viewer, filters, needed=by)
    if "as_of" not in answer.parameters:
        return answer
    silent = set(reported["platform"]) - set(reported.filter(month=as_of)["platform"])
    return replace(answer, as_of=as_of, silent=tuple(sorted(silent)))


def _check(one: Metric, by: Iterable[str], filters: Filters) -> None:
    possible = ", ".join(sorted(one.dimensions))
    for dimension in by:
        if dimension not in one.dimensions:
            raise AskRefused("cannot_split", subject=one.id, dimension=dimension, possible=possible)
    for dimension in filters.dimensions():
        if dimension not in one.filterable:
            possible = ", ".join(sorted(one.filterable))
            raise AskRefused("cannot_filter", subject=one.id, dimension=dimension, possible=possible)


def statement(metrics: Sequence[Metric], by: Sequence[str]) -> str:
    """The select statement that computes the metrics, over logical tables."""
    slices = _slices([component for one in metrics for component in one.components], by)
    names = [f"sums_{number}" for number, _ in enumerate(slices, 1)] if len(slices) > 1 else ["sums"]
    sums = [f"{name} as (\n{_indented(_sums(one, by))}\n)" for name, one in zip(names, slices, strict=True)]
    columns = [*by, *(column for one in metrics for column in _columns(one))]
    return "\n".join(
        [
            f"with {', '.join(sums)}",
            _listed("select", columns),
            f"from {_joined(names, by)}",
            *([f"order by {', '.join(by)}"] if by else []),
        ]
    )


def _slices(components: Iterable[Component], by: Sequence[str]) -> list[_Slice]:
    """The components by the pass that reads them; within a month stocks, flows and averages are read alike."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, Component]] = {}
    for one in components:
        adds_up = "flow" if "month" in by else one.adds_up
        instead = tuple(entry for entry in one.instead if entry[0] in by)
        found.setdefault((one.table, adds_up, instead), {})[one.id] = one
    return [_Slice(*key, tuple(members.values())) for key, members in found.items()]


def _sums(one: _Slice, by: Sequence[str]) -> str:
    instead = dict(one.instead)
    dimensions = [f"{instead[name]} as {name}" if name in instead else name for name in by]
    divided = " / any_value(month_ends)" if one.adds_up == "average" else ""
    sums = [f"{_sum(component)}{divided} as {component.id}" for component in one.components]
    # A replaced dimension says nothing about the rows its sums leave out.
    kept = [component.when for component in one.components if component.instead and instead]
    conditions = ["month = $as_of"] if one.adds_up == "stock" else kept
    return "\n".join(
        [
            _listed("select", [*dimensions, *sums]),
            f"from {one.table}{_month_ends(by) if divided else ''}",
            *([f"where {' and '.join(conditions)}"] if conditions else []),
            *([f"group by {', '.join(str(place) for place, _ in enumerate(by, 1))}"] if by else []),
        ]
    )


def _sum(one: Component) -> str:
    """The sum over the rows that count; null only where no row of the group reports the value at all."""
    cast = _CASTS[one.unit]
    if one.is_distinct:
        return f"count(distinct {one.expression}) filter (where {one.when})"
    if not one.when:
        return f"sum({one.expression}){cast}"
    return f"sum(case when {one.when} then {one.expression} when {one.expression} is not null then 0 end){cast}"


def _month_ends(by: Sequence[str]) -> str:
    """The number of month-ends behind an average: those with a book among the platforms of the group."""
    kept = [name for name in by if name in _PLATFORM]
    columns = ", ".join([*kept, "count(distinct month) as month_ends"])
    counted = f"select {columns} from reported_month where loans > 0"  # noqa: S608 - names only
    names = ", ".join(kept)
    return f"\ninner join ({counted} group by {names}) using ({names})" if kept else f"\ncross join ({counted})"


def _columns(one: Metric) -> list[str]:
    parts = {"numerator": one.numerator, "denominator": one.denominator, "count": one.count}
    named = [f"{name or 'null::double'} as {one.id}__{part}" for part, name in parts.items()]
    return [f"{one.expression} as {one.id}", *named]


def _joined(names: Sequence[str], by: Sequence[str]) -> str:
    if not by:
        return " cross join ".join(names)
    return "\nfull join ".join([names[0], *(f"{name} using ({', '.join(by)})" for name in names[1:])])


def _listed(keyword: str, columns: Sequence[str]) -> str:
    return f"{keyword}\n    " + ",\n    ".join(columns)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
