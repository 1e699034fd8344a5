"""Dates and times out of text: `2024-03-05`, `2024/3/5`, `2024年3月5日`, `20240305`, Excel serials, `2024-03-05 14:30`.

What could be read in two ways (`05/03/2024`) is not guessed: the mapping must give its format.
"""

from __future__ import annotations

import polars as pl

from data.reading.parsed import Parsed, half_width, in_two_steps

LOCAL = "Asia/Shanghai"
_TEXT = pl.col("text")
_DAY_ZERO = pl.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050  # 1990 to 2099
_YMD = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_CLOCK = r"[T ]?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?(?:\.\d+)?[分秒]?"
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})$"
_COMPACT_DAY = r"^(?:19|20)\d{6}$"
_COMPACT_TIME = r"^(?:19|20)\d{12}$"
_SERIAL = r"^\d{5}(\.\d+)?$"
_MONTH = r"^((?:19|20)\d{2})(?:[-/.年](\d{1,2})月?|(\d{2}))$"
_AMBIGUOUS = r"^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"


def parse_date(text: pl.Series, formats: tuple[str, ...] = (), month: bool = False) -> Parsed:
    """Dates; with `formats` only those, else every form that can mean one day only; codes bad_date, ambiguous_date.

    `month` columns also take `2024-03`, `202403`, `2024年3月`: the last day of that month.
    """
    if formats:
        return _by_format(text, [_TEXT.str.to_date(f, strict=False) for f in formats], "bad_date_format")
    return in_two_steps(text, _iso_date, lambda series: _patient_date(series, month))


def _iso_date(text: pl.Series) -> pl.Series:
    dates = text.str.to_date("%Y-%m-%d", strict=False)
    return dates.set((dates.dt.year() < 1000).fill_null(False), None)


def _by_format(text: pl.Series, readings: list[pl.Expr], code: str) -> Parsed:
    wrong = pl.when(pl.col("value").is_null() & _TEXT.is_not_null()).then(pl.lit(code))
    frame = text.alias("text").to_frame().with_columns(pl.coalesce(readings).alias("value"))
    frame = frame.with_columns(wrong.alias("code"))
    return Parsed(frame["value"], frame["code"])


def _seconds(column: pl.Expr, form: str) -> pl.Expr:
    return column.str.to_datetime(form, strict=False, time_unit="us").dt.truncate("1s")


def _day(column: pl.Expr) -> pl.Expr:
    """`2024年3月5日` and its like, without what follows the day; null where there is no such day."""
    parts = [column.str.extract(_YMD, group) for group in (1, 2, 3)]
    return pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _compact_day(column: pl.Expr) -> pl.Expr:
    return pl.when(column.str.contains(_COMPACT_DAY)).then(column).str.to_date("%Y%m%d", strict=False)


def _serial(column: pl.Expr) -> pl.Expr:
    """Days since the last day of 1899 as Excel counts them, within the years that make sense."""
    days = pl.when(column.str.contains(_SERIAL)).then(column).cast(pl.Float64, strict=False)
    return pl.when(days.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(days)


def _month_end(column: pl.Expr) -> pl.Expr:
    number = pl.coalesce(column.str.extract(_MONTH, 2), column.str.extract(_MONTH, 3))
    first = pl.concat_str(column.str.extract(_MONTH, 1), number, pl.lit("1"), separator="-")
    return first.str.to_date("%Y-%m-%d", strict=False).dt.month_end()


def _patient_date(text: pl.Series, month: bool) -> Parsed:
    column = _TEXT
    whole = column.str.contains(rf"{_YMD}(?:{_CLOCK})?$")
    forms = [
        pl.when(whole).then(_day(column)),
        _compact_day(column),
        _DAY_ZERO + pl.duration(days=_serial(column).floor().cast(pl.Int64)),
        *([_month_end(column)] if month else []),
    ]
    frame = text.alias("text").to_frame().select(_tidy(column)).with_columns(pl.coalesce(forms).alias("value"))
    return _with_codes(frame, "bad_date", "ambiguous_date")


def _tidy(column: pl.Expr) -> pl.Expr:
    """Half width, with a T between day and clock instead of space."""
    return half_width(column.str.strip_chars().str.replace(r"(\d)\s+(\d)", "${1}T${2}"))


def _with_codes(frame: pl.DataFrame, bad: str, ambiguous: str) -> Parsed:
    unclear = _TEXT.str.contains(_AMBIGUOUS)
    code = pl.when(pl.col("value").is_null()).then(pl.when(unclear).then(pl.lit(ambiguous)).otherwise(pl.lit(bad)))
    frame = frame.with_columns(code.alias("code"))
    return Parsed(frame["value"], frame["code"])


def parse_time(text: pl.Series, formats: tuple[str, ...] = ()) -> Parsed:
    """Local wall clock to the second, offsets turned into China's time; codes bad_time, ambiguous_time, no_time."""
    if formats:
        return _by_format(text, [_seconds(_TEXT, f) for f in formats], "bad_time_format")
    return in_two_steps(text, _iso_time, _patient_time)


def _iso_time(text: pl.Series) -> pl.Series:
    times = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    return times.set((times.dt.year() < 1000).fill_null(False), None)


def _patient_time(text: pl.Series) -> Parsed:
    column = _TEXT
    forms = [_clock(column), _offset(column), _compact_time(column), _serial_time(column)]
    frame = text.alias("text").to_frame().select(_tidy(column)).with_columns(pl.coalesce(forms).alias("value"))
    parsed = _with_codes(frame, "bad_time", "ambiguous_time")
    only_day = frame.select(pl.coalesce(_day(column), _compact_day(column)).is_not_null()).to_series()
    only_day &= parsed.values.is_null() & ~frame["text"].str.contains(":|时", literal=False)
    return Parsed(parsed.values, parsed.codes.set(only_day, "no_time") if parsed.codes is not None else None)


def _clock(column: pl.Expr, ending: str = "$") -> pl.Expr:
    pattern = f"{_YMD}{_CLOCK}{ending}"
    parts = [column.str.extract(pattern, group) for group in (1, 2, 3, 4, 5)]
    seconds = column.str.extract(pattern, 6).fill_null("0")
    stamp = pl.concat_str([*parts, seconds], separator="-")
    return stamp.str.to_datetime("%Y-%m-%d-%H-%M-%S", strict=False, time_unit="us")


def _offset(column: pl.Expr) -> pl.Expr:
    offset = column.str.extract(_OFFSET, 1).str.replace("Z", "+00:00", literal=True)
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    minutes = offset.str.slice(1, 2).cast(pl.Int64, strict=False) * 60 + offset.str.tail(2).cast(pl.Int64, strict=False)
    utc = _clock(column, _OFFSET) - pl.duration(minutes=minutes * sign)
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(LOCAL).dt.replace_time_zone(None)


def _compact_time(column: pl.Expr) -> pl.Expr:
    digits = pl.when(column.str.contains(_COMPACT_TIME)).then(column)
    return digits.str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us")


def _serial_time(column: pl.Expr) -> pl.Expr:
    fraction = pl.when(column.str.contains(".", literal=True)).then(_serial(column))
    seconds = (fraction * 86_400).round(0).cast(pl.Int64)
    return _DAY_ZERO.cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
