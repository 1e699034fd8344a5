from __future__ import annotations

import pytest

from queries.statistics.xmr import phases, stretches, xmr

VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def rules(values: list[float | None], **options: int | None) -> list[str | None]:
    chart = xmr(values, **options)
    assert chart is not None
    return [point.rule for point in chart.points]


def test_limits_match_the_published_vignette_screened() -> None:
    chart = xmr(VIGNETTE, baseline=None)
    assert chart is not None
    assert (chart.mean, chart.average_moving_range) == pytest.approx((1.9444, 1.0), abs=5e-5)
    assert (chart.lower, chart.upper) == pytest.approx((-0.7156, 4.6044), abs=5e-5)


def test_limits_match_the_published_vignette_unscreened() -> None:
    chart = xmr(VIGNETTE, baseline=None, screened=False)
    assert chart is not None
    assert chart.average_moving_range == pytest.approx(1.88235, abs=5e-6)
    assert (chart.lower, chart.upper) == pytest.approx((-3.0626, 6.9515), abs=5e-5)


def test_a_point_outside_the_limits_is_a_signal() -> None:
    found = rules(VIGNETTE, baseline=None)
    assert found[4] == "outside"
    assert found.count("outside") == 1


def test_limits_come_from_the_first_twelve_points() -> None:
    steady = [10.0, 11.0] * 6
    chart = xmr([*steady, 30.0, 31.0])
    assert chart is not None
    assert chart.mean == pytest.approx(10.5)
    assert [point.rule for point in chart.points[12:]] == ["outside", "outside"]
    assert not chart.is_trial


def test_fewer_than_twelve_points_give_trial_limits() -> None:
    chart = xmr([1.0, 2.0, 1.0])
    assert chart is not None and chart.is_trial


def test_seven_rising_points_are_a_trend_six_are_not() -> None:
    noise: list[float | None] = [0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9]
    assert rules([*noise, 3.0, 3.5, 4.0, 4.3, 5.0, 5.5, 6.0])[-7:] == ["trend"] * 7
    assert "trend" not in rules([*noise, 9.1, 3.5, 4.0, 4.3, 5.0, 5.5, 6.0])


def test_seven_points_on_one_side_are_a_shift_with_its_direction() -> None:
    noise: list[float | None] = [0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9]
    chart = xmr([*noise, 4, 3, 4, 3, 4, 3, 4])
    assert chart is not None
    assert [(point.rule, point.direction) for point in chart.points[-7:]] == [("shift", -1)] * 7


def test_two_of_three_near_a_limit_are_a_signal_only_on_one_side_of_the_mean() -> None:
    noise: list[float | None] = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert rules([*noise, 2.5, 1.0, 2.5])[-3:] == ["two_of_three", None, "two_of_three"]
    assert rules([*noise, 2.5, 0.0, 2.5])[-3:] == [None, None, None]


def test_a_gap_breaks_runs_and_moving_ranges() -> None:
    noise: list[float | None] = [0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9]
    assert "shift" not in rules([*noise, 4, 3, 4, None, 3, 4, 3, 4])
    chart = xmr([1.0, None, 100.0, 101.0], baseline=None)
    assert chart is not None and chart.average_moving_range == 1.0


def test_one_value_has_no_limits() -> None:
    assert xmr([1.0]) is None
    assert xmr([1.0, None]) is None


def test_a_constant_series_gives_no_signal() -> None:
    assert rules([0.1] * 20) == [None] * 20


def test_limits_begin_anew_at_each_break_and_no_run_crosses_it() -> None:
    values: list[float | None] = [1.0, 2.0] * 6 + [11.0, 12.0] * 6
    once, found = xmr(values), phases(values, [12])
    assert once is not None and {point.rule for point in once.points[12:]} == {"outside"}
    assert [places for places, _ in found] == [range(12), range(12, 24)]
    assert [chart and chart.mean for _, chart in found] == pytest.approx([1.5, 11.5])
    assert {point.rule for _, chart in found if chart for point in chart.points} == {None}


def test_without_breaks_there_is_one_phase_and_it_is_the_plain_chart() -> None:
    assert phases(VIGNETTE) == [(range(len(VIGNETTE)), xmr(VIGNETTE))]


def test_breaks_outside_the_series_or_told_twice_change_nothing() -> None:
    assert stretches(5, [0, 3, 3, 5, 9, -1]) == [range(3), range(3, 5)]
    assert stretches(0, [1]) == []
    assert phases([1.0, 2.0, 3.0], [2])[1] == (range(2, 3), None)
