"""The market's own numbers: against plain loops over the loans, and against each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask
from queries.questions import ask_question
from queries.warehouse import Warehouse
from tests.queries import county
from tests.queries.oracle import Facts, Row

EVERYTHING = Viewer("operator", None)
REGULATOR = Viewer("regulator", None)
GRAINS: list[tuple[str, ...]] = [(), ("month",), ("region",), ("month", "product"), ("platform_kind",)]


def rows(warehouse: Warehouse, id: str, filters: Filters = NO_FILTERS, **parameters: int | str) -> list[Row]:
    return ask_question(warehouse, EVERYTHING, id, filters, **parameters).frame.rows(named=True)


def book(facts: Facts, by: tuple[str, ...]) -> list[Row]:
    """The loans on the book, of the last month-end alone where months are not told apart."""
    last = max(row["month"] for row in facts["book"])
    return [row for row in facts["book"] if "month" in by or row["month"] == last]


def groups(loans: list[Row], by: tuple[str, ...]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in loans:
        found[tuple(row[name] for name in by)].append(row)
    return found


def by_platform(loans: list[Row]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in loans:
        found[row["platform"]] += row["balance"]
    return found


@pytest.mark.parametrize("by", GRAINS)
def test_concentration_is_computed_anew_at_every_grain(warehouse: Warehouse, facts: Facts, by: tuple[str, ...]) -> None:
    frame = ask(warehouse, EVERYTHING, ["concentration_hhi"], by).frame
    found = {row[: len(by)]: row[len(by)] for row in frame.select(*by, "concentration_hhi").rows()}
    expected = groups(book(facts, by), by)
    assert set(found) == set(expected)
    for key, loans in expected.items():
        shares = [float(one) / float(sum(by_platform(loans).values())) for one in by_platform(loans).values()]
        assert found[key] == pytest.approx(10_000 * sum(share**2 for share in shares))


@pytest.mark.parametrize("by", [("platform",), ("month", "platform"), ("platform", "region"), ("platform_kind",)])
def test_a_share_is_set_against_all_platforms_and_the_parts_make_a_whole(
    warehouse: Warehouse, facts: Facts, by: tuple[str, ...]
) -> None:
    frame = ask(warehouse, EVERYTHING, ["market_share"], by).frame
    found = {row[: len(by)]: row[len(by)] for row in frame.select(*by, "market_share").rows()}
    whole = tuple(name for name in by if not name.startswith("platform"))
    wholes = {key: sum(row["balance"] for row in loans) for key, loans in groups(book(facts, by), whole).items()}
    for key, loans in groups(book(facts, by), by).items():
        of = wholes[tuple(value for name, value in zip(by, key, strict=True) if name in whole)]
        assert found[key] == pytest.approx(float(sum(row["balance"] for row in loans) / of))
    sums = frame.group_by(*whole).agg(pl.col("market_share").sum()) if whole else frame.select(pl.sum("market_share"))
    assert sums["market_share"].to_list() == pytest.approx([1.0] * sums.height)


def test_a_platform_filtered_is_still_set_against_all(warehouse: Warehouse) -> None:
    whole = ask(warehouse, EVERYTHING, ["market_share"], ["platform"]).frame
    alone = ask(warehouse, EVERYTHING, ["market_share"], ["platform"], Filters.of({"platform": [county.BY_DAYS]})).frame
    assert alone.rows() == whole.filter(platform=county.BY_DAYS).rows()
    assert alone["market_share"][0] < 1


def test_who_may_see_one_platform_is_told_nothing_of_the_others_through_the_whole(warehouse: Warehouse) -> None:
    own = ask(warehouse, Viewer("manager", (county.BY_DAYS,)), ["market_share", "concentration_hhi"]).frame
    assert own.select("market_share", "concentration_hhi").rows() == [(1.0, 10_000.0)]


@pytest.mark.parametrize("by", [(), ("month",), ("month", "region"), ("product",), ("bucket", "platform")])
def test_borrowers_count_once_per_platform_where_their_newest_loan_is(
    warehouse: Warehouse, facts: Facts, by: tuple[str, ...]
) -> None:
    people = groups(book(facts, by), ("month", "platform", "borrower_id"))
    expected: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for loans in people.values():
        newest = max(loans, key=lambda row: (row["vintage"], row["loan_id"]))
        place = newest | {"bucket": max(row["bucket"] for row in loans)}
        key = tuple(place[name] for name in by)
        expected[key] = [expected[key][0] + 1, expected[key][1] + (len(loans) > 1)]
    ids = ["active_borrowers", "several_loans_share"]
    frame = ask(warehouse, EVERYTHING, ids, by).frame.select(*by, ids[0], f"{ids[1]}__numerator")
    assert {row[: len(by)]: list(row[len(by) :]) for row in frame.rows()} == expected


def test_borrowers_add_up_over_platforms_and_never_exceed_loans(warehouse: Warehouse) -> None:
    whole = ask(warehouse, EVERYTHING, ["active_borrowers", "loans", "borrowers"], ["month"]).frame
    parts = ask(warehouse, EVERYTHING, ["active_borrowers"], ["month", "platform"]).frame
    assert whole["active_borrowers"].to_list() == whole["borrowers"].to_list()
    summed = parts.group_by("month").agg(pl.col("active_borrowers").sum()).sort("month")
    assert summed["active_borrowers"].to_list() == whole["active_borrowers"].to_list()
    assert (whole["active_borrowers"] <= whole["loans"]).all()


def test_liquidation_is_the_recovery_rate_at_thirty_and_ninety_days(warehouse: Warehouse) -> None:
    found = {(row["cohort"], row["months_since"]): row for row in rows(warehouse, "market/liquidation")}
    for id, age in (("recovery_rate", 1), ("recovery_rate_90", 3)):
        frame = ask(warehouse, EVERYTHING, [id], ["month"]).frame.drop_nulls(id)
        assert frame.height > 1
        for row in frame.rows(named=True):
            curve = found[row["month"], age]
            assert (curve["cash"], curve["placed"]) == (row[f"{id}__numerator"], row[f"{id}__denominator"])


def test_a_cohort_stops_where_its_time_is_not_over_and_only_rises_with_payments(warehouse: Warehouse) -> None:
    as_of = warehouse.as_of
    for row in rows(warehouse, "market/liquidation"):
        assert row["cohort"] + dt.timedelta(days=30 * row["months_since"]) <= as_of
        assert row["paying_cases"] <= row["cases"]


def test_plans_by_state_add_up_and_no_more_comes_in_than_they_total(warehouse: Warehouse) -> None:
    found = rows(warehouse, "market/plans")
    months = ask(warehouse, EVERYTHING, ["plans", "plan_kept_rate", "plan_paid_share"]).frame.row(0, named=True)
    states = groups(found, ("plan_status",))
    count = {state: sum(row["plans"] for row in of) for (state,), of in states.items()}
    assert sum(count.values()) == months["plans"]
    assert months["plan_kept_rate"] == pytest.approx(count["complete"] / (count["complete"] + count["broken"]))
    known = [row for row in found if row["followed"]]
    assert all(0 <= row["cash"] <= row["total"] for row in known)
    assert months["plan_paid_share"] == pytest.approx(
        float(sum(row["cash"] for row in known) / sum(row["total"] for row in known))
    )


@pytest.mark.parametrize("level", ["platform", "agency"])
def test_cures_expected_at_the_countys_rates_add_up_to_those_seen(warehouse: Warehouse, level: str) -> None:
    found = rows(warehouse, "market/recovery", level=level)
    assert len(found) > 1
    assert sum(row["expected"] for row in found) == pytest.approx(sum(row["observed"] for row in found))


def test_reputation_sets_both_ratios_side_by_side(warehouse: Warehouse) -> None:
    found = rows(warehouse, "market/reputation", level="agency")
    recovery = {row["unit"]: row for row in rows(warehouse, "market/recovery", level="agency")}
    complaints = {row["unit"]: row for row in rows(warehouse, "complaints/funnel", level="agency")}
    assert {row["unit"] for row in found} == set(recovery) & set(complaints)
    for row in found:
        assert row["recovery_ratio"] == recovery[row["unit"]]["ratio"]
        assert row["complaint_ratio"] == complaints[row["unit"]]["ratio"]
        assert row["recovery_lower_998"] < 1 < row["recovery_upper_998"]
        assert (row["recovery_outside"] is None) == (recovery[row["unit"]]["outside"] is None)


def test_events_are_judged_by_all_regions_and_shown_within_the_range(warehouse: Warehouse) -> None:
    every, since = rows(warehouse, "market/outreach"), dt.date(2024, 5, 1)
    shown = rows(warehouse, "market/outreach", Filters(first_month=since))
    assert len(every) == 3 * len(county.PLATFORMS)
    assert 0 < len(shown) < len(every)
    kept = [row for row in every if row["held_on"] >= since]
    assert shown == kept
    assert {row["verdict"] for row in every} <= {"credible", "weak", "not_estimable"}
    assert all(row["reason"] == "no_region" or row["region"] != "nowhere" for row in every)


def test_shares_before_and_after_are_those_of_the_roll(warehouse: Warehouse) -> None:
    rolled = ask(
        warehouse, EVERYTHING, ["roll_rate_count"], ["month", "region"], Filters.of({"bucket": ["M0"]})
    ).frame.rows(named=True)
    told = [row for row in rows(warehouse, "market/outreach") if row["before"] is not None]
    assert told
    for row in told:
        number = row["held_on"].year * 12 + row["held_on"].month - 1
        months = [county.month_end(number + step) for step in (-3, -2, -1)]
        near = [one for one in rolled if one["month"] in months and one["region"] == row["region"]]
        assert row["cases_before"] == sum(one["roll_rate_count__denominator"] for one in near)
        assert row["counted_before"] == sum(one["roll_rate_count__numerator"] for one in near)


@pytest.mark.parametrize(
    "id", ["borrowers", "events", "liquidation", "outreach", "outreach_together", "plans", "recovery", "reputation"]
)
def test_the_regulator_is_answered_with_rounded_numbers_only(warehouse: Warehouse, id: str) -> None:
    frame = ask_question(warehouse, REGULATOR, f"market/{id}").frame
    counts = {
        "borrowers",
        "new_borrowers",
        "attendees",
        "cases",
        "paying_cases",
        "plans",
        "at_risk",
        "complaint_observed",
    }
    for name in counts & set(frame.columns):
        assert all(value % 5 == 0 for value in frame[name].drop_nulls()), name
    assert not {name for name in frame.columns if name.startswith("largest")}
