from __future__ import annotations

import datetime as dt
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.access import Viewer
from queries.askable import check
from queries.disclosing import Columns
from queries.disclosure import amount_reason, amount_told, count, policy, told, unit_reasons
from queries.filters import Filters, month_end
from queries.metrics import ask
from queries.questions import ask_question, questions
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries.attack import ANY, Cell, Knowledge, said
from tests.queries.policy import amount_step

REGULATOR = Viewer("regulator", None)
MONTHS = [month_end(dt.date(2023 + number // 12, number % 12 + 1, 1)) for number in range(30)]


def test_the_policy_is_the_one_agreed() -> None:
    agreed = policy()
    assert (agreed.smallest, agreed.count_step, agreed.share_base, agreed.amount_step) == (8, 5, 50, 100)
    assert (agreed.largest_share, agreed.months, agreed.other_platforms) == (0.5, (1, 3, 6, 12, 24), 3)


@given(st.integers(0, 10**9))
def test_counts_are_hidden_from_1_to_7_and_else_the_nearest_5(value: int) -> None:
    shown = count(value)
    if 1 <= value <= 7:
        assert shown is None
    else:
        assert shown is not None
        assert (shown % 5, shown == 0) == (0, value == 0)
        assert abs(shown - value) <= 2
        assert pl.select(told(pl.lit(value))).item() == shown


def hidden(rows: dict[tuple[str, str], int]) -> tuple[pl.DataFrame, list[str | None]]:
    frame = pl.DataFrame([(a, b, n) for (a, b), n in rows.items()], schema=["a", "b", "n"], orient="row")
    return frame, unit_reasons(frame, {"n": ["a", "b"]}, ["a", "b"])["n"]


def test_a_number_is_hidden_where_what_is_left_of_its_line_is_small() -> None:
    frame = pl.DataFrame({"a": ["x", "y", "z"], "n": [40, 3, 0]})
    assert unit_reasons(frame, {"n": ["a"]}, ["a"])["n"] == ["complement", "small", None]
    assert unit_reasons(frame, {"n": []}, ["a"])["n"] == [None, "small", None]


def test_a_number_is_hidden_where_what_a_filter_leaves_out_is_small() -> None:
    part, whole = pl.DataFrame({"n": [40]}), pl.DataFrame({"n": [44]})
    assert unit_reasons(part, {"n": ["b"]}, [], {"b": whole})["n"] == ["complement"]
    assert unit_reasons(part, {"n": ["b"]}, [], {"b": pl.DataFrame({"n": [48]})})["n"] == [None]
    assert unit_reasons(part, {"n": []}, [], {"b": whole})["n"] == [None]  # it does not add up along b
    split, of = pl.DataFrame({"a": ["x", "y"], "n": [40, 50]}), pl.DataFrame({"a": ["y", "x"], "n": [90, 41]})
    assert unit_reasons(split, {"n": ["b"]}, ["a"], {"b": of})["n"] == ["complement", None]


def test_twelve_ones_are_not_told_by_their_sum() -> None:
    """Ten, as shown, is twelve at most: twelve numbers of at least one would each be one."""
    frame = pl.DataFrame({"a": [str(n) for n in range(12)], "n": [1] * 12})
    assert set(unit_reasons(frame, {"n": ["a"]}, ["a"])["n"]) == {"complement"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=6, max_size=12))
def test_no_line_tells_more_of_a_hidden_number_than_its_star(values: list[int]) -> None:
    places = list(product("xyz", "1234"))[: len(values)]
    frame, reasons = hidden(dict(zip(places, values, strict=True)))
    for line in ("a", "b"):
        other = "b" if line == "a" else "a"
        for key, rows in frame.with_columns(pl.Series("why", reasons, pl.String)).group_by(other):
            known, parts = Knowledge(), []
            for row in rows.iter_rows(named=True):
                cell: Cell = frozenset({("line", key[0]), (line, row[line])})
                known.learn(cell, said(None if row["why"] else count(row["n"]), row["why"]))
                parts.append((cell, row["why"]))
            whole: Cell = frozenset({("line", key[0])})
            total = int(rows["n"].sum())
            known.learn(whole, said(count(total), "small"))
            before = {cell: known.bounds[cell] for cell, _ in parts}
            known.reckon({whole: [[cell for cell, _ in parts]]})
            for cell, why in parts:
                low, high = known.bounds[cell]
                assert not why or before[cell] == ANY or high - low + 1 >= 7
                assert not why or high - low + 1 >= 5


def amounts(*rows: tuple[float, int, str | None, float | None]) -> list[tuple[str | None, float]]:
    frame = pl.DataFrame(
        rows, schema={"v": pl.Float64, "n": pl.Int64, "why": pl.String, "top": pl.Float64}, orient="row"
    )
    told_amount = amount_told(pl.col("v"), pl.col("n"), pl.col("top"))
    return frame.select(amount_reason("v", "n", "why", "top").alias("why"), told_amount).rows()


def test_an_amount_is_hidden_with_its_units_or_where_one_of_them_dominates() -> None:
    found = amounts(
        (900.0, 7, "small", 200.0), (90000.0, 9, None, 45001.0), (90000.0, 9, None, 45000.0),
        (90000.0, 49, None, None), (90000.0, 50, None, None), (90000.0, 60, "complement", 10.0), (0.0, 0, None, None),
    )  # fmt: skip
    assert [why for why, _ in found] == ["small", "dominated", None, "base", None, "complement", None]


@given(st.floats(-1e9, 1e9), st.integers(8, 10**6), st.floats(0, 1))
def test_an_amount_is_rounded_to_hundreds_at_least_and_to_five_units_or_the_largest_at_most(
    value: float, units: int, part: float
) -> None:
    for largest, worth in ((abs(value) * part, abs(value) * part), (None, abs(value) / 20)):
        [(_, shown)] = amounts((value, units, None, largest))
        step = amount_step(value, units, worth)
        assert step >= 0.4 * worth * 0.999999
        assert shown % step == 0
        assert abs(shown - value) <= step / 2 * 1.000001


def test_a_dominated_amount_does_not_follow_from_a_total_and_its_neighbours() -> None:
    """A loan of a million among small ones: what is left of the total says no more than its order of size."""
    columns = Columns.of(
        {"keep": ["a"], "counts": ["n"], "amounts": {"v": "n"}, "largest": {"v": "top"},
         "shares": {"part": {"of": "v", "over": []}}}
    )  # fmt: skip
    cells = {"a": ["x", "y", "z"], "n": [60, 400, 300], "v": [1.3e6, 2.0e6, 1.5e6], "top": [1.0e6, 3e4, 2e4]}
    rows = pl.DataFrame(cells).with_columns(part=pl.col("v") / pl.col("v").sum())
    shown = columns.disclose(rows).frame
    assert shown["v__masked"].to_list() == ["dominated", None, None]
    [(_, total)] = amounts((rows["v"].sum(), 760, None, 1.0e6))
    assert total % 1e6 == 0
    assert shown["v"][1] / shown["part"][1] == pytest.approx(total)


@pytest.mark.parametrize("months", [1, 3, 6, 12, 24, 30])
def test_ranges_of_agreed_lengths_and_everything_may_be_added_up(months: int) -> None:
    for end in {29, months - 1}:
        check(Filters.of({}, MONTHS[end - months + 1].replace(day=1), MONTHS[end]), MONTHS)
        check(Filters.of({}, MONTHS[end - months + 1], MONTHS[end]), MONTHS)
    check(Filters.of({"region": ["a"], "month": ["2024-01"]}), MONTHS)


def refused(filters: Filters) -> str:
    with pytest.raises(AskRefused) as caught:
        check(filters, MONTHS)
    return caught.value.code


@pytest.mark.parametrize("months", [2, 4, 7, 13, 28])
def test_other_ranges_may_not(months: int) -> None:
    assert refused(Filters.of({}, MONTHS[1], MONTHS[months])) == "range_of_months"
    check(Filters.of({}, MONTHS[1], MONTHS[months]), MONTHS, by=["month"])


def test_open_and_broken_ranges_and_several_values_may_not() -> None:
    assert refused(Filters.of({}, MONTHS[1])) == "range_of_months"
    later = dt.date(MONTHS[-1].year + 1, MONTHS[-1].month, 28)
    assert refused(Filters.of({}, MONTHS[-5], later)) == "range_of_months"  # it is five months, whatever it says
    check(Filters.of({}, MONTHS[-3], later), MONTHS)
    check(Filters.of({}, later, later), MONTHS)
    # A quarter or a year that the data cut is one there is; a year counted from another month is not.
    check(Filters.of({}, dt.date(MONTHS[-1].year, 1, 1), dt.date(MONTHS[-1].year, 12, 31)), MONTHS)
    before = dt.date(MONTHS[0].year - 1, 11, 1)
    assert (
        refused(Filters.of({}, before, month_end(before.replace(year=before.year + 1, month=10)))) == "range_of_months"
    )
    assert refused(Filters.of({}, MONTHS[0].replace(day=5), MONTHS[2])) == "range_of_months"
    assert refused(Filters.of({}, MONTHS[3], MONTHS[5].replace(day=20))) == "range_of_months"
    assert refused(Filters.of({"region": ["a", "b"]})) == "one_value_at_a_time"
    assert refused(Filters.of({"month": ["2024-01", "2024-02"]})) == "one_value_at_a_time"
    check(Filters.of({"region": ["a", "b"]}), MONTHS, by=["region"])


def test_a_questions_columns_are_told_as_its_table_says() -> None:
    columns = Columns.of(
        {
            "keep": ["a"], "counts": ["n", "late"], "amounts": {"v": "n"}, "largest": {"v": "top"},
            "shares": {"rate": {"of": "late", "base": "n"}, "part": {"of": "n", "over": []}, "plain": "n"},
            "measures": {"hours": "n"}, "estimates": {"effect": ["late"]},
        }
    )  # fmt: skip
    rows = pl.DataFrame(
        {
            "a": ["x", "y"], "n": [103, 62], "late": [52, 3], "v": [1.0e6, 9.0e5], "top": [10.0, 8.0e5],
            "rate": [52 / 103, 3 / 62], "part": [103 / 165, 62 / 165], "plain": [0.5, 0.05],
            "hours": [12.3456, 1.0], "effect": [0.123456, 0.1], "secret": ["p", "q"],
        }
    )  # fmt: skip
    answer = columns.disclose(rows)
    first, second = answer.frame.rows(named=True)
    assert (first["n"], first["late"], first["v"], first["rate"]) == (105, None, 1.0e6, None)
    assert (first["late__masked"], second["late__masked"], second["v__masked"]) == ("complement", "small", "dominated")
    assert second["plain__masked"] == "small" and first["plain"] == pytest.approx(50 / 105)
    assert (first["hours"], first["effect"], first["secret"], first["top"]) == (12.3, None, None, None)
    assert first["part"] == pytest.approx(105 / 165)
    assert answer.masked == 8
    assert answer.reasons == ("small", "dominated", "complement")


def test_a_guarded_viewer_is_answered_by_a_plan_or_not_at_all(warehouse: Warehouse) -> None:
    with pytest.raises(AskRefused) as caught:
        warehouse.query("select loans from portfolio_month", {}, REGULATOR)
    assert caught.value.code == "not_for_role"
    exact = warehouse.reported(Viewer("operator", None), Filters.of())
    shown = warehouse.reported(REGULATOR, Filters.of())
    assert (shown["loans"] % 5 == 0).all()
    assert ((shown["loans"] > 0) == (exact["loans"] > 0)).all()


def test_every_question_says_what_its_columns_are(warehouse: Warehouse) -> None:
    for id, one in questions().items():
        assert one.disclose is not None, id
        if one.disclose.asks:
            continue
        exact = set(ask_question(warehouse, Viewer("operator", None), id).frame.columns)
        persons = {"agent", "first_hired_on", "last_left_on"}
        estimated = set() if one.disclose.after or not one.estimate else exact - one.disclose.named
        assert exact - one.disclose.named - estimated <= persons, id
        frame = ask_question(warehouse, REGULATOR, id).frame
        assert all(frame[name].null_count() == frame.height for name in persons & set(frame.columns)), id


def test_a_guarded_metric_says_why_a_value_is_missing(warehouse: Warehouse) -> None:
    answer = ask(warehouse, REGULATOR, ["complaints", "upheld_rate", "balance"], ["month", "region"])
    exact = ask(
        warehouse, Viewer("operator", None), ["complaints", "upheld_rate", "balance"], ["month", "region"]
    ).frame
    for id in ("complaints", "upheld_rate", "balance"):
        given_up = answer.frame[id].is_null() & exact[id].is_not_null()
        assert (given_up == answer.frame[f"{id}__masked"].is_not_null()).all()
    masks = answer.frame.select(pl.selectors.ends_with("__masked"))
    assert answer.masked == sum(masks.height - column.null_count() for column in masks.get_columns()) > 0
    assert "small" in answer.reasons
