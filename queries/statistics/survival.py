"""How long things stay open, those still open counted as such: the Kaplan-Meier curve."""

from __future__ import annotations

import polars as pl

SCHEMA = {
    "days": pl.Int64,
    "open_share": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "at_risk": pl.Int64,
}


def open_share(days: pl.Series, is_open: pl.Series) -> pl.DataFrame:
    """The share still open after so many days, with its 95 % interval and how many were watched up to that day.

    `days` to the closing, or so far for those still open (`is_open`); a row per day on which something closed or was
    last watched, beginning with day 0.
    """
    if days.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    from lifelines import KaplanMeierFitter  # a second to import: whoever asks pays, once

    fitter = KaplanMeierFitter().fit(days.to_numpy(), (~is_open).to_numpy())
    bounds = fitter.confidence_interval_survival_function_
    curve = {
        "days": fitter.survival_function_.index.to_numpy(),
        "open_share": fitter.survival_function_.iloc[:, 0].to_numpy(),
        "lower": bounds.iloc[:, 0].to_numpy(),
        "upper": bounds.iloc[:, 1].to_numpy(),
        "at_risk": fitter.event_table["at_risk"].to_numpy(),
    }
    return pl.DataFrame(curve).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
