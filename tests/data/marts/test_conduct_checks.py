"""A warehouse whose expected cures, complaints or case-months do not add up is found out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from data.build import Engine
from data.recipe import checks
from tests.data.marts.conducting import agent, ask, case, complaint, contact, held, loan, snapshot

JAN, FEB, MAR = (dt.date(2024, month, day) for month, day in ((1, 31), (2, 29), (3, 31)))
NOON = dt.datetime(2024, 2, 10, 12)
READ = {
    "expected_cures_add_up_to_those_seen": ["case_outcome", "outcome_month"],
    "complaints_add_up": ["table_month", "complaint", "complaint_month", "complaint_month_agent"],
    "pressure_counts_every_case_month": ["case_month", "pressure_month"],
}
ONE_MORE = [
    ("expected_cures_add_up_to_those_seen", "case_outcome", "cured"),
    ("expected_cures_add_up_to_those_seen", "case_outcome", "expected"),
    ("expected_cures_add_up_to_those_seen", "outcome_month", "at_risk"),
    ("expected_cures_add_up_to_those_seen", "outcome_month", "expected"),
    ("complaints_add_up", "complaint", "closed"),
    ("complaints_add_up", "complaint_month", "complaints"),
    ("complaints_add_up", "complaint_month_agent", "complaints"),
    ("complaints_add_up", "complaint_month_agent", "repeated"),
    ("pressure_counts_every_case_month", "case_month", "paying_cases"),
    ("pressure_counts_every_case_month", "pressure_month", "case_months"),
    ("pressure_counts_every_case_month", "pressure_month", "complaint_case_months"),
]


@pytest.fixture(scope="module")
def made() -> dict[str, pl.DataFrame]:
    """A case at risk in February and March, contacted, paid on and complained of."""
    paid = {"payment_id": "P1", "loan_id": "L1", "paid_on": FEB, "amount": 100}
    tables = {
        "loans": [loan("L1")],
        "loan_months": [snapshot("L1", month, bucket) for month, bucket in ((JAN, "M1"), (FEB, "M2"), (MAR, "M0"))],
        "cases": [case("C1", "L1", dt.date(2024, 1, 20))],
        "assignments": [held("C1", "a", dt.date(2024, 1, 20))],
        "agents": [agent("a")],
        "contacts": [contact("C1", NOON)],
        "payments": [paid],
        "complaints": [complaint("M1", NOON, case_id="C1")],
    }
    return ask(MAR, tables, *{name for names in READ.values() for name in names})


def found(check: str, tables: dict[str, pl.DataFrame], place: Path) -> pl.DataFrame:
    with Engine(threads=1).open(":memory:", place) as engine:
        for name in READ[check]:
            engine.register(name, tables[name])
        return engine.sql(checks()[check]).pl()


@pytest.mark.parametrize("check", READ)
def test_what_the_marts_make_adds_up(check: str, made: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    assert all(made[name].height for name in READ[check])
    assert found(check, made, tmp_path).is_empty()


@pytest.mark.parametrize(("check", "table", "column"), ONE_MORE)
def test_one_more_is_found_out(
    check: str, table: str, column: str, made: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    raised = made[table].with_columns(pl.col(column) + 1)
    assert found(check, made | {table: raised}, tmp_path).height


@pytest.mark.parametrize(("check", "table"), [(check, table) for check, tables in READ.items() for table in tables])
def test_a_month_left_out_is_found_out(check: str, table: str, made: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    kept = made[table].filter(pl.col("month") != made[table]["month"].max())
    assert found(check, made | {table: kept}, tmp_path).height
