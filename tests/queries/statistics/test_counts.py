from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics.counts import poisson_interval, poisson_quantile


@pytest.mark.parametrize(
    ("count", "exposure", "golden"),
    [(3, 410, (7.32, 1.51, 21.38)), (12, 1500, (8.00, 4.13, 13.97)), (0, 220, (0.0, 0.0, 16.77))],
)
def test_rates_per_thousand_match_the_golden_vectors(
    count: int, exposure: int, golden: tuple[float, float, float]
) -> None:
    found = poisson_interval(np.array([count]), np.array([exposure]), 1000)
    assert [values[0] for values in found] == pytest.approx(golden, abs=5e-3)


def summed(count: int, mean: float) -> float:
    """The chance of at most `count`, term by term."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


@settings(deadline=None)
@given(st.integers(1, 150))
def test_interval_ends_are_the_means_at_which_the_count_is_that_rare(count: int) -> None:
    _, lower, upper = (values[0] for values in poisson_interval(np.array([count]), np.array([1])))
    assert 1 - summed(count - 1, lower) == pytest.approx(0.025, rel=1e-6)
    assert summed(count, upper) == pytest.approx(0.025, rel=1e-6)


@settings(deadline=None)
@given(st.floats(0.01, 60), st.floats(0.0005, 0.9995))
def test_quantiles_are_the_first_count_whose_summed_chance_suffices(mean: float, quantile: float) -> None:
    count = int(poisson_quantile(np.array([mean]), quantile)[0])
    assert summed(count, mean) >= quantile * (1 - 1e-9)
    assert count == 0 or summed(count - 1, mean) < quantile * (1 + 1e-9)


def test_what_was_not_counted_or_not_exposed_has_no_rate() -> None:
    for values in poisson_interval(np.array([np.nan, 2.0]), np.array([100.0, 0.0])):
        assert np.isnan(values).all()
