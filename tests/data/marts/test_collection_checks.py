"""The checks of collecting find nothing in a sound warehouse and something where a cube lost a row."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from data.recipe import checks
from tests.data.marts.collecting import agent, assignment, case, contact, cost
from tests.data.marts.counties import ORIGIN, instalments, loan, payment, run

CUBES = {
    "costs_add_up_to_the_ledger": ["cost_ledger", "cost_month", "cost_month_platform", "cost_month_agent"],
    "contacts_add_up": [
        "contact_submitted", "contact_case_month", "contact_month", "contact_month_platform", "contact_month_agent",
        "contact_month_outcome", "contact_month_day",
    ],
    "recovered_cash_agrees": ["recovered_month", "recovered_month_agent", "recovered_month_day"],
    "caseload_is_its_case_months": ["case_month", "caseload_month", "caseload_month_agent", "case_cohort_month"],
    "rules_add_up": [
        "contact_month_rule", "contact_month_rule_platform", "breach_month_team", "breach_hour", "contact_hour",
        "contact_month_pack", "contact_month",
    ],
    "agents_add_up_to_their_platform": [
        "promise_month", "promise_month_agent", "case_cohort_month", "case_cohort_month_agent",
    ],
}  # fmt: skip
ALSO_READ = ("breached_case_month_pack",)
PAIRS = [(check, cube) for check, cubes in CUBES.items() for cube in cubes]
FIRST, NINE, MONTH = dt.date(2024, 2, 1), dt.datetime(2024, 2, 5, 9), dt.date(2024, 2, 29)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """One case, called once, promised and paid once, in one month."""
    promise = {"promise_id": "R1", "case_id": "C1", "made_on": FIRST, "due_on": FIRST, "amount": Decimal(5)}
    tables = {
        "loans": [loan("A", ORIGIN, 100)],
        "instalments": instalments("A", (dt.date(2024, 1, 20), 100, 0)),
        "payments": [payment("A", 1, dt.date(2024, 2, 6), 100)],
        "agents": [agent("A1")],
        "cases": [case("C1", "A", FIRST)],
        "assignments": [assignment("C1", "A1", FIRST)],
        "contacts": [contact("K1", "C1", NINE, agent_id="A1", duration_s=60, channel="visit", visitors=1)],
        "costs": [cost("F1", MONTH, 9)],
        "promises": [promise],
    }
    made = run((MONTH, tables), only=[*ALSO_READ, *(cube for cubes in CUBES.values() for cube in cubes)])
    with duckdb.connect() as connection:
        for name in {*ALSO_READ, *(cube for cubes in CUBES.values() for cube in cubes)}:
            connection.register("rows", made[name])
            connection.table("rows").create(name)
        yield connection


@pytest.mark.parametrize("check", CUBES)
def test_a_sound_warehouse_passes(warehouse: duckdb.DuckDBPyConnection, check: str) -> None:
    assert warehouse.sql(checks()[check]).pl().is_empty()


@pytest.mark.parametrize(("check", "cube"), PAIRS)
def test_a_cube_that_lost_its_rows_is_seen(warehouse: duckdb.DuckDBPyConnection, check: str, cube: str) -> None:
    warehouse.execute("begin")
    try:
        warehouse.execute(f"delete from {cube}")
        assert warehouse.sql(checks()[check]).pl().height
    finally:
        warehouse.execute("rollback")
