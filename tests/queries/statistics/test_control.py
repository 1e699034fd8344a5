from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from queries.statistics.control import Reading, control
from queries.statistics.xmr import xmr


def rules(events: list[float | None], exposure: list[float | None]) -> list[str | None]:
    return [reading.rule for reading in control(events, exposure).readings]


def test_many_events_a_month_are_charted_by_moving_ranges_of_the_rate() -> None:
    events, exposure = [10.0, 12, 9, 11, 40], [2.0, 2, 3, 2, 2]
    found = control(events, exposure)
    chart = xmr([one / size for one, size in zip(events, exposure, strict=True)])
    assert found.method == "xmr" and chart is not None
    assert [one.rule for one in found.readings] == [point.rule for point in chart.points]
    assert {(one.mean, one.lower, one.upper) for one in found.readings} == {
        (chart.mean, max(0.0, chart.lower), chart.upper)
    }


@pytest.mark.parametrize(("each", "method"), [(4.9, "poisson"), (5.0, "xmr")])
def test_fewer_than_five_a_month_are_charted_by_exact_poisson_limits(each: float, method: str) -> None:
    assert control([each] * 12, [1.0] * 12).method == method


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0.2, 5)), min_size=12, max_size=24))
def test_poisson_limits_follow_each_months_exposure(months: list[tuple[int, float]]) -> None:
    events, exposure = ([float(value) for value in column] for column in zip(*months, strict=True))
    found = control(events, exposure)
    if found.method != "poisson":
        return
    rate = (sum(events[:12]) + 0.5) / sum(exposure[:12])
    for reading, count, size in zip(found.readings, events, exposure, strict=True):
        low, high = poisson.ppf([0.00135, 0.99865], rate * size)
        assert (reading.lower, reading.upper) == pytest.approx((low / size, high / size))
        assert reading.mean == pytest.approx(sum(events[:12]) / sum(exposure[:12]))
        assert reading.direction == (1 if count > high else -1 if count < low else 0)
        assert (reading.rule is None) == (reading.direction == 0)


def test_the_same_count_is_a_signal_over_few_cases_and_none_over_many() -> None:
    found = rules([1.0] * 12 + [6, 6], [1.0] * 12 + [1.0, 4.0])
    assert found[-2:] == ["outside", None]


def test_the_first_complaint_after_a_year_of_none_is_no_signal() -> None:
    assert rules([0.0] * 12 + [1], [1.0] * 13)[-1] is None
    assert rules([0.0] * 12 + [4], [1.0] * 13)[-1] == "outside"


def test_limits_begin_anew_at_a_break() -> None:
    events: list[float | None] = [1.0] * 12 + [9.0] * 6
    once, anew = control(events, [1.0] * 18), control(events, [1.0] * 18, breaks=[12])
    assert {one.rule for one in once.readings[12:]} == {"outside"}
    assert {one.rule for one in anew.readings} == {None}
    assert [one.phase for one in anew.readings] == [1] * 12 + [2] * 6
    assert anew.readings[-1].mean == 9.0


@pytest.mark.parametrize("events", [[1.0, None, 2.0], [20.0, None, 22.0, 21.0]])
def test_months_not_reported_have_no_rate_and_are_no_signal(events: list[float | None]) -> None:
    reading = control(events, [1.0] * len(events)).readings[1]
    assert (reading.rate, reading.rule, reading.direction) == (None, None, 0)


def test_months_without_cases_say_nothing_about_the_mean() -> None:
    found = control([1.0, 0.0, 1.0], [1.0, 0.0, 1.0])
    assert found.readings[1].rate is None and found.readings[0].mean == 1.0


def test_a_stretch_without_a_known_month_has_no_limits() -> None:
    found = control([1.0, 1.0, None], [1.0, 1.0, 1.0], breaks=[2])
    assert found.readings[2] == Reading(2, None)
    assert control([], []).readings == ()
    assert control([30.0, None], [1.0, 1.0], breaks=[1]).readings == (Reading(1, 30.0), Reading(2, None))


def test_a_doubled_rate_is_found_within_the_year() -> None:
    rng = np.random.default_rng(3)
    events = rng.poisson(4, 12).tolist() + rng.poisson(12, 12).tolist()
    assert "outside" in rules(events, [1.0] * 24)[12:]
