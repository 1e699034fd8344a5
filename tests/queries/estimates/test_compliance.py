from __future__ import annotations

import polars as pl
import pytest

from queries.access import Viewer
from queries.estimates import compliance
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask
from queries.questions import ask_question, questions
from queries.reference import packs, rules
from queries.warehouse import Warehouse


@pytest.mark.parametrize(
    ("contacts", "assessable", "cannot"),
    [(100, 95, False), (100, 94, True), (0, 0, None), (None, None, None), (10, 0, True)],
)
def test_a_rule_is_not_assessed_where_one_in_twenty_lacks_the_field(
    contacts: int | None, assessable: int | None, cannot: bool | None
) -> None:
    rows = pl.DataFrame(
        {"contacts": [contacts], "assessable": [assessable]}, schema=dict.fromkeys(("contacts", "assessable"), pl.Int64)
    )
    assert compliance.breaches(rows, {})["cannot_assess"].to_list() == [cannot]


def test_rates_have_the_exact_poisson_interval() -> None:
    rows = pl.DataFrame({"unit": ["b", "a"], "contacts": [1500, 410], "assessable": [1500, 410], "breaches": [12, 3]})
    found = compliance.by(rows, {}).select("unit", pl.col("lower", "upper").round(2)).rows()
    assert found == [("a", 1.51, 21.38), ("b", 4.13, 13.97)]


def test_every_rule_can_be_chosen() -> None:
    assert questions()["compliance/hours"].choices["rule"] == tuple(rules())
    assert questions()["compliance/by"].choices["rule"] == ("", *rules())
    assert questions()["compliance/by_pack"].choices["pack"] == tuple(packs())


def test_packs_are_in_their_order(warehouse: Warehouse, operator: Viewer) -> None:
    assert ask_question(warehouse, operator, "compliance/what_if").frame["pack"].to_list() == list(packs())


@pytest.mark.parametrize("level", ["platform", "agency", "team", "channel"])
def test_units_add_up_to_what_the_dictionary_says(warehouse: Warehouse, operator: Viewer, level: str) -> None:
    found = ask_question(warehouse, operator, "compliance/by", level=level).frame
    whole = ask(warehouse, operator, ["breaches", "breach_rate", "breached_case_share"]).frame.row(0, named=True)
    assert (found["breaches"].sum(), found["contacts"].sum()) == (whole["breaches"], whole["breach_rate__denominator"])
    if level != "channel":
        assert found["breached_cases"].sum() == whole["breached_case_share__numerator"]
    one = ask_question(warehouse, operator, "compliance/by", level=level, rule="CN-T1").frame
    of_rule = ask(warehouse, operator, ["breaches"], (), Filters.of({"rule": ["CN-T1"]})).frame
    assert one["breaches"].sum() == of_rule["breaches"][0] > 0
    assert one["cases"].null_count() == len(one)


@pytest.mark.parametrize("level", ["platform", "agency", "channel"])
def test_units_of_every_pack_add_up_to_what_if(warehouse: Warehouse, operator: Viewer, level: str) -> None:
    whole = ask_question(warehouse, operator, "compliance/what_if").frame
    for row in whole.rows(named=True):
        found = ask_question(warehouse, operator, "compliance/by_pack", level=level, pack=row["pack"]).frame
        assert found["breaches"].sum() == row["breaches"] > 0
        assert found["contacts"].sum() == row["contacts"]
        assert level == "channel" or found["breached_cases"].sum() == row["breached_cases"]
        assert found["cannot_assess"].is_null().all()


def test_the_pack_here_finds_what_its_rules_do(warehouse: Warehouse, operator: Viewer) -> None:
    columns = ["unit", "contacts", "breaches", "rate", "lower", "upper", "cases", "breached_cases"]
    here = ask_question(warehouse, operator, "compliance/by", level="platform").frame.select(columns)
    of_pack = ask_question(warehouse, operator, "compliance/by_pack", level="platform").frame.select(columns)
    assert here.equals(of_pack)


def test_rules_hours_and_months_tell_of_the_same_breaches(warehouse: Warehouse, operator: Viewer) -> None:
    told = ask_question(warehouse, operator, "compliance/breaches").frame
    for rule in ("CN-T1", "IE-T1"):
        hours = ask_question(warehouse, operator, "compliance/hours", NO_FILTERS, rule=rule).frame
        assert hours["breaches"].sum() == told.filter(rule=rule)["breaches"].sum() > 0
        assert hours["contacts"].sum() == told.filter(rule=rule)["contacts"].sum()
        assert set(hours["weekday"]) == set(range(1, 8)) and set(hours["hour"]) <= set(range(24))
