"""What became of late cases, and what their mix let expect: by hand, and against plain Python."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.data.conduct_oracles import at_risk, expectations
from tests.data.marts.conducting import agent, ask, case, held, loan, rows, snapshot
from tests.data.marts.counties import Tables, drawn

JAN, FEB, MAR, APR = (dt.date(2024, month, day) for month, day in ((1, 31), (2, 29), (3, 31), (4, 30)))
FIRST = dt.date(2024, 2, 1)
OPENED = dt.date(2024, 1, 20)


def group(name: str, size: int, cured: int, bucket: str = "M1", balance: int | None = 1000, **more: Any) -> Tables:
    """Cases of one kind held by agent a, at risk in February, of which the first few are cured."""
    ids = [f"{name}{number}" for number in range(size)]
    ends = ["M0"] * cured + [bucket] * (size - cured)
    return {
        "loans": [loan(one, **more) for one in ids],
        "loan_months": [snapshot(one, JAN, bucket, balance) for one in ids]
        + [snapshot(one, FEB, end, balance) for one, end in zip(ids, ends, strict=True)],
        "cases": [case(f"c{one}", one, OPENED) for one in ids],
        "assignments": [held(f"c{one}", "a", OPENED) for one in ids],
        "agents": [agent("a")],
    }


def together(*groups: Tables) -> Tables:
    merged = {name: [row for one in groups for row in one[name]] for name in groups[0]}
    return merged | {"agents": groups[0]["agents"]}


def expected_by(tables: Tables, column: str) -> dict[str, float]:
    """What was expected of a single case, by a column of it."""
    found = ask(FEB, tables, "case_outcome")["case_outcome"]
    return dict(found.select(column, "expected").unique().iter_rows())


def test_a_cell_of_ten_takes_two_thirds_of_its_chance_from_the_wider_cell() -> None:
    """Bucket M1: 26 of 40 cured, 0.65. Cash: 18 of 30, its own 0.6. Instalment: 8 of 10, (8 + 20 x 0.65) / 30 = 0.7,
    and in its one region (8 + 20 x 0.7) / 30 = 0.7333. That makes 30 x 0.6 + 10 x 0.7333 = 25.333, so all are raised by
    26 / 25.333.
    """
    tables = together(group("x", 30, 18), group("y", 10, 8, product="instalment"))
    found = expected_by(tables, "product")
    assert found == {"cash": pytest.approx(0.6 * 26 / 25.33333333), "instalment": pytest.approx(0.752631579)}


@pytest.mark.parametrize(("size", "chance"), [(29, 80 / 129 / 27_000), (30, 0.0), (31, 0.0)])
def test_thirty_cases_speak_for_themselves(size: int, chance: float) -> None:
    """Beside 100 cases of which 80 are cured, some in another band of which none is. 29 of them take a thirtieth of
    the wider cell's share, once as a band, once as a product and once as a region: 80 / 129 / 30 / 30 / 30.
    """
    tables = together(group("x", 100, 80), group("y", size, 0, balance=30_000))
    scale = 80 / (80 + size * chance)
    expected = {"0-2000": pytest.approx(0.8 * scale), "20000-50000": pytest.approx(chance * scale)}
    assert expected_by(tables, "balance_band") == expected


def test_a_month_in_which_all_are_cured_expects_them_all() -> None:
    found = ask(FEB, group("x", 4, 4), "case_outcome")["case_outcome"]
    assert found["expected"].to_list() == [pytest.approx(1.0)] * 4


def test_nothing_is_expected_where_nobody_was_cured() -> None:
    assert ask(FEB, group("x", 4, 0), "outcome_month")["outcome_month"]["expected"].to_list() == [0.0]


def test_settled_is_cured_and_written_off_or_sold_is_not() -> None:
    tables = group("x", 4, 0)
    ends: list[dict[str, Any]] = [
        {"status": status, "bucket": None, "balance": Decimal(0)} for status in ("settled", "written_off", "sold")
    ]
    tables["loan_months"] = tables["loan_months"][:4] + [
        snapshot(f"x{number}", FEB, "M1") | end for number, end in enumerate([*ends, {"bucket": "M2"}])
    ]
    found = ask(FEB, tables, "case_outcome")["case_outcome"]
    assert rows(found, "case_id", "cured") == [("cx0", 1), ("cx1", 0), ("cx2", 0), ("cx3", 0)]


def test_a_loan_no_longer_heard_of_is_neither_cured_nor_not() -> None:
    tables = group("x", 3, 1)
    tables["loan_months"] = [one for one in tables["loan_months"] if (one["loan_id"], one["month_end"]) != ("x2", FEB)]
    assert rows(ask(FEB, tables, "case_outcome")["case_outcome"], "case_id", "cured") == [("cx0", 1), ("cx1", 0)]


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "counts"),
    [
        (FIRST, None, True),
        (FIRST + dt.timedelta(1), None, False),
        (OPENED, FIRST, True),
        (OPENED, JAN, False),
    ],
)
def test_a_case_is_at_risk_if_open_on_the_first_day(
    opened_on: dt.date, closed_on: dt.date | None, counts: bool
) -> None:
    tables = group("x", 1, 1) | {"cases": [case("c", "x0", opened_on, closed_on)], "assignments": []}
    assert ask(FEB, tables, "case_outcome")["case_outcome"].height == counts


def test_a_case_counts_for_who_held_it_on_the_first_day() -> None:
    """b held it up to that day, a took over on it; c, an agency's, did so on the next."""
    hands = [held("cx0", "b", OPENED, FIRST), held("cx0", "a", FIRST, FIRST), held("cx0", "c", FIRST + dt.timedelta(1))]
    staff = [agent("a", "south"), agent("b"), agent("c", agency="tingyuan")]
    found = ask(FEB, group("x", 1, 1) | {"assignments": hands, "agents": staff}, "case_outcome")["case_outcome"]
    assert rows(found, "agency", "team", "agent") == [("in_house", "p/south", "p/a")]


def test_a_case_nobody_holds_is_of_unknown_hands() -> None:
    found = ask(FEB, group("x", 1, 1) | {"assignments": []}, "outcome_month")["outcome_month"]
    assert rows(found, "agency", "team", "agent", "at_risk", "cured") == [("unknown",) * 3 + (1, 1)]


def test_chance_moves_an_agents_cures_by_the_sum_of_the_cases_variances() -> None:
    """Thirty cases at 0.6 and thirty at 0.9, none scaled: 30 x 0.24 + 30 x 0.09."""
    tables = together(group("x", 30, 18), group("y", 30, 27, bucket="M2"))
    found = ask(FEB, tables, "outcome_month")["outcome_month"]
    assert found["variance"].sum() == pytest.approx(9.9)


def test_a_loan_that_was_not_late_is_not_at_risk() -> None:
    assert ask(FEB, group("x", 1, 1, bucket="M0"), "case_outcome")["case_outcome"].is_empty()


def test_a_month_after_a_gap_tells_nothing() -> None:
    """January and March are reported, February is not: who was late in January may have been cured twice since."""
    tables = group("x", 1, 1)
    tables["loan_months"] = [snapshot("x0", JAN, "M1"), snapshot("x0", MAR, "M0")]
    assert ask(MAR, tables, "case_outcome")["case_outcome"].is_empty()


sizes = st.sampled_from([1, 2, 5, 28, 29, 30, 31, 45])


@st.composite
def platforms(draw: st.DrawFn) -> Tables:
    """Groups of like cases over two months, some cured, in cells of fewer and of more than thirty."""
    tables: Tables = {"loans": [], "loan_months": [], "cases": [], "assignments": [], "agents": [agent("a")]}
    for number in range(draw(st.integers(1, 6))):
        month, bucket = draw(st.sampled_from([FEB, MAR, APR])), draw(st.sampled_from(["M0", "M1", "M2"]))
        balance = draw(st.sampled_from([None, 1999, 2000, 4999, 50_000]))
        product, region = draw(st.sampled_from(["cash", "farmer"])), draw(st.sampled_from(["r1", "r2", None]))
        size = draw(sizes)
        cured, before = draw(st.integers(0, size)), month.replace(day=1) - dt.timedelta(1)
        opened = before + dt.timedelta(days=draw(st.sampled_from([-9, 0, 1, 2])))
        for place in range(size):
            one = f"{number}-{place}"
            after = draw(st.sampled_from(["M0", None])) if place < cured else bucket
            tables["loans"].append(loan(one, product=product, region_code=region))
            tables["loan_months"] += [snapshot(one, before, bucket, balance), snapshot(one, month, after, balance)]
            tables["cases"].append(case(f"c{one}", one, opened))
            tables["assignments"].append(held(f"c{one}", draw(st.sampled_from(["a", "b"])), opened))
    return tables


@drawn(9, HealthCheck.data_too_large)
@given(platforms())
def test_expectations_are_what_plain_python_makes_of_the_mix(tables: Tables) -> None:
    as_of = APR
    by_hand = sorted(at_risk(tables, as_of), key=lambda row: (row["month"], row["case_id"]))
    made = ask(as_of, tables, "case_outcome", "outcome_month")
    found = made["case_outcome"].sort("month", "case_id")
    columns = ["month", "case_id", "bucket", "balance_band", "product", "region", "agency", "team", "agent", "cured"]
    assert found.select(columns).to_dicts() == [{name: row[name] for name in columns} for row in by_hand]
    assert found["expected"].to_list() == pytest.approx(expectations(by_hand), abs=1e-9)
    for (_, _), month in made["outcome_month"].group_by("month", "bucket"):
        assert month["expected"].sum() == pytest.approx(month["cured"].sum(), abs=1e-9)
