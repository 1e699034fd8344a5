"""The training effect: what counts, what is left out, and its figures against regressions written out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from queries.statistics.clustered import Fit
from queries.statistics.differences import Effect, training_effect, wave
from tests.queries.statistics.simulated import EFFECT, TRAINED_IN, month_ends, trained_agents

ENDS = month_ends(36)
WAVE = ENDS[TRAINED_IN - 1]


def steady(trained: int = 10, others: int = 10, months: int = 24, at: int = 12, platform: str = "p") -> pl.DataFrame:
    """Agents with 200 cases a month, of whom 140 are cured give or take a few; nobody changes."""
    rng = np.random.default_rng(5)
    ends = month_ends(months)
    rows = [
        {
            "agent": f"{platform}/{agent}",
            "trained_month": ends[at - 1] if agent < trained else None,
            "month": month,
            "at_risk": 200,
            "cured": 140 + int(rng.integers(-4, 5)),
            "expected": 140.0,
        }
        for agent in range(trained + others)
        for month in ends
    ]
    return pl.DataFrame(rows, schema_overrides={"trained_month": pl.Date})


def relative(panel: pl.DataFrame, at: int = 12) -> pl.Expr:
    ends = panel["month"].unique().sort().to_list()
    return pl.col("month").replace_strict({month: place - at + 1 for place, month in enumerate(ends)})


def moved(panel: pl.DataFrame, by: int, when: pl.Expr) -> pl.DataFrame:
    """The panel with `by` more cures of the trained where `when` holds."""
    is_moved = pl.col("trained_month").is_not_null() & when
    return panel.with_columns(cured=pl.col("cured") + pl.when(is_moved).then(by).otherwise(0))


def effect_of(panel: pl.DataFrame, at: int = 12) -> Effect:
    return training_effect(panel, sorted(panel["month"].unique())[at - 1])


def test_a_lasting_gain_is_credible_and_measured() -> None:
    panel = steady()
    found = effect_of(moved(panel, 10, relative(panel) > 0))
    assert (found.verdict, found.reason) == ("credible", None)
    assert (found.treated, found.control, found.months_before, found.months_after) == (10, 10, 8, 12)
    assert found.effect is not None and found.effect.value == pytest.approx(0.05, abs=0.005)
    assert found.effect.p_value < 0.001 < 0.05 < (found.pre_trend_p or 0)


def test_the_bad_run_that_led_to_the_choice_is_no_baseline() -> None:
    panel = steady()
    dipped = moved(panel, -30, relative(panel).is_between(-3, -1))
    found, without = effect_of(dipped), effect_of(panel)
    assert found.effect is not None and without.effect is not None and found.naive is not None
    assert found.effect.value == pytest.approx(without.effect.value, abs=0.002)
    assert found.verdict == "weak" and found.reason == "includes_zero"
    assert found.naive.value == pytest.approx(0.15, abs=0.01) and found.naive.lower > 0


def test_the_month_of_the_training_itself_does_not_count() -> None:
    panel = steady()
    found, without = (effect_of(one).effect for one in (moved(panel, -60, relative(panel) == 0), panel))
    assert found is not None and without is not None
    assert found.value == pytest.approx(without.value, abs=0.002)


@pytest.mark.parametrize(
    ("by", "began"), [(-12, -6), (-12, -5)], ids=["three months before the others", "two months before"]
)
def test_a_bad_run_that_began_earlier_makes_the_effect_weak(by: int, began: int) -> None:
    panel = steady(at=14)
    dipped = moved(panel, by, relative(panel, 14).is_between(began, -1))
    found = effect_of(moved(dipped, 10, relative(panel, 14) > 0), at=14)
    assert (found.verdict, found.reason) == ("weak", "pre_trend")


def drifting(levels: list[int]) -> Effect:
    """The effect where the trained have so many cures more from the 17th month before the training on."""
    panel = steady(months=30, at=18)
    ahead = relative(panel, 18).replace_strict(dict(enumerate(levels, start=-17)), default=0)
    is_trained = pl.col("trained_month").is_not_null()
    return effect_of(panel.with_columns(cured=pl.col("cured") + pl.when(is_trained).then(ahead).otherwise(0)), at=18)


def test_a_drift_counts_where_the_last_months_are_like_all_the_earlier_ones() -> None:
    assert drifting([*range(11), 5, 5, 5]).reason == "pre_trend"


def test_last_months_apart_count_where_there_is_no_drift_over_all() -> None:
    assert drifting([-4] * 3 + [0] * 8 + [-4] * 3).reason == "pre_trend"


def test_trained_agents_who_were_always_ahead_raise_no_doubt() -> None:
    assert drifting([6] * 18 + [12] * 12).verdict == "credible"


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ({"trained": 7}, "too_few_trained"),
        ({"others": 7}, "too_few_not_trained"),
        ({"at": 9}, "too_few_months_before"),
        ({"months": 14}, "too_few_months_after"),
        ({"trained": 8, "others": 8, "at": 10, "months": 13}, None),
    ],
)
def test_too_little_to_go_by_is_not_estimable_and_just_enough_is(shape: dict[str, int], reason: str | None) -> None:
    found = effect_of(steady(**shape), at=shape.get("at", 12))
    assert (found.verdict == "not_estimable") == (reason is not None)
    if reason:
        assert (found.reason, found.effect, found.naive, found.pre_trend_p) == (reason, None, None, None)


def test_agents_seen_on_one_side_only_are_not_compared() -> None:
    panel = steady(trained=8)
    came_late = panel.filter((pl.col("agent") != "p/0") | (relative(panel) > 0))
    assert effect_of(panel).treated == 8
    assert effect_of(came_late).reason == "too_few_trained"


def test_nobody_cured_is_not_estimable() -> None:
    assert effect_of(steady().with_columns(cured=pl.lit(0))).reason == "no_events"


def test_rates_that_never_move_have_no_effect_and_raise_nothing() -> None:
    found = effect_of(steady().with_columns(cured=pl.lit(140)))
    assert found.effect is not None and (found.effect.value, found.effect.p_value) == (0.0, 1.0)
    assert (found.verdict, found.pre_trend_p) == ("weak", 1.0)


def test_a_later_wave_serves_as_control_until_its_own_bad_run() -> None:
    panel = steady(trained=4, others=4)
    ends = sorted(panel["month"].unique())
    later = panel.with_columns(
        trained_month=pl.when(pl.col("agent") == "p/5").then(pl.lit(ends[19])).otherwise(pl.col("trained_month"))
    )
    counted = wave(later, ends[11]).filter(pl.col("agent") == "p/5")
    assert counted["group"].unique().to_list() == ["not_trained"]
    assert counted["month"].max() == ends[15]  # trained in the 20th month; the 17th to 19th led to it


def test_an_earlier_wave_and_another_platform_are_no_controls() -> None:
    panel = steady(trained=2, others=2)
    ends = sorted(panel["month"].unique())
    earlier = panel.with_columns(
        trained_month=pl.when(pl.col("agent") == "p/2").then(pl.lit(ends[4])).otherwise(pl.col("trained_month"))
    )
    found = wave(pl.concat([earlier, steady(trained=0, others=3, platform="q")]), ends[11])
    assert sorted(found["agent"].unique()) == ["p/0", "p/1", "p/3"]


def uneven() -> pl.DataFrame:
    """Simulated agents, a fifth of whose months are missing."""
    panel = trained_agents(1)
    return panel.filter(pl.Series(np.random.default_rng(2).random(len(panel)) > 0.2))


def columns(compared: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rate, design with a column per agent and month, square-root weights and agents, of what is compared."""
    agents, months = (sorted(compared[name].unique()) for name in ("agent", "month"))
    is_agent = [(compared["agent"] == one).to_numpy() for one in agents]
    is_month = [(compared["month"] == one).to_numpy() for one in months[1:]]
    treated = (compared["trained_month"] == WAVE).fill_null(False).to_numpy() & (compared["month"] > WAVE).to_numpy()
    design = np.column_stack([treated, *is_agent, *is_month]).astype(float)
    return compared["rate"].to_numpy(), design, np.sqrt(compared["at_risk"].to_numpy()), compared["agent"].to_numpy()


def test_estimate_and_error_are_those_of_a_regression_with_a_column_for_every_agent_and_month() -> None:
    rows = wave(uneven(), WAVE)
    counts = (pl.col("relative_month") < -3) | (pl.col("relative_month") > 0)
    rate, design, weight, agents = columns(rows.filter(counts))
    y, x = rate * weight, design * weight[:, None]
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals, bread = y - x @ coefficients, np.linalg.pinv(x.T @ x)
    scores = [x[agents == one].T @ residuals[agents == one] for one in np.unique(agents)]
    held, size, within = len(scores), len(y), design.shape[1] - len(scores)
    correction = held / (held - 1) * (size - 1) / (size - within)
    error = np.sqrt(correction * (bread @ sum(np.outer(s, s) for s in scores) @ bread)[0, 0])
    found = training_effect(uneven(), WAVE).effect
    assert found is not None
    assert found.value == pytest.approx(coefficients[0])
    assert (found.upper - found.lower) / 2 == pytest.approx(2.200985 * error, rel=1e-5)  # t, 12 - 1 degrees of freedom


def test_the_naive_difference_is_the_weighted_change_of_the_trained() -> None:
    """With the same cases every month it is the plain mean after, less the plain mean of the bad run."""
    panel = steady()
    found = effect_of(panel).naive
    trained = panel.filter(pl.col("trained_month").is_not_null())
    share = panel["cured"].sum() / panel["at_risk"].sum()
    after, before = (
        trained.filter(when)["cured"].mean() for when in (relative(panel) > 0, relative(panel).is_between(-3, -1))
    )
    assert found is not None
    assert found.value == pytest.approx((float(after) - float(before)) / 140 * share, abs=1e-3)  # type: ignore[arg-type]


def test_joint_tests_of_one_coefficient_are_its_t_test() -> None:
    fit = Fit(np.array([0.3]), np.array([[0.04]]), 9)
    assert fit.joint_p() == pytest.approx(fit.estimate().p_value)


@pytest.mark.parametrize("seed", range(3))
def test_simulated_agents_regress_to_the_mean_and_the_effect_does_not_count_it(seed: int) -> None:
    found = training_effect(trained_agents(seed), WAVE)
    assert found.effect is not None and found.naive is not None
    assert found.effect.lower <= EFFECT <= found.effect.upper
    assert found.naive.value - found.effect.value > 0.01


def test_a_wave_nobody_took_has_no_rows() -> None:
    assert wave(steady(), dt.date(2020, 1, 31)).is_empty()
    assert training_effect(steady(), dt.date(2020, 1, 31)).reason == "too_few_trained"
