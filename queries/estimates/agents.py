"""The computed columns of the questions about agents: funnel, calibration, training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from queries.estimates import limits
from queries.statistics import differences
from queries.statistics import funnel as funnels
from queries.statistics.arrays import Floats, floats, with_floats
from queries.statistics.calibration import c_statistic, deciles
from queries.statistics.shrinkage import Shrunken, beta_binomial

_COUNTS = ("treated", "control", "months_before", "months_after")
_EFFECT = {
    "course": pl.String(),
    "month": pl.Date(),
    **dict.fromkeys(_COUNTS, pl.Int64()),
    **dict.fromkeys(("estimate", "lower", "upper", "p_value", "pre_trend_p"), pl.Float64()),
    **dict.fromkeys(("naive", "naive_lower", "naive_upper", "regression_to_the_mean"), pl.Float64()),
    "verdict": pl.String(),
    "reason": pl.String(),
}


def funnel(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From unit, …, at_risk, observed, expected and its variance: the adjusted rate (observed / expected, times the
    overall share) with its exact and over-dispersed limits, its empirical-Bayes estimate, and who lies outside.

    Cases of unequal chances are taken for as many of one chance as have their mean and variance; `worth` says as how
    many of the overall chance they can tell. Units of whom nothing was expected are left out.
    """
    known = rows.filter(pl.col("expected") > 0).sort("unit")
    observed, expected, variance = (floats(known[name]) for name in ("observed", "expected", "variance"))
    overall = float(observed.sum() / known["at_risk"].sum()) if len(known) else 0.0
    size, target = limits.as_one_chance(expected, variance)
    scale = overall / target
    share = np.minimum(observed / size, 1.0)
    spread = funnels.over_dispersion(*funnels.proportion_scores(share, size, target))
    worth = _worth(size, target, overall)
    estimate = _shrunken(observed / expected * overall, worth, overall)
    computed = {
        "ratio": observed / expected,
        "rate": observed / expected * overall,
        "overall": np.full(len(known), overall),
        "worth": worth,
        **limits.columns(lambda quantile: scale * funnels.exact_limit(size, target, quantile)),
        **limits.columns(
            lambda quantile: scale * funnels.dispersed_limit(size, target, spread.tau2, quantile), "adjusted_"
        ),
        "phi": np.full(len(known), spread.phi),
        "tau2": np.full(len(known), spread.tau2),
        "estimate": estimate.estimate,
        "estimate_lower": estimate.lower,
        "estimate_upper": estimate.upper,
    }
    found = with_floats(known.drop("variance"), computed)
    found = found.with_columns(outside=limits.outside_by_count(observed, size, target))
    return found.with_columns(outside_adjusted=limits.outside_adjusted("rate"))


def _worth(size: Floats, target: Floats, overall: float) -> Floats:
    """As many cases of the overall chance as give an adjusted rate the error it has."""
    if not 0 < overall < 1:
        return np.full(len(size), np.nan)
    worth: Floats = size * (1 - overall) / overall * target / (1 - target)
    return worth


def _shrunken(rate: Floats, worth: Floats, overall: float) -> Shrunken:
    if not 0 < overall < 1:
        return Shrunken(None, *(np.full(len(rate), np.nan) for _ in range(3)))
    return beta_binomial(np.minimum(rate, 1.0) * worth, worth)


def calibration(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From expected and cured by case: tenths of the cases by expectation, and the c statistic on every row."""
    found = deciles(rows["expected"], rows["cured"])
    return found.with_columns(c_statistic=pl.lit(c_statistic(rows["expected"], rows["cured"]), pl.Float64))


def training_effect(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From agents' months by course: per course and month in which agents completed it, its effect and the verdict."""
    found = [_effect(rows, course, month) for course, month, _ in _waves(rows).sort("course", "trained_month").rows()]
    return pl.DataFrame(found, schema=_EFFECT)


def _waves(rows: pl.DataFrame) -> pl.DataFrame:
    """course, month and agents of every month in which agents first completed a course."""
    trained = rows.filter(pl.col("trained_month").is_not_null())
    return trained.group_by("course", "trained_month").agg(agents=pl.col("agent").n_unique())


def _effect(rows: pl.DataFrame, course: str, month: dt.date) -> dict[str, Any]:
    known = differences.training_effect(rows.filter(pl.col("course") == course), month)
    effect, naive = known.effect, known.naive
    return {
        "course": course,
        "month": month,
        **{name: getattr(known, name) for name in _COUNTS},
        **({"estimate": effect.value, "lower": effect.lower, "upper": effect.upper} if effect else {}),
        **({"p_value": effect.p_value, "pre_trend_p": known.pre_trend_p} if effect else {}),
        **({"naive": naive.value, "naive_lower": naive.lower, "naive_upper": naive.upper} if naive else {}),
        **({"regression_to_the_mean": naive.value - effect.value} if naive and effect else {}),
        "verdict": known.verdict,
        "reason": known.reason,
    }


def training_panel(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From agents' months by course: the trained of its largest wave and those not (yet) trained, month by month."""
    largest = _waves(rows).sort("agents", "course", "trained_month", descending=[True, False, False]).rows()[:1]
    course, month = largest[0][:2] if largest else ("", dt.date.min)
    known = differences.wave(rows.filter(pl.col("course") == course), month)
    share = pl.col("cured").sum() / pl.col("at_risk").sum()
    overall = known.select(share).to_series().fill_nan(None)
    panel = known.group_by("relative_month", "month", "group").agg(pl.col("at_risk", "cured", "expected").sum())
    rate, ratio = pl.col("cured") / pl.col("at_risk"), pl.col("cured") / pl.col("expected")
    return panel.with_columns(rate=rate, adjusted_rate=ratio * overall.first()).sort("relative_month", "group")
