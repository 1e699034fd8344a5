"""What a regulator is refused whichever way it is asked for: single rows, SQL, and answers nobody rounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from data.store import Store
from queries import rows
from queries.__main__ import app
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.row_lists import source_names
from queries.sql import running
from queries.sql.schema import schema
from queries.warehouse import Warehouse

REGULATORS = (Viewer("regulator", None), Viewer("regulator", ("anhe_finance",)), Viewer("regulator", ()))
WAYS: dict[str, Callable[[Warehouse, Viewer], object]] = {
    "rows": lambda warehouse, viewer: [rows.rows(warehouse, viewer, source) for source in source_names()],
    "all rows": lambda warehouse, viewer: rows.all_rows(warehouse, viewer, next(iter(source_names()))),
    "rows behind a metric": lambda warehouse, viewer: rows.rows(warehouse, viewer, "loans", metric="loans"),
    "no such rows": lambda warehouse, viewer: rows.rows(warehouse, viewer, "'; drop table loan; --"),
    "sql": lambda warehouse, viewer: running.start(warehouse, viewer, "select 1"),
    "no sql": lambda warehouse, viewer: running.start(warehouse, viewer, ""),
    "schema": schema,
    "no plan": lambda warehouse, viewer: warehouse.query("select loans from portfolio_month", {}, viewer),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_regulator_is_refused_before_anything_is_read(
    way: str, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("something was read")

    monkeypatch.setattr(Warehouse, "_rows", read)
    for viewer in REGULATORS:
        with pytest.raises(AskRefused) as caught:
            WAYS[way](warehouse, viewer)
        assert caught.value.code in ("rows_not_for_role", "sql_for_analysts", "not_for_role")


@pytest.mark.parametrize("words", [("select 1",), ("--schema",), ("select * from loan", "--platform", "anhe_finance")])
def test_the_command_line_runs_no_sql_for_a_regulator(
    words: tuple[str, ...], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
    result = CliRunner().invoke(app, ["sql", *words, "--role", "regulator", "--language", "en"])
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert "analyst" in result.output
