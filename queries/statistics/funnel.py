"""Funnels: how far from its target may a unit's figure lie by chance alone, given how much it rests on?

Spiegelhalter's funnel plots (2005), with the over-dispersion of the NHS's mortality indicator (SHMI): exact limits by
the binomial for proportions and by chi-square for observed / expected, and limits widened by what units differ beyond
chance. Arrays run over units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrik, betainc, gammaincinv, ndtri

from queries.statistics.arrays import Floats

QUANTILES = {"lower_95": 0.025, "upper_95": 0.975, "lower_998": 0.001, "upper_998": 0.999}
WINSORISED = 0.1


@dataclass(frozen=True)
class Dispersion:
    """`phi`: mean squared score, 1 by chance alone; `tau2`: variance between units on the scale of the scores."""

    phi: float
    tau2: float


def normal_limit(size: Floats, target: Floats, quantile: float) -> Floats:
    """The limit of a proportion by the normal approximation."""
    limit: Floats = target + ndtri(quantile) * np.sqrt(target * (1 - target) / size)
    return limit


def exact_limit(size: Floats, target: Floats, quantile: float) -> Floats:
    """The binomial quantile of a proportion, interpolated between counts so that a funnel has no steps.

    `size` may be fractional: a binomial that matches mean and variance of cases with unequal chances has such a size.
    """
    count = np.ceil(bdtrik(quantile, size, target))
    below, upto = _binomial(count - 1, size, target), _binomial(count, size, target)
    limit: Floats = np.clip((count - (upto - quantile) / (upto - below)) / size, 0.0, 1.0)
    return limit


def _binomial(count: Floats, size: Floats, target: Floats) -> Floats:
    """The chance of a binomial count at or below `count`."""
    is_inside = (count >= 0) & (count < size)
    inside = np.where(is_inside, count, 0.0)
    chance = betainc(size - inside, inside + 1, 1 - target)
    return np.where(is_inside, chance, np.where(count < 0, 0.0, 1.0))


def ratio_limit(expected: Floats, quantile: float) -> Floats:
    """The exact Poisson limit of observed / expected: a chi-square quantile, written as the gamma one it is."""
    limit: Floats = gammaincinv(expected + (quantile > 0.5), quantile) / expected
    return limit


def proportion_scores(proportion: Floats, size: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Scores of proportions on the arcsine scale, and their standard errors there."""
    error = 1 / (2 * np.sqrt(size))
    return (np.arcsin(np.sqrt(proportion)) - np.arcsin(np.sqrt(target))) / error, error


def ratio_scores(ratio: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Scores of observed / expected of counts on the square-root scale, and their standard errors there."""
    error = 1 / (2 * np.sqrt(expected))
    return (np.sqrt(ratio) - 1) / error, error


def over_dispersion(scores: Floats, errors: Floats) -> Dispersion:
    """What units differ beyond chance, their scores winsorised at 10 % so that the odd one out does not hide itself.

    None of it where there are fewer than two units, or they differ no more than chance lets them.
    """
    units, weights = len(scores), errors**-2
    if units < 2:
        return Dispersion(1.0, 0.0)
    lowest, highest = np.quantile(scores, (WINSORISED, 1 - WINSORISED))
    phi = float(np.mean(np.clip(scores, lowest, highest) ** 2))
    between = (units * phi - (units - 1)) / float(weights.sum() - (weights**2).sum() / weights.sum())
    return Dispersion(phi, max(0.0, between))


def dispersed_limit(size: Floats, target: Floats, tau2: float, quantile: float) -> Floats:
    """The limit of a proportion among units that differ by `tau2` beyond chance (arcsine scale)."""
    spread = np.sqrt(1 / (4 * size) + tau2)
    angle = np.clip(np.arcsin(np.sqrt(target)) + ndtri(quantile) * spread, 0.0, np.pi / 2)
    limit: Floats = np.sin(angle) ** 2
    return limit


def dispersed_ratio_limit(expected: Floats, tau2: float, quantile: float) -> Floats:
    """The limit of observed / expected among units that differ by `tau2` beyond chance (square-root scale)."""
    spread = np.sqrt(1 / (4 * expected) + tau2)
    limit: Floats = np.maximum(1 + ndtri(quantile) * spread, 0.0) ** 2
    return limit
