"""The same from the command line: written as asked, refused in both languages, and noted before it is run."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from data.store import Store
from queries import audit
from queries.__main__ import app
from queries.access import Viewer
from queries.sql import history, running
from queries.warehouse import Warehouse, open_current
from tests.queries import county


@pytest.fixture(scope="module")
def store(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The county with a log that nobody else writes to."""
    return county.own(store, tmp_path_factory.mktemp("commands") / "store")


@pytest.fixture
def warehouse(store: Store) -> Warehouse:
    opened = open_current(store)
    assert opened is not None
    return opened


@pytest.fixture(autouse=True)
def _county(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["sql", *words], input=given)


def noted(store: Store) -> list[dict[str, object]]:
    lines = (audit.folder(store) / "log.jsonl").read_bytes().splitlines()
    return [entry for line in lines if (entry := audit.parsed(line))]


def test_rows_are_written_as_asked_and_the_statement_is_noted_whole_without_them(
    store: Store, warehouse: Warehouse
) -> None:
    text = "select platform, count(*) as n, sum(principal) as p from loan group by all -- " + "é" * 400
    result = run("-", "--role", "analyst", "--platform", county.BY_DAYS, "--format", "json", given=text)
    assert result.exit_code == 0, result.output
    [row] = json.loads(result.stdout)
    own = warehouse.query(
        "select count(*) as n, sum(principal) as p from loan", {}, Viewer("analyst", (county.BY_DAYS,))
    ).frame.row(0)
    assert row == {"platform": county.BY_DAYS, "n": own[0], "p": float(own[1])}
    entry = noted(store)[-1]
    assert entry["event"] == "sql_run"
    assert "".join(entry["what"]) == text  # type: ignore[arg-type]
    assert str(own[1]) not in json.dumps(entry)
    assert history.statements(str(entry["who"]), store=store)[0] == text


def test_who_may_not_is_refused_and_that_is_noted(store: Store) -> None:
    result = run("select 1", "--role", "operator", "--language", "zh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "仅分析员可用" in result.stderr
    assert (noted(store)[-1]["event"], noted(store)[-1]["why"]) == ("refused", "sql_for_analysts")


def test_tables_are_listed() -> None:
    result = run("--schema", "--platform", county.BY_DAYS, "--format", "csv", "--language", "zh")
    assert result.exit_code == 0, result.output
    assert "loan,借据：每笔贷款一行," in result.stdout


def test_what_cannot_be_noted_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(event: str, *_: object, **__: object) -> str:
        raise audit.NotRecorded(event)

    monkeypatch.setattr(audit, "record", broken)
    monkeypatch.setattr(running, "start", None)
    result = run("select 1", "--platform", county.BY_DAYS)
    assert result.exit_code == 1
    assert "audit" in result.stderr
