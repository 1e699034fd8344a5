"""Every way to write a number, a date or a yes is understood, or refused by name: checked against plain Python."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract import TABLES
from data.reading.dates import parse_date, parse_time
from data.reading.numbers import parse_money, parse_number, parse_whole
from data.reading.parsed import Parsed
from data.reading.values import Form, convert, parse, tidy

FULL_WIDTH = str.maketrans("0123456789.,()%-", "０１２３４５６７８９．，（）％－")
AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False)
DATES = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2099, 12, 31))


def outcome(parsed: Parsed) -> list[object]:
    """Each value, or the code of its problem."""
    codes = parsed.codes.to_list() if parsed.codes is not None else [None] * len(parsed.values)
    return [code or value for value, code in zip(parsed.values.to_list(), codes, strict=True)]


def column(name: str, texts: list[str | None], table: str, form: Form | None = None) -> list[object]:
    return outcome(parse(tidy(pl.Series(texts, dtype=pl.String)), name, TABLES[table].columns()[name], form or Form()))


def amount_forms(amount: Decimal) -> list[str]:
    size = abs(amount)
    sign = "-" if amount < 0 else ""
    grouped = f"{size:,.2f}"
    forms = [
        f"{amount:.2f}",
        f"{amount:,.2f}",
        f"{sign}¥{grouped}",
        f"¥{sign}{grouped}",
        f"{amount:,.2f}元",
        f" {amount} ",
    ]
    forms += [f"{size / 10**4:f}万" if amount >= 0 else f"({grouped})", f"({grouped})" if amount < 0 else f"+{size}"]
    forms += [f"{amount / 10**8:f}亿", f"{amount:,.2f}".translate(FULL_WIDTH), f"{sign}￥{grouped}"]
    return forms


@given(st.lists(AMOUNTS, min_size=1, max_size=10))
def test_an_amount_means_the_same_in_every_form(amounts: list[Decimal]) -> None:
    for amount in amounts:
        forms = amount_forms(amount)
        assert outcome(parse_money(pl.Series(forms))) == [amount] * len(forms), forms


@given(AMOUNTS, st.sampled_from([0, 2]))
def test_a_decimal_comma_is_understood_where_the_mapping_says_so(amount: Decimal, places: int) -> None:
    text = f"{amount:,.{places}f}".translate(str.maketrans(",.", ".,"))
    assert outcome(parse_money(pl.Series([text]), decimal_comma=True)) == [Decimal(f"{amount:.{places}f}")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12.345", "amount_precision"), ("1.23456789万", "amount_precision"), ("1,23", "bad_amount"),
        ("1,2345.00", "bad_amount"), ("(5", "bad_amount"), ("(-5)", "bad_amount"), ("--5", "bad_amount"),
        ("$5", "bad_amount"), ("NT$5", "bad_amount"), ("5%", "bad_amount"), ("nan", "bad_amount"),
        ("inf", "bad_amount"), ("NULL", "bad_amount"), (".", "bad_amount"), ("1.2.3", "bad_amount"),
        ("1 234 ,5", "bad_amount"), ("99999999999999999", "amount_too_large"), ("1e30", "amount_too_large"),
        ("9" * 40, "amount_too_large"), ("99999999999亿", "amount_too_large"),
        ("十二万", "bad_amount"), ("1.2万亿", "bad_amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_by_name(text: str, code: str) -> None:
    assert column("principal", [text, "1"], "loans") == [code, Decimal(1)]


def test_noise_of_binary_fractions_is_no_third_decimal() -> None:
    written = ["0.30000000000000004", "1234.5599999999999", "-5.1e-09", "1E+05"]
    assert column("principal", list(written), "loans") == [Decimal(x) for x in ("0.30", "1234.56", "0.00", "100000.00")]


def test_an_amount_in_ten_thousands_is_multiplied_exactly() -> None:
    assert column("principal", ["1.2345", "0.1", "1,000"], "loans", Form(times=10_000)) == [12_345, 1_000, 10_000_000]
    assert column("principal", ["1.23456"], "loans", Form(times=10)) == ["amount_precision"]


@given(st.floats(min_value=0, max_value=10, allow_nan=False))
def test_a_rate_reads_as_python_reads_it_and_percent_as_a_hundredth(rate: float) -> None:
    assert outcome(parse_number(pl.Series([repr(rate)]))) == [rate]
    percent = f"{rate * 100:.4f}"
    read = outcome(parse_number(pl.Series([f"{percent}%", f"{percent}％"]), percent=True))
    assert read == [pytest.approx(float(percent) / 100)] * 2


def test_percent_is_refused_where_the_column_is_no_rate() -> None:
    assert column("annual_rate", ["24%", "0.24", "inf", "x"], "loans") == [0.24, 0.24, "bad_number", "bad_number"]
    assert column("score", ["95%", "95"], "quality_checks") == ["bad_number", 95.0]


@given(st.integers(min_value=-(2**62), max_value=2**62))
def test_a_whole_number_means_the_same_in_every_form(number: int) -> None:
    forms = [str(number), f"{number:,}", f"{number}.0", f"{number:,}".translate(FULL_WIDTH)]
    assert outcome(parse_whole(pl.Series(forms))) == [number] * 4


def test_what_is_no_whole_number_is_refused_by_name() -> None:
    texts = ["36.5", "x", "9223372036854775808", "3 6", ""]
    assert column("term_months", list(texts), "loans") == ["not_whole", "bad_number", "bad_number", 36, None]


def date_forms(day: dt.date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    serial = (day - dt.date(1899, 12, 30)).days
    forms = [day.isoformat(), f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}/{m:02}/{d:02}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日"]
    forms += [f"{y}年{m:02}月{d:02}日", f"{day:%Y%m%d}", str(serial), f"{serial}.25", f"{day.isoformat()} 00:00:00"]
    return [*forms, f"{y}/{m}/{d} 14:30", f"{y}/{m}/{d}".translate(FULL_WIDTH), f"{day.isoformat()}T08:00:00"]


@given(DATES)
def test_a_date_means_the_same_in_every_form(day: dt.date) -> None:
    forms = date_forms(day)
    assert outcome(parse_date(pl.Series(forms))) == [day] * len(forms), forms


@given(DATES)
def test_a_date_that_could_be_two_is_not_guessed(day: dt.date) -> None:
    forms = [f"{day:%d/%m/%Y}", f"{day:%m/%d/%y}", f"{day.day}-{day.month}-{day.year}", f"{day:%y.%m.%d}"]
    assert outcome(parse_date(pl.Series(forms))) == ["ambiguous_date"] * 4


@given(DATES, st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%Y年%m月%d日", "%d.%m.%Y"]))
def test_a_date_is_read_by_the_format_the_mapping_gives(day: dt.date, form: str) -> None:
    assert outcome(parse_date(pl.Series([day.strftime(form), "13"]), (form,))) == [day, "bad_date_format"]


def test_two_digit_years_need_a_format_too() -> None:
    days = [dt.date(2024, 3, 5), dt.date(1999, 12, 31)]
    assert outcome(parse_date(pl.Series(["03/05/24", "12/31/99"]), ("%m/%d/%y",))) == days


@pytest.mark.parametrize("text", ["2024-02-30", "20241399", "2024-13-01", "soon", "99999", "123", "2024", "0000-00-00"])
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    assert column("originated_on", [text], "loans") == ["bad_date"]


def test_a_month_stands_for_its_last_day_only_in_month_columns() -> None:
    months = ["2024-02", "202402", "2024年2月", "2024/2", "2024-02-29"]
    assert column("month_end", list(months), "loan_months") == [dt.date(2024, 2, 29)] * 5
    assert column("originated_on", ["2024-02"], "loans") == ["bad_date"]


@given(st.datetimes(min_value=dt.datetime(1990, 1, 1), max_value=dt.datetime(2099, 12, 31)))
def test_a_time_means_the_same_in_every_form(moment: dt.datetime) -> None:
    at = moment.replace(microsecond=0)
    utc = at - dt.timedelta(hours=8) if at.year > 1991 else None  # China kept summer time until 1991
    forms = [f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y-%m-%dT%H:%M:%S}", f"{at:%Y/%m/%d %H:%M:%S}", f"{at:%Y%m%d%H%M%S}"]
    forms += [f"{at:%Y年%m月%d日 %H时%M分%S秒}", f"{at:%Y年%m月%d日%H:%M:%S}", f"{at:%Y-%m-%d %H:%M:%S}.250"]
    forms += (
        [f"{utc:%Y-%m-%dT%H:%M:%S}Z", f"{at:%Y-%m-%d %H:%M:%S}+08:00", f"{utc:%Y-%m-%d %H:%M:%S}-0000"] if utc else []
    )
    assert outcome(parse_time(pl.Series(forms))) == [at] * len(forms), forms


def test_an_excel_serial_with_a_fraction_is_a_time_to_the_second() -> None:
    assert outcome(parse_time(pl.Series(["45356.604224537"]))) == [dt.datetime(2024, 3, 5, 14, 30, 5)]


def test_what_is_no_time_is_refused_by_name() -> None:
    texts = ["2024-03-05", "20240305", "45356", "05/03/2024 14:30", "2024-03-05 25:00:00", "noon"]
    codes = ["no_time", "no_time", "bad_time", "ambiguous_time", "bad_time", "bad_time"]
    assert column("started_at", list(texts), "contacts") == codes
    assert outcome(parse_time(pl.Series(["05/03/2024 14:30", "x"]), ("%d/%m/%Y %H:%M",))) == [
        dt.datetime(2024, 3, 5, 14, 30), "bad_time_format",
    ]  # fmt: skip


def test_yes_and_no_are_understood_in_both_languages() -> None:
    texts = ["是", "Y", "yes", "1", "TRUE", "否", "n", "0", "False", "", "maybe"]
    assert column("connected", list(texts), "contacts") == [True] * 5 + [False] * 4 + [None, "bad_boolean"]


def test_codes_are_taken_in_any_case_and_others_refused() -> None:
    assert column("channel", ["phone", " SMS ", "fax"], "contacts") == ["phone", "sms", "unknown_code"]


def test_text_loses_the_space_around_it_and_excels_protection() -> None:
    texts = [" a ", "　b　", '="0012"', "\u00a0", "-"]
    assert tidy(pl.Series(texts), ("-",)).to_list() == ["a", "b", "0012", None, None]


def test_an_id_that_excel_rounded_and_text_with_control_characters_are_refused() -> None:
    assert column("loan_id", ["6.22202E+18", "E18", "a\x07b"], "loans") == ["rounded_id", "E18", "bad_text"]
    assert column("product", ["1E+5"], "loans") == ["1E+5"]


def converted(name: str, series: pl.Series, table: str) -> list[object]:
    return outcome(convert(series, name, TABLES[table].columns()[name]))


def test_typed_columns_are_converted_without_losing_anything() -> None:
    day, moment = dt.date(2024, 3, 5), dt.datetime(2024, 3, 5, 14, 30, 5)
    assert converted("principal", pl.Series([1, 2]), "loans") == [Decimal(1), Decimal(2)]
    assert converted("principal", pl.Series([0.1 + 0.2, 1.234, float("nan"), None, 1e20]), "loans") == [
        Decimal("0.30"), "amount_precision", "bad_amount", None, "amount_too_large",
    ]  # fmt: skip
    assert converted("loan_id", pl.Series([17, None]), "loans") == ["17", None]
    assert converted("loan_id", pl.Series(["", "x"]), "loans") == [None, "x"]
    assert converted("originated_on", pl.Series([20240305, 1]), "loans") == [day, "bad_date"]
    assert converted("originated_on", pl.Series([moment]), "loans") == [day]
    assert converted("started_at", pl.Series([day]), "contacts") == ["no_time"]
    assert converted("term_months", pl.Series([12.0, 12.5]), "loans") == [12, "not_whole"]
    assert converted("annual_rate", pl.Series([0.1, float("inf")]), "loans") == [0.1, "bad_number"]
    assert converted("channel", pl.Series(["phone", "x"], dtype=pl.Categorical), "contacts") == [
        "phone",
        "unknown_code",
    ]
    assert converted("connected", pl.Series([1, 0, 2]), "contacts") == [True, False, "bad_boolean"]


def test_a_moment_with_a_time_zone_becomes_chinas_wall_clock() -> None:
    utc = pl.Series([dt.datetime(2024, 3, 5, 6, 30, 5, tzinfo=dt.UTC)])
    assert converted("started_at", utc, "contacts") == [dt.datetime(2024, 3, 5, 14, 30, 5)]
