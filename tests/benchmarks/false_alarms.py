"""`python -m tests.benchmarks.false_alarms`: how often charts and funnels call where nothing but chance is at work, and
how often the interval of a training's effect holds the truth where the trained were chosen after a bad run.
"""

from __future__ import annotations

import typer

from queries.statistics.differences import training_effect
from tests.queries.statistics.simulated import EFFECT, TRAINED_IN, false_alarms, month_ends, trained_agents


def main(seeds: int = 20) -> None:
    """Print shares of points called beside the nominal, over so many seeds."""
    print(f"false alarms, a point, over {seeds} seeds")
    for name, reached, nominal in false_alarms(seeds):
        print(f"  {name:44}{reached:9.4f}   nominal {nominal:.4f}")
    print(f"training of true effect {EFFECT} and of none, over {10 * seeds} seeds")
    for effect in (EFFECT, 0.0):
        _training(10 * seeds, effect)


def _training(seeds: int, effect: float) -> None:
    found = [training_effect(trained_agents(seed, effect), month_ends(TRAINED_IN)[-1]) for seed in range(seeds)]
    for name, estimates in {
        "differences in differences": [one.effect for one in found],
        "naive before and after": [one.naive for one in found],
    }.items():
        known = [one for one in estimates if one]
        holds = sum(one.lower <= effect <= one.upper for one in known) / seeds
        mean = sum(one.value for one in known) / len(known)
        print(f"  {name:34}true {effect:.3f}  mean {mean:+.4f}   95 % interval holds it {holds:.2f}")
    drifts = sum((one.pre_trend_p or 0) <= 0.05 for one in found) / seeds
    credible = sum(one.verdict == "credible" for one in found) / seeds
    print(f"  called credible {credible:.2f}, pre-trend called {drifts:.2f}   nominal 0.05")


if __name__ == "__main__":
    typer.run(main)
