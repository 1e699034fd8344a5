"""An attacker who sets metrics over the same table, splits, filters and versions against each other, by a solver."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from data.store import Store
from queries.access import Viewer
from queries.dictionary import Component, Metric, components, dictionary
from queries.disclosure import count, unit_reasons
from queries.filters import Filters
from queries.metrics import ask
from queries.warehouse import Warehouse, open_current
from tests.queries import county
from tests.queries.attack import ANY, Bounds, Cell, said
from tests.queries.solving import Count, System
from tests.sharing import once

PLATFORMS = (*county.PLATFORMS, "fourth_lender")
VIEWERS = GUARDED, EXACT = Viewer("regulator", None), Viewer("operator", None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    opened = open_current(Store(once(tmp_path_factory, "tiny", lambda folder: county.built(folder, PLATFORMS, 45))))
    assert opened is not None
    return opened


def counts_of(one: Metric) -> dict[str, Component]:
    """The counts of which an answer tells one: its numerator, denominator and what is behind it."""
    named = {"numerator": one.numerator, "denominator": one.denominator, "count": one.count}
    found = {part: one.component(id) for part, id in named.items() if id and not one.where_reported}
    return {part: c for part, c in found.items() if c.kind == "sum" and c.unit == "count" and not c.is_amount}


def told_of(one: Metric, part: str, row: Mapping[str, Any]) -> Bounds:
    value, why = row[f"{one.id}__{part}"], row[f"{one.id}__masked"]
    plain = part == "numerator" and not one.denominator
    return said(None if value is None else int(value), why if plain else None)


def asked_for(
    warehouse: Warehouse, metrics: Sequence[Metric], dims: Sequence[str], within: Filters
) -> Iterator[tuple[Metric, dict[str, Component], Cell, Mapping[str, Any], Mapping[str, Any]]]:
    """All metrics by up to two dimensions, and filtered by every value of one: what is told and what is true."""
    asks: list[tuple[tuple[str, ...], dict[str, list[str]]]]
    asks = [(by, {}) for n in (0, 1, 2) for by in combinations(dims, n)]
    for dimension in dims:
        values = ask(warehouse, EXACT, [metrics[0].id], [dimension], within).frame[dimension].drop_nulls()
        asks += [((), {dimension: [value]}) for value in values]
    for by, where in asks:
        takes = [one for one in metrics if set(by) <= one.dimensions and set(where) <= one.filterable]
        filters = Filters.of({**dict(within.where), **where})
        rows = [ask(warehouse, viewer, [one.id for one in takes], by, filters).frame.to_dicts() for viewer in VIEWERS]
        fixed = {(d, str(v[0])) for d, v in where.items()}
        for told, true in zip(*rows, strict=True):
            cell = frozenset({(d, str(told[d])) for d in by} | fixed)
            yield from ((one, counts_of(one), cell, told, true) for one in takes)


def relate(system: System, true: Mapping[Count, int], metrics: Sequence[Metric]) -> None:
    """What the definitions say: cells add up, a part is in its whole, a condition on a bucket chooses buckets."""
    found: dict[Count, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for id, cell in true:
        for one in cell:
            found[id, cell - {one}][one[0]].append((id, cell))
    for whole, ways in found.items():
        for parts in ways.values():
            if whole in true and sum(true[part] for part in parts) == true[whole]:
                system.adds_up(whole, parts)
    for metric in metrics:
        parts_in = counts_of(metric)
        for other in ("denominator", "count"):
            if metric.unit in ("share", "count") and {"numerator", other} <= set(parts_in):
                part, of = parts_in["numerator"].id, parts_in[other].id
                for id, cell in true:
                    if id == part != of and (of, cell) in true:
                        system.is_part_of((part, cell), (of, cell))
    plain = {components()[id].expression: id for id, _ in true if not components()[id].when}
    for (id, cell), number in true.items():
        one = components()[id]
        whole_id = plain.get(one.expression, "")
        buckets = found[whole_id, cell]["bucket"]
        if one.when and buckets and "bucket" not in dict(cell):
            named = pl.DataFrame({"bucket": [dict(part)["bucket"] for _, part in buckets]})
            chosen = named.select(pl.sql_expr(one.when).alias("kept"))["kept"].to_list()
            kept = [part for part, is_kept in zip(buckets, chosen, strict=True) if is_kept]
            if sum(true[part] for part in kept) == number:
                system.adds_up((id, cell), kept)


def left_possible(system: System, true: Mapping[Count, int], at_most: int) -> Counter[int]:
    """How many values stay possible of hidden counts, 8 for as many or more."""
    hidden = sorted(
        (name for name, number in true.items() if number and system.bounds[name][1] - system.bounds[name][0] >= 6),
        key=str,
    )
    assert hidden
    found: Counter[int] = Counter()
    chosen = random.Random(4).sample(hidden, min(at_most, len(hidden)))
    for name, (low, high) in system.spans(chosen).items():
        assert low <= true[name] <= high
        found[int(min(high - low + 1, 8))] += 1
    return found


@pytest.mark.parametrize(
    ("table", "dims"),
    [("portfolio_month", ["platform", "region", "bucket"]), ("complaint_month", ["platform", "product", "cause"])],
)
def test_metrics_of_one_table_do_not_give_each_other_away(table: str, dims: list[str], small: Warehouse) -> None:
    metrics = [
        one for one in dictionary().values() if table in {component.table for component in counts_of(one).values()}
    ]
    within = Filters.of({"month": [f"{small.months[5]:%Y-%m}"]})
    system, true = System(), {}
    for one, parts, cell, told, exact in asked_for(small, metrics, dims, within):
        for part, component in parts.items():
            if component.table == table and exact[f"{one.id}__{part}"] is not None:
                name = component.id, cell
                true[name] = int(exact[f"{one.id}__{part}"])
                system.learn(name, told_of(one, part, told))
    relate(system, true, metrics)
    widths = left_possible(system, true, 45)
    assert min(widths) >= 3, widths
    assert sum(n for width, n in widths.items() if width < 5) <= sum(widths.values()) * 0.2, widths


def table_told(numbers: Mapping[tuple[str, str], int]) -> list[tuple[Cell, int, Bounds]]:
    """Every cell of a table with two dimensions, its margins and its total, each told as an answer of its own."""
    found: list[tuple[Cell, int, Bounds]] = []
    frame = pl.DataFrame([(a, b, n) for (a, b), n in numbers.items()], schema=["a", "b", "n"], orient="row")
    for by in (["a", "b"], ["a"], ["b"], []):
        rows = frame.group_by(by, maintain_order=True).agg(pl.col("n").sum()) if by else frame.select(pl.col("n").sum())
        reasons = unit_reasons(rows, {"n": by}, by)["n"]
        for row, why in zip(rows.to_dicts(), reasons, strict=True):
            value = None if why else count(row["n"])
            found.append((frozenset((d, row[d]) for d in by), row["n"], said(value, why)))
    return found


def test_two_versions_that_differ_by_one_submission_tell_no_hidden_number() -> None:
    """One platform hands in a few loans more; all others are known to be as they were."""
    widths, chance = Counter[int](), random.Random(4)
    for _ in range(9):
        before = {(a, b): chance.choice([0, 1, 2, 3, 5, 8, 9, 12, 21, 40]) for a in "xyz" for b in "1234"}
        after = before | {("x", b): before["x", b] + chance.choice([0, 0, 1, 2]) for b in "1234"}
        system, true = System(), {}
        for version, numbers in (("before", before), ("after", after)):
            for cell, number, bounds in table_told(numbers):
                system.learn((version, cell), bounds)
                true[version, cell] = number
        relate_versions(system, true)
        widths += left_possible(system, true, 30)
    assert min(widths) >= 2, widths
    assert sum(n for width, n in widths.items() if width < 5) <= sum(widths.values()) * 0.2, widths


def relate_versions(system: System, true: Mapping[Count, int]) -> None:
    for version, cell in true:
        for dimension in {"a", "b"} - {d for d, _ in cell}:
            parts = [(v, part) for v, part in true if v == version and len(part) == len(cell) + 1 and cell < part]
            system.adds_up((version, cell), [(v, part) for v, part in parts if dimension in dict(part)])
        if version == "after":
            if dict(cell).get("a") in ("y", "z"):
                system.adds_up((version, cell), [("before", cell)])
            else:
                system.is_part_of(("before", cell), (version, cell))


def test_the_solver_finds_what_follows() -> None:
    system, whole = System(), ("n", frozenset())
    parts = [("n", frozenset({("a", value)})) for value in "xyz"]
    system.learn(whole, (18, 22))
    for part, bounds in zip(parts, [(8, 12), (8, 12), ANY], strict=True):
        system.learn(part, bounds)
    system.adds_up(whole, parts)
    system.is_part_of(parts[2], parts[0])
    assert system.spans(parts) == dict(zip(parts, [(8, 12), (8, 12), (0, 6)], strict=True))
    system.learn(whole, (20, 20))
    system.learn(parts[2], (4, 9))
    assert system.spans(parts[:2]) == {parts[0]: (8, 8), parts[1]: (8, 8)}
