"""What a loan costs a year by its schedule, against worked examples and a root found by scipy."""

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from tests.data.marts.counties import Tables, instalments, loan, run
from tests.data.oracles import DAY, Row, month_end

AS_OF = dt.date(2026, 6, 30)
LENT = dt.date(2024, 3, 5)


def later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(dt.date(year, month + 1, 1))
    return last if day.day > last.day else last.replace(day=day.day)


def priced(*given: tuple[Row, list[Row]]) -> dict[str, Any]:
    """The rows of loan_cost by loan."""
    tables: Tables = {"loans": [row for row, _ in given], "instalments": [due for _, dues in given for due in dues]}
    frame = run((AS_OF, tables), only=["loan_cost"])["loan_cost"]
    return {row["loan_id"]: row for row in frame.to_dicts()}


def schedule(id: str, lent: dt.date, dues: list[tuple[dt.date, float, float]], **more: Any) -> tuple[Row, list[Row]]:
    """A loan and its instalments of (due_on, principal, interest)."""
    exact = [(day, round(Decimal(p), 2), round(Decimal(i), 2)) for day, p, i in dues]
    principal = sum((p for _, p, _ in exact), Decimal(0))
    return loan(id, lent, principal, **more), instalments(id, *exact)


def annuity(id: str, rate: float, term: int, lent: dt.date = LENT) -> tuple[Row, list[Row]]:
    left, dues = 12000.0, []
    equal = left * (rate / 12) / (1 - (1 + rate / 12) ** -term)
    for number in range(1, term + 1):
        interest = left * rate / 12
        dues.append((later(lent, number), round(min(equal - interest, left), 2) if number < term else left, interest))
        left = round(left - dues[-1][1], 2)
    return schedule(id, lent, dues)


def test_schedules_worked_by_hand_give_the_rate_they_were_made_with() -> None:
    year = later(LENT, 12)
    found = priced(
        annuity("equal", 0.24, 12),
        annuity("dear", 0.36, 6, dt.date(2024, 1, 31)),
        schedule("bullet", LENT, [(year, 1000, 240)]),
        schedule("interest", LENT, [(later(LENT, n), 1000 if n == 12 else 0, 20) for n in range(1, 13)]),
        schedule("first", LENT, [(LENT, 0, 100), (year, 1000, 0)]),
        schedule("flat", LENT, [(later(LENT, n), 1000, 120) for n in range(1, 13)]),
        schedule("free", LENT, [(later(LENT, n), 500, 0) for n in (1, 2)]),
        schedule("weekly", LENT, [(LENT + 7 * DAY, 0, 10), (LENT + 14 * DAY, 1000, 10)]),
    )  # fmt: skip
    rates = {id: row["apr"] for id, row in found.items()}
    assert rates == pytest.approx(
        {
            "equal": 0.24,
            "dear": 0.36,
            "bullet": 0.24,
            "interest": 0.24,
            # 900 in hand, 1000 back a year later.
            "first": 1 / 9,
            # 1 % a month of what was lent at first, not of what is left: the textbook's 21.46 %.
            "flat": 0.2145718,
            "free": 0.0,
            # 1 % a week, 360 / 7 weeks a year.
            "weekly": 0.5142857,
        },
        abs=2e-5,
    )
    assert {row["apr_basis"] for row in found.values()} == {"schedule"}


def test_a_loan_without_instalments_is_taken_at_its_word() -> None:
    given = [(loan("said", LENT, 1000, annual_rate=0.3), []), (loan("mute", LENT, 1000, annual_rate=0.0), [])]
    found = priced(*given)
    assert (found["said"]["apr"], found["said"]["apr_basis"], found["said"]["above_24"]) == (0.3, "stated", 1)
    assert (found["mute"]["apr"], found["mute"]["apr_band"], found["mute"]["above_24"]) == (None, "unknown", None)


def test_a_schedule_no_rate_can_explain_is_taken_at_its_word() -> None:
    back_at_once = schedule("L", LENT, [(LENT, 1000, 10)], annual_rate=0.2)
    assert priced(back_at_once)["L"]["apr_basis"] == "stated"


@pytest.mark.parametrize(("first_due", "rate"), [(dt.date(2024, 3, 30), 0.24), (dt.date(2024, 5, 5), 0.1789)])
def test_odd_days_at_the_start_are_no_cost_and_a_month_free_of_it_is(first_due: dt.date, rate: float) -> None:
    dues = [(later(first_due, n), 1000 if n == 2 else 0, 20) for n in range(3)]
    assert priced(schedule("L", LENT, dues))["L"]["apr"] == pytest.approx(rate, abs=1e-3)


def test_four_times_the_prime_rate_is_that_of_the_day_of_lending() -> None:
    days = {
        "before": dt.date(2019, 8, 19), "first": dt.date(2019, 8, 20), "eve": dt.date(2022, 1, 19),
        "day": dt.date(2022, 1, 20), "unknown": dt.date(2026, 1, 5),
    }  # fmt: skip
    found = priced(*((loan(id, day, 1000, annual_rate=0.15), []) for id, day in days.items()))
    lines = {id: found[id]["four_lpr"] for id in days}
    assert lines == pytest.approx({"before": None, "first": 0.17, "eve": 0.152, "day": 0.148, "unknown": None})
    assert {id: found[id]["above_cap"] for id in days} == {
        "before": None, "first": 0, "eve": 0, "day": 1, "unknown": None,
    }  # fmt: skip


def test_a_rate_is_above_a_line_only_beyond_what_rounding_can_do() -> None:
    rates = {"at": 0.24, "rounded": 0.2412, "above": 0.2413, "far": 0.3613}
    found = priced(*((loan(id, LENT, 1000, annual_rate=rate), []) for id, rate in rates.items()))
    assert {id: (found[id]["above_24"], found[id]["above_36"]) for id in rates} == {
        "at": (0, 0), "rounded": (0, 0), "above": (1, 0), "far": (1, 1),
    }  # fmt: skip
    assert [found[id]["apr_band"] for id in rates] == ["18_to_24", "18_to_24", "24_to_36", "over_36"]


def months_between(lent: dt.date, due: dt.date) -> float:
    thirty = [30 if day == month_end(day) else day.day for day in (lent, due)]
    return (due.year - lent.year) * 12 + due.month - lent.month + (thirty[1] - thirty[0]) / 30


def by_brent(lent: dt.date, dues: list[Row], principal: Decimal) -> float:
    """The nominal rate found without derivatives, of the same flows."""
    flows = [(months_between(lent, one["due_on"]), float(one["principal_due"] + one["interest_due"])) for one in dues]
    flows = [(months, due) for months, due in flows if due]
    if len(flows) > 1 and 0.8 - 1e-9 <= flows[0][0] <= 43 / 30 + 1e-9:
        flows = [(months + 1 - flows[0][0], due) for months, due in flows]
    monthly = brentq(
        lambda rate: sum(due * (1 + rate) ** -months for months, due in flows) - float(principal), -0.9, 50, xtol=1e-13
    )
    interval = min(flows[-1][0] / len([months for months, _ in flows if months > 0]), 12)
    return float(((1 + monthly) ** interval - 1) * 12 / interval)


@st.composite
def offers(draw: st.DrawFn) -> tuple[Row, list[Row]]:
    """Any schedule a platform may have agreed: short and long, weekly to yearly, with and without fees at the start."""
    lent = dt.date(2023, 1, 1) + DAY * draw(st.integers(0, 365))
    gap, count = draw(st.sampled_from([7, 14, 30, 31, 91, 365])), draw(st.integers(1, 12))
    first = lent + DAY * draw(st.integers(5, 70))
    dues = [
        (first + DAY * gap * n, draw(st.integers(0, 500)) + (200 if n + 1 == count else 0), draw(st.integers(0, 60)))
        for n in range(count)
    ]
    return schedule("L", lent, [(day, float(p), float(i)) for day, p, i in dues])


@settings(max_examples=15, deadline=None)
@given(st.lists(offers(), min_size=12, max_size=12))
def test_rates_agree_with_a_root_found_another_way(drawn: list[tuple[Row, list[Row]]]) -> None:
    named = [
        (row | {"loan_id": f"L{n}"}, [due | {"loan_id": f"L{n}"} for due in dues])
        for n, (row, dues) in enumerate(drawn)
    ]
    found = priced(*named)
    for row, dues in named:
        expected = by_brent(row["originated_on"], dues, row["principal"])
        assert found[row["loan_id"]]["apr"] == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_the_cube_counts_known_rates_and_those_above_and_never_takes_unknown_for_below() -> None:
    given = [
        annuity("a", 0.30, 12),
        (loan("b", LENT, 500, annual_rate=0.1, region_code="r"), []),
        (loan("c", LENT, 700, annual_rate=0.0, region_code="r"), []),
        (loan("d", dt.date(2026, 2, 1), 300, annual_rate=0.5), []),
    ]
    tables: Tables = {"loans": [row for row, _ in given], "instalments": [due for _, dues in given for due in dues]}
    cube = run((AS_OF, tables), only=["credit_cost_month"])["credit_cost_month"]
    sums = cube.group_by("month").agg(
        pl.sum("loans", "principal", "known", "stated", "above_24", "cap_known", "above_cap")
    )
    assert sorted(sums.rows()) == [
        (dt.date(2024, 3, 31), 3, Decimal(13200), 2, 1, 1, 2, 1),
        (dt.date(2026, 2, 28), 1, Decimal(300), 1, 1, 1, 0, 0),
    ]
    assert cube.filter(pl.col("apr_band") == "unknown")["above_24"].to_list() == [None]
    assert cube.filter(pl.col("month") == dt.date(2026, 2, 28))["above_cap"].to_list() == [None]
