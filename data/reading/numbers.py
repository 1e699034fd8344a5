"""Amounts, rates and counts out of text: `1,234.50`, `¥1,234.50`, `１２３４`, `1.2万`, `24%`, `(1,234.50)`."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from data.reading.parsed import Parsed, half_width, in_two_steps

MONEY = pl.Decimal(18, 2)
_EXACT = pl.Decimal(38, 12)
# Fine enough to notice a third decimal of an amount, coarse enough to swallow the noise of binary fractions.
_NOISE_PLACES = 6
_PLAIN_AMOUNT = r"^[+-]?\d{1,16}(\.\d{0,2})?$"
_CURRENCY = "(?:¥|RMB|CNY)"
_NUMBER = (
    rf"^(?P<open>\()?(?P<sign>[+-]?{_CURRENCY}?|{_CURRENCY}[+-]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d*)(?P<fraction>(?:\.\d*)?(?:[eE][+-]?\d{1,2})?)"
    r"(?P<unit>[万亿%]?)元?(?P<close>\))?$"
)
_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000, "%": 1}


class Checked(NamedTuple):
    """Amounts, and the code of each that is none."""

    values: pl.Series
    codes: pl.Series


def _split(text: pl.Series) -> pl.DataFrame:
    """One row per text: `number` as plain digits (null if it is none), `factor`, `percent`."""
    parts = text.alias("text").to_frame().select(half_width(pl.col("text")).str.extract_groups(_NUMBER).alias("p"))
    frame = parts.unnest("p")
    bracketed = pl.col("open").is_not_null()
    minus = pl.col("sign").str.contains("-", literal=True)
    sound = (bracketed == pl.col("close").is_not_null()) & ~(bracketed & pl.col("sign").str.contains("[+-]"))
    number = pl.concat_str(pl.col("digits").str.replace_all(",", "", literal=True), "fraction")
    return frame.select(
        pl.when(sound).then(number).alias("number"),
        (pl.col("unit").replace_strict(_UNITS, default=1, return_dtype=pl.Int64)
         * pl.when(bracketed | minus).then(-1).otherwise(1)).alias("factor"),
        (pl.col("unit") == "%").alias("percent"),
    )  # fmt: skip


def _swap_comma(text: pl.Series) -> pl.Series:
    return text.str.replace_many([".", ","], [",", "."])


def parse_money(text: pl.Series, times: int = 1, decimal_comma: bool = False) -> Parsed:
    """Amounts as Decimal(18, 2), multiplied by `times`; codes bad_amount, amount_precision, amount_too_large."""
    if decimal_comma:
        text = _swap_comma(text)

    def plain(series: pl.Series) -> pl.Series:
        sound = series.str.contains(_PLAIN_AMOUNT) & (times == 1)
        return series.set(~sound.fill_null(False), None).cast(MONEY, strict=False)

    def patient(series: pl.Series) -> Parsed:
        parts = _split(series)
        factor = parts["factor"] * times
        written = parts["number"].set(parts["percent"], None)
        rounded = round_to_fen(written.cast(_EXACT, strict=False) * factor)
        too_large = rounded.values.is_null() & written.str.contains(r"^\d{20}|[eE]").fill_null(False)
        return Parsed(rounded.values, rounded.codes.set(too_large, "amount_too_large"))

    return in_two_steps(text, plain, patient)


def round_to_fen(exact: pl.Series) -> Checked:
    """Decimals that have two places anyway as Decimal(18, 2); the others get a code."""
    frame = exact.round(_NOISE_PLACES).alias("exact").to_frame().with_columns(pl.col("exact").round(2).alias("fen"))
    frame = frame.with_columns(pl.col("fen").cast(MONEY, strict=False).alias("money"))
    code = (
        pl.when(pl.col("exact").is_null()).then(pl.lit("bad_amount"))
        .when(pl.col("money").is_null()).then(pl.lit("amount_too_large"))
        .when(pl.col("exact") != pl.col("fen")).then(pl.lit("amount_precision"))
    )  # fmt: skip
    frame = frame.with_columns(code.alias("code"))
    return Checked(frame["money"].set(frame["code"].is_not_null(), None), frame["code"])


def parse_number(text: pl.Series, times: int = 1, decimal_comma: bool = False, percent: bool = False) -> Parsed:
    """Finite Float64; `24%` is 0.24 where `percent` allows it; code bad_number."""
    if decimal_comma:
        text = _swap_comma(text)

    def plain(series: pl.Series) -> pl.Series:
        values = series.cast(pl.Float64, strict=False)
        return values.set(~values.is_finite().fill_null(True), None) * times

    def patient(series: pl.Series) -> Parsed:
        parts = _split(series)
        bad_percent = parts["percent"].fill_null(False) & (not percent)
        values = parts["number"].set(bad_percent, None).cast(pl.Float64, strict=False)
        values = values.set(~values.is_finite().fill_null(True), None) * parts["factor"] * times
        values = values.zip_with(~parts["percent"].fill_null(False), values / 100)
        return Parsed(values, _code_where_null(values, "bad_number"))

    return in_two_steps(text, plain, patient)


def parse_whole(text: pl.Series, times: int = 1) -> Parsed:
    """Whole numbers as Int64; codes bad_number, not_whole."""

    def patient(series: pl.Series) -> Parsed:
        parts = _split(series)
        exact = parts["number"].set(parts["percent"], None).cast(_EXACT, strict=False) * parts["factor"] * times
        values = exact.cast(pl.Int64, strict=False)
        broken = (exact != exact.round(0)).fill_null(False)
        values = values.set(broken, None)
        codes = _code_where_null(values, "bad_number")
        return Parsed(values, codes.set(broken, "not_whole"))

    return in_two_steps(text, lambda series: series.cast(pl.Int64, strict=False) * times, patient)


def _code_where_null(values: pl.Series, code: str) -> pl.Series:
    return pl.select(pl.when(values.is_null()).then(pl.lit(code)).alias("code")).to_series()
