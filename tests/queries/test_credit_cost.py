"""The cost of credit as it is asked for: the question and the metrics say the same, and what is unknown stays so."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question, question
from queries.warehouse import Warehouse

SHARES = {
    "above_24_share": "above_24_share", "above_36_share": "above_36_share", "above_four_lpr_share": "above_cap_share",
}  # fmt: skip


@pytest.mark.parametrize("level", ["platform", "month", "product", "region", "apr_band", "apr_basis"])
def test_the_question_says_what_the_metrics_say(level: str, warehouse: Warehouse, operator: Viewer) -> None:
    assert level in question("compliance/credit_cost").choices["level"]
    rows = ask_question(warehouse, operator, "compliance/credit_cost", level=level).frame
    said = ask(warehouse, operator, [*SHARES], [level]).frame
    both = rows.join(said.with_columns(unit=pl.col(level).cast(pl.String)), on="unit")
    assert len(both) == len(rows) == len(said) > 0
    for metric, column in SHARES.items():
        assert both[column].cast(pl.Float64).to_list() == pytest.approx(both[metric].cast(pl.Float64).to_list())


def test_every_loan_lent_is_set_against_the_lines_or_said_to_be_unknown(warehouse: Warehouse, operator: Viewer) -> None:
    rows = ask_question(warehouse, operator, "compliance/credit_cost", level="region").frame
    lent = ask(warehouse, operator, ["originated_loans", "originated_principal"]).frame
    assert (rows["loans"].sum(), rows["principal"].sum()) == lent.select(
        "originated_loans", "originated_principal"
    ).row(0)


def test_lending_before_the_prime_rate_is_known_is_set_against_no_cap(warehouse: Warehouse, operator: Viewer) -> None:
    rows = ask_question(warehouse, operator, "compliance/credit_cost", level="month").frame
    for row in rows.to_dicts():
        assert (row["above_cap_share"] is None) == (row["cap_known"] == 0)
        assert (row["above_24_share"] is None) == (row["known"] == 0)


def test_the_median_is_that_of_the_loans_themselves(warehouse: Warehouse, operator: Viewer) -> None:
    found = ask(warehouse, operator, ["median_apr"], ["platform"], Filters(last_month=dt.date(2024, 4, 30))).frame
    assert found["median_apr"].drop_nulls().is_between(0, 1).all()
    assert (found["median_apr"].is_null() == (found["median_apr__count"] == 0)).all()
