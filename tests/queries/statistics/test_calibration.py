from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics.calibration import c_statistic, deciles

CASES = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.7, 0.9]), st.booleans()), min_size=2, max_size=40)


@settings(deadline=None)
@given(CASES)
def test_the_c_statistic_counts_pairs_in_the_right_order(cases: list[tuple[float, bool]]) -> None:
    cured = [expected for expected, happened in cases if happened]
    others = [expected for expected, happened in cases if not happened]
    found = c_statistic(*(pl.Series(column) for column in zip(*cases, strict=True)))
    if not cured or not others:
        assert found is None
        return
    right = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a in cured for b in others)
    assert found == pytest.approx(right / (len(cured) * len(others)))


def test_tenths_hold_a_tenth_each_where_no_two_expectations_are_the_same() -> None:
    expected = pl.Series([(place + 0.5) / 200 for place in range(200)]).shuffle(seed=1)
    found = deciles(expected, (expected > 0.5).cast(pl.Int64))
    assert found["decile"].to_list() == list(range(1, 11))
    assert found["cases"].to_list() == [20] * 10
    assert found["expected"].to_list() == pytest.approx([0.05 + 0.1 * place for place in range(10)])
    assert found["observed"].to_list() == [0.0] * 5 + [1.0] * 5


@settings(deadline=None)
@given(CASES)
def test_every_case_is_in_one_tenth_and_the_same_expectation_never_in_two(cases: list[tuple[float, bool]]) -> None:
    expected, happened = (pl.Series(column) for column in zip(*cases, strict=True))
    found = deciles(expected, happened)
    assert found["cases"].sum() == len(cases)
    assert (found["cases"] * found["observed"]).sum() == pytest.approx(happened.sum())
    assert found["expected"].is_sorted()
    assert len(found) <= expected.n_unique()
