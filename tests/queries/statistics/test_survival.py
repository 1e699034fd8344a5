from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics.survival import SCHEMA, open_share

WATCHED = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)


@settings(deadline=None)  # the first call imports lifelines
@given(WATCHED)
def test_the_curve_is_the_product_of_the_shares_that_stayed_open(watched: list[tuple[int, bool]]) -> None:
    days, is_open = (pl.Series(column) for column in zip(*watched, strict=True))
    found = open_share(days, is_open)
    for day, share, at_risk in found.select("days", "open_share", "at_risk").rows():
        left = 1.0
        for past in range(day + 1):
            waiting = sum(one >= past for one, _ in watched)
            closed = sum(one == past and not still for one, still in watched)
            left *= 1 - closed / waiting if waiting else 1
        assert share == pytest.approx(left)
        assert at_risk == sum(one >= day for one, _ in watched)
    assert set(days) <= set(found["days"])


def test_the_interval_is_greenwoods_on_the_log_minus_log_scale() -> None:
    found = open_share(pl.Series([1, 2, 3, 4]), pl.Series([False, True, False, True]))
    day = found.row(by_predicate=pl.col("days") == 1, named=True)
    reach = 1.959964 * math.sqrt(1 / (4 * 3)) / abs(math.log(0.75))
    assert (day["lower"], day["upper"]) == pytest.approx((0.75 ** math.exp(reach), 0.75 ** math.exp(-reach)), rel=1e-5)


def test_complaints_still_open_are_not_taken_for_closed() -> None:
    all_closed = open_share(pl.Series([5, 10, 20]), pl.Series([False, False, False]))
    one_open = open_share(pl.Series([5, 10, 20]), pl.Series([False, True, False]))
    assert all_closed["open_share"].to_list()[-2] == pytest.approx(1 / 3)
    assert one_open["open_share"].to_list()[-2] == pytest.approx(2 / 3)


def test_no_complaint_has_no_curve_of_the_same_columns() -> None:
    found = open_share(pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.Boolean))
    assert found.is_empty() and found.schema == pl.Schema(SCHEMA)
    assert open_share(pl.Series([3]), pl.Series([True])).schema == pl.Schema(SCHEMA)
