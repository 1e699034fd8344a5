"""Explorations drawn at random against loops over the facts, the command line, and what is disclosed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from data.store import Store
from queries.__main__ import app
from queries.access import Viewer
from queries.explore.exploration import OTHERS, Exploration, Top, filterable, splits
from queries.explore.explored import Explored, cell, explore
from queries.explore.writing import rows
from queries.filters import Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import collecting_oracle, county, oracle
from tests.queries.explore import expected, more

# So many are drawn where time allows: COLLECTIONS_MANY=1.
EXAMPLES = 300 if os.environ.get("COLLECTIONS_MANY") else 14
# A share of the whole has a denominator wherever another metric has a row: it is held against loops by itself.
DRAWN = sorted(expected.COVERED - {"market_share"})
DATES = {"month", "vintage", "cohort", "day"}
REGULATOR = Viewer("regulator", None)
PARTS = ("", "__numerator", "__denominator", "__count", "__masked")
UNGUARDED = ("operator", "manager", "analyst")
SCOPES = (county.PLATFORMS, (county.BY_DAYS,), (county.BY_BUCKET, county.BY_SCHEDULE))


@pytest.fixture(scope="session")
def everywhere(warehouse: Warehouse, facts: oracle.Facts, collected: collecting_oracle.Facts) -> expected.County:
    cubes = more.Cubes(warehouse.version)
    return expected.County(facts, collected, cubes, tuple(warehouse.months), county.PLATFORMS)


def viewer_of(role: str, scope: tuple[str, ...]) -> Viewer:
    return Viewer(role, scope if role in ("manager", "analyst") else None)


@st.composite
def explorations(draw: st.DrawFn, everything: expected.County, viewer: Viewer) -> Exploration:
    """Metrics that have a split in common, with anything else that can be asked of them together."""
    guarded = viewer.is_guarded
    ids = draw(st.lists(st.sampled_from(DRAWN), min_size=1, max_size=3, unique=True))
    may_split = sorted(splits(ids) - viewer.hidden)
    by = tuple(draw(st.lists(st.sampled_from(may_split), unique=True, max_size=3)))
    with_months: bool = draw(st.booleans())
    if with_months and "month" not in by:
        by = (*by[:2], "month")
    named = sorted(filterable(ids) - viewer.hidden - {"month", "day"})
    filtered = draw(st.lists(st.sampled_from(named), unique=True, max_size=2))
    most = 1 if guarded else 3
    where = {
        name: tuple(sorted(draw(st.lists(st.sampled_from(known), min_size=1, max_size=most, unique=True))))
        for name in filtered
        if (known := values(everything, ids, name))
    }
    top = None
    ranks = [name for name in by if name not in DATES | {"severity"} and name in filterable(ids)]
    if ranks and draw(st.booleans()):
        top = Top(draw(st.sampled_from(ranks)), draw(st.integers(1, 3)))
    compare = draw(st.sampled_from(["", "", "previous", "year"])) if "day" not in by else ""
    months = st.integers(-2, county.MONTHS).map(lambda n: county.month_end(county.FIRST + n))
    first, last = sorted((draw(months), draw(months)))
    spans: list[dict[str, Any]] = [{}, {"period": "last:3"}, {"period": "last:12"}, {"period": "last:1"}]
    free = [{"first": first.replace(day=1), "last": last}, {"first": first}, {"last": last}, {"period": "this_year"}]
    span = draw(st.sampled_from(spans if guarded else [*spans, *free]))
    grain = draw(st.sampled_from(["month", "quarter", "year"]))
    kept = tuple(sorted(where.items()))
    return Exploration(tuple(ids), by, grain, where=kept, top=top, compare=compare, **span)


def values(everything: expected.County, ids: list[str], name: str) -> list[str]:
    """Values that one of the metrics has, as filters write them."""
    cells = [key[0] for id in ids for key in everything.answer(id, (name,), Filters())]
    return sorted({f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value) for value in cells})


def same(found: Any, wanted: Any, of: object) -> None:
    if wanted is None or found is None:
        assert found is wanted, of
    elif isinstance(found, float):
        assert math.isclose(found, float(wanted), rel_tol=1e-9, abs_tol=1e-9), of
    else:
        assert found == wanted, of


def agrees(frame: pl.DataFrame, wanted: expected.Cells, by: tuple[str, ...], ids: tuple[str, ...]) -> int:
    """Every cell, and no other."""
    keys = [tuple(row) for row in frame.select(by).rows()] if by else [()]
    assert len(keys) == len(set(keys)) == frame.height
    assert set(keys) == set(wanted), by
    for key, row in zip(keys, frame.rows(named=True), strict=True):
        for id in ids:
            for part, value in wanted[key].get(id, expected.NONE).items():
                same(row[f"{id}{part}"], value, (key, id, part))
    return frame.height * len(ids)


CHECKED = {"explorations": 0, "cells": 0, "refused": 0}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_explorations_agree_with_loops_over_the_facts_and_with_the_command_line(
    warehouse: Warehouse, store: Store, everywhere: expected.County, data: st.DataObject
) -> None:
    viewer = viewer_of(data.draw(st.sampled_from(UNGUARDED)), data.draw(st.sampled_from(SCOPES)))
    seen = replace(everywhere, scope=viewer.platforms or county.PLATFORMS)
    one = data.draw(explorations(seen, viewer))
    try:
        found = explore(warehouse, viewer, one)
    except AskRefused as refused:
        assert refused.code == "cannot_combine", refused
        CHECKED["refused"] += 1
        return
    subsets = [kept for size in range(len(one.by)) for kept in combinations(one.by, size)]
    assert set(found.subtotals) == set(subsets)
    for by, frame in {**found.subtotals, one.by: found.cells}.items():
        CHECKED["cells"] += agrees(frame, expected.table(seen, one, by), by, one.metrics)
    CHECKED["explorations"] += 1
    if data.draw(st.booleans()):
        told_alike(store, viewer, one, found, data.draw(st.sampled_from(["csv", "json"])))


@pytest.mark.parametrize("id", sorted(more.COVERED))
def test_what_no_other_oracle_tells_agrees_too(warehouse: Warehouse, everywhere: expected.County, id: str) -> None:
    viewer = Viewer("manager", county.PLATFORMS)
    seen = replace(everywhere, scope=county.PLATFORMS)
    for by in (("platform", "region"), ("month", "product")):
        one = Exploration((id,), by, "quarter", top=Top(by[1], 1), compare="previous", period="last:6")
        found = explore(warehouse, viewer, one)
        for kept, frame in {**found.subtotals, by: found.cells}.items():
            assert agrees(frame, expected.table(seen, one, kept), kept, (id,))


def told_alike(store: Store, viewer: Viewer, one: Exploration, found: Explored, form: str) -> None:
    """The command line tells the same, to the last digit."""
    words = [*one.metrics, "--grain", one.grain, "--subtotals", "--role", viewer.role, "--format", form]
    words += ["--by", ",".join(one.by)] if one.by else []
    words += [f"--where={name}={','.join(values)}" for name, values in one.where]
    words += ["--period", one.period] if one.period else []
    words += ["--from", one.first.isoformat()] if one.first else []
    words += ["--to", one.last.isoformat()] if one.last else []
    words += ["--compare", one.compare] if one.compare else []
    words += ["--top", f"{one.top.dimension}:{one.top.count}"] if one.top else []
    words += ["--platform", ",".join(viewer.platforms)] if viewer.platforms else []
    result = CliRunner().invoke(app, ["explore", *words], env={"COLLECTIONS_STORE": str(store.root)})
    assert result.exit_code == 0, result.output
    told: list[Mapping[str, Any]] = (
        list(csv.DictReader(io.StringIO(result.stdout))) if form == "csv" else json.loads(result.stdout)
    )
    wanted = rows(found).rows(named=True)
    assert len(told) == len(wanted)
    for mine, other in zip(told, wanted, strict=True):
        assert list(mine) == list(other)
        for name, value in other.items():
            said = mine[name]
            if value is None or name in one.by:
                assert (said or None) == value
            elif isinstance(value, float):
                assert float(said) == value
            else:
                assert float(said) == float(value)


@settings(max_examples=EXAMPLES // 2 - 1, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_regulator_is_told_in_every_cell_and_subtotal_what_ask_tells(
    warehouse: Warehouse, everywhere: expected.County, data: st.DataObject
) -> None:
    one = data.draw(explorations(everywhere, REGULATOR))
    try:
        found = explore(warehouse, REGULATOR, one)
    except AskRefused as refused:
        assert refused.code in ("cannot_combine", "range_of_months"), refused
        return
    run = found.exploration
    asked: dict[Any, list[dict[str, Any]]] = {}
    for by, frame in {**found.subtotals, one.by: found.cells}.items():
        for row in frame.rows(named=True):
            allowed = disclosed(warehouse, run, by, row, asked)
            for id in one.metrics:
                told = {part: row[f"{id}{part}"] for part in PARTS}
                assert told == {part: allowed[f"{id}{part}"] for part in PARTS}
                assert told[""] is None or told["__masked"] is None
                if run.compare:
                    hidden = row[f"{id}__before__masked"] is not None
                    assert not hidden or row[f"{id}__before"] is row[f"{id}__change"] is None


def disclosed(
    warehouse: Warehouse, run: Exploration, by: tuple[str, ...], row: Mapping[str, Any], asked: dict[Any, Any]
) -> Mapping[str, Any]:
    """What a regulator who asks for the same row at once is told; of *others* nothing."""
    nothing = {f"{id}{part}": None for id in run.metrics for part in PARTS}
    if OTHERS in row.values():
        return nothing | {f"{id}__masked": "complement" for id in run.metrics}
    first, last, grains = run.first, run.last, by
    if "month" in by and run.grain != "month":
        number = expected.number(row["month"]) - expected.SIZE[run.grain] + 1
        start = expected.end(number).replace(day=1)
        first, last = max(run.first or start, start), row["month"]
        grains = tuple(name for name in by if name != "month")
    within = Filters(first, last, run.where)
    if (grains, within) not in asked:
        asked[grains, within] = ask(warehouse, REGULATOR, run.metrics, grains, within).frame.rows(named=True)
    matched = [one for one in asked[grains, within] if all(one[name] == row[name] for name in grains)]
    return matched[0] if matched else nothing


def test_what_is_behind_a_cell_comes_to_the_cell(warehouse: Warehouse) -> None:
    """Of stocks and flows, of values kept and *others*, of quarters and totals."""
    viewer = Viewer("manager", county.PLATFORMS)
    ids = ("par30_count", "contacts", "cash_received")
    for by, compared in ((("month", "platform"), 8), (("platform",), 2)):
        one = Exploration(ids, by, "quarter", period="last:9", top=Top("platform", 1))
        found = explore(warehouse, viewer, one)
        frames = [found.cells, *found.subtotals.values()]
        seen = 0
        for row in (row for frame in frames for row in frame.rows(named=True)):
            place = {name: row[name] for name in by if name in row}
            for id in ids:
                within = cell(warehouse, viewer, one, place, metric_id=id)
                assert ask(warehouse, viewer, [id], (), within).frame[id].item() == row[id], (place, id)
            seen += 1
        assert seen >= compared


def test_others_are_asked_and_not_added_up(warehouse: Warehouse) -> None:
    viewer = Viewer("operator", None)
    one = Exploration(("par30_balance", "borrowers", "contacts"), ("region",), top=Top("region", 1))
    found = explore(warehouse, viewer, one)
    kept, others = found.cells.rows(named=True)
    assert others["region"] == OTHERS
    rest = [value for value in warehouse_regions(warehouse) if value != kept["region"]]
    together = ask(warehouse, viewer, one.metrics, (), Filters.of({"region": rest})).frame.rows(named=True)[0]
    assert {name: others[name] for name in together} == together
    whole = found.subtotals[()].rows(named=True)[0]
    assert kept["contacts"] + others["contacts"] == whole["contacts"]
    parts = ask(warehouse, viewer, ["par30_balance"], ["region"]).frame["par30_balance"].to_list()
    assert not math.isclose(sum(parts) - kept["par30_balance"], others["par30_balance"])


def warehouse_regions(warehouse: Warehouse) -> list[str]:
    return ask(warehouse, Viewer("operator", None), ["contacts"], ["region"]).frame["region"].to_list()
