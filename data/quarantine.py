"""Bad rows: what is wrong with each, the frame they are kept in, and when there are too many of them.

Checks return *problems*, a frame with one row per fault: `_row` (which row of the table), `column`, `value` (as text),
`code` (an entry of problems.toml) and `detail`. The quarantine adds the table, the place in the file and the whole row.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from data.problems import LANGUAGES, Refused, describe, place

MAX_BAD_SHARE = 0.2
PROBLEMS = pl.Schema(
    {"_row": pl.UInt32, "column": pl.String, "value": pl.String, "code": pl.String, "detail": pl.String}
)
QUARANTINE = pl.Schema(
    {"table": pl.String, "file": pl.String, "line": pl.Int64, "column": pl.String, "value": pl.String}
    | {"code": pl.String, "detail": pl.String, "row": pl.String}
)
# Faults a row suffers only because another row is bad: they do not count towards refusing a file.
DERIVED = ("parent_quarantined", "schedule_incomplete")


def problems(rows: pl.DataFrame, column: str, code: str | pl.Expr, detail: str | pl.Expr = "") -> pl.DataFrame:
    """One fault for each of `rows`, in `column`, whose value is quoted; `code` and `detail` may differ by row."""
    return rows.select(
        pl.col("_row").cast(pl.UInt32),
        pl.lit(column).alias("column"),
        _text(rows, column).alias("value"),
        (pl.lit(code) if isinstance(code, str) else code).cast(pl.String).alias("code"),
        (pl.lit(detail) if isinstance(detail, str) else detail).cast(pl.String).alias("detail"),
    )


def _text(rows: pl.DataFrame, column: str) -> pl.Expr:
    value = pl.col(column)
    return value.dt.to_string("%Y-%m-%d %H:%M:%S") if rows.schema[column] == pl.Datetime else value.cast(pl.String)


def gather(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The problems of several checks in one frame, by row."""
    found = [part.select(pl.col(name).cast(kind) for name, kind in PROBLEMS.items()) for part in parts if len(part)]
    return pl.concat([PROBLEMS.to_frame(), *found]).sort("_row", maintain_order=True)


def among(frame: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `frame` that have a fault."""
    return frame.join(found, on="_row", how="semi") if len(found) else frame.clear()


def without(frame: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `frame` with no fault; the same frame, not a copy, where there is none."""
    return frame.join(found.select("_row"), on="_row", how="anti", maintain_order="left") if len(found) else frame


def quarantined(table: str, frame: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The quarantine of a table, one row per fault, in file order; `row` is the whole row as JSON."""
    if not len(found):
        return QUARANTINE.to_frame()
    bad = among(frame, found)
    whole = pl.struct(pl.exclude("_row", "_file", "_line")).struct.json_encode()
    kept = bad.select("_row", file=pl.col("_file").cast(pl.String), line="_line", row=whole)
    return (
        found.join(kept, on="_row", maintain_order="left")
        .with_columns(table=pl.lit(table))
        .select(pl.col(name).cast(kind) for name, kind in QUARANTINE.items())
        .sort("file", "line", maintain_order=True)
    )


def refuse_bad_files(frame: pl.DataFrame, bad: pl.DataFrame) -> None:
    """Raise Refused for the first file of which more than a fifth of the rows are bad by their own fault."""
    own = bad.filter(~pl.col("code").is_in(DERIVED))
    if not len(own):
        return
    sizes = frame.group_by(pl.col("_file").cast(pl.String).alias("file")).len("rows")
    faulty = own.join(frame.select("_row", pl.col("_file").cast(pl.String).alias("file"), "_line"), on="_row")
    counts = faulty.group_by("file").agg(bad=pl.col("_row").n_unique()).join(sizes, on="file").sort("file")
    for file, count, rows in counts.filter(pl.col("bad") > MAX_BAD_SHARE * pl.col("rows")).rows():
        first = faulty.filter(pl.col("file") == file).sort("_line", maintain_order=True).row(0, named=True)
        zh, en = (message({**first, "file": "", "line": first["_line"]}, language) for language in LANGUAGES)
        raise Refused("too_many_bad_rows", file=file, value=count, rows=rows, example_zh=zh, example_en=en)


def message(row: dict[str, Any], language: str) -> str:
    """Place, fault and remedy of one quarantined row (a row of the quarantine as a dict), in one line."""
    where = place(language, row["file"], row["line"], row["column"])
    return f"{where}{'：' if language == 'zh' else ': '}{fault(row, language)}"


def fault(row: dict[str, Any], language: str) -> str:
    """Fault and remedy of one quarantined row, without its place."""
    return describe(row["code"], language, **{name: row[name] for name in ("column", "value", "detail")})
