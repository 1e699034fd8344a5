"""Columns as numpy arrays of floats and back; what is not there is NaN in the one and null in the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]


def floats(column: pl.Series) -> Floats:
    """A column as floats, null as NaN."""
    return column.cast(pl.Float64).to_numpy()


def with_floats(frame: pl.DataFrame, columns: Mapping[str, Floats]) -> pl.DataFrame:
    """The frame with these columns added or replaced, what is not a number as null."""
    added = [pl.Series(name, np.where(np.isfinite(values), values, np.nan)) for name, values in columns.items()]
    return frame.with_columns(series.fill_nan(None) for series in added)
