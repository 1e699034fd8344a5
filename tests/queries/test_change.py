from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from queries.access import Viewer
from queries.change import explain
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county

EVERYTHING = Viewer("operator", None)
MONTHS = (dt.date(2024, 3, 31), dt.date(2024, 6, 30))


@pytest.mark.parametrize("dimension", ["platform", "region", "age_band", "vintage"])
@pytest.mark.parametrize("id", ["par30_balance", "roll_rate", "overdue_rate_count"])
def test_a_change_is_explained_by_parts_that_add_up_to_it(warehouse: Warehouse, id: str, dimension: str) -> None:
    found = explain(warehouse, EVERYTHING, id, dimension, MONTHS)
    assert found is not None
    frame = ask(warehouse, EVERYTHING, [id], ["month"]).frame
    rates = dict(frame.select("month", id).rows())
    assert (found.before, found.after) == pytest.approx(tuple(rates[month] for month in MONTHS))
    assert found.rate_effect + found.mix_effect == pytest.approx(found.after - found.before)
    assert found.parts["rate_effect"].sum() == pytest.approx(found.rate_effect)


def test_months_may_be_given_in_either_order(warehouse: Warehouse) -> None:
    there = explain(warehouse, EVERYTHING, "par30_balance", "region", MONTHS)
    back = explain(warehouse, EVERYTHING, "par30_balance", "region", (MONTHS[1], MONTHS[0]))
    assert there is not None and back is not None
    assert (back.rate_effect, back.mix_effect) == pytest.approx((-there.rate_effect, -there.mix_effect))


def test_scope_and_filters_apply_and_the_range_of_months_does_not(warehouse: Warehouse) -> None:
    manager = Viewer("manager", (county.BY_DAYS,))
    narrow = Filters.of({"product": ["cash"]}, dt.date(2024, 6, 30), dt.date(2024, 6, 30))
    found = explain(warehouse, manager, "par30_balance", "platform", MONTHS, narrow)
    assert found is not None
    assert found.parts["platform"].to_list() == [county.BY_DAYS]
    assert found.mix_effect == pytest.approx(0.0)


def test_a_month_without_a_book_explains_nothing(warehouse: Warehouse) -> None:
    months = (dt.date(2020, 1, 31), MONTHS[1])
    assert explain(warehouse, EVERYTHING, "par30_balance", "region", months) is None


def test_what_is_no_ratio_or_cannot_be_split_is_refused(warehouse: Warehouse) -> None:
    for id, dimension, code in (("loans", "region", "not_a_ratio"), ("par30_balance", "bucket", "cannot_split")):
        with pytest.raises(AskRefused) as refused:
            explain(warehouse, EVERYTHING, id, dimension, MONTHS)
        assert refused.value.code == code
    assert dictionary()["cumulative_roll"].denominator == ""


def test_a_part_hidden_in_one_month_neither_comes_nor_goes(warehouse: Warehouse) -> None:
    regulator, id = Viewer("regulator", None), "par30_count"
    frame = ask(warehouse, regulator, [id], ["month", "region"]).frame.filter(pl.col("month").is_in(MONTHS))
    hidden = set(frame.filter(pl.col(f"{id}__masked").is_not_null())["region"])
    found = explain(warehouse, regulator, id, "region", MONTHS)
    shown = set() if found is None else set(found.parts["region"])
    assert hidden
    assert shown == set(frame["region"]) - hidden
