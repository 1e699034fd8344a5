"""Parquet files: columns keep their types, rows are numbered from 1."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data.problems import Refused
from data.reading.raw import LINE, Raw, unique_headers


def read_parquet(data: Path | bytes, file: str) -> Raw:
    """One Parquet file; raises Refused where it is damaged.

    Arrow reads it, not polars: a wrong size in a page header makes polars 2.1 end the process.
    """
    try:
        table = pq.read_table(io.BytesIO(data) if isinstance(data, bytes) else data)
        table.validate(full=True)
        frame = pl.DataFrame(table)
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, pl.exceptions.PanicException) as error:
        raise Refused("bad_parquet", file=file, reason=str(error).splitlines()[0][:200]) from None
    return from_frame(frame, file)


def from_frame(frame: pl.DataFrame, file: str) -> Raw:
    """A frame whose columns have types already (Parquet, a database)."""
    headers = unique_headers(frame.columns, file, None)
    numbered = frame.rename(dict(zip(frame.columns, headers, strict=True)))
    return Raw(file, numbered.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE)), None)
