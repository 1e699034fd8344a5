"""From the generator's arrays to frames in the contract's exact types, and from frames to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.contract import TABLES
from data.sample.arrays import Bools, Ints

MONEY = pl.Decimal(18, 2)
SCHEMAS: dict[str, dict[str, pl.DataType]] = {name: dict(table.create_empty().schema) for name, table in TABLES.items()}


def ids(prefix: str, numbers: Ints) -> pl.Series:
    """Ids such as `L100000042`; MISSING stays empty."""
    number = pl.Series(numbers)
    text = pl.lit(prefix) + (number + 100_000_000).cast(pl.String)
    return pl.select(pl.when(number >= 0).then(text)).to_series()


def lookup(positions: Ints, values: Sequence[Any] | pl.Series, dtype: Any = pl.String) -> pl.Series:
    """The values at these positions; MISSING stays empty."""
    table = pl.Series([*values, None], dtype=dtype)
    return table.gather(pl.Series(np.where(positions < 0, len(values), positions)))


def codes(positions: Ints, values: Sequence[str]) -> pl.Series:
    """Codes of a code list, from their positions."""
    return lookup(positions, values, pl.Enum(list(values)))


def flags(values: Ints | Bools) -> pl.Series:
    """0, 1 and MISSING as false, true and empty."""
    return lookup(np.asarray(values).astype(np.int64), [False, True], pl.Boolean)


def numbers(values: Ints) -> pl.Series:
    """Counts; MISSING stays empty."""
    series = pl.Series(np.asarray(values, dtype=np.int64))
    return pl.select(pl.when(series >= 0).then(series)).to_series()


def money(fen: Ints) -> pl.Series:
    """Amounts in CNY, exact below 10^13 fen."""
    return (pl.Series(np.asarray(fen, dtype=np.int64)) / 100).cast(MONEY)


def dates(days: Ints) -> pl.Series:
    """Day numbers as dates; 0 stays empty."""
    day = pl.Series(np.asarray(days).astype(np.int32))
    return pl.select(pl.when(day > 0).then(day.cast(pl.Date))).to_series()


def times(seconds: Ints) -> pl.Series:
    """Seconds since 1970 as local times; 0 stays empty."""
    second = pl.Series(np.asarray(seconds, dtype=np.int64))
    return pl.select(pl.when(second > 0).then((second * 1_000_000).cast(pl.Datetime("us")))).to_series()


def table(name: str, **columns: pl.Series) -> pl.DataFrame:
    """A table of the contract; columns not given are empty."""
    schema = SCHEMAS[name]
    height = len(next(iter(columns.values())))
    empty = {column: pl.Series([None], dtype=dtype).new_from_index(0, height) for column, dtype in schema.items()}
    return pl.DataFrame({column: columns.get(column, empty[column]) for column in schema}, schema_overrides=schema)


class Folder:
    """One platform's submission: `<table>.parquet`, or `<table>/part-0001.parquet` … where there are several."""

    def __init__(self, path: Path, parts: int) -> None:
        self.path, self.parts = path, parts
        path.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, frame: pl.DataFrame, part: int | None = None) -> None:
        """Write a whole table, or one part of it."""
        path = self.path / f"{name}.parquet"
        if part is not None and self.parts > 1:
            path = self.path / name / f"part-{part:04d}.parquet"
            path.parent.mkdir(exist_ok=True)
        frame.write_parquet(path, compression="zstd", compression_level=1, statistics=False)
