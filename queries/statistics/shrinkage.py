"""Empirical Bayes: what a unit's figure says about the unit once the others are known too.

The spread between units is fitted by maximum likelihood; each unit then moves towards the mean, the more the less its
figure rests on. Where the units do not show that they differ, all of them get the pooled figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import betaincinv, betaln, gammaincinv, gammaln, ndtri, xlogy

from queries.statistics.arrays import Floats

TAILS = (0.05, 0.95)  # of the 90 % intervals
# Twice the log-likelihood a spread between units has to gain to count as positive: 95 % of chi-square on one degree of
# freedom. A fitted variance is almost never zero, and to part units by a spread that is not shown is to rank by luck.
GAIN = 3.841459
_START, _FARTHEST = 20.0, 20.0


@dataclass(frozen=True)
class Shrunken:
    """Estimates with 90 % intervals by unit. `prior`: the two parameters fitted, None after complete pooling."""

    prior: tuple[float, float] | None
    estimate: Floats
    lower: Floats
    upper: Floats


def beta_binomial(successes: Floats, trials: Floats) -> Shrunken:
    """Shares of units whose true shares follow a beta distribution; `prior` is its alpha and beta."""
    failures = trials - successes
    gone, left = float(successes.sum()), float(failures.sum())
    if not gone + left:
        return _nothing(len(trials))
    share = gone / (gone + left)

    def gain(alpha: float, beta: float) -> float:
        return float(np.sum(betaln(successes + alpha, failures + beta) - betaln(alpha, beta)))

    pooled = float(xlogy(gone, share) + xlogy(left, 1 - share))
    prior = _fit(gain, pooled, (share * _START, (1 - share) * _START))
    alpha, beta = (successes + prior[0], failures + prior[1]) if prior else _alike(trials, gone + 0.5, left + 0.5)
    estimate = alpha / (alpha + beta) if prior else np.full(len(trials), share)
    return Shrunken(prior, estimate, *(betaincinv(alpha, beta, tail) for tail in TAILS))


def gamma_poisson(observed: Floats, expected: Floats) -> Shrunken:
    """Ratios observed / expected of counts whose true ratios follow a gamma distribution; `prior`: shape and rate."""
    seen, due = float(observed.sum()), float(expected.sum())
    if not due:
        return _nothing(len(expected))
    ratio = seen / due

    def gain(shape: float, rate: float) -> float:
        joint = gammaln(observed + shape) - (observed + shape) * np.log(expected + rate)
        return float(np.sum(joint - gammaln(shape) + shape * np.log(rate)))

    prior = _fit(gain, float(xlogy(seen, ratio)) - seen, (_START, _START / ratio) if ratio else (0.0, 0.0))
    shape, rate = (observed + prior[0], expected + prior[1]) if prior else _alike(expected, seen + 0.5, due)
    estimate = shape / rate if prior else np.full(len(expected), ratio)
    return Shrunken(prior, estimate, *(gammaincinv(shape, tail) / rate for tail in TAILS))


def _nothing(units: int) -> Shrunken:
    return Shrunken(None, *(np.full(units, np.nan) for _ in range(3)))


def _alike(units: Floats, first: float, second: float) -> tuple[Floats, Floats]:
    return np.full(len(units), first), np.full(len(units), second)


def _fit(
    log_likelihood: Callable[[float, float], float], pooled: float, start: tuple[float, float]
) -> tuple[float, float] | None:
    """The two positive parameters of most likelihood, None where they gain too little on the pooled figure."""
    if min(start) <= 0:
        return None
    found = minimize(
        lambda logs: -log_likelihood(*np.exp(logs)),
        np.log(start),
        method="Nelder-Mead",
        bounds=[(-_FARTHEST, _FARTHEST)] * 2,
        options={"xatol": 1e-8, "fatol": 1e-10},
    )
    first, second = np.exp(found.x).tolist()
    return (first, second) if 2 * (-found.fun - pooled) > GAIN else None


def normal_normal(means: Floats, variances: Floats) -> Shrunken:
    """Means of units, such as cash per hour, whose true means are normal; `variances` are s² / n, all positive.

    The variance between units is Paule and Mandel's: the one at which the means differ as much as they should. `prior`
    is the mean and that variance.
    """

    def excess(between: float) -> float:
        return _scatter(means, variances + between) - (len(means) - 1)

    between = 0.0
    if excess(0.0) > 0:
        between = float(brentq(excess, 0.0, float(np.ptp(means)) ** 2 * len(means)))
    weights = 1 / (variances + between)
    mean = float(np.average(means, weights=weights))
    kept = between / (between + variances)
    error = np.sqrt(kept * variances) if between else np.full(len(means), weights.sum() ** -0.5)
    estimate = mean + kept * (means - mean)
    return Shrunken((mean, between) if between else None, estimate, *(estimate + ndtri(tail) * error for tail in TAILS))


def _scatter(means: Floats, variances: Floats) -> float:
    """Squared distances from their weighted mean, in standard errors."""
    return float(np.sum((means - np.average(means, weights=1 / variances)) ** 2 / variances))
