"""Intervals for shares: how far a share counted on few cases may be from the one behind it."""

from __future__ import annotations

import math

Z_95 = 1.959964


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float] | None:
    """Wilson's score interval for successes / trials, 95 % unless `z` says otherwise; None without trials."""
    if trials <= 0:
        return None
    share, weight = successes / trials, z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, centre - half), min(1.0, centre + half)
