"""Funnel limits against the golden vectors and against sums of chances written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics.arrays import Floats
from queries.statistics.funnel import (
    QUANTILES,
    Dispersion,
    dispersed_limit,
    dispersed_ratio_limit,
    exact_limit,
    normal_limit,
    over_dispersion,
    proportion_scores,
    ratio_limit,
    ratio_scores,
)

X = np.array([4, 45, 60, 8, 90, 55, 9, 120.0])
N = np.array([10, 100, 250, 60, 180, 120, 40, 500.0])


def one(value: float) -> Floats:
    return np.array([value])


@pytest.mark.parametrize(
    ("size", "normal", "exact"),
    [
        (20, (0.1410, 0.5590, 0.0204, 0.6796), (0.1200, 0.5419, 0.0210, 0.6715)),
        (50, (0.2178, 0.4822, 0.1416, 0.5584), (0.2099, 0.4754, 0.1423, 0.5556)),
        (100, (0.2565, 0.4435, 0.2026, 0.4974), (0.2528, 0.4397, 0.2024, 0.4963)),
        (400, (0.3033, 0.3967, 0.2763, 0.4237), (0.3024, 0.3959, 0.2762, 0.4235)),
    ],
)
def test_limits_of_a_proportion_match_the_golden_vectors(
    size: int, normal: tuple[float, ...], exact: tuple[float, ...]
) -> None:
    for limit, golden in ((normal_limit, normal), (exact_limit, exact)):
        found = [limit(one(size), one(0.35), quantile)[0] for quantile in QUANTILES.values()]
        assert found == pytest.approx(golden, abs=5e-5)


@pytest.mark.parametrize(
    ("expected", "golden"),
    [
        (2, (0.121, 3.612, 0.023, 5.614)),
        (5, (0.325, 2.334, 0.148, 3.291)),
        (10, (0.480, 1.839, 0.296, 2.413)),
        (30, (0.675, 1.428, 0.529, 1.703)),
    ],
)
def test_limits_of_observed_over_expected_match_the_golden_vectors(expected: int, golden: tuple[float, ...]) -> None:
    found = [ratio_limit(one(expected), quantile)[0] for quantile in QUANTILES.values()]
    assert found == pytest.approx(golden, abs=5e-4)


def test_over_dispersion_matches_the_golden_vector_and_widens_the_limits() -> None:
    pooled = np.full(8, X.sum() / N.sum())
    found = over_dispersion(*proportion_scores(X / N, N, pooled))
    assert (found.phi, found.tau2) == (pytest.approx(8.2332, abs=5e-5), pytest.approx(0.015287, abs=5e-7))
    naive, adjusted = ([dispersed_limit(one(200), pooled[:1], tau2, q)[0] for q in (0.025, 0.975)]
                       for tau2 in (0.0, found.tau2))  # fmt: skip
    assert naive == pytest.approx([0.2482, 0.3760], abs=5e-5)
    assert adjusted == pytest.approx([0.1105, 0.5574], abs=5e-5)


def binomial(count: int, size: int, chance: float) -> float:
    """At most `count` of `size`, summed up."""
    return math.fsum(math.comb(size, k) * chance**k * (1 - chance) ** (size - k) for k in range(count + 1))


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(0.02, 0.98), st.sampled_from([0.001, 0.025, 0.3, 0.975, 0.999]))
def test_exact_limits_lie_where_summed_binomial_chances_say(size: int, target: float, quantile: float) -> None:
    count = next(k for k in range(size + 1) if k == size or binomial(k, size, target) >= quantile)
    upto = binomial(count, size, target)
    below = binomial(count - 1, size, target) if count else 0.0
    wanted = max(0.0, count - (upto - quantile) / (upto - below)) / size
    assert exact_limit(one(size), one(target), quantile)[0] == pytest.approx(wanted, abs=1e-6)


@settings(deadline=None)
@given(st.floats(3, 500), st.floats(0.05, 0.95))
def test_limits_of_sizes_between_whole_ones_are_proportions_in_order_around_the_target(
    size: float, target: float
) -> None:
    lower, low, high, upper = (
        exact_limit(one(size), one(target), QUANTILES[name])[0]
        for name in ("lower_998", "lower_95", "upper_95", "upper_998")
    )
    assert 0 <= lower <= low <= target <= high <= upper <= 1


@settings(deadline=None)
@given(st.integers(1, 60), st.sampled_from([0.001, 0.025]))
def test_ratio_limits_are_the_means_at_which_what_is_expected_is_that_rare(expected: int, quantile: float) -> None:
    lower, upper = (ratio_limit(one(expected), q)[0] * expected for q in (quantile, 1 - quantile))
    assert 1 - poisson(expected - 1, lower) == pytest.approx(quantile, rel=1e-6)
    assert poisson(expected, upper) == pytest.approx(quantile, rel=1e-6)


def poisson(count: int, mean: float) -> float:
    """At most `count`, summed up."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


def test_the_odd_one_out_is_drawn_in_before_dispersion_is_measured() -> None:
    scores, errors = np.array([-1.0, 0.5, 0.0, -0.5, 1.0, 0.2, -0.2, 0.7, -0.7, 40.0]), np.full(10, 0.1)
    assert over_dispersion(scores, errors).phi < np.mean(scores**2) / 5


def test_units_no_more_apart_than_chance_have_no_variance_between_them() -> None:
    sizes = np.full(12, 100.0)
    found = over_dispersion(*proportion_scores(np.full(12, 0.4), sizes, np.full(12, 0.4)))
    assert found.tau2 == 0.0


@pytest.mark.parametrize("units", [0, 1])
def test_nothing_is_said_about_spread_without_two_units(units: int) -> None:
    assert over_dispersion(np.full(units, 9.0), np.full(units, 0.1)) == Dispersion(1.0, 0.0)


def test_dispersed_ratio_limits_spread_around_one_and_never_below_zero() -> None:
    expected = np.array([0.2, 5.0, 100.0])
    narrow, wide = (dispersed_ratio_limit(expected, tau2, 0.999) for tau2 in (0.0, 0.1))
    assert np.all(narrow < wide) and np.all(np.diff(wide) < 0)
    assert dispersed_ratio_limit(expected, 0.1, 0.001)[0] == 0.0
    scores, errors = ratio_scores(narrow, expected)
    assert scores == pytest.approx([3.090232] * 3) and errors[1] == pytest.approx(1 / (2 * math.sqrt(5)))
