"""Intervals for shares: how far a share counted on few cases may be from the one behind it."""

from __future__ import annotations


def wilson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval for successes / trials; None without trials."""
    if trials <= 0:
        return None
    from statsmodels.stats.proportion import proportion_confint  # a second to import: whoever asks pays, once

    lower, upper = proportion_confint(successes, trials, alpha=1 - level, method="wilson")
    return float(lower), float(upper)
