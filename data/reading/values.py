"""One column of text as a column of the contract: which parser serves which type."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from data.reading.dates import LOCAL, parse_date, parse_time
from data.reading.numbers import MONEY, parse_money, parse_number, parse_whole, round_to_fen
from data.reading.parsed import Parsed, in_two_steps

_TRUE = ("是", "有", "y", "yes", "t", "true", "1", "1.0")
_FALSE = ("否", "无", "n", "no", "f", "false", "0", "0.0")
_BOOLEANS = {text: text in _TRUE for text in (*_TRUE, *_FALSE)}
# What Excel makes of a long id typed as a number: the last digits are gone for good.
_ROUNDED_ID = r"^\d(\.\d+)?[eE]\+?\d+$"
_MONTH_COLUMNS = ("month", "month_end")


@dataclass(frozen=True)
class Form:
    """How a column is written, where the mapping says more than can be seen."""

    formats: tuple[str, ...] = ()
    times: int = 1
    decimal_comma: bool = False


def polars_type(column: dy.Column) -> pl.DataType:
    """The polars type of a contract column."""
    return column.dtype if isinstance(column.dtype, pl.DataType) else column.dtype()


def tidy(series: pl.Series, empty: tuple[str, ...] = ()) -> pl.Series:
    """Text without surrounding space and Excel's `="…"`; empty text, and the words that mean empty, as null."""
    text = pl.col("text").str.strip_chars()
    text = pl.when(text.str.starts_with('="')).then(text.str.strip_prefix('="').str.strip_suffix('"')).otherwise(text)
    frame = series.alias("text").to_frame().select(text)
    return frame["text"].set(frame["text"].is_in(["", *empty]).fill_null(False), None)


def parse(text: pl.Series, name: str, column: dy.Column, form: Form = Form()) -> Parsed:
    """Tidy text as the type of the contract's column `name`."""
    dtype = polars_type(column)
    if isinstance(dtype, pl.Decimal):
        return parse_money(text, form.times, form.decimal_comma)
    if isinstance(dtype, pl.Float64):
        return parse_number(text, form.times, form.decimal_comma, percent=_is_rate(column))
    if isinstance(dtype, pl.Int64):
        return parse_whole(text, form.times)
    if isinstance(dtype, pl.Date):
        return parse_date(text, form.formats, month=name in _MONTH_COLUMNS)
    if isinstance(dtype, pl.Datetime):
        return parse_time(text, form.formats)
    if isinstance(dtype, pl.Boolean):
        return _parse_boolean(text)
    return _parse_code(text, dtype) if isinstance(dtype, pl.Enum) else _parse_text(text, name)


def _is_rate(column: dy.Column) -> bool:
    return bool((column.metadata or {}).get("unit") == "per year")


def _parse_boolean(text: pl.Series) -> Parsed:
    def plain(series: pl.Series) -> pl.Series:
        return series.str.to_lowercase().replace_strict(_BOOLEANS, default=None, return_dtype=pl.Boolean)

    return in_two_steps(text, plain, lambda rest: _all_bad(rest, pl.Boolean(), "bad_boolean"))


def _parse_code(text: pl.Series, dtype: pl.Enum) -> Parsed:
    spelled = {code.lower(): code for code in dtype.categories}

    def patient(rest: pl.Series) -> Parsed:
        return in_two_steps(
            rest,
            lambda left: left.str.to_lowercase().replace_strict(spelled, default=None, return_dtype=dtype),
            lambda left: _all_bad(left, dtype, "unknown_code"),
        )

    return in_two_steps(text, lambda series: series.cast(dtype, strict=False), patient)


def _parse_text(text: pl.Series, name: str) -> Parsed:
    wrong = text.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{FFFD}]")
    codes = pl.select(pl.when(wrong).then(pl.lit("bad_text")).alias("code")).to_series()
    if name.endswith("_id"):
        codes = codes.set(text.str.contains(_ROUNDED_ID).fill_null(False), "rounded_id")
    if not codes.count():
        return Parsed(text)
    return Parsed(text.set(codes.is_not_null(), None), codes)


def _all_bad(text: pl.Series, dtype: pl.DataType, code: str) -> Parsed:
    return Parsed(pl.Series([None], dtype=dtype).new_from_index(0, len(text)), pl.Series([code] * len(text)))


def convert(series: pl.Series, name: str, column: dy.Column, form: Form = Form()) -> Parsed:
    """A column that already has a type (Parquet, database, expression) as the contract's; what fits is not touched."""
    dtype, target = series.dtype, polars_type(column)
    if dtype == target and not dtype.is_float():
        return Parsed(_empty_as_null(series) if dtype == pl.String else series)
    if isinstance(target, pl.Decimal) and (dtype.is_numeric() or dtype.is_decimal()) and form.times == 1:
        return _money(series)
    if target.is_float() and dtype.is_numeric() and form.times == 1:
        return _finite(series.cast(pl.Float64))
    if target.is_integer() and dtype.is_integer() and form.times == 1:
        return _checked(series, series.cast(pl.Int64, strict=False), "bad_number")
    if target.is_temporal() and dtype.is_temporal():
        return _temporal(series, target)
    return parse(tidy(series.cast(pl.String)), name, column, form)


def _empty_as_null(series: pl.Series) -> pl.Series:
    empty = series.str.len_bytes() == 0
    return series.set(empty.fill_null(False), None) if empty.any() else series


def _money(series: pl.Series) -> Parsed:
    rounded = round_to_fen(series.cast(pl.Decimal(38, 12), strict=False))
    codes = rounded.codes.set(series.is_null(), None)
    return Parsed(rounded.values, codes if codes.count() else None)


def round_money(series: pl.Series) -> pl.Series:
    """Amounts an expression computed, rounded to fen."""
    return series.round(2).cast(MONEY, strict=False) if series.dtype.is_numeric() else series


def _finite(series: pl.Series) -> Parsed:
    return _checked(series, series.set(~series.is_finite().fill_null(True), None), "bad_number")


def _checked(before: pl.Series, after: pl.Series, code: str) -> Parsed:
    lost = after.is_null() & before.is_not_null()
    if not lost.any():
        return Parsed(after)
    return Parsed(after, pl.select(pl.when(lost).then(pl.lit(code)).alias("code")).to_series())


def _temporal(series: pl.Series, target: pl.DataType) -> Parsed:
    dtype = series.dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        series = series.dt.convert_time_zone(LOCAL).dt.replace_time_zone(None)
    if isinstance(target, pl.Datetime) and dtype == pl.Date:
        return _all_bad(series, target, "no_time")
    return _checked(series, series.cast(target, strict=False), "bad_date" if target == pl.Date else "bad_time")
