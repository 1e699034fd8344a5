"""Mended rows go into the submission in force: merged by key, checked as a whole, published as the next number.

What is stored and not mended stays; rows in quarantine stay there until they are mended, or what held them back is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl

from data import held
from data.contract import TABLES
from data.problems import Refused
from data.read import Handed, TableRead, read_submission
from data.reading.raw import LINE, key
from data.reading.shape import PROBLEMS
from data.reading.sources import list_files, sources
from data.receipt import Receipt
from data.store import Store
from data.submit import Progress, in_force, submit_handed
from data.versions import Submission, check_platform
from data.words import words

_PLACES = pl.Schema({"source_file": pl.String, "source_line": pl.Int64})


def mend(
    store: Store,
    path: Path,
    platform: str,
    as_of: dt.date,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Receipt:
    """Put the rows at `path` into what the platform handed in for the date; raises Refused, a dry run stores nothing.

    A row takes the place of the stored row with its key, or of the row in quarantine it was written out from.
    """
    check_platform(platform)
    with store.writing(on_progress):
        current = in_force(store, platform, as_of)
        if current is None:
            raise Refused("nothing_to_mend", platform=platform, as_of=as_of)
        mended = read_submission(path, None, on_progress)
        handed = _merged(current, mended, _places(path))
        return submit_handed(store, handed, platform, as_of, dry_run, on_progress, current.receipt().get("name"))


def _places(path: Path) -> pl.DataFrame:
    """The rows of the quarantine that mended rows say they come from: source_file, source_line."""
    found = [_PLACES.to_frame()]
    for file in list_files(path):
        for source in sources(file) if file.name != "submission.toml" else ():
            frame = source.load("", "").frame
            named = {key(header): header for header in frame.columns if header != LINE}
            columns = [next((named[w] for w in _headers(name) if w in named), None) for name in _PLACES]
            if all(columns):
                cells = frame.select(pl.col(str(c)).alias(n) for c, n in zip(columns, _PLACES, strict=True))
                found.append(cells.select(pl.col(n).cast(t, strict=False) for n, t in _PLACES.items()))
    return pl.concat(found).drop_nulls().unique()


def _headers(name: str) -> list[str]:
    return [key(wording) for wording in words()[name].values()]


def _merged(current: Submission, mended: Handed, places: pl.DataFrame) -> Handed:
    receipt = current.receipt()
    found = held.faults(current)
    tables = [table for table in TABLES if current.table(table) or table in mended.tables]
    read = {table: _table(current, table, found, mended.tables.get(table), places) for table in tables}
    manifest = {"sample": receipt["sample"], "reported_from": receipt.get("reported_from")}
    return replace(
        mended, tables=read, manifest=manifest, checksums={**receipt["files"], **mended.checksums}, mended=True
    )


def _table(
    current: Submission, table: str, found: pl.DataFrame, mended: TableRead | None, places: pl.DataFrame
) -> TableRead:
    keys = TABLES[table].primary_key()
    new = _plain(mended.frame) if mended else _empty(table)
    again, faults = _still_held(table, found, new.select(keys), places if mended else places.clear())
    stored = _stored(current, table).join(new.drop_nulls(keys), on=keys, how="anti", maintain_order="left")
    start = len(stored) + len(again)
    problems = [faults.with_columns((pl.col("_row") + len(stored)).cast(pl.UInt32)), *(
        [mended.problems.with_columns((pl.col("_row") + start).cast(pl.UInt32))] if mended else []
    )]  # fmt: skip
    return TableRead(
        table, pl.concat([stored, again, new]), pl.concat(problems), mended.extra_columns if mended else ()
    )


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("_file").cast(pl.String))


def _empty(table: str) -> pl.DataFrame:
    return TABLES[table].create_empty().with_columns(
        pl.lit("", pl.String).alias("_file"), pl.lit(0, pl.Int64).alias("_line")
    )  # fmt: skip


def _stored(current: Submission, table: str) -> pl.DataFrame:
    """The good rows; one that is now found bad is told by its number among them."""
    path = current.table(table)
    if path is None:
        return _empty(table)
    rows = pl.read_parquet(path)
    known = TABLES[table].create_empty()
    missing = [pl.lit(None, known.schema[name]).alias(name) for name in known.columns if name not in rows.columns]
    rows = rows.with_columns(missing).select(known.columns)
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_line")
    return rows.with_columns(pl.lit(f"{table}.parquet").alias("_file"), number)


def _still_held(
    table: str, found: pl.DataFrame, keys: pl.DataFrame, places: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows in quarantine nobody mended, typed, and the faults reading found in them (`_row` counts from 0)."""
    mine = found.filter(pl.col("table") == table)
    kind = pl.Struct(TABLES[table].create_empty().schema)
    rows = (
        mine.select("file", "line", "row").unique(maintain_order=True)
        .with_columns(pl.col("row").str.json_decode(kind).alias("cells")).unnest("cells")
        .rename({"file": "_file", "line": "_line"})
    )  # fmt: skip
    key_of_table = TABLES[table].primary_key()
    rows = rows.join(keys.drop_nulls(), on=key_of_table, how="anti", maintain_order="left")
    rows = rows.filter(~_written_out(places) | pl.struct("_file", "_line").is_duplicated()) if len(rows) else rows
    rows = rows.with_row_index("_row")
    faults = mine.filter(~pl.col("code").is_in(held.CHECKED)).join(
        rows.select("_row", file="_file", line="_line", row="row"), on=["file", "line", "row"]
    )  # fmt: skip
    return rows.select(*kind.to_schema(), "_file", "_line"), faults.select(
        pl.col(name).cast(dtype) for name, dtype in PROBLEMS.items()
    )


def _written_out(places: pl.DataFrame) -> pl.Expr:
    listed = places.select(pl.struct(_file="source_file", _line="source_line")).to_series()
    return pl.struct("_file", "_line").is_in(listed.implode())
