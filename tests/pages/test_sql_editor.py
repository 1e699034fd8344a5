"""The SQL tab: for analysts only, noted before it runs, with rows, reasons and statements to take back."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.explore_parts import sql_result
from pages.shared import theme
from pages.shared.axes import Look
from pages.shared.reader import Reader
from queries import audit, sql
from queries.access import Viewer
from queries.refusals import AskRefused
from queries.warehouse import open_current
from tests import patience
from tests.pages.conftest import Open
from tests.queries import county

LINK = {"role": "analyst", "tab": "sql"}


@pytest.fixture(scope="module")
def full(full: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The county with a log that nobody else writes to."""
    return county.own(full, tmp_path_factory.mktemp("statements") / "store")


def events(store: Store) -> list[str]:
    lines = (audit.folder(store) / "log.jsonl").read_bytes().splitlines()
    return [str(entry["event"]) for line in lines if (entry := audit.parsed(line))]


def run(app: AppTest, text: str) -> AppTest:
    app.text_area("sql_text").set_value(text)
    app.button("sql-run").click().run()
    if "sql_run" in app.session_state and app.session_state["sql_run"]:
        running = app.session_state["sql_run"].running
        with contextlib.suppress(AskRefused):
            running.result(patience.SECONDS)
        app.run()
    assert not app.exception
    return app


def test_statements_are_run_explained_and_taken_back(full: Store, look_at: Open) -> None:
    app = look_at(full, LINK, screen="explore")
    assert app.selectbox("sql_table").value == "portfolio_month"
    run(app, "select platform, count(*) as n from loan group by all order by 1")
    assert app.dataframe[0].value["platform"].to_list() == sorted(county.PLATFORMS)
    assert events(full)[-1] == "sql_run"
    run(app, "select\n  nothing\nfrom loan")
    assert [error.value for error in app.error] == ["未运行：第 2 行"]
    assert "nothing" in app.code[0].value
    run(app, "select 1 as a; select 2 as b")
    assert "一次只能运行一条语句" in app.info[0].value
    app.button("sql-before-2").click().run()
    assert app.text_area("sql_text").value.startswith("select platform")


def test_who_may_not_is_not_offered_it(full: Store, look_at: Open) -> None:
    app = look_at(full, {"role": "manager", "tab": "sql"}, screen="explore")
    assert not [area for area in app.text_area if area.key == "sql_text"]


def test_what_is_refused_at_once_leaves_the_editor(full: Store, look_at: Open) -> None:
    app = run(look_at(full, LINK, screen="explore", locale="en-GB"), "  ")
    assert "write one SELECT" in app.info[0].value
    assert app.text_area("sql_text").value == "  "


def test_what_cannot_be_noted_is_not_run(full: Store, look_at: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = look_at(full, LINK, screen="explore")

    def broken(event: str, *_: object, **__: object) -> str:
        raise audit.NotRecorded(event)

    monkeypatch.setattr(audit, "record", broken)
    run(app, "select 1")
    assert "审计日志无法写入" in app.info[0].value
    assert "sql_run" not in app.session_state


def test_rows_of_another_scope_or_version_are_dropped(full: Store, look_at: Open) -> None:
    app = run(look_at(full, LINK, screen="explore"), "select 1 as a")
    seen = app.session_state["sql_run"]
    for other in ({"viewer": Viewer("analyst", (county.BY_DAYS,))}, {"version": "20200101T000000-0000"}):
        app.session_state["sql_run"] = seen
        assert app.run().dataframe
        app.session_state["sql_run"] = replace(seen, **other)
        assert not app.run().dataframe
        assert app.session_state["sql_run"] is None


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_file_holds_all_rows_where_the_screen_holds_some(
    form: str, full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(full.root))
    opened = open_current(full)
    assert opened is not None
    who = Reader("zh", Look(theme.theme(dark=False), "zh", False), Viewer("analyst", (county.BY_DAYS,)), opened)
    text = "select loan_id, principal, '=1' as risky from loan order by 1"
    monkeypatch.setattr(sql_result, "SHEET_ROWS", 120)
    whole = pl.DataFrame({"loan_id": [str(n) for n in range(150)], "principal": 1.5, "risky": "=1"})
    asked: list[int] = []

    class Again:
        def __init__(self, rows: int) -> None:
            asked.append(rows)
            self.frame = whole.head(rows)

        def result(self) -> Again:
            return self

    monkeypatch.setattr(sql, "start", lambda *_, rows, **__: Again(rows))
    content = sql_result._file(who, sql.Result(whole.head(10), True, 0.1, text), form)
    assert asked == [120 if form == "xlsx" else 1_000_000]
    if form == "csv":
        got = pl.read_csv(io.BytesIO(content), comment_prefix="#", infer_schema=False)
        assert (got.height, got["risky"][0], content[:3]) == (150, "'=1", b"\xef\xbb\xbf")
        assert text in content.decode()
    elif form == "xlsx":
        assert (
            pl.read_excel(io.BytesIO(content), sheet_id=1)["loan_id"].cast(pl.String).to_list()
            == whole["loan_id"][:120].to_list()
        )
    else:
        assert pl.read_parquet(io.BytesIO(content)).equals(whole)
    assert asked  # the rows shown are not all there are
