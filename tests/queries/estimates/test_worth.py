from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.estimates.agents import funnel


def of(*units: tuple[int, int, float]) -> pl.DataFrame:
    rows = [
        {"unit": f"u{i}", "at_risk": n, "observed": x, "expected": e, "variance": e * (1 - e / n)}
        for i, (n, x, e) in enumerate(units)
    ]
    return funnel(pl.DataFrame(rows), {})


def test_cases_of_the_overall_chance_are_worth_themselves() -> None:
    assert of((100, 40, 40.0), (300, 120, 120.0))["worth"].to_list() == pytest.approx([100, 300])


def test_cases_that_hardly_ever_come_back_are_worth_little() -> None:
    old, young = of((100, 1, 1.0), (100, 79, 79.0))["worth"]
    assert old < 2
    assert young > 500


@settings(deadline=None)
@given(st.integers(10, 500), st.floats(0.05, 0.95))
def test_worth_gives_the_error_the_adjusted_rate_has(cases: int, chance: float) -> None:
    """The standard error of cured / expected x overall, by hand: overall x sqrt((1 - p) / (n p))."""
    known = of((cases, cases // 2, cases * chance), (1000, 400, 400.0))
    overall, worth = known["overall"][0], known["worth"][0]
    by_hand = overall * math.sqrt((1 - chance) / (cases * chance))
    assert math.sqrt(overall * (1 - overall) / worth) == pytest.approx(by_hand)


def test_where_nobody_or_everybody_was_cured_nothing_can_be_weighed() -> None:
    assert of((100, 0, 40.0))["worth"].to_list() == [None]
    assert of((100, 100, 40.0))["worth"].to_list() == [None]
