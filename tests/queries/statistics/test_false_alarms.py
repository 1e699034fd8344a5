"""Where nothing but chance is at work, charts and funnels stay about as quiet as they promise.

`python -m tests.benchmarks.false_alarms` prints the figures.
"""

from __future__ import annotations

import pytest

from queries.statistics.differences import training_effect
from tests.queries.statistics.simulated import EFFECT, TRAINED_IN, false_alarms, month_ends, trained_agents

SEEDS = 20


@pytest.fixture(scope="module")
def alarms() -> dict[str, tuple[float, float]]:
    return {name: (reached, nominal) for name, reached, nominal in false_alarms(SEEDS)}


def test_funnels_call_about_as_many_units_as_their_limits_say(alarms: dict[str, tuple[float, float]]) -> None:
    funnels = {name: pair for name, pair in alarms.items() if "funnel" in name}
    assert len(funnels) == 8
    assert all(0.6 * nominal < reached < 2 * nominal for reached, nominal in funnels.values()), funnels


def test_poisson_charts_call_no_more_months_than_three_deviations_would(
    alarms: dict[str, tuple[float, float]],
) -> None:
    charts = {name: pair for name, pair in alarms.items() if "Poisson" in name}
    assert len(charts) == 4
    assert all(nominal / 10 < reached <= nominal for reached, nominal in charts.values()), charts


def test_xmr_charts_call_little_more_than_with_limits_that_are_known(alarms: dict[str, tuple[float, float]]) -> None:
    any_rule = {name: pair for name, pair in alarms.items() if "any of four" in name}
    outside = {name: pair for name, pair in alarms.items() if "XmR" in name and "outside" in name}
    assert len(any_rule) == len(outside) == 2
    assert all(nominal / 2 < reached < 1.5 * nominal for reached, nominal in any_rule.values()), any_rule
    assert all(reached < 0.025 for reached, _ in outside.values()), outside  # limits from twelve months are rough


@pytest.mark.parametrize("effect", [EFFECT, 0.0])
def test_the_effect_of_a_training_is_covered_and_the_naive_difference_is_not(effect: float) -> None:
    found = [training_effect(trained_agents(seed, effect), month_ends(TRAINED_IN)[-1]) for seed in range(SEEDS)]
    covered = [one for one in found if one.effect and one.effect.lower <= effect <= one.effect.upper]
    fooled = [one for one in found if one.naive and not one.naive.lower <= effect <= one.naive.upper]
    assert len(covered) >= 18
    assert len(fooled) >= 17
    credible = sum(one.verdict == "credible" for one in found)
    assert credible >= 10 if effect else credible <= 2
