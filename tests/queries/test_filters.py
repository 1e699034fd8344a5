from __future__ import annotations

import datetime as dt

import pytest

from queries.filters import Filters, month_end, parse_day
from queries.refusals import AskRefused


def test_equal_choices_are_equal_and_hash_alike() -> None:
    one = Filters.of({"region": ["b", "a"], "bucket": ["M1"]})
    other = Filters.of({"bucket": ["M1", "M1"], "region": ["a", "b"], "product": []})
    assert one == other and hash(one) == hash(other)
    assert one.values("region") == ("a", "b")
    assert one.values("product") is None


def test_filters_can_be_narrowed_to_what_a_question_knows() -> None:
    chosen = Filters.of({"region": ["a"], "bucket": ["M1"]}, first_month=dt.date(2024, 1, 31))
    assert chosen.only({"region"}) == Filters.of({"region": ["a"]}, first_month=dt.date(2024, 1, 31))
    assert chosen.dimensions() == ("bucket", "region")


@pytest.mark.parametrize(
    ("text", "end", "day"),
    [
        ("2024-02", False, dt.date(2024, 2, 1)),
        ("2024-02", True, dt.date(2024, 2, 29)),
        ("2024-02-15", True, dt.date(2024, 2, 15)),
    ],
)
def test_days_and_months_are_understood(text: str, end: bool, day: dt.date) -> None:
    assert parse_day(text, end) == day


@pytest.mark.parametrize("text", ["2024-13", "2024", "tomorrow", "2024-02-30", "", "2024/02"])
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(AskRefused, match="not a date"):
        parse_day(text)


def test_month_ends_know_leap_years() -> None:
    assert month_end(dt.date(2023, 2, 3)) == dt.date(2023, 2, 28)
    assert month_end(dt.date(2024, 12, 31)) == dt.date(2024, 12, 31)
