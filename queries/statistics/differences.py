"""Did a training work? Differences in differences between agents who were trained and agents who were not (yet).

Training is sent to agents after a bad run, and a bad run ends by itself. The months that led to the choice, the last
BAD_RUN before the training, are therefore no baseline: they and the month of the training itself are left out for
both groups, and only the naive comparison, shown beside the effect, begins from them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import polars as pl

from queries.statistics.clustered import LEVEL, Estimate, regress

BAD_RUN = 3
AGENTS, MONTHS_BEFORE, MONTHS_AFTER = 8, 6, 3

Verdict = Literal["credible", "weak", "not_estimable"]
_RELATIVE, _IS_TRAINED = pl.col("relative_month"), pl.col("group") == "trained"
_BASELINE, _CHOICE, _AFTER = _RELATIVE < -BAD_RUN, _RELATIVE.is_between(-BAD_RUN, -1), _RELATIVE > 0


@dataclass(frozen=True)
class Effect:
    """What is known about one wave of a course: agents and months that count, the effect, and what to make of it.

    `reason` says why the effect is not credible: too_few_trained, too_few_not_trained, too_few_months_before,
    too_few_months_after, no_events, pre_trend or includes_zero.
    """

    treated: int
    control: int
    months_before: int
    months_after: int
    verdict: Verdict
    reason: str | None
    effect: Estimate | None = None
    pre_trend_p: float | None = None
    naive: Estimate | None = None


def wave(panel: pl.DataFrame, trained_in: dt.date) -> pl.DataFrame:
    """The agent-months that speak about the wave of a month: its agents, and others while they are not trained.

    `panel` has agent (as platform/agent), trained_month (null if never), month, at_risk, cured and expected. The others
    are of the same platforms; those of a later wave drop out BAD_RUN months before their own, those of an earlier one
    never count. Adds relative_month, group (trained, not_trained), rate (cured / expected, times the share cured of
    all: adjusted for case mix) and weight.
    """
    rows = panel.filter(pl.col("expected") > 0).with_columns(
        relative_month=_ordinal("month") - (trained_in.year * 12 + trained_in.month),
        group=pl.when(pl.col("trained_month") == trained_in).then(pl.lit("trained")).otherwise(pl.lit("not_trained")),
    )
    later = (pl.col("trained_month") > trained_in) & (_ordinal("month") < _ordinal("trained_month") - BAD_RUN)
    platform = pl.col("agent").str.split("/").list.first()
    return rows.filter(
        _IS_TRAINED | pl.col("trained_month").is_null() | later, _IS_TRAINED.any().over(platform)
    ).with_columns(
        rate=pl.col("cured") / pl.col("expected") * (pl.col("cured").sum() / pl.col("at_risk").sum()),
        weight=pl.col("at_risk"),
    )


def _ordinal(month: str) -> pl.Expr:
    return pl.col(month).dt.year().cast(pl.Int64) * 12 + pl.col(month).dt.month()


def training_effect(panel: pl.DataFrame, trained_in: dt.date) -> Effect:
    """The effect of the wave of a month on the case-mix adjusted share cured, `panel` being what `wave` takes."""
    rows = wave(panel, trained_in)
    compared = _on_both_sides(rows, _BASELINE)
    counts = _counts(compared)
    refusal = _too_few(*counts) or (None if compared["cured"].sum() else "no_events")
    if refusal:
        return Effect(*counts, "not_estimable", refusal)
    effect = regress(compared, [_IS_TRAINED & _AFTER], by_month=True).estimate()
    pre_trend_p = _pre_trend(compared)
    doubt = _doubt(effect, pre_trend_p)
    return Effect(*counts, "weak" if doubt else "credible", doubt, effect, pre_trend_p, _naive(rows))


def _on_both_sides(rows: pl.DataFrame, before: pl.Expr) -> pl.DataFrame:
    """Months before or after of the agents who were there in both: who came or left in between tells no difference."""
    both = (before.any() & _AFTER.any()).over("agent")
    return rows.filter(both, before | _AFTER)


def _counts(rows: pl.DataFrame) -> tuple[int, int, int, int]:
    trained = rows.filter(_IS_TRAINED)
    return (
        trained["agent"].n_unique(),
        rows.filter(~_IS_TRAINED)["agent"].n_unique(),
        trained.filter(_BASELINE)["month"].n_unique(),
        trained.filter(_AFTER)["month"].n_unique(),
    )


def _too_few(treated: int, control: int, before: int, after: int) -> str | None:
    gate = {
        "too_few_trained": treated < AGENTS,
        "too_few_not_trained": control < AGENTS,
        "too_few_months_before": before < MONTHS_BEFORE,
        "too_few_months_after": after < MONTHS_AFTER,
    }
    return next((reason for reason, is_short in gate.items() if is_short), None)


def _pre_trend(compared: pl.DataFrame) -> float:
    """How likely a baseline as uneven as this is, if the trained did not drift from the others before the bad run.

    A steady drift counts, and one in its last three months: a bad run longer than the months left out shows there.
    """
    drift = pl.when(_IS_TRAINED).then(_RELATIVE).otherwise(0)
    late = _IS_TRAINED & (_RELATIVE >= -2 * BAD_RUN)
    return regress(compared.filter(_BASELINE), [drift, late], by_month=True).joint_p()


def _doubt(effect: Estimate, pre_trend_p: float) -> str | None:
    if pre_trend_p <= LEVEL:
        return "pre_trend"
    return "includes_zero" if effect.lower <= 0 <= effect.upper else None


def _naive(rows: pl.DataFrame) -> Estimate | None:
    """Before and after of the trained alone, beginning from the months that led to their choice."""
    trained = _on_both_sides(rows.filter(_IS_TRAINED), _CHOICE)
    return regress(trained, [_AFTER], by_month=False).estimate() if trained["agent"].n_unique() > 1 else None
