from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from queries.access import Viewer
from queries.estimates.months import against_expectation
from queries.questions import ask_question
from queries.statistics.arrays import floats
from queries.statistics.funnel import exact_limit
from queries.warehouse import Warehouse
from tests.queries import county


def month(cases: int, cured: int, chance: float) -> dict[str, object]:
    rates = {"rate": cured / cases, "expected_rate": chance}
    expected = {"expected": cases * chance, "variance": cases * chance * (1 - chance)}
    return {"month": date(2024, 1, 31), "at_risk": cases, "cured": cured, **expected, **rates}


def judged(cases: int, cured: int, chance: float) -> dict[str, object]:
    found: dict[str, object] = against_expectation(pl.DataFrame([month(cases, cured, chance)]), {}).row(0, named=True)
    return found


def test_months_carry_the_limits_chance_sets(warehouse: Warehouse) -> None:
    rows = ask_question(warehouse, Viewer("manager", (county.BY_DAYS,)), "agents/months").frame
    assert rows.height and rows["rate"].to_list() == pytest.approx((rows["cured"] / rows["at_risk"]).to_list())
    assert (rows["lower_998"] <= rows["lower_95"]).all() and (rows["upper_95"] <= rows["upper_998"]).all()
    assert (rows["upper_998"] <= 1).all()


def test_cases_of_one_chance_have_the_limits_of_a_binomial() -> None:
    rows = pl.DataFrame([month(50, 20, 0.4), month(200, 90, 0.4)])
    upper = exact_limit(floats(rows["at_risk"]), floats(rows["expected_rate"]), 0.999)
    assert against_expectation(rows, {})["upper_998"].to_list() == pytest.approx(list(upper))


def test_all_of_a_few_is_never_too_many() -> None:
    assert judged(3, 3, 0.8)["outside"] is None
    assert judged(30, 30, 0.6)["outside"] == "above"


@given(st.integers(1, 60), st.floats(0.05, 0.95), st.data())
def test_one_is_outside_when_chance_would_do_that_less_than_once_in_a_thousand(
    cases: int, chance: float, data: st.DataObject
) -> None:
    cured = data.draw(st.integers(0, cases))
    as_many, as_few = binom.sf(cured - 1, cases, chance), binom.cdf(cured, cases, chance)
    if min(abs(as_many - 0.001), abs(as_few - 0.001)) < 1e-9:
        return
    by_hand = "above" if as_many < 0.001 else "below" if as_few < 0.001 else None
    assert judged(cases, cured, chance)["outside"] == by_hand
