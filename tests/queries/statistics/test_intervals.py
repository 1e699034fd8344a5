from __future__ import annotations

import pytest

from queries.statistics.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 20, 0.0, 0.1611), (7, 20, 0.1812, 0.5671), (35, 100, 0.2636, 0.4475), (140, 400, 0.3049, 0.3980)],
)
def test_wilson_matches_the_golden_vectors(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_no_trials_have_no_interval() -> None:
    assert wilson(0, 0) is None


def test_all_successes_end_at_one() -> None:
    found = wilson(20, 20)
    assert found is not None and found[1] == 1.0
