"""Empirical Bayes against the golden vectors, searched maxima and integrated posteriors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics.arrays import Floats
from queries.statistics.shrinkage import beta_binomial, gamma_poisson, normal_normal

N = np.array([10, 100, 250, 60, 180, 120, 40, 500.0])
X = np.array([4, 45, 60, 8, 90, 55, 9, 120.0])
ALIKE = np.array([4, 30, 90, 12, 70, 55, 9, 160.0])


def moments(successes: Floats, trials: Floats) -> float:
    """alpha + beta by the weighted moments the golden vectors were drawn with."""
    share = successes.sum() / trials.sum()
    within = share * (1 - share) * float(np.mean(1 / trials))
    between = float(np.average((successes / trials - share) ** 2, weights=trials))
    return float((share * (1 - share) - between) / (between - within))


def test_maximum_likelihood_matches_the_golden_vector() -> None:
    found = beta_binomial(X, N)
    assert found.prior == pytest.approx((4.8095, 9.7974), abs=5e-5)
    golden = [0.3580, 0.4346, 0.2449, 0.1717, 0.4872, 0.4443, 0.2529, 0.2425]
    assert found.estimate.tolist() == pytest.approx(golden, abs=5e-5)


def test_moments_give_the_golden_figures_too_and_lie_near_the_likelihood() -> None:
    assert moments(X, N) == pytest.approx(22.492, abs=5e-4)
    share = X.sum() / N.sum()
    golden = [0.3379, 0.4244, 0.2458, 0.1816, 0.4789, 0.4350, 0.2557, 0.2430]
    by_moments = (X + 22.492 * share) / (N + 22.492)
    assert by_moments == pytest.approx(golden, abs=5e-5)
    assert beta_binomial(X, N).estimate == pytest.approx(by_moments, abs=0.025)


def test_units_that_do_not_show_that_they_differ_all_get_the_pooled_share() -> None:
    assert moments(ALIKE, N) == pytest.approx(-158, abs=0.5)
    found = beta_binomial(ALIKE, N)
    assert found.prior is None
    assert found.estimate == pytest.approx([0.3413] * 8, abs=5e-5)
    assert np.all((found.lower < found.estimate) & (found.estimate < found.upper))
    assert np.ptp(found.lower) == np.ptp(found.upper) == 0


def test_four_of_ten_no_longer_beats_three_hundred_of_a_thousand_by_much() -> None:
    found = beta_binomial(np.append(X, [4, 300]), np.append(N, [10, 1000]))
    assert abs(found.estimate[-2] - 0.4) > 5 * abs(found.estimate[-1] - 0.3)
    assert np.ptp([found.lower[-2], found.upper[-2]]) > 4 * np.ptp([found.lower[-1], found.upper[-1]])


def betaln(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


UNITS = st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1)), min_size=2, max_size=8)


@settings(max_examples=40, deadline=None)
@given(UNITS)
def test_no_beta_distribution_nearby_is_more_likely(units: list[tuple[int, float]]) -> None:
    trials = np.array([size for size, _ in units], float)
    successes = np.round(trials * [share for _, share in units])
    found = beta_binomial(successes, trials)
    assert np.all((found.lower >= 0) & (found.lower <= found.upper) & (found.upper <= 1))
    if found.prior is None:
        return

    def likelihood(a: float, b: float) -> float:
        return sum(betaln(x + a, n - x + b) - betaln(a, b) for x, n in zip(successes, trials, strict=True))

    alpha, beta = found.prior
    around = [likelihood(alpha * u, beta * v) for u in (0.7, 0.97, 1.03, 1.4) for v in (0.7, 0.97, 1.03, 1.4)]
    assert likelihood(alpha, beta) >= max(around) - 1e-6


@settings(max_examples=60, deadline=None)
@given(UNITS)
def test_every_unit_moves_towards_the_common_share_and_never_past_it(units: list[tuple[int, float]]) -> None:
    trials = np.array([size for size, _ in units], float)
    successes = np.round(trials * [share for _, share in units])
    found = beta_binomial(successes, trials)
    common = found.prior[0] / sum(found.prior) if found.prior else successes.sum() / trials.sum()
    raw = successes / trials
    assert np.all((found.estimate - common) * (raw - common) >= -1e-9)
    assert np.all(np.abs(found.estimate - common) <= np.abs(raw - common) + 1e-9)


def test_intervals_hold_ninety_percent_of_the_posterior() -> None:
    found = beta_binomial(X, N)
    assert found.prior is not None
    grid = np.linspace(1e-6, 1 - 1e-6, 200_001)
    for unit in range(len(N)):
        a, b = X[unit] + found.prior[0], N[unit] - X[unit] + found.prior[1]
        density = np.exp((a - 1) * np.log(grid) + (b - 1) * np.log(1 - grid) - betaln(a, b))
        below = [density[grid < edge].sum() * (grid[1] - grid[0]) for edge in (found.lower[unit], found.upper[unit])]
        assert below == pytest.approx([0.05, 0.95], abs=1e-4)


def test_counts_shrink_towards_what_the_others_show() -> None:
    observed, expected = np.array([0, 3, 12, 90, 20.0]), np.array([1.5, 2.0, 10.0, 40.0, 22.0])
    found = gamma_poisson(observed, expected)
    assert found.prior is not None
    shape, rate = found.prior
    assert found.estimate == pytest.approx((observed + shape) / (expected + rate))

    def likelihood(a: float, b: float) -> float:
        pairs = zip(observed, expected, strict=True)
        return sum(math.lgamma(o + a) - math.lgamma(a) + a * math.log(b) - (o + a) * math.log(e + b) for o, e in pairs)

    best = max(likelihood(shape * u, rate * v) for u in (0.9, 1.0, 1.1) for v in (0.9, 1.0, 1.1))
    assert likelihood(shape, rate) == pytest.approx(best, abs=1e-6)


def test_counts_as_even_as_chance_makes_them_are_pooled() -> None:
    found = gamma_poisson(np.array([5, 11, 19, 42.0]), np.array([5.0, 10.0, 20.0, 40.0]))
    assert found.prior is None
    assert found.estimate == pytest.approx([77 / 75] * 4)
    assert np.all((found.lower < 77 / 75) & (found.upper > 77 / 75))


@pytest.mark.parametrize("units", [0, 3])
def test_units_with_nothing_to_count_on_have_no_estimate(units: int) -> None:
    none = np.zeros(units)
    assert np.isnan(beta_binomial(none, none).estimate).all()
    assert np.isnan(gamma_poisson(none, none).estimate).all()


def test_units_without_any_event_are_pooled_at_none() -> None:
    for found in (beta_binomial(np.zeros(3), np.full(3, 9.0)), gamma_poisson(np.zeros(3), np.full(3, 9.0))):
        assert found.prior is None and found.estimate.tolist() == [0.0] * 3
        assert np.all(found.upper > 0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=2, max_size=10))
def test_means_differ_just_as_much_as_the_variance_between_them_lets_expect(units: list[tuple[float, float]]) -> None:
    means, variances = np.array(units).T
    found = normal_normal(means, variances)
    mean, between = found.prior or (None, 0.0)
    weights = [1 / (variance + between) for variance in variances]
    centre = sum(weight * one for weight, one in zip(weights, means, strict=True)) / sum(weights)
    scatter = sum(weight * (one - centre) ** 2 for weight, one in zip(weights, means, strict=True))
    if found.prior is None:
        assert scatter <= len(units) - 1 + 1e-9
        assert found.estimate == pytest.approx([centre] * len(units))
        return
    assert (mean, scatter) == pytest.approx((centre, len(units) - 1), rel=1e-6)
    kept = between / (between + variances)
    assert found.estimate == pytest.approx(centre + kept * (means - centre))
    assert found.upper - found.lower == pytest.approx(2 * 1.644854 * np.sqrt(kept * variances), rel=1e-5)
