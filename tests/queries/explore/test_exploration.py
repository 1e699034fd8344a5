"""An exploration in an address, its periods, and what it is refused for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.access import Viewer
from queries.dictionary import dictionary
from queries.explore.choosing import settled
from queries.explore.exploration import Exploration, Top, filterable, splits
from queries.explore.explored import cell, explore, span
from queries.explore.periods import is_relative, periods, resolved, shifted
from queries.filters import Filters, length
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county

OPERATOR, REGULATOR = Viewer("operator", None), Viewer("regulator", None)
TEXTS = st.text(max_size=8)


@settings(deadline=None)
@given(
    ids=st.lists(st.sampled_from(sorted(dictionary())), min_size=1, max_size=6, unique=True),
    values=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3, unique=True),
    bounds=st.tuples(st.none() | st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
    count=st.integers(1, 99),
    day=st.none() | st.dates(dt.date(2000, 1, 1)),
)
def test_an_address_holds_all_of_it(
    ids: list[str], values: list[str], bounds: tuple[float | None, float], count: int, day: dt.date | None
) -> None:
    by = tuple(sorted(splits(ids))[:3])
    free = sorted(filterable(ids))
    one = Exploration(
        tuple(ids), by, "quarter", "last:7", day, day,
        where=Filters.of({free[0]: values} if free else {}).where, ranges=((ids[0], *bounds),),
        search=((free[-1], values[0]),) if free else (), top=Top(by[-1], count), compare="year",
    )  # fmt: skip
    assert Exploration.from_link(one.to_link()) == (one, ())


@settings(deadline=None)
@given(
    choices=st.dictionaries(
        st.sampled_from(["m", "by", "grain", "period", "first", "last", "w", "r", "q", "top", "cmp", "x"]),
        st.lists(TEXTS),
    )
)
def test_any_address_means_something(choices: dict[str, list[str]]) -> None:
    one, dropped = Exploration.from_link(choices)
    assert Exploration.from_link(one.to_link()) == (one, ())
    assert len(dropped) <= sum(map(len, choices.values()))


def test_what_an_address_cannot_use_is_named() -> None:
    link = {"m": ["loans", "laons"], "by": ["region", "channel"], "w": ["region:1", "channel:sms", "region"]}
    link |= {"top": ["product:3"], "r": ["loans::"], "grain": ["week"], "period": ["last:0"], "first": ["soon"]}
    one, dropped = Exploration.from_link(link)
    assert one == Exploration(("loans",), ("region",), where=(("region", ("1",)),))
    assert set(dropped) == {
        "m=laons", "by=channel", "w=channel:sms", "w=region", "top=product:3", "r=loans::", "grain=week",
        "period=last:0", "first=soon",
    }  # fmt: skip


@settings(deadline=None)
@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), months=st.integers(-100, 100))
def test_months_move_as_a_calendar_does(day: dt.date, months: int) -> None:
    moved = shifted(day, months)
    assert (moved + dt.timedelta(days=1)).day == 1
    assert moved.year * 12 + moved.month - day.year * 12 - day.month == months
    assert length(min(day, moved), max(day, moved)) == abs(months) + 1


def test_relative_periods_are_seen_from_the_newest_month() -> None:
    newest = dt.date(2024, 2, 29)
    assert resolved("last:3", newest) == (dt.date(2023, 12, 1), newest)
    assert resolved("this_year", newest) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert resolved("last_year", newest) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    wrong = ("last:", "last:0", "last:-1", "last:1.5", "last:٣", "last:99999", "LAST:3", "next_year")
    assert [text for text in wrong if is_relative(text)] == []


def test_a_period_is_cut_where_the_range_leaves_something_out() -> None:
    months = [dt.date(2024, 2, 29), dt.date(2024, 5, 31)]
    newest = dt.date(2024, 9, 30)
    found = periods(months, "quarter", dt.date(2024, 2, 1), dt.date(2024, 5, 31), newest)
    assert [(one.label.month, one.first, one.last) for one in found] == [
        (3, dt.date(2024, 2, 1), dt.date(2024, 3, 31)), (6, dt.date(2024, 4, 1), dt.date(2024, 5, 31)),
    ]  # fmt: skip
    whole = periods(months[1:], "year", None, newest, newest)
    assert (whole[0].first, whole[0].last) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def exploration(**changes: Any) -> Exploration:
    return Exploration(**{"metrics": ("loans",), "by": ("region",), **changes})


@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"metrics": ()}, "no_metric", {}),
        ({"metrics": tuple(list(dictionary())[:7])}, "too_many_metrics", {"most": 6}),
        ({"by": ("region", "product", "month", "bucket")}, "too_many_splits", {"most": 3}),
        ({"metrics": ("par30_cuont",)}, "unknown_name", {"near": "par30_count"}),
        ({"by": ("channel",)}, "cannot_split", {"dimension": "channel"}),
        ({"where": (("channel", ("sms",)),)}, "cannot_filter", {"dimension": "channel"}),
        ({"where": (("product", ("cush",)),)}, "unknown_value", {"near": "cash"}),
        ({"where": (("platform", ("anhe_finanse",)),)}, "unknown_value", {"near": county.BY_DAYS}),
        ({"where": (("vintage", ("soon",)),)}, "not_a_date", {}),
        ({"search": (("product", "mortgage"),)}, "nothing_found", {}),
        ({"search": (("product", " "),)}, "nothing_found", {}),
        ({"where": (("product", ("cash",)),), "search": (("product", "farm"),)}, "nothing_found", {}),
        ({"grain": "week"}, "not_offered", {"possible": "month, quarter, year"}),
        ({"compare": "month"}, "not_offered", {"possible": "previous, year"}),
        ({"period": "last:0"}, "not_a_period", {}),
        ({"first": dt.date(2024, 3, 1), "last": dt.date(2024, 2, 1)}, "range_reversed", {}),
        ({"ranges": (("balance", 1.0, None),)}, "range_not_asked", {"possible": "loans"}),
        ({"ranges": (("loans", 2.0, 1.0),)}, "not_a_range", {}),
        ({"top": Top("product", 1)}, "cannot_rank", {"possible": "region"}),
        ({"by": ("month",), "top": Top("month", 1)}, "cannot_rank", {}),
        ({"top": Top("region", 0)}, "not_offered", {}),
        ({"metrics": ("roll_rate_stock",), "by": ("bucket",), "top": Top("bucket", 1)}, "cannot_rank", {}),
        ({"metrics": ("contacts",), "by": ("day",), "compare": "year"}, "cannot_compare", {"dimension": "day"}),
        ({"where": (("month", ("2024-03",)),), "compare": "year"}, "cannot_compare", {"dimension": "month"}),
    ],
)
def test_what_cannot_be_explored_is_refused_with_the_remedy(
    warehouse: Warehouse, changes: dict[str, Any], code: str, named: dict[str, Any]
) -> None:
    with pytest.raises(AskRefused) as refused:
        explore(warehouse, OPERATOR, exploration(**changes))
    assert refused.value.code == code
    assert named.items() <= refused.value.values.items()
    assert all(refused.value.message(language) for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"where": (("product", ("cash", "farm")),)}, "one_value_at_a_time"),
        ({"by": ("product",), "where": (("product", ("cash", "farm")),)}, "one_value_at_a_time"),
        ({"search": (("product", "a"),)}, "one_value_at_a_time"),
        ({"period": "last:5"}, "range_of_months"),
        ({"by": ("month",), "period": "last:5"}, "range_of_months"),
        ({"metrics": ("contacts",), "by": ("agent",)}, "people_hidden"),
    ],
)
def test_a_regulator_is_refused_what_could_be_set_against_each_other(
    warehouse: Warehouse, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(AskRefused) as refused:
        explore(warehouse, REGULATOR, exploration(**changes))
    assert refused.value.code == code


def test_a_platform_out_of_scope_is_no_value(warehouse: Warehouse) -> None:
    own = Viewer("manager", (county.BY_DAYS,))
    with pytest.raises(AskRefused) as refused:
        explore(warehouse, own, exploration(where=(("platform", (county.BY_BUCKET,)),)))
    assert refused.value.code == "unknown_value"
    assert county.BY_BUCKET not in str(refused.value.values["near"])


def test_a_search_keeps_the_values_whose_name_or_id_holds_the_text(warehouse: Warehouse) -> None:
    named = {"region": {"420923100": "城关镇 Chengguan", "420923101": "义堂镇 Yitang"}}
    found = {
        text: dict(settled(warehouse, OPERATOR, exploration(search=(("region", text),)), named).where)["region"]
        for text in ("城关", "YITANG", "4209231", "brien", "镇")
    }
    assert found == {
        "城关": ("420923100",), "YITANG": ("420923101",), "4209231": ("420923100", "420923101"),
        "brien": ("o'brien; drop",), "镇": ("420923100", "420923101"),
    }  # fmt: skip


def test_a_value_the_county_knows_and_nobody_reported_is_not_refused(warehouse: Warehouse) -> None:
    found = explore(warehouse, OPERATOR, exploration(where=(("bucket", ("M7+",)), ("region", ("420923102",)))))
    assert found.cells.is_empty()


def test_ranges_keep_cells_and_leave_totals_whole(warehouse: Warehouse) -> None:
    everything = explore(warehouse, OPERATOR, exploration(by=("region", "product")))
    middle = float(everything.cells["loans"].median())  # type: ignore[arg-type]
    narrowed = explore(warehouse, OPERATOR, exploration(by=("region", "product"), ranges=(("loans", middle, None),)))
    kept = everything.cells.filter(everything.cells["loans"] >= middle)
    assert narrowed.cells.equals(kept) and 0 < kept.height < everything.cells.height
    assert all(narrowed.subtotals[by].equals(frame) for by, frame in everything.subtotals.items())
    inside = explore(warehouse, OPERATOR, exploration(ranges=(("loans", 1e9, None),)))
    assert inside.cells.is_empty()


def test_the_span_is_what_the_grand_total_is_asked_with(warehouse: Warehouse) -> None:
    one = exploration(period="last:3", where=(("product", ("cash",)),))
    assert span(warehouse, OPERATOR, one) == Filters.of(
        {"product": ["cash"]}, dt.date(2024, 7, 1), dt.date(2024, 9, 30)
    )
    assert explore(warehouse, OPERATOR, one, subtotals=False).subtotals == {}


def test_a_row_without_a_value_has_nothing_to_be_told_by(warehouse: Warehouse) -> None:
    with pytest.raises(AskRefused) as refused:
        cell(warehouse, OPERATOR, exploration(), {"region": None})
    assert refused.value.code == "no_value"
