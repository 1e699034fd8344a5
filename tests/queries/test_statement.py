"""The SQL that a few asks become, letter by letter: a change here is a change of meaning or of speed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlglot

from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question, questions
from queries.statement import statement
from queries.warehouse import Warehouse

SNAPSHOTS = Path(__file__).with_name("snapshots")
FILTERS = Filters.of({"region": ["x"]}, dt.date(2024, 1, 31), dt.date(2024, 3, 31))
ASKED: dict[str, tuple[list[str], list[str], Filters]] = {
    "a_ratio_by_month": (["par30_balance"], ["month"], Filters()),
    "a_stock_by_place": (["balance"], ["region", "product"], Filters()),
    "a_flow_over_an_average": (["write_off_ratio"], ["platform"], Filters()),
    "two_families_filtered": (["loans", "originated_principal"], [], FILTERS),
    "the_stock_roll_by_bucket": (["roll_rate_stock"], ["bucket"], Filters()),
    "parts_over_a_whole": (["cost_per_case"], ["month", "category"], FILTERS),
    "cases_counted_once": (["cases"], ["region"], FILTERS),
    "cases_told_apart": (["cases"], ["bucket"], FILTERS),
    "agents_counted": (["cases_per_agent"], ["month"], Filters()),
    "a_median": (["time_to_first_contact"], ["month"], Filters()),
    "complaints_of_a_cause": (["complaints_per_1000_cases"], ["month"], Filters.of({"cause": ["x"]})),
}


@pytest.mark.parametrize("name", ASKED)
def test_an_ask_becomes_the_sql_written_down(warehouse: Warehouse, name: str) -> None:
    ids, by, filters = ASKED[name]
    answer = ask(warehouse, Viewer("manager", ("a", "b")), ids, by, filters)
    assert answer.sql + "\n" == (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_value_is_bound(warehouse: Warehouse) -> None:
    answer = ask(warehouse, Viewer("manager", ("a", "b")), ["originated_principal"], (), FILTERS)
    assert answer.parameters == {
        "scope": ["a", "b"], "since": dt.date(2024, 1, 31), "until": dt.date(2024, 3, 31), "where_region": ["x"],
    }  # fmt: skip


def test_a_look_back_leaves_the_first_month_to_the_question(warehouse: Warehouse) -> None:
    filters = Filters.of(first_month=dt.date(2024, 3, 31), last_month=dt.date(2024, 5, 31))
    answer = ask_question(warehouse, Viewer("operator", None), "overdue/lagged_rate", filters)
    assert "month <= $until" in answer.sql and "$since" not in answer.sql
    assert answer.parameters["first_month"] == dt.date(2024, 3, 31)


def test_every_statement_and_question_parses_elsewhere_too() -> None:
    for one in dictionary().values():
        sqlglot.parse_one(statement([one], sorted(one.dimensions)[:2]), dialect="duckdb")
    for question in (one for one in questions().values() if one.sql):
        sqlglot.parse_one(question.sql, dialect="duckdb")
