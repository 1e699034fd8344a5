from __future__ import annotations

import polars as pl
import pytest

from queries.estimates.complaints import borrow_again, closing_curve, contact_pressure, control_chart, funnel
from queries.statistics.shrinkage import gamma_poisson
from tests.queries.statistics.simulated import month_ends

CHART = ["month", "phase", "complaints", "cases", "rate", "mean", "lower", "upper", "method", "rule", "direction"]
ENDS = month_ends(24)


def received(complaints: list[int | None], cases: int = 2000) -> pl.DataFrame:
    return pl.DataFrame(
        {"month": ENDS[: len(complaints)], "complaints": complaints, "cases": [cases] * len(complaints)}
    )


def test_the_chart_tells_complaints_per_thousand_cases_with_limits_and_signals() -> None:
    found = control_chart(received([20, 22] * 6 + [80]), {"rebase": ""})
    assert found.columns == CHART
    assert found["rate"].to_list()[:2] == [10.0, 11.0]
    assert found["mean"].unique().to_list() == pytest.approx([10.5])
    assert found["method"].unique().to_list() == ["xmr"]
    assert found.select("rule", "direction").rows()[-2:] == [(None, 0), ("outside", 1)]


def test_few_complaints_are_charted_by_poisson_limits() -> None:
    found = control_chart(received([1, 2] * 6 + [12]), {})
    assert found["method"].unique().to_list() == ["poisson"]
    assert found["rule"].to_list()[-1] == "outside"
    assert (found["lower"] >= 0).all()


def test_limits_begin_anew_in_the_months_named() -> None:
    rows = received([20, 22] * 6 + [80, 82] * 6)
    named = f"2021-01, {ENDS[12]:%Y-%m},{ENDS[20]:%Y-%m}"
    once, anew = control_chart(rows, {"rebase": ""}), control_chart(rows, {"rebase": named})
    assert once["rule"].count() >= 12 and anew["rule"].count() == 0
    assert anew["phase"].to_list() == [1] * 12 + [2] * 8 + [3] * 4


def test_a_month_nobody_reported_is_a_gap_and_not_zero() -> None:
    rows = received([20, 22, 21, 23, 20])
    found = control_chart(rows.filter(pl.col("month") != ENDS[2]).reverse(), {})
    assert found["month"].to_list() == ENDS[:5]
    assert found.row(2, named=True)["rate"] is None and found.row(2, named=True)["complaints"] is None
    assert control_chart(received([20, None, 21]), {})["rate"].to_list() == [10.0, None, 10.5]


def test_no_month_has_no_chart_of_the_same_columns() -> None:
    assert control_chart(received([]).cast(received([1]).schema), {}).schema == control_chart(received([1]), {}).schema


def of(*units: tuple[str, int | None, float]) -> pl.DataFrame:
    rows = [{"unit": unit, "complaints": seen, "cases": 1000, "expected": due} for unit, seen, due in units]
    return pl.DataFrame(rows, schema_overrides={"complaints": pl.Int64})


def test_the_funnel_sets_complaints_over_those_expected_within_limits() -> None:
    found = funnel(of(("b", 10, 10.0), ("a", 75, 30.0), ("c", 5, 10.0)), {"level": "agency"})
    assert found["unit"].to_list() == ["a", "b", "c"]
    assert found["ratio"].to_list() == pytest.approx([2.5, 1.0, 0.5])
    assert found["outside"].to_list() == ["above", None, None]
    ten = found.row(1, named=True)
    golden = {"lower_95": 0.480, "upper_95": 1.839, "lower_998": 0.296, "upper_998": 2.413}
    assert {name: ten[name] for name in golden} == pytest.approx(golden, abs=5e-4)
    pairs = (found[name].to_numpy().astype(float) for name in ("complaints", "expected"))
    assert found["estimate"].to_list() == pytest.approx(gamma_poisson(*pairs).estimate)


def test_no_complaint_at_all_is_a_signal_only_where_chance_hardly_gives_it() -> None:
    found = funnel(of(("few", 0, 5.0), ("many", 0, 8.0), ("rest", 13, 10.0)), {})
    assert found["outside"].to_list() == [None, "below", None]
    assert found["lower_998"].to_list()[0] == 0.0 < found["lower_998"].to_list()[1]


def test_units_nobody_reported_on_are_left_out_and_none_is_no_trouble() -> None:
    found = funnel(of(("a", None, 3.0), ("b", 2, 3.0), ("c", 0, 0.0)), {})
    assert found["unit"].to_list() == ["b"]
    assert funnel(of(("b", 2, 3.0)).clear(), {}).schema == found.schema


def test_complaints_still_open_are_censored_and_unknown_days_left_out() -> None:
    rows = pl.DataFrame({"open_days": [5, 10, 20, None], "is_open": [False, True, False, True]})
    found = closing_curve(rows, {})
    assert found.columns == ["days", "open_share", "lower", "upper", "at_risk"]
    assert found["days"].to_list() == [0, 5, 10, 20]
    assert found["open_share"].to_list() == pytest.approx([1, 2 / 3, 2 / 3, 0])
    assert closing_curve(rows.clear(), {}).schema == found.schema


def test_pressure_has_both_chances_with_their_intervals() -> None:
    rows = pl.DataFrame(
        {
            "position": [1, 0],
            "band": ["1", "0"],
            "case_months": [100, 20],
            "paying": [35, None],
            "followed": [410, 220],
            "complained": [3, 0],
        }
    )
    found = contact_pressure(rows, {"dose": "attempts"})
    assert found.columns == (
        [
            "position",
            "band",
            "case_months",
            "paying",
            "paid_share",
            "paid_lower",
            "paid_upper",
            "followed",
            "complained",
            "complaint_rate",
            "complaint_lower",
            "complaint_upper",
        ]
    )
    assert found.row(1)[4:7] == pytest.approx((0.35, 0.2636, 0.4475), abs=5e-5)
    assert found.row(1)[9:] == pytest.approx((7.32, 1.51, 21.38), abs=5e-3)
    assert found.row(0)[4:7] == (None, None, None)
    assert found.row(0)[9:] == pytest.approx((0.0, 0.0, 16.77), abs=5e-3)
    assert contact_pressure(rows.clear(), {}).schema == found.schema


def test_coming_back_is_a_share_of_those_watched_long_enough() -> None:
    rows = pl.DataFrame(
        {
            "month": ENDS[:2],
            "complained": ["no", "yes"],
            "closed": [30, 5],
            "mature": [20, 0],
            "returned": [7, 0],
        }
    )
    found = borrow_again(rows, {"days": 180})
    assert found.columns == ["month", "complained", "closed", "mature", "returned", "share", "lower", "upper"]
    assert found.row(0)[-3:] == pytest.approx((0.35, 0.1812, 0.5671), abs=5e-5)
    assert found.row(1)[-3:] == (None, None, None)
