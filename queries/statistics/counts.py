"""Counts of rare events: exact Poisson intervals of a rate, and exact limits of next month's count."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv, pdtrik

from queries.statistics.arrays import Floats


def poisson_interval(count: Floats, exposure: Floats, per: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """The rate, and its exact 95 % interval (Garwood's), of `count` events per `per` units of exposure.

    NaN where there was no exposure or the count is not known.
    """
    known = np.where(exposure > 0, exposure, np.nan)
    lower = np.where(count > 0, gammaincinv(np.where(count > 0, count, 1.0), 0.025), count)
    return per * count / known, per * lower / known, per * gammaincinv(count + 1, 0.975) / known


def poisson_quantile(mean: Floats, quantile: float) -> Floats:
    """The smallest count at or below which a Poisson count falls with at least this chance."""
    count: Floats = np.ceil(pdtrik(quantile, mean))
    return count
