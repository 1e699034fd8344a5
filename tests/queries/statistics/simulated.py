"""Counties made up in a few lines, of which the truth is known: where nothing is wrong, and where training helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from queries.estimates import agents, complaints
from queries.statistics.control import control

MONTHS, TRAINED_IN, EFFECT = 36, 16, 0.025
CHARTS, UNITS = 25, 500

Alarms = Iterator[tuple[str, float, float]]  # what calls, the share of points called, and the nominal share


def month_ends(count: int) -> list[dt.date]:
    first = pl.Series([dt.date(2023, 1, 31)])
    return [first.dt.offset_by(f"{place}mo").dt.month_end()[0] for place in range(count)]


def trained_agents(seed: int, effect: float = EFFECT, held: int = 42, trained: int = 12) -> pl.DataFrame:
    """Agents whose months go up and down by themselves; after the worst three months, the worst are trained.

    Columns of the training panel. Agents differ for good by 3 points, months by 2, and one agent's month by 2.
    """
    rng = np.random.default_rng(seed)
    own, months = rng.normal(0.74, 0.03, (held, 1)), rng.normal(0, 0.02, (1, MONTHS))
    chance = np.clip(own + months + rng.normal(0, 0.02, (held, MONTHS)), 0, 1 - effect)
    at_risk = rng.poisson(rng.uniform(20, 60, (held, 1)), (held, MONTHS)) + 1
    cured = rng.binomial(at_risk, chance)
    bad_run = slice(TRAINED_IN - 4, TRAINED_IN - 1)
    worst = np.argsort(cured[:, bad_run].sum(axis=1) / at_risk[:, bad_run].sum(axis=1))[:trained]
    cured[worst, TRAINED_IN:] = rng.binomial(at_risk[worst, TRAINED_IN:], chance[worst, TRAINED_IN:] + effect)
    expected = at_risk * (cured.sum(axis=0) / at_risk.sum(axis=0))
    ends = month_ends(MONTHS)
    when = [ends[TRAINED_IN - 1] if agent in worst else None for agent in range(held)]
    return pl.DataFrame(
        {
            "agent": [f"p/{agent:03}" for agent in range(held) for _ in ends],
            "course": "calls",
            "trained_month": pl.Series([month for month in when for _ in ends], dtype=pl.Date),
            "month": ends * held,
            "at_risk": at_risk.ravel(),
            "cured": cured.ravel(),
            "expected": expected.ravel(),
        }
    )


def false_alarms(seeds: int) -> Alarms:
    """What every chart and funnel calls a signal where nothing but chance is at work, averaged over the seeds."""
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        for name, reached, nominal in (*_charts(rng), *_agents(rng), *_complaints(rng)):
            found.setdefault(name, []).append((reached, nominal))
    for name, pairs in found.items():
        reached, nominal = np.mean(pairs, axis=0).tolist()
        yield name, reached, nominal


def _charts(rng: np.random.Generator) -> Alarms:
    """XmR nominals are those of normal months and limits that are known; ours come from the first twelve months."""
    for mean in (8.0, 20.0):
        rules = _rules(rng, mean, 0.8)
        yield f"XmR, {mean:g} a month, outside", _share(rules, lambda rule: rule == "outside"), 0.0028
        yield f"XmR, {mean:g} a month, any of four rules", _share(rules, lambda rule: rule is not None), 0.0725
    for mean in (0.3, 1.0, 2.0, 4.0):
        yield (
            f"Poisson, {mean:g} a month, outside",
            _share(_rules(rng, mean, 0.5), lambda rule: rule is not None),
            0.0027,
        )


def _rules(rng: np.random.Generator, mean: float, least: float) -> list[str | None]:
    """The rule, if any, of every month of some charts over an exposure that varies."""
    found: list[str | None] = []
    for _ in range(CHARTS):
        exposure = rng.uniform(least, 2 - least, MONTHS)
        events = rng.poisson(mean * exposure)
        found += [reading.rule for reading in control(events.tolist(), exposure.tolist()).readings]
    return found


def _share(rules: list[str | None], counts: Callable[[str | None], bool]) -> float:
    return sum(map(counts, rules)) / len(rules)


def _agents(rng: np.random.Generator) -> Alarms:
    """Agents who hold easy and hard cases in any mix."""
    at_risk, chance = rng.integers(10, 300, (UNITS, 2)), rng.uniform(0.02, 0.3, (UNITS, 2)) + [0.0, 0.5]
    by_bucket = {
        "at_risk": at_risk,
        "observed": rng.binomial(at_risk, chance),
        "expected": at_risk * chance,
        "variance": at_risk * chance * (1 - chance),
    }
    rows = {name: values.sum(axis=1) for name, values in by_bucket.items()}
    found = agents.funnel(pl.DataFrame({"unit": [f"{unit:03}" for unit in range(UNITS)], **rows}), {})
    yield from _beyond("agents", found, "rate")


def _complaints(rng: np.random.Generator) -> Alarms:
    expected = rng.uniform(1, 40, UNITS)
    rows = {"complaints": rng.poisson(expected), "cases": expected * 250, "expected": expected}
    found = complaints.funnel(pl.DataFrame({"unit": [f"{unit:03}" for unit in range(UNITS)], **rows}), {})
    yield from _beyond("complaints", found, "ratio")


def _beyond(whose: str, found: pl.DataFrame, value: str) -> Alarms:
    for kind, prefix in (("exact", ""), ("over-dispersed", "adjusted_")):
        for level, nominal in (("95", 0.05), ("998", 0.002)):
            inside = pl.col(value).is_between(pl.col(f"{prefix}lower_{level}"), pl.col(f"{prefix}upper_{level}"))
            name = f"{whose} funnel, {kind} {100 * (1 - nominal):g} %"
            yield name, found.select((~inside).mean()).item(), nominal
