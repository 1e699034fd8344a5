from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pages.shared import numbers
from pages.shared.text import Language

CASES: list[tuple[Language, object, str]] = [
    ("zh", 0, "0元"),
    ("zh", Decimal("21650.40"), "2.17万元"),
    ("zh", 123_456_789, "1.23亿元"),
    ("zh", 9_995, "1.00万元"),
    ("zh", -21_650, "\u22122.17万元"),
    ("zh", 999_960_000, "10.0亿元"),
    ("zh", 45_000_000, "4,500万元"),
    ("zh", None, "未报送"),
    ("en", 12_345, "¥12.3k"),
    ("en", 2_165_000_000, "¥2.17bn"),
    ("en", -1_500_000, "\u2212¥1.50m"),
    ("en", 950, "¥950"),
    ("en", None, "not reported"),
]


@pytest.mark.parametrize(("language", "value", "written"), CASES)
def test_money_has_three_significant_digits_and_the_languages_units(
    language: Language, value: Decimal | int | None, written: str
) -> None:
    assert numbers.money(value, language) == written


def test_shares_are_percentages_and_missing_ones_are_words() -> None:
    assert numbers.share(0.0543, "zh") == "5.4%"
    assert numbers.share(Decimal("0.05432"), "en", 2) == "5.43%"
    assert numbers.share(0.0, "zh") == "0.0%"
    assert numbers.share(None, "zh") == "未报送"


def test_differences_of_shares_are_signed_percentage_points() -> None:
    assert numbers.points(0.0031, "zh") == "+0.31 个百分点"
    assert numbers.points(-0.0031, "en") == "\u22120.31 pp"
    assert numbers.points(0.000001, "en") == "0.00 pp"
    assert numbers.points(-0.000001, "en") == "0.00 pp"


def test_other_differences_keep_their_unit() -> None:
    assert numbers.change(-21_650, "money", "zh") == "\u22122.17万元"
    assert numbers.change(12, "count", "en") == "+12"
    assert numbers.change(0, "count", "en") == "0"


def test_counts_are_whole_and_grouped() -> None:
    assert numbers.count(1_234_567, "zh") == "1,234,567"
    assert numbers.count(None, "en") == "not reported"


def test_months_are_year_and_month() -> None:
    assert numbers.month(date(2024, 3, 31)) == "2024-03"
    assert numbers.month(None) == "–"


def test_what_a_case_costs_is_written_to_the_fen() -> None:
    assert numbers.money(Decimal("74.3068"), "zh") == "74.31元"
    assert numbers.money(Decimal("-0.5"), "en") == "\u2212¥0.50"
    assert numbers.fen(Decimal("56918.98"), "zh") == "56,918.98元"
    assert numbers.fen(Decimal("-1.2"), "en") == "\u2212¥1.20"
    assert numbers.fen(None, "en") == "not reported"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (32.04, "hours", "32.0 h"),
        (3.5, "days", "3.5 days"),
        (91.26, "score", "91.3 points"),
        (12.345, "per_thousand", "12.35 per 1,000"),
        (0.0512, "ratio", "0.051"),
        (4.999, "ratio", "5.00"),
        (None, "hours", "not reported"),
    ],
)
def test_every_unit_is_written_its_own_way(value: float | None, unit: str, written: str) -> None:
    assert numbers.by_unit(value, unit, "en") == written


@given(st.decimals(-(10**15), 10**15, places=4), st.integers(0, 4), st.sampled_from(["zh", "en"]))
def test_decimals_are_written_as_the_languages_do(value: Decimal, digits: int, language: str) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    expected = format_decimal(rounded if rounded else 0, pattern, locale=language)
    assert numbers.decimal(value, digits) == expected.replace("-", numbers.MINUS)
