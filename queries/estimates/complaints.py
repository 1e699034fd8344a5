"""The computed columns of the questions about complaints: control chart, clocks, funnel, pressure, coming back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from queries.estimates import limits, shares
from queries.statistics import funnel as funnels
from queries.statistics.arrays import Floats, floats, with_floats
from queries.statistics.control import control
from queries.statistics.shrinkage import gamma_poisson
from queries.statistics.survival import open_share

_CHART = {
    "phase": pl.Int64(),
    **dict.fromkeys(("rate", "mean", "lower", "upper"), pl.Float64()),
    "rule": pl.String(),
    "direction": pl.Int64(),
}


def control_chart(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From month, complaints and cases: complaints per 1,000 cases with limits and signals, a row per month without a
    gap. `rebase` lists the months, as 2025-03, from which limits are set anew.
    """
    months = _every_month(rows)
    named = [month.strip() for month in str(parameters.get("rebase", "")).split(",")]
    breaks = [place for place, month in enumerate(months["month"]) if f"{month:%Y-%m}" in named]
    thousands = [None if cases is None else cases / 1000 for cases in months["cases"]]
    chart = control(months["complaints"].to_list(), thousands, breaks)
    readings = pl.DataFrame([asdict(reading) for reading in chart.readings], schema=_CHART)
    return months.hstack(readings).select(
        "month", "phase", "complaints", "cases", "rate", "mean", "lower", "upper",
        pl.lit(chart.method).alias("method"), "rule", "direction",
    )  # fmt: skip


def _every_month(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, with an empty one for each month nobody reported in between."""
    first, last = (rows["month"].min(), rows["month"].max())
    if first is None:
        return rows
    starts = pl.date_range(pl.lit(first).dt.month_start(), pl.lit(last), "1mo", eager=True)
    return pl.DataFrame({"month": starts.dt.month_end()}).join(rows, on="month", how="left").sort("month")


def closing_curve(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From open_days and is_open by complaint: the share still open after so many days, those still open censored."""
    known = rows.drop_nulls()
    return open_share(known["open_days"], known["is_open"])


def funnel(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From unit, complaints, cases and expected: complaints over those expected, with exact and over-dispersed limits,
    the empirical-Bayes estimate, and who lies outside. Units of whom nothing was expected or known are left out.
    """
    known = rows.filter(pl.col("expected") > 0, pl.col("complaints").is_not_null()).sort("unit")
    observed, expected = floats(known["complaints"]), floats(known["expected"])
    ratio = observed / expected
    spread = funnels.over_dispersion(*funnels.ratio_scores(ratio, expected))
    estimate = gamma_poisson(observed, expected)
    computed = {
        "ratio": ratio,
        **limits.columns(lambda q: _unless_none_is_usual(funnels.ratio_limit(expected, q), expected, q)),
        **limits.columns(
            lambda q: _unless_none_is_usual(funnels.dispersed_ratio_limit(expected, spread.tau2, q), expected, q),
            "adjusted_",
        ),
        "phi": np.full(len(known), spread.phi),
        "tau2": np.full(len(known), spread.tau2),
        "estimate": estimate.estimate,
        "estimate_lower": estimate.lower,
        "estimate_upper": estimate.upper,
    }
    found = with_floats(known, computed).with_columns(outside=limits.outside("ratio"))
    return found.with_columns(outside_adjusted=limits.outside_adjusted("ratio"))


def _unless_none_is_usual(limit: Floats, expected: Floats, quantile: float) -> Floats:
    """The limit, or zero for a lower one where no complaint at all happens by chance more often than it allows."""
    return np.where((quantile < 0.5) & (np.exp(-expected) > quantile), 0.0, limit)


def contact_pressure(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From position, band and counts: the share of case-months with a payment, and those with a complaint in this or
    the two months after per 1,000 of those followed so long, both with intervals.
    """
    known = shares.share(rows.sort("position"), "paid_share", "paying", "case_months", "paid_")
    known = shares.rate(known, "complaint_rate", "complained", "followed", "complaint_")
    return known.select(
        "position", "band", "case_months", "paying", "paid_share", "paid_lower", "paid_upper",
        "followed", "complained", "complaint_rate", "complaint_lower", "complaint_upper",
    )  # fmt: skip


def borrow_again(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From month, complained and counts: the share who borrowed again of those watched long enough."""
    return shares.share(rows.sort("month", "complained"), "share", "returned", "mature")
