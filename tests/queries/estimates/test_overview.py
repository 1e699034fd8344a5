from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from queries.access import Viewer
from queries.change import explain
from queries.estimates import adding, asking
from queries.estimates.overview import METRICS, SCHEMA
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county

EVERYTHING = Viewer("operator", None)
MONTHS = (dt.date(2024, 4, 30), dt.date(2024, 8, 31))
SPAN = Filters.of({}, dt.date(2024, 4, 1), dt.date(2024, 8, 31))


@pytest.fixture(scope="module")
def moved(warehouse: Warehouse) -> pl.DataFrame:
    return ask_question(warehouse, EVERYTHING, "overview/what_moved", SPAN).frame


def test_parts_of_every_dimension_add_up_to_the_change(warehouse: Warehouse, moved: pl.DataFrame) -> None:
    assert set(moved["metric"]) == set(METRICS)
    sums = moved.group_by("metric", "dimension").agg(
        pl.col("change").first(), effects=(pl.col("rate_effect") + pl.col("mix_effect")).sum(),
        shares=pl.col("share_of_change").sum(),
    )  # fmt: skip
    assert sums["effects"].to_list() == pytest.approx(sums["change"].to_list())
    assert sums.drop_nulls()["shares"].to_list() == pytest.approx([1.0] * sums.height)


@pytest.mark.parametrize("id", METRICS)
def test_before_and_after_are_the_metric_itself(warehouse: Warehouse, moved: pl.DataFrame, id: str) -> None:
    frame = ask(warehouse, EVERYTHING, [id], ["month"], SPAN).frame
    values = dict(frame.select("month", pl.col(id).cast(pl.Float64)).iter_rows())
    # By agency a payment of nobody's case, by category a part of a whole: whatever the split, the whole is the same.
    rows = moved.filter(metric=id)
    assert rows["before"].to_list() == pytest.approx([values[MONTHS[0]]] * rows.height)
    assert rows["after"].to_list() == pytest.approx([values[MONTHS[1]]] * rows.height)


def test_it_agrees_with_explaining_one_metric_by_one_dimension(warehouse: Warehouse, moved: pl.DataFrame) -> None:
    for dimension in ("platform", "category", "bucket"):
        found = explain(warehouse, EVERYTHING, "cost_per_case", dimension, MONTHS)
        assert found is not None
        rows = moved.filter(metric="cost_per_case", dimension=dimension).sort("part")
        assert rows["part"].to_list() == found.parts[dimension].to_list()
        assert rows["rate_effect"].to_list() == pytest.approx(found.parts["rate_effect"].to_list())
        assert rows["mix_effect"].to_list() == pytest.approx(found.parts["mix_effect_centred"].to_list())


def test_a_part_of_a_whole_has_no_mix(moved: pl.DataFrame) -> None:
    parts = moved.filter(metric="cost_per_case", dimension="category")
    assert parts["mix_effect"].to_list() == [0.0] * parts.height
    assert parts["part_before"].sum() == pytest.approx(parts["before"][0])


def test_the_largest_come_first(moved: pl.DataFrame) -> None:
    size = ((moved["rate_effect"] + moved["mix_effect"]) / moved["usual"]).abs()
    assert size.round(9).to_list() == sorted(size.round(9).to_list(), reverse=True)


def test_nothing_is_split_by_time_or_person(warehouse: Warehouse) -> None:
    manager = Viewer("manager", (county.BY_DAYS,))
    own = ask_question(warehouse, manager, "overview/what_moved", SPAN).frame
    assert not {"month", "day", "vintage", "agent", "platform"} & set(own["dimension"])


def test_the_months_may_be_named(warehouse: Warehouse, moved: pl.DataFrame) -> None:
    named = ask_question(warehouse, EVERYTHING, "overview/what_moved", before="2024-04", after="2024-08").frame
    columns = [name for name in moved.columns if name not in ("usual",)]
    order = ["metric", "dimension", "part"]
    assert named.select(columns).sort(order).equals(moved.select(columns).sort(order))
    with pytest.raises(AskRefused, match="not a date"):
        ask_question(warehouse, EVERYTHING, "overview/what_moved", before="spring", after="2024-08")


def test_a_single_month_moves_nothing(warehouse: Warehouse) -> None:
    one = Filters.of({}, MONTHS[0], MONTHS[0])
    frame = ask_question(warehouse, EVERYTHING, "overview/what_moved", one).frame
    assert frame.height == 0 and dict(frame.schema) == SCHEMA


def test_metrics_a_filter_does_not_fit_are_left_out(warehouse: Warehouse) -> None:
    early = Filters.of({"bucket": ["M1"]}, SPAN.first_month, SPAN.last_month)
    found = set(ask_question(warehouse, EVERYTHING, "overview/what_moved", early).frame["metric"])
    assert "cost_per_case" in found and "par30_balance" not in found


@pytest.mark.parametrize(
    ("where", "among"),
    [
        ({}, ""),
        ({"platform": [county.BY_DAYS]}, ""),
        ({"bucket": ["M1"]}, "region,channel,cause"),
        ({"agency": ["agency one"]}, ""),
    ],
)
def test_sums_read_once_say_what_was_asked_split_by_split(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, where: dict[str, list[str]], among: str
) -> None:
    within = Filters.of(where, SPAN.first_month, SPAN.last_month)
    read = ask_question(warehouse, EVERYTHING, "overview/what_moved", within, among=among).frame
    monkeypatch.setattr(adding, "moved", asking.moved)
    asked = ask_question(warehouse, EVERYTHING, "overview/what_moved", within, among=among).frame
    # Beside other metrics a part of a whole may be one that costs nothing at all.
    free = pl.all_horizontal(pl.col("part_before", "part_after") == 0, pl.col("weight_before", "weight_after") == 1)
    asked = asked.filter(~free)
    order = ["metric", "dimension", "part"]
    assert read.height > 5
    assert_frame_equal(read.sort(order), asked.sort(order), rel_tol=1e-9, abs_tol=1e-12)


def test_dimensions_may_be_named(warehouse: Warehouse, moved: pl.DataFrame) -> None:
    named = ask_question(warehouse, EVERYTHING, "overview/what_moved", SPAN, among="platform,cause").frame
    assert_frame_equal(named, moved.filter(pl.col("dimension").is_in(["platform", "cause"])))
    assert set(named["dimension"]) == {"platform", "cause"}


def test_a_guarded_viewer_is_told_of_the_metric_itself_or_of_no_change(warehouse: Warehouse) -> None:
    regulator = Viewer("regulator", None)
    frame = ask_question(warehouse, regulator, "overview/what_moved").frame
    months = {row["month"]: row for row in ask(warehouse, regulator, METRICS, ["month"]).frame.to_dicts()}
    first, last = min(months), max(months)
    for id, before, after in frame.select("metric", "before", "after").unique().rows():
        assert (before, after) == (float(months[first][id]), float(months[last][id])), id
    # Of most dimensions of so small a county too little is shown: what is left would be another number's change.
    split = set(frame.select("metric", "dimension").unique().rows())
    exact = set(
        ask_question(warehouse, EVERYTHING, "overview/what_moved").frame.select("metric", "dimension").unique().rows()
    )
    assert split < exact
