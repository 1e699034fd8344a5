from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from queries.estimates.agents import calibration, funnel, training_effect, training_panel
from queries.statistics.funnel import exact_limit
from queries.statistics.shrinkage import beta_binomial
from tests.queries.statistics.simulated import TRAINED_IN, month_ends, trained_agents

FUNNEL = [
    "unit",
    "platform",
    "team",
    "agency",
    "at_risk",
    "observed",
    "expected",
    "ratio",
    "rate",
    "overall",
    "worth",
    "lower_95",
    "upper_95",
    "lower_998",
    "upper_998",
    "adjusted_lower_95",
    "adjusted_upper_95",
    "adjusted_lower_998",
    "adjusted_upper_998",
    "phi",
    "tau2",
    "estimate",
    "estimate_lower",
    "estimate_upper",
    "outside",
    "outside_adjusted",
]
EFFECT = [
    "course",
    "month",
    "treated",
    "control",
    "months_before",
    "months_after",
    "estimate",
    "lower",
    "upper",
    "p_value",
    "pre_trend_p",
    "naive",
    "naive_lower",
    "naive_upper",
    "regression_to_the_mean",
    "verdict",
    "reason",
]
PANEL = ["relative_month", "month", "group", "at_risk", "cured", "expected", "rate", "adjusted_rate"]


def units(*held: tuple[str, int, int, float], even: bool = True) -> pl.DataFrame:
    """Units as (name, at risk, observed, expected), their cases all of one chance unless told otherwise."""
    rows = [
        {
            "unit": name,
            "platform": "p",
            "team": "p/a",
            "agency": "in_house",
            "at_risk": at_risk,
            "observed": observed,
            "expected": expected,
            "variance": expected * (1 - expected / at_risk) if even and at_risk else expected / 5,
        }
        for name, at_risk, observed, expected in held
    ]
    return pl.DataFrame(rows)


ALIKE = units(("b", 100, 45, 35.0), ("a", 400, 120, 140.0), ("c", 50, 16, 17.5), ("d", 200, 82, 70.0))


def test_units_are_listed_by_name_with_every_column_and_null_where_nobody_is_outside() -> None:
    found = funnel(ALIKE, {"level": "team"})
    assert found.columns == FUNNEL
    assert found["unit"].to_list() == ["a", "b", "c", "d"]
    assert found["outside"].to_list() == [None] * 4
    assert funnel(ALIKE.clear(), {}).schema == found.schema


def test_with_one_chance_for_all_the_limits_are_the_plain_exact_ones_and_shrinkage_the_plain_one() -> None:
    found = funnel(ALIKE, {}).filter(pl.col("overall").is_not_null())
    even = ALIKE.sort("unit").with_columns(expected=pl.col("at_risk") * found["overall"][0])
    plain = funnel(even.with_columns(variance=pl.col("expected") * (1 - found["overall"][0])), {})
    size, target = even["at_risk"].to_numpy().astype(float), np.full(4, found["overall"][0])
    assert plain["lower_998"].to_list() == pytest.approx(exact_limit(size, target, 0.001))
    assert plain["rate"].to_list() == pytest.approx((even["observed"] / even["at_risk"]).to_list())
    shrunken = beta_binomial(even["observed"].to_numpy().astype(float), size)
    assert plain["estimate"].to_list() == pytest.approx(shrunken.estimate)


def test_a_better_and_a_worse_unit_lie_outside_and_an_even_one_does_not() -> None:
    found = funnel(units(("even", 500, 150, 150.0), ("good", 500, 210, 150.0), ("poor", 500, 90, 150.0)), {})
    assert found["outside"].to_list() == [None, "above", "below"]
    assert found["ratio"].to_list() == pytest.approx([1.0, 1.4, 0.6])


def test_hard_cases_are_not_held_against_who_holds_them() -> None:
    found = funnel(units(("easy", 500, 400, 400.0), ("hard", 500, 50, 50.0)), {})
    assert found["ratio"].to_list() == [1.0, 1.0]
    assert found["rate"][0] == found["rate"][1] == found["overall"][0]
    assert found["outside"].to_list() == [None, None]


def test_a_mix_of_easy_and_hard_cases_has_narrower_limits_than_cases_of_its_mean() -> None:
    mean, mixed = (
        funnel(units(("a", 500, 250, 250.0), ("b", 500, 250, 250.0), even=even), {}) for even in (True, False)
    )
    assert mixed["upper_998"][0] - mixed["lower_998"][0] < 0.8 * (mean["upper_998"][0] - mean["lower_998"][0])


def test_where_units_differ_beyond_chance_the_adjusted_limits_are_wider_and_fewer_stay_outside() -> None:
    rng = np.random.default_rng(1)
    chances = np.clip(rng.normal(0.3, 0.08, 40), 0.05, 0.9)
    found = funnel(units(*((f"{i:02}", 400, int(400 * one), 120.0) for i, one in enumerate(chances))), {})
    assert found["phi"][0] > 3 and found["tau2"][0] > 0
    assert (found["adjusted_upper_998"] > found["upper_998"]).all()
    assert found["outside_adjusted"].count() < found["outside"].count() / 3


def test_limits_that_allow_for_more_than_chance_never_bring_a_unit_out() -> None:
    """All of three easy cases lie beyond the approximate limit, and are never more than chance gives."""
    rng = np.random.default_rng(1)
    differing = [(f"{i:02}", 400, int(400 * one), 240.0) for i, one in enumerate(rng.normal(0.6, 0.05, 20))]
    found = funnel(units(*differing, ("all", 3, 3, 1.8), even=False), {}).filter(pl.col("unit") == "all")
    assert found["rate"][0] > found["adjusted_upper_998"][0]
    assert found.select("outside", "outside_adjusted").row(0) == (None, None)


def test_units_of_whom_nothing_was_expected_are_left_out() -> None:
    found = funnel(units(("a", 0, 0, 0.0), ("b", 100, 30, 30.0)), {})
    assert found["unit"].to_list() == ["b"]
    assert found["tau2"][0] == 0.0


@pytest.mark.parametrize("observed", [0, 100])
def test_where_none_or_all_were_cured_there_are_limits_but_no_estimate(observed: int) -> None:
    found = funnel(units(("a", 100, observed, 30.0), ("b", 100, observed, 60.0)), {})
    assert found["estimate"].to_list() == [None, None]
    assert found["lower_998"].is_not_null().all()


def test_a_unit_sure_to_cure_every_case_makes_no_trouble() -> None:
    assert funnel(units(("a", 10, 10, 10.0), ("b", 100, 30, 30.0)), {})["outside"].to_list() == [None, None]


def test_calibration_tells_tenths_and_the_c_statistic() -> None:
    rows = pl.DataFrame({"expected": [0.1, 0.9, 0.5, 0.5], "cured": [0, 1, 1, 0]})
    found = calibration(rows, {})
    assert found.columns == ["decile", "cases", "expected", "observed", "c_statistic"]
    assert found["cases"].to_list() == [1, 2, 1] and found["c_statistic"].to_list() == [0.875] * 3
    assert calibration(rows.clear(), {}).schema == found.schema
    never = calibration(rows.with_columns(cured=pl.lit(0)), {})
    assert never["c_statistic"].to_list() == [None] * 3 and never.schema == found.schema


PLANTED = trained_agents(0)
WAVE = month_ends(TRAINED_IN)[-1]


def test_the_effect_has_a_row_per_course_and_month_it_was_completed_in() -> None:
    second = pl.lit("exam").alias("course"), pl.lit(None, pl.Date).alias("trained_month")
    exam = PLANTED.with_columns(*second).with_columns(
        trained_month=pl.when(pl.col("agent") == "p/000").then(pl.lit(WAVE))
    )
    found = training_effect(pl.concat([exam, PLANTED]), {})
    assert found.columns == EFFECT
    assert found.select("course", "month").rows() == [("calls", WAVE), ("exam", WAVE)]
    effect, refused = found.rows(named=True)
    assert effect["regression_to_the_mean"] == pytest.approx(effect["naive"] - effect["estimate"])
    assert effect["lower"] < effect["estimate"] < effect["upper"] < effect["naive"]
    assert (effect["treated"], effect["control"], effect["months_before"], effect["months_after"]) == (12, 30, 12, 20)
    assert (refused["verdict"], refused["reason"], refused["estimate"]) == ("not_estimable", "too_few_trained", None)


@pytest.mark.parametrize("rows", [PLANTED.clear(), PLANTED.with_columns(trained_month=pl.lit(None, pl.Date))])
def test_without_a_course_there_is_no_effect_and_no_panel(rows: pl.DataFrame) -> None:
    effects, panel = training_effect(rows, {}), training_panel(rows, {})
    assert effects.is_empty() and effects.schema == training_effect(PLANTED, {}).schema
    assert panel.is_empty() and panel.schema == training_panel(PLANTED, {}).schema


def test_the_panel_counts_months_from_the_training_and_adds_up() -> None:
    found = training_panel(PLANTED, {"course": "calls"})
    assert found.columns == PANEL
    assert found["relative_month"].unique().sort().to_list() == list(range(1 - TRAINED_IN, 37 - TRAINED_IN))
    assert found.filter(pl.col("relative_month") == 0)["month"].unique().to_list() == [WAVE]
    assert found["at_risk"].sum() == PLANTED["at_risk"].sum()
    assert found["group"].to_list()[:2] == ["not_trained", "trained"]
    row = found.row(5, named=True)
    overall = PLANTED["cured"].sum() / PLANTED["at_risk"].sum()
    assert row["rate"] == pytest.approx(row["cured"] / row["at_risk"])
    assert row["adjusted_rate"] == pytest.approx(row["cured"] / row["expected"] * overall)


def test_the_panel_is_of_the_largest_wave() -> None:
    few = month_ends(20)[-1]
    is_moved = pl.col("agent").is_in(PLANTED.filter(pl.col("trained_month").is_not_null())["agent"].unique().sort()[:3])
    found = training_panel(
        PLANTED.with_columns(trained_month=pl.when(is_moved).then(pl.lit(few)).otherwise(pl.col("trained_month"))), {}
    )
    assert found.filter(pl.col("relative_month") == 0)["month"].unique().to_list() == [WAVE]
    assert isinstance(few, dt.date)
