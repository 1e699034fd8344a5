"""The metrics of cost, agents and complaints against loops over the rows, and against each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask, dictionary
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import collecting_oracle as oracle
from tests.queries import county, drawing

# Sees every platform and the agents of each: only tests may.
EVERYBODY = Viewer("manager", county.PLATFORMS)
CASES = [(id, dimension) for id in oracle.EXPECTED for dimension in sorted(dictionary()[id].dimensions)]


def agrees(warehouse: Warehouse, facts: oracle.Facts, id: str, by: tuple[str, ...], filters: Filters) -> None:
    expected = oracle.answer(facts, id, by, filters)
    frame = ask(warehouse, EVERYBODY, [id], by, filters).frame
    assert expected is not None
    keys = frame.select(by).rows() if by else [()] * frame.height
    assert sorted(keys, key=str) == sorted(expected, key=str)
    for key, row in zip(keys, frame.rows(named=True), strict=True):
        numerator, denominator = expected[key]
        same(row[f"{id}__numerator"], numerator)
        same(row[f"{id}__denominator"], denominator)
        same(row[id], _value(oracle.EXPECTED[id], numerator, denominator))


def _value(one: oracle.Expected, numerator: Any, denominator: Any) -> Any:
    if one.denominator is not None:
        known = numerator is not None and denominator
        return float(numerator) / float(denominator) * one.scale if known else None
    return numerator if one.scale == 1 or numerator is None else float(numerator) * one.scale


def same(found: Any, expected: Any) -> None:
    if isinstance(found, float) and expected is not None:
        assert found == pytest.approx(float(expected), rel=1e-9)
    else:
        assert found == expected


@pytest.mark.parametrize("id", oracle.EXPECTED)
def test_metrics_agree_with_loops_over_the_rows(warehouse: Warehouse, collected: oracle.Facts, id: str) -> None:
    agrees(warehouse, collected, id, (), NO_FILTERS)
    agrees(warehouse, collected, id, ("month",), NO_FILTERS)


@pytest.mark.parametrize(("id", "dimension"), CASES)
def test_metrics_agree_with_loops_by_every_dimension(
    warehouse: Warehouse, collected: oracle.Facts, id: str, dimension: str
) -> None:
    agrees(warehouse, collected, id, (dimension,), NO_FILTERS)
    one = sorted(collected.values(dimension))[0]
    agrees(warehouse, collected, id, (), Filters.of({dimension: [one]}))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_metrics_agree_with_loops_at_any_grain_and_filter(
    warehouse: Warehouse, collected: oracle.Facts, data: st.DataObject
) -> None:
    id, by, filters = drawing.asked(data, oracle.EXPECTED, collected.values)
    try:
        agrees(warehouse, collected, id, by, filters)
    except AskRefused as refused:
        assume(refused.code != "cannot_combine")
        raise
