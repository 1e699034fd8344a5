"""A file as read becomes rows of one contract table: columns found, translated, computed, typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import dataframely as dy
import polars as pl

from data.contract import TABLES
from data.mapping import Block, Column
from data.problems import Refused
from data.reading import personal, values
from data.reading.numbers import parse_number
from data.reading.parsed import Parsed
from data.reading.raw import LINE, OWNER, Raw, key

PROBLEMS = pl.Schema(
    {"_row": pl.UInt32, "column": pl.String, "value": pl.String, "code": pl.String, "detail": pl.String}
)


class Use(NamedTuple):
    """A header of the file, the contract column made from it (empty inside an expression), and whether hashed."""

    header: str
    column: str
    hashed: bool


@dataclass(frozen=True)
class Shaping:
    """One block applied to one file."""

    raw: Raw
    block: Block
    empty: tuple[str, ...] = ()
    found: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """The file's own spelling of a header (or of what the block calls so), None if it is not there."""
        return self.found.get(key(self.block.aliases.get(name, name)))

    def source(self, column: Column) -> str | None:
        """The first of a column's headers that the file has."""
        return next((found for name in column.headers if (found := self.header(name))), None)

    def text(self, header: str) -> pl.Series:
        """A column as tidy text."""
        return values.tidy(self.raw.frame[header].cast(pl.String), self.empty)


def shaping(raw: Raw, block: Block, empty: tuple[str, ...]) -> Shaping:
    """Binds a block to a file; raises Refused where the file lacks a column it needs."""
    bound = Shaping(raw, block, empty, {key(header): header for header in raw.headers})
    for name, column in block.columns.items():
        if column.headers and column.required and not (bound.source(column) or column.headers[0] in block.constants):
            wanted = " / ".join(block.aliases.get(h, h) for h in column.headers)
            raise Refused("missing_column", file=raw.file, line=raw.header_line, column=name, value=wanted)
    for use in uses(bound):
        dtype = raw.frame[use.header].dtype
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise Refused("unsupported_type", file=raw.file, column=use.header, value=dtype)
    return bound


def uses(bound: Shaping) -> Iterator[Use]:
    """Every header the block takes from the file."""
    for name, column in bound.block.columns.items():
        if header := bound.source(column):
            yield Use(header, name, column.hashed)
    for name in _roots(bound):
        if header := bound.header(name):
            yield Use(header, "", False)


def _expressions(block: Block) -> list[str]:
    return [text for text in (block.where, *(c.expression for c in block.columns.values())) if text]


def _roots(bound: Shaping) -> list[str]:
    """The names the block's expressions speak of."""
    names = [name for text in _expressions(bound.block) for name in _sql(text, bound).meta.root_names()]
    return list(dict.fromkeys(names))


def _sql(text: str, bound: Shaping) -> pl.Expr:
    try:
        return pl.sql_expr(text)
    except (pl.exceptions.PolarsError, pl.exceptions.SQLSyntaxError) as error:
        raise _bad_expression(text, bound, error) from None


def _bad_expression(text: str, bound: Shaping, error: Exception) -> Refused:
    reason = str(error).splitlines()[0]
    return Refused("mapping_expression", file=bound.raw.file, column=bound.block.table, value=text, reason=reason)


def shape(bound: Shaping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the contract table with `_line`, and their problems; `_row` counts these rows from 0.

    `_platform` is the name of the platform a row belongs to, where the file holds those of several.
    """
    bound, context, problems = _filtered(*_context(bound))
    columns: list[pl.Series] = []
    for name, column in TABLES[bound.block.table].columns().items():
        spec = bound.block.columns.get(name, Column())
        parsed, header, written = _column(bound, context, name, spec, column)
        columns.append(parsed.values.alias(name))
        if parsed.codes is not None:
            detail = ", ".join(column.dtype.categories) if isinstance(column.dtype, pl.Enum) else ""
            detail = ", ".join(spec.form.formats) or detail
            problems.append(_problems(parsed.codes, header, written, detail))
    frame = pl.DataFrame(columns).with_columns(bound.raw.frame[LINE].alias("_line"))
    if OWNER in bound.raw.frame.columns:
        frame = frame.with_columns(bound.raw.frame[OWNER].alias("_platform"))
    return frame, _with_ragged(pl.concat(problems), bound.raw.ragged)


def _problems(codes: pl.Series, column: str, written: pl.Series, detail: str = "") -> pl.DataFrame:
    rows = pl.DataFrame({"code": codes, "value": written.cast(pl.String)}).with_row_index("_row")
    marked = rows.filter(pl.col("code").is_not_null())
    return marked.select("_row", pl.lit(column).alias("column"), "value", "code", pl.lit(detail).alias("detail"))


def _with_ragged(problems: pl.DataFrame, ragged: pl.DataFrame) -> pl.DataFrame:
    """A row with the wrong number of fields has that one problem: what stands where is unknown."""
    own = ragged.select(
        "_row", pl.lit("").alias("column"), pl.col("value").str.head(200),
        pl.lit("ragged_row").alias("code"), pl.lit("").alias("detail"),
    )  # fmt: skip
    return pl.concat([problems.join(own, on="_row", how="anti"), own]).cast(PROBLEMS).sort("_row")


def _context(bound: Shaping) -> tuple[Shaping, pl.DataFrame, list[pl.DataFrame]]:
    """What expressions see: the columns they name, numbers where the mapping says so, the block's constants."""
    columns: list[pl.Series] = []
    problems = [pl.DataFrame(schema=PROBLEMS)]
    for name in _roots(bound):
        header = bound.header(name)
        if name in bound.block.constants:
            continue
        if not header:
            line = bound.raw.header_line
            raise Refused("missing_column", file=bound.raw.file, line=line, value=bound.block.aliases.get(name, name))
        series = bound.text(header) if bound.raw.frame[header].dtype == pl.String else bound.raw.frame[header]
        if name in bound.block.numbers and series.dtype == pl.String:
            parsed = parse_number(series)
            if parsed.codes is not None:
                problems.append(_problems(parsed.codes, header, series))
            series = parsed.values
        columns.append(series.alias(name))
    constants = [pl.lit(value).alias(name) for name, value in bound.block.constants.items()]
    context = pl.DataFrame([*columns, bound.raw.frame[LINE]]).with_columns(constants)
    return bound, context, problems


def _filtered(
    bound: Shaping, context: pl.DataFrame, problems: list[pl.DataFrame]
) -> tuple[Shaping, pl.DataFrame, list[pl.DataFrame]]:
    """Without the rows `where` leaves out; rows with a problem stay, so that none vanishes unseen."""
    if not bound.block.where:
        return bound, context, problems
    wanted = _evaluate(bound, context, bound.block.where)
    if wanted.dtype != pl.Boolean:
        raise _bad_expression(bound.block.where, bound, TypeError("true or false expected"))
    marked = pl.concat([*(p["_row"] for p in problems), bound.raw.ragged["_row"]])
    index = pl.int_range(context.height, dtype=pl.UInt32, eager=True).alias("_old")
    kept = index.filter(wanted.fill_null(False) | index.is_in(marked.implode()))
    moved = kept.to_frame().with_row_index("_row")
    raw = Raw(bound.raw.file, bound.raw.frame[kept], bound.raw.header_line, _moved(bound.raw.ragged, moved))
    return (
        Shaping(raw, bound.block, bound.empty, bound.found), context[kept], [_moved(p, moved) for p in problems],
    )  # fmt: skip


def _moved(rows: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    joined = rows.rename({"_row": "_old"}).join(moved, on="_old", how="inner")
    return joined.select(rows.columns)


def _evaluate(bound: Shaping, context: pl.DataFrame, text: str) -> pl.Series:
    try:
        result = context.select(_sql(text, bound).alias("result"), LINE)["result"]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _bad_expression(text, bound, error) from None
    return result


def _column(
    bound: Shaping, context: pl.DataFrame, name: str, spec: Column, column: dy.Column
) -> tuple[Parsed, str, pl.Series]:
    """The typed column, the header it came from, and what was written there."""
    height, header = context.height, bound.source(spec)
    if spec.expression:
        written = _evaluate(bound, context, spec.expression)
        written = values.round_money(written) if isinstance(column.dtype, pl.Decimal) else written
        return _typed(written, name, spec, column, bound.raw.header_line is not None), name, written
    if header is None:
        constant = bound.block.constants.get(spec.headers[0]) if spec.headers else spec.constant
        written = pl.Series([constant]).new_from_index(0, height)
        return _typed(written, name, spec, column, True), name, written
    written = bound.raw.frame[header]
    return _typed(written, name, spec, column, bound.raw.header_line is not None, bound.empty), header, written


def _typed(
    written: pl.Series, name: str, spec: Column, column: dy.Column, as_text: bool, empty: tuple[str, ...] = ()
) -> Parsed:
    series = written
    if series.dtype == pl.String and (as_text or empty):
        series = values.tidy(series, empty)
    if spec.hashed:
        series = personal.hashed(values.tidy(series.cast(pl.String), empty))
    if spec.codes or spec.otherwise is not None:
        text = values.tidy(series.cast(pl.String), empty)
        series = text.replace_strict(dict(spec.codes), default=_default(text, spec), return_dtype=pl.String)
    text_in = series.dtype == pl.String and (as_text or series.dtype != values.polars_type(column))
    parsed = (values.parse if text_in else values.convert)(series, name, column, spec.form)
    return Parsed(parsed.values.dt.month_end(), parsed.codes) if spec.month_end else parsed


def _default(text: pl.Series, spec: Column) -> pl.Series:
    if spec.otherwise is None:
        return text
    return text.set(text.is_not_null(), spec.otherwise)
