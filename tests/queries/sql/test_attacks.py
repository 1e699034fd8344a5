"""What an analyst's statement must not do: refused by the engine's parse, and out of reach where that should fail."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from data.store import Store
from queries.access import Viewer
from queries.refusals import AskRefused, texts
from queries.sql import jail, limits, running, slices, start
from queries.warehouse import Warehouse, open_current
from tests import patience
from tests.queries import county

KNOWN = frozenset(slices.offered())
CANARY = "canary-7f3a"

READ_ONLY = (
    "copy loan to 'x.csv'", "copy (select 1) to '/tmp/x.parquet'", "attach 'x.db'", "attach ':memory:' as y",
    "detach memory", "install httpfs", "load httpfs", "load '/tmp/x.so'", "pragma version", "pragma threads=8",
    "set threads=8", "set enable_external_access=true", "set lock_configuration=false", "reset memory_limit",
    "use memory", "call pragma_version()", "export database '/tmp/x'", "import database '/tmp/x'", "checkpoint",
    "create table x as from loan", "create temp table x as select 1", "create view x as from loan",
    "create or replace view loan as select 1", "create macro f() as 1", "create secret (type http)",
    "create schema x", "create type t as enum ('a')", "create sequence s", "drop view loan",
    "insert into loan select 1",
    "update loan set platform = 'x'", "delete from loan", "alter view loan rename to x", "prepare p as select 1",
    "execute p", "deallocate p", "set variable v = 1", "begin", "commit", "vacuum", "analyze",
    "explain analyze copy loan to 'x.csv'", "explain select 1", "comment on view loan is 'x'",
    "pivot loan on product using count(*)",
)  # fmt: skip
SEVERAL = ("select 1; select 2", "select 1;;select 2", "select 1; drop view loan", "select 1 /* ; */; attach 'x'")
FUNCTIONS = (
    "from read_csv('/etc/passwd')", "from read_text('/etc/passwd')", "from read_blob('/proc/self/environ')",
    "from read_parquet('*/loan.parquet')", "from parquet_scan('x')", "from read_json('/etc/passwd')",
    "from read_duckdb('x.db')", "from glob('/**')", "from sniff_csv('/etc/passwd')", "from parquet_metadata('x')",
    "from duckdb_tables()", "from duckdb_settings()", "from duckdb_secrets()", "from duckdb_views()",
    "from duckdb_columns()", "from duckdb_functions()", "from duckdb_databases()", "from pragma_table_info('loan')",
    "from pragma_show('loan')", "from query('select 1')", "from query_table('loan')", "from which_secret('a', 'b')",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))", "from enable_logging()", "from checkpoint()",
    "from arrow_scan(1::pointer, 1::pointer, 1::pointer)", "from pandas_scan(1)", "from python_map_function(1)",
    "from seq_scan('loan')", "select current_setting('secret_directory')", "select getenv('HOME')",
    "select getvariable('x')", "select write_log('x')", "select sleep_ms(100000)",
    "select (select content from read_text('/etc/passwd'))", "with a as (from glob('*')) from a",
    "select * from loan where platform in (select file from glob('*'))", 'from "read_text"(\'/etc/passwd\')',
    "FROM Read_Text('/etc/passwd')", "from system.main.read_text('/etc/passwd')", "from duckdb_logs()",
    "from test_all_types()", "from repeat_row(1, num_rows => 1000000000000)",
)  # fmt: skip
OUTSIDE = (
    "from warehouse.main.loan", "from warehouse.loan", "from facts.loan", "from memory.main.loan", "from main.loan",
    "from information_schema.tables", "from information_schema.columns", "from pg_catalog.pg_tables",
    "from system.main.duckdb_tables", 'from "warehouse"."main"."portfolio_month"', "describe warehouse.main.loan",
    "summarize information_schema.tables", "select * from loan union all from facts.loan",
)  # fmt: skip
UNKNOWN = (
    "from sqlite_master", "from pg_tables", "from duckdb_tables", "from 'x.csv'", "from '/etc/passwd'",
    "from 's3://a/b.parquet'", "from 'https://a/b.csv'", "from agent_roster", "from agent_course", "from loan_secret",
    "from ｌｏａｎ", "from lоan", "from \"loan\u200b\"", "show tables", "show all tables", "show databases",
    "from build_info", "from contact_submitted", "from contact_month_platform",
)  # fmt: skip
SYNTAX = ("selec 1", "select", "from loan where (", "select " + "(" * 5000 + "1" + ")" * 5000, "select 1" + "+1" * 5000)


def code(text: str) -> str:
    with pytest.raises(jail.Refused) as refused:
        jail.read(text, KNOWN)
    return str(refused.value.told["error"])


@pytest.mark.parametrize(
    ("expected", "attacks"),
    [
        ("sql_read_only", READ_ONLY),
        ("sql_one_statement", SEVERAL),
        ("sql_function", FUNCTIONS),
        ("sql_outside", OUTSIDE),
        ("sql_unknown_table", UNKNOWN),
    ],
)
def test_what_is_no_reading_of_the_tables_is_refused_and_told_why(expected: str, attacks: tuple[str, ...]) -> None:
    assert {text: code(text) for text in attacks} == dict.fromkeys(attacks, expected)
    assert set(texts()[expected]) == {"zh", "en"}


@pytest.mark.parametrize("text", SYNTAX)
def test_what_the_engine_cannot_read_is_no_reading_either(text: str) -> None:
    with pytest.raises((jail.Refused, duckdb.Error)):
        jail.read(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("select 1", []),
        ("from LOAN", ["loan"]),
        ("from range(3), unnest([1])", []),
        ("with loan_2 as (from loan) select * from loan_2 join case_month using (loan_id)", ["case_month", "loan"]),
        ("select (select count(*) from loan), 1 -- a; b\n;", ["loan"]),
        ("describe loan", ["loan"]),
        ("summarize from loan", ["loan"]),
        ("values (1)", []),
        ("pivot loan on product in ('cash') using count(*)", ["loan"]),
    ],
)
def test_what_only_reads_tables_is_let_through(text: str, tables: list[str]) -> None:
    assert sorted(jail.read(text, KNOWN)) == tables


@pytest.fixture(scope="module")
def warehouse(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Of a store nobody else reads, as what stands in it is looked at."""
    opened = open_current(county.own(store, tmp_path_factory.mktemp("attacked") / "store"))
    assert opened is not None
    return opened


@pytest.fixture
def shut(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """What a statement runs on, with all tables of one platform."""
    views = slices.views(warehouse, Viewer("analyst", (county.BY_DAYS,)), KNOWN)
    monkeypatch.chdir(slices.folder(warehouse))
    return jail.shut(views, 256, 5)


# Statements that say something harmless of the engine itself.
HARMLESS = ("call pragma_version()", "pragma version", "explain", "prepare", "begin")


def test_where_the_parse_should_fail_nothing_else_is_in_reach(
    shut: duckdb.DuckDBPyConnection, warehouse: Warehouse, tmp_path: Path
) -> None:
    secret, made = tmp_path / "secret.csv", tmp_path / "made.csv"
    secret.write_text(f"a,b\n{CANARY},1\n")
    root = warehouse.version.path.parents[1]
    other = f"{county.BY_BUCKET}/loan.parquet"
    files = [str(secret), str(warehouse.version.warehouse), other, str(root / "scoped" / "key"), "/proc/self/environ"]
    attacks = [text for group in (READ_ONLY, FUNCTIONS, OUTSIDE, UNKNOWN) for text in group if "sleep" not in text]
    attacks = [text for text in attacks if "_scan(1" not in text and "map_function" not in text and "rows" not in text]
    for file in files:
        attacks += [f"from '{file}'", f"from read_text('{file}')", f"from read_blob('{file}')"]
        attacks += [f"from read_csv('{file}', header = false)", f"from read_parquet('{file}')", f"from glob('{file}')"]
        attacks += [f"attach '{file}' as taken", "from taken.main.loan", "from taken.loan"]
    attacks += [f"copy (select 1) to '{made}'", f"export database '{tmp_path / 'all'}'", f"copy loan to '{other}'"]
    before = {path: path.stat().st_mtime_ns for path in root.joinpath("scoped").rglob("*")}
    for text in attacks:
        try:
            # Its own settings name the files that it may read, and so the store, whose name is no row.
            told = str(shut.execute(text).fetchmany(500)).replace(str(root), "")
        except duckdb.Error:
            continue
        assert CANARY not in told, text
        assert county.BY_BUCKET not in told, text
        assert county.BY_SCHEDULE not in told, text
    assert {path: path.stat().st_mtime_ns for path in root.joinpath("scoped").rglob("*")} == before
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert shut.execute(
        "select distinct value from duckdb_settings() where name = 'lock_configuration'"
    ).fetchall() == [("true",)]


def told(text: str, warehouse: Warehouse, seconds: float = limits.SECONDS) -> str:
    with pytest.raises(AskRefused) as refused:
        start(warehouse, Viewer("analyst", (county.BY_DAYS,)), text, seconds=seconds).result(patience.SECONDS)
    assert refused.value.message("zh")
    return refused.value.code


def test_bombs_are_stopped_within_their_limits(warehouse: Warehouse) -> None:
    deep = "with recursive t as (select 1 as a union all select a + 1 from t) select count(*) from t"
    assert told(deep, warehouse, 0.3) == "sql_time"
    assert told("select list(range) from range(1000000000)", warehouse) == "sql_memory"
    assert told("select repeat('x', 1000000000)", warehouse) == "sql_memory"


def test_a_cancelled_statement_ends_at_once_and_its_process_with_it(warehouse: Warehouse) -> None:
    run = start(warehouse, Viewer("analyst", (county.BY_DAYS,)), "select count(*) from loan a, loan b, loan c, loan d")
    while run._process is None:
        time.sleep(0.01)
    threading.Thread(target=run.cancel).start()
    with pytest.raises(AskRefused, match="Cancelled"):
        run.result(patience.SECONDS)
    assert run._process.wait(patience.SECONDS) != 0
    run.cancel()


@pytest.mark.parametrize(
    ("script", "expected"),
    [("import time; print('{}', flush=True); time.sleep(600)", "sql_time"),
     ("import os; print('{}', flush=True); os.abort()", "sql_stopped"),
     ("print('{}', flush=True); print('{\"tables\": [', flush=True)", "sql_stopped")],
)  # fmt: skip
def test_a_process_that_does_not_answer_is_ended(
    script: str, expected: str, warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jail.py").write_text(script)
    monkeypatch.setattr(running, "_JAIL", tmp_path / "jail.py")
    monkeypatch.setattr(running, "_spare", [])  # a screen opened before may have left a real one
    assert told("select 1", warehouse, 0.2) == expected


def test_a_process_left_alone_ends_by_itself(tmp_path: Path) -> None:
    process = running._process()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(patience.SECONDS) == 0
    running._end(process)


@pytest.mark.skipif(sys.platform == "win32", reason="the system's limits are POSIX's")
def test_the_process_has_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", CANARY)
    (tmp_path / "jail.py").write_text("import os, sys; print(sorted(os.environ), os.getcwd(), sys.flags.isolated)")
    monkeypatch.setattr(running, "_JAIL", tmp_path / "jail.py")
    process = running._process()
    assert process.stdout is not None
    said = process.stdout.read().decode()
    running._end(process)
    assert "SECRET" not in said
    assert said.endswith("/ 1\n")


def test_only_so_many_run_at_once(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_room", threading.BoundedSemaphore(1))
    assert running._room.acquire(blocking=False)
    assert told("select 1", warehouse) == "sql_busy"


@pytest.mark.parametrize("role", ["manager", "operator", "regulator"])
def test_only_analysts_may(role: str, warehouse: Warehouse) -> None:
    viewer = Viewer(role, (county.BY_DAYS,) if role == "manager" else None)
    with pytest.raises(AskRefused) as refused:
        start(warehouse, viewer, "select 1")
    assert refused.value.code == "sql_for_analysts"


@pytest.mark.parametrize(("text", "expected"), [(" \n", "sql_empty"), ("-" * 20_000, "sql_too_long")])
def test_nothing_and_too_much_are_refused_before_a_process_is_started(
    text: str, expected: str, warehouse: Warehouse
) -> None:
    assert told(text, warehouse) == expected
