from __future__ import annotations

import gc
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from data.store import Store, Version, new_version_id
from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.warehouse import Warehouse, open_current, open_version
from tests.queries import county

EVERYTHING = Viewer("operator", None)


def republished(store: Store) -> Version:
    """The current version once more, under another id."""
    current = store.current()
    assert current is not None
    with store.staging() as staged:
        shutil.copy(current.warehouse, staged)
        manifest = current.manifest() | {"version": new_version_id(), "created_at": "2099-01-01T00:00:00Z"}
        (staged / "manifest.json").write_text(json.dumps(manifest))
        return store.publish_version(staged)


def test_a_query_reads_logical_tables_with_scope_and_filters_applied(warehouse: Warehouse) -> None:
    sql = "-- how many?\nwith a as (select * from loan)\nselect count(*) as loans from a where principal > $least"
    filters = Filters.of({"product": ["cash"]})
    answer = warehouse.query(sql, {"least": 0}, Viewer("manager", (county.BY_DAYS,)), filters)
    assert answer.source == ("loan",)
    assert answer.parameters == {"least": 0, "scope": [county.BY_DAYS], "where_product": ["cash"]}
    expected = ask(warehouse, Viewer("manager", (county.BY_DAYS,)), ["originated_loans"], (), filters)
    assert answer.frame["loans"][0] == expected.frame["originated_loans"][0] > 0


@pytest.mark.parametrize(
    "sql",
    [
        "select * from warehouse.portfolio_month",
        "select * from warehouse.main.portfolio_month",
        "select * from facts.loan",
        "select * from loan, facts.loan_month",
        "select (select count(*) from facts.loan) as n from loan",
        "select * from information_schema.tables",
        "select * from duckdb_tables()",
        "select * from read_parquet('x.parquet')",
        "select * from 'x.parquet'",
        "select * from query_table('loan')",
        "describe loan",
        "select * from build_info",
        "with loan as (select * from facts.loan) select * from loan",
    ],
)
def test_a_query_cannot_read_around_the_scope(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(AskRefused):
        warehouse.query(sql, {}, EVERYTHING)


@pytest.mark.parametrize("sql", ["drop table loan", "select 1; select 2", "attach 'x.db'", "select 1 +", "set x = 1"])
def test_only_one_select_statement_at_a_time(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        warehouse.query(sql, {}, EVERYTHING)


@pytest.mark.parametrize(
    "sql",
    ["from read_text('/etc/hostname')", "attach '/tmp/x.db'", "copy (select 1) to '/tmp/x.csv'", "set threads = 1",
     "delete from warehouse.main.portfolio_month", "from portfolio_month"],
)  # fmt: skip
def test_the_engine_itself_is_shut(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        warehouse._connection.cursor().execute(sql)


def test_a_frame_of_the_caller_is_no_table(warehouse: Warehouse) -> None:
    portfolio = pl.DataFrame({"platform": ["x"]})  # noqa: F841
    with pytest.raises(AskRefused):
        warehouse.query("select * from portfolio", {}, EVERYTHING)


def test_a_connection_serves_many_threads(warehouse: Warehouse) -> None:
    def asked(number: int) -> list[Any]:
        viewer = Viewer("manager", (county.PLATFORMS[number % 3],))
        by = [("month",), ("region",), ("month", "bucket")][number % 3]
        return ask(warehouse, viewer, ["loans", "balance"], by).frame.rows()

    alone = [asked(number) for number in range(3)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(asked, range(120)))
    assert all(found == alone[number % 3] for number, found in enumerate(together))


def test_what_a_version_covers(warehouse: Warehouse) -> None:
    assert warehouse.as_of == county.month_end(county.FIRST + county.MONTHS - 1)
    assert warehouse.months[-1] == warehouse.as_of
    assert warehouse.sample
    assert warehouse.id == warehouse.version.id


def test_an_empty_store_has_no_warehouse(tmp_path: Path) -> None:
    assert open_current(Store(tmp_path)) is None


def test_a_version_is_opened_once_and_an_unknown_one_refused(store: Store, warehouse: Warehouse) -> None:
    assert open_current(store) is open_current(store)
    assert open_version(warehouse.id, store) is open_current(store)
    for unknown in ("20200101T000000-0000", "../x", ""):
        with pytest.raises(AskRefused):
            open_version(unknown, store)


def test_a_version_in_use_is_not_pruned_and_a_closed_one_is(tmp_path: Path) -> None:
    store = county.built(tmp_path, (county.BY_DAYS,), loans=20)
    old = store.current()
    assert old is not None
    opened = Warehouse(store, old)
    new = republished(store)
    assert store.current() == new
    store.prune(keep=1)
    assert ask(opened, EVERYTHING, ["borrowers"]).frame["borrowers"][0] > 0
    assert [version.id for version in store.versions()] == [new.id, old.id]
    del opened
    gc.collect()
    store.prune(keep=1)
    assert [version.id for version in store.versions()] == [new.id]


def test_a_store_with_a_quote_in_its_path_opens(tmp_path: Path) -> None:
    opened = open_current(county.built(tmp_path / "it's 库", (county.BY_DAYS,), loans=20))
    assert opened is not None
    assert ask(opened, EVERYTHING, ["loans", "borrowers"]).frame["loans"][0] > 0
