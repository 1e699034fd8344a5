"""Events in one region against regions without any: by hand, where nothing is planted, and where something is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from queries.statistics.before_after import change, held_out, together
from tests.queries.statistics.simulated import month_ends

MONTHS = month_ends(13)
EVENT = MONTHS[6]
REGIONS = [f"r{number:02d}" for number in range(12)]


def panel(shares: dict[str, tuple[float, float]], cases: int = 1000) -> pl.DataFrame:
    """Every region with one share up to the month of the event and another after it."""
    return pl.DataFrame(
        [
            {"region": region, "month": month, "cases": cases, "counted": round(cases * shares[region][month > EVENT])}
            for region in shares
            for month in MONTHS
        ]
    )


def drawn(seed: int, effect: float = 0.0, events: int = 20) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Regions and months with levels of their own; after an event the share is moved by `effect` for three months."""
    rng, months = np.random.default_rng(seed), month_ends(36)
    share = 0.06 + rng.normal(0, 0.006, (12, 1)) + rng.normal(0, 0.006, (1, 36)) + rng.normal(0, 0.003, (12, 36))
    held = rng.choice(12 * 36, events, replace=False)
    after = np.zeros((12, 36))
    for place in held.tolist():
        after[place // 36, place % 36 + 1 : place % 36 + 4] = effect
    cases = rng.integers(150, 900, (12, 1)) * np.ones((1, 36), int)
    counted = rng.binomial(cases, np.clip(share + after, 0, 1))
    rows = [
        {"region": REGIONS[r], "month": months[m], "cases": int(cases[r, m]), "counted": int(counted[r, m])}
        for r in range(12) for m in range(36)
    ]  # fmt: skip
    where = pl.DataFrame({"region": [REGIONS[i // 36] for i in held], "month": [months[i % 36] for i in held]})
    return pl.DataFrame(rows), where


def test_the_difference_is_the_regions_change_less_that_of_the_others() -> None:
    shares = dict.fromkeys(REGIONS[1:5], (0.05, 0.07)) | {"r00": (0.05, 0.05)}
    found = change(panel(shares), "r00", EVENT, [])
    assert (found.cases_before, found.counted_before, found.cases_after, found.counted_after) == (3000, 150, 3000, 150)
    assert found.effect is not None
    assert found.regions == 4
    assert found.effect.value == pytest.approx(-0.02)
    # Four regions that move alike: chance alone.
    chance = 0.05 * 0.95 / 3000 + 0.07 * 0.93 / 3000
    assert found.effect.upper - found.effect.value == pytest.approx(1.959964 * (chance * (1 + 1 / 4)) ** 0.5, rel=1e-6)


def test_the_month_of_the_event_and_those_beyond_three_months_do_not_count() -> None:
    shares = dict.fromkeys(REGIONS[:5], (0.05, 0.06))
    rows = panel(shares)
    apart = (pl.col("month") == EVENT) | (pl.col("month") < MONTHS[3]) | (pl.col("month") > MONTHS[9])
    disturbed = rows.with_columns(counted=pl.when((pl.col("region") == "r00") & apart).then(900).otherwise("counted"))
    assert change(disturbed, "r00", EVENT, []) == change(rows, "r00", EVENT, [])


def test_regions_that_move_differently_widen_the_interval() -> None:
    alike = {"r00": (0.05, 0.05)} | dict.fromkeys(REGIONS[1:7], (0.05, 0.06))
    apart = {"r00": (0.05, 0.05)} | {region: (0.05, 0.03 + 0.012 * i) for i, region in enumerate(REGIONS[1:7])}
    widths = []
    for shares in (alike, apart):
        effect = change(panel(shares), "r00", EVENT, []).effect
        assert effect is not None
        widths.append(effect.upper - effect.lower)
    assert widths[1] > 2 * widths[0]


@pytest.mark.parametrize(
    ("rows", "busy", "reason"),
    [
        (panel(dict.fromkeys(REGIONS[1:], (0.05, 0.05))), [], "no_region"),
        (panel(dict.fromkeys(REGIONS, (0.05, 0.05))).filter(pl.col("month") > MONTHS[4]), [], "too_few_months_before"),
        (panel(dict.fromkeys(REGIONS, (0.05, 0.05))).filter(pl.col("month") < MONTHS[9]), [], "too_few_months_after"),
        (panel(dict.fromkeys(REGIONS, (0.05, 0.05)), cases=16), [], "too_few_cases"),
        (panel(dict.fromkeys(REGIONS, (0.05, 0.05))), REGIONS[3:], "too_few_regions"),
    ],
)
def test_what_cannot_be_told_is_not_estimated(rows: pl.DataFrame, busy: list[str], reason: str) -> None:
    found = change(rows, "r00", EVENT, busy)
    assert (found.effect, found.reason) == (None, reason)


def test_a_region_of_which_months_are_unknown_is_nobody_to_compare_with() -> None:
    rows = panel(dict.fromkeys(REGIONS[:5], (0.05, 0.05)))
    unknown = rows.with_columns(
        counted=pl.when((pl.col("region") == "r04") & (pl.col("month") == MONTHS[7])).then(None).otherwise("counted")
    )
    assert change(unknown, "r00", EVENT, []).regions == 3


def test_where_nobody_fell_behind_nothing_is_found() -> None:
    effect = change(panel(dict.fromkeys(REGIONS, (0.0, 0.0))), "r00", EVENT, []).effect
    assert effect is not None
    assert (effect.value, effect.p_value) == (0.0, 1.0)


def test_without_an_effect_intervals_leave_out_zero_about_as_often_as_they_say() -> None:
    calls = tried = 0
    for seed in range(40):
        rows, events = drawn(seed)
        for region, month in events.rows():
            near = events.filter((pl.col("month") - month).dt.total_days().abs() <= 95)["region"].to_list()
            effect = change(rows, region, month, near).effect
            tried += effect is not None
            calls += effect is not None and not effect.lower <= 0 <= effect.upper
    assert tried > 400
    assert 0.01 < calls / tried < 0.06


def test_all_events_together_find_what_was_planted_and_nothing_where_nothing_was() -> None:
    found, none = [], 0
    for seed in range(8):
        planted, calm = together(*drawn(seed, effect=-0.02)).effect, together(*drawn(seed)).effect
        assert planted is not None
        assert calm is not None
        found.append(planted.value)
        none += calm.lower <= 0 <= calm.upper
    assert np.mean(found) == pytest.approx(-0.02, abs=0.003)
    assert none >= 7


def test_too_few_events_are_not_put_together() -> None:
    rows, events = drawn(1)
    found = together(rows, events.head(2))
    assert (found.effect, found.reason) == (None, "too_few_events")


def test_events_everywhere_at_once_cannot_be_told_from_the_months_themselves() -> None:
    rows, _ = drawn(1)
    month = month_ends(36)[20]
    found = together(rows, pl.DataFrame({"region": REGIONS, "month": [month] * len(REGIONS)}))
    assert (found.effect, found.reason) == (None, "too_few_events")


def test_of_many_tried_only_those_far_enough_stand() -> None:
    assert held_out([0.04]) == [True]
    assert held_out([0.04, 0.5]) == [False, False]
    assert held_out([0.001, 0.2, 0.02, 0.03]) == [True, False, False, False]
    assert held_out([0.001, 0.012, 0.02, 0.03]) == [True, True, True, True]
    assert held_out([]) == []
