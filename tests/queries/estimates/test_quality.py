from __future__ import annotations

import polars as pl
import pytest

from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question
from queries.statistics.intervals import wilson
from queries.warehouse import Warehouse
from tests.queries import county

EVERYBODY = Viewer("manager", county.PLATFORMS)
SAME = ("right_party_contact_rate", "promise_kept_rate", "quality_score", "critical_error_rate", "breach_rate")


@pytest.mark.parametrize("level", ["agent", "team", "agency"])
def test_measures_are_those_of_the_dictionary(warehouse: Warehouse, level: str) -> None:
    found = ask_question(warehouse, EVERYBODY, "agents/quality", level=level).frame
    assert found["unit"].to_list() == sorted(found["unit"])
    for id in SAME:
        expected = ask(warehouse, EVERYBODY, [id], [level]).frame.select(unit=level, value=id)
        rows = found.join(expected, on="unit", how="left")
        assert rows[id].to_list() == pytest.approx(rows["value"].cast(pl.Float64).to_list(), nan_ok=True), id


def test_values_lie_within_their_intervals(warehouse: Warehouse) -> None:
    found = ask_question(warehouse, EVERYBODY, "agents/quality").frame
    for id in (*SAME, "complaints_per_1000_cases"):
        rows = found.drop_nulls([id, f"{id}_lower"])
        assert rows.filter(pl.col(f"{id}_lower") > pl.col(id) + 1e-12).height == 0, id
        assert rows.filter(pl.col(f"{id}_upper") < pl.col(id) - 1e-12).height == 0, id
    row = found.drop_nulls("promise_kept_rate").row(0, named=True)
    base = row["promise_kept_rate_base"]
    expected = wilson(round(row["promise_kept_rate"] * base), base)
    assert (row["promise_kept_rate_lower"], row["promise_kept_rate_upper"]) == pytest.approx(expected)


def test_complaints_are_over_the_cases_of_months_that_report_them(warehouse: Warehouse) -> None:
    own = Filters.of({"platform": [county.BY_BUCKET]})
    silent = ask_question(warehouse, EVERYBODY, "agents/quality", own).frame
    assert silent["complaints_per_1000_cases"].null_count() == silent.height > 0
    found = ask_question(warehouse, EVERYBODY, "agents/quality", Filters.of({"platform": [county.BY_DAYS]})).frame
    by_month = ask(
        warehouse,
        EVERYBODY,
        ["complaints_per_1000_cases"],
        ["month", "team"],
        Filters.of({"platform": [county.BY_DAYS]}),
    ).frame
    cases = by_month.group_by(unit="team").agg(pl.col("complaints_per_1000_cases__denominator").sum().alias("cases"))
    rows = found.join(cases, on="unit")
    assert rows["complaints_per_1000_cases_base"].to_list() == rows["cases"].to_list()
