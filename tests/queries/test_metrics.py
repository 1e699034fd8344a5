from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask, dictionary
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import collecting_oracle, county, drawing, oracle

EVERYTHING = Viewer("operator", None)
# Tested on their own: no plain ratio of two sums, or counted apart.
OTHERWISE = {
    "cumulative_roll", "entered_m2_rate", "roll_rate_stock", "market_share",
    "concentration_hhi", "active_borrowers", "several_loans_share", "median_apr", "above_24_share", "above_36_share",
    "above_four_lpr_share", "stated_rate_share",
}  # fmt: skip


def test_every_metric_has_an_oracle() -> None:
    assert set(dictionary()) == set(oracle.EXPECTED) | set(collecting_oracle.EXPECTED) | OTHERWISE


def assert_agrees(warehouse: Warehouse, facts: oracle.Facts, id: str, by: tuple[str, ...], filters: Filters) -> None:
    frame = ask(warehouse, EVERYTHING, [id], by, filters).frame
    expected = oracle.answer(facts, id, by, filters)
    keys = frame.select(by).rows() if by else [()] * frame.height
    assert sorted(keys, key=str) == sorted(expected, key=str)
    assert keys == sorted(keys)
    for key, row in zip(keys, frame.rows(named=True), strict=True):
        numerator, denominator = expected[key]
        same(row[f"{id}__numerator"], numerator)
        same(row[f"{id}__denominator"], denominator)
        ratio = oracle.EXPECTED[id].denominator is not None
        same(row[id], _divided(numerator, denominator) if ratio else numerator)


def _divided(numerator: Any, denominator: Any) -> float | None:
    return float(numerator) / float(denominator) if numerator is not None and denominator else None


def same(found: Any, expected: Any) -> None:
    if isinstance(found, float) and expected is not None:
        assert found == pytest.approx(float(expected), rel=1e-12)
    else:
        assert found == expected


@pytest.mark.parametrize("by", [(), ("month",)])
@pytest.mark.parametrize("id", sorted(oracle.EXPECTED))
def test_metrics_agree_with_loops_over_the_facts(
    warehouse: Warehouse, facts: oracle.Facts, id: str, by: tuple[str, ...]
) -> None:
    assert_agrees(warehouse, facts, id, by, NO_FILTERS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_metrics_agree_with_the_facts_at_any_grain_and_filter(
    warehouse: Warehouse, facts: oracle.Facts, data: st.DataObject
) -> None:
    id, by, filters = drawing.asked(data, oracle.EXPECTED, facts.values)
    try:
        assert_agrees(warehouse, facts, id, by, filters)
    except AskRefused as refused:
        assume(refused.code != "cannot_combine")
        raise


def test_every_split_of_every_metric_can_be_asked(warehouse: Warehouse) -> None:
    for one in dictionary().values():
        for dimension in one.dimensions:
            viewer = Viewer("manager", county.PLATFORMS) if dimension == "agent" else EVERYTHING
            assert ask(warehouse, viewer, [one.id], [dimension]).frame.columns[0] == dimension


@pytest.mark.parametrize("dimension", ["region", "age_band", "vintage", "bucket", "loan_class", "worst_bucket"])
def test_the_parts_of_a_filter_add_up_to_the_whole(warehouse: Warehouse, facts: oracle.Facts, dimension: str) -> None:
    values = facts.values(dimension)
    parts = [
        ask(warehouse, EVERYTHING, ["loans", "balance"], (), Filters.of({dimension: [value]})).frame for value in values
    ]
    whole = ask(warehouse, EVERYTHING, ["loans", "balance"]).frame
    assert pl.concat(parts).select(pl.col("loans", "balance").sum()).rows() == whole.select("loans", "balance").rows()


def test_buckets_add_up_to_the_book_in_every_slice(warehouse: Warehouse) -> None:
    by = ["month", "platform", "region"]
    whole = ask(warehouse, EVERYTHING, ["loans"], by).frame.select(*by, "loans")
    parts = ask(warehouse, EVERYTHING, ["loans"], [*by, "bucket"]).frame.group_by(by).agg(pl.col("loans").sum())
    assert parts.sort(by).rows() == whole.rows()


def test_a_stock_over_a_range_is_its_last_month_end_and_a_flow_the_sum(warehouse: Warehouse) -> None:
    span = Filters.of(first_month=dt.date(2024, 2, 1), last_month=dt.date(2024, 5, 15))
    by_month = ask(warehouse, EVERYTHING, ["balance", "originated_principal"], ["month"], span).frame
    whole = ask(warehouse, EVERYTHING, ["balance", "originated_principal"], (), span)
    assert by_month["month"].to_list()[-1] == whole.as_of == dt.date(2024, 4, 30)
    assert whole.frame["balance"][0] == by_month["balance"][-1]
    assert whole.frame["originated_principal"][0] == by_month["originated_principal"].sum()


def test_a_stock_names_the_platforms_that_did_not_report_its_month(warehouse: Warehouse) -> None:
    assert ask(warehouse, EVERYTHING, ["loans"]).silent == (county.BY_BUCKET,)
    own = Filters.of({"platform": [county.BY_BUCKET]})
    answer = ask(warehouse, EVERYTHING, ["loans"], (), own)
    assert (answer.as_of, answer.silent) == (county.month_end(county.FIRST + county.MONTHS - 3), ())
    assert answer.frame["loans"][0] > 0


def test_what_was_not_reported_is_null_and_never_zero(warehouse: Warehouse) -> None:
    own = Filters.of({"platform": [county.BY_BUCKET]})
    row = ask(warehouse, EVERYTHING, ["arrears", "arrears_ratio", "average_days_past_due", "loans"], (), own).frame
    assert row.select("arrears", "arrears_ratio", "average_days_past_due").row(0) == (None, None, None)
    together = ask(warehouse, EVERYTHING, ["cash_received", "loans"], ["platform"], own).frame
    assert together.select("cash_received").item() is None


def test_a_zero_denominator_gives_null(warehouse: Warehouse) -> None:
    row = ask(warehouse, EVERYTHING, ["roll_rate"], ["bucket"], Filters.of({"bucket": ["new"]})).frame
    assert row.select("roll_rate", "roll_rate__denominator").row(0) == (None, Decimal("0.00"))


def test_borrowers_are_counted_once_per_platform(warehouse: Warehouse, facts: oracle.Facts) -> None:
    answer = ask(warehouse, EVERYTHING, ["borrowers", "overdue_rate_borrowers"])
    rows = [row for row in facts["book"] if row["month"] == answer.as_of]
    everyone = {(row["platform"], row["borrower_id"]) for row in rows}
    late = {(row["platform"], row["borrower_id"]) for row in rows if row["bucket"] != "M0"}
    assert answer.frame["borrowers"][0] == len(everyone) < len(rows)
    assert answer.frame["overdue_rate_borrowers"][0] == pytest.approx(len(late) / len(everyone))
    assert answer.reads_facts and answer.source == ("loan_month",)


def test_the_cumulative_roll_is_the_product_of_the_steps(warehouse: Warehouse) -> None:
    steps = ask(warehouse, EVERYTHING, ["roll_rate"], ["bucket"]).frame.drop_nulls("roll_rate")
    product = 1.0
    for rate in steps["roll_rate"]:
        product *= rate
    assert steps.height == 7
    assert ask(warehouse, EVERYTHING, ["cumulative_roll"]).frame["cumulative_roll"][0] == pytest.approx(product)


def test_the_stock_ratio_sets_a_bucket_against_the_one_it_comes_from(warehouse: Warehouse) -> None:
    own = {"platform": [county.BY_DAYS]}
    book = ask(warehouse, EVERYTHING, ["balance"], ["month", "bucket"], Filters.of(own)).frame
    at = {(month, bucket): balance for month, bucket, balance in book.select("month", "bucket", "balance").rows()}
    march, april = dt.date(2024, 3, 31), dt.date(2024, 4, 30)
    span = Filters.of(own, april, april)
    rates = ask(warehouse, EVERYTHING, ["roll_rate_stock"], ["bucket"], span).frame
    found = dict(rates.select("bucket", "roll_rate_stock").rows())
    for bucket, following in (("M0", "M1"), ("M1", "M2"), ("M2", "M3")):
        assert found[bucket] == pytest.approx(float(at[april, following] / at[march, bucket]))
    assert None not in found


def test_m2_entry_is_the_product_of_its_two_rates(warehouse: Warehouse) -> None:
    ids = ["entered_m2_rate", "first_day_overdue_rate", "collection_rate_30_days"]
    entered, first_day, collected = ask(warehouse, EVERYTHING, ids).frame.select(ids).row(0)
    assert entered == pytest.approx(first_day * (1 - collected))


def test_the_smallest_table_that_holds_the_dimensions_is_read(warehouse: Warehouse) -> None:
    for by, table in (
        (["region"], "portfolio_month"),
        (["age_band"], "portfolio_month_age_band"),
        (["vintage", "bucket"], "portfolio_month_vintage"),
        (["age_band", "vintage"], "loan_month"),
        (["income_band"], "loan_month"),
    ):
        answer = ask(warehouse, EVERYTHING, ["loans"], by)
        assert (answer.source, answer.reads_facts) == ((table,), table == "loan_month")
    filtered = ask(warehouse, EVERYTHING, ["loans"], ["month"], Filters.of({"age_band": ["18-25"]}))
    assert filtered.source == ("portfolio_month_age_band",)


@pytest.mark.parametrize(
    ("id", "by", "where", "code"),
    [
        ("par30_count", ["bucket"], {}, "cannot_split"),
        ("par30_count", [], {"bucket": ["M1"]}, "cannot_filter"),
        ("par30_count", ["nonsense"], {}, "cannot_split"),
        ("roll_rate_stock", [], {"bucket": ["M1"]}, "cannot_filter"),
        ("cash_received", ["bucket"], {}, "cannot_split"),
        ("roll_rate", ["age_band", "occupation"], {}, "cannot_combine"),
        ("par30_cuont", [], {}, "unknown_name"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    warehouse: Warehouse, id: str, by: list[str], where: dict[str, list[str]], code: str
) -> None:
    with pytest.raises(AskRefused) as refused:
        ask(warehouse, EVERYTHING, [id], by, Filters.of(where))
    assert refused.value.code == code


def test_several_metrics_are_answered_together_as_they_are_alone(warehouse: Warehouse) -> None:
    ids = ["par30_balance", "roll_rate", "originated_principal", "write_off_ratio", "cash_received"]
    together = ask(warehouse, EVERYTHING, ids, ["month", "platform"]).frame
    for id in ids:
        alone = ask(warehouse, EVERYTHING, [id], ["month", "platform"]).frame
        joined = alone.join(together, on=["month", "platform"], suffix="_together")
        assert joined.height == alone.height
        assert joined[id].equals(joined[f"{id}_together"])
