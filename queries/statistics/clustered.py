"""Regressions of agents' monthly rates, apart from every agent's own level, with errors clustered by agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import fdtrc, stdtr, stdtrit

from queries.statistics.arrays import Floats, floats

LEVEL = 0.05
ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A difference with its 95 % interval, and the chance of one as large where there is none."""

    value: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True)
class Fit:
    """Coefficients, their covariance, and the degrees of freedom of the tests on them."""

    values: Floats
    covariance: Floats
    degrees: int

    def estimate(self) -> Estimate:
        """The first coefficient; what is left of zero after rounding is zero."""
        value, error = float(self.values[0]), float(self.covariance[0, 0]) ** 0.5
        value = value if abs(value) > ROUNDING else 0.0
        reach = float(stdtrit(self.degrees, 1 - LEVEL / 2)) * error
        score = abs(value) / error if error > ROUNDING else 0.0
        return Estimate(value, value - reach, value + reach, 2 * float(stdtr(self.degrees, -score)))

    def joint_p(self) -> float:
        """The chance of coefficients as far from zero as these together, where all are zero."""
        scatter = float(self.values @ np.linalg.pinv(self.covariance) @ self.values)
        return float(fdtrc(len(self.values), self.degrees, scatter / len(self.values)))


def regress(rows: pl.DataFrame, on: Sequence[pl.Expr], by_month: bool) -> Fit:
    """The coefficients of `on` for `rate` in rows of agent, group, month, rate and weight, a row per agent and month.

    Months have levels of their own too if `by_month`. Agents' levels are taken out by weighted means, which comes to
    the same as a column for each of them and costs nothing. A clustered error is no surer than the smaller group of
    agents it comes from: the tests have that group's degrees of freedom, where the library's would count all agents.
    """
    from statsmodels.regression.linear_model import WLS  # a second to import: whoever asks pays, once

    rows = rows.sort("agent", "month")
    months = rows["month"].unique().sort().to_list()[1:] if by_month else []
    columns = [one.cast(pl.Float64) for one in (*on, *(pl.col("month") == month for month in months))]
    named = rows.select("agent", "weight", "rate", *(one.alias(f"on_{i}") for i, one in enumerate(columns)))
    within = named.select(_within_agent(pl.exclude("agent", "weight"))).to_numpy()
    model = WLS(within[:, 0], within[:, 1:], weights=floats(rows["weight"]), hasconst=False)
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": rows["agent"].rank("dense").to_numpy()})
    agents = rows.group_by("group").agg(pl.col("agent").n_unique())["agent"].to_list()
    return Fit(fitted.params[: len(on)], fitted.cov_params()[: len(on), : len(on)], min(agents) - 1)


def _within_agent(column: pl.Expr) -> pl.Expr:
    weight = pl.col("weight")
    return column - (column * weight).sum().over("agent") / weight.sum().over("agent")
