from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.explore_parts import row_table
from queries import audit
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.row_lists import column, nearby, row_lists, sources
from queries.rows import all_rows, held, rows
from queries.warehouse import Warehouse, open_current
from tests.pages.conftest import Open
from tests.queries import county

CELL = {"m": "overdue_rate_balance", "by": "platform", "period": "1", "cell": f"platform={county.BY_DAYS}"}
OWN = Filters.of({"platform": [county.BY_DAYS]})
ANALYST = Viewer("analyst", county.PLATFORMS)


@pytest.fixture(scope="module")
def full(full: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The county with a log that nobody else writes to."""
    return county.own(full, tmp_path_factory.mktemp("rows") / "store")


@pytest.fixture
def warehouse(full: Store) -> Warehouse:
    found = open_current(full)
    assert found is not None
    return found


def opened(look_at: Open, store: Store | Path, **link: str) -> AppTest:
    app = look_at(store, {**CELL, **link}, screen="explore")
    app.session_state["rows-open"] = True
    return app.run()


def noted(store: Store) -> list[dict[str, object]]:
    log = audit.folder(store) / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [entry for line in lines if (entry := json.loads(line))["event"] == "rows_shown"]


def test_every_look_at_rows_is_noted_with_what_was_asked_and_not_what_is_in_them(
    full: Store, look_at: Open, warehouse: Warehouse
) -> None:
    before = len(noted(full))
    app = opened(look_at, full, role="analyst")
    total = rows(warehouse, ANALYST, "loans", OWN, metric="overdue_rate_balance").total
    assert f"第 1–50 行，共 {total} 行" in [caption.value for caption in app.caption]
    app.button("rows-later").click().run()
    assert f"第 51–{total} 行，共 {total} 行" in [caption.value for caption in app.caption]
    app.run()
    found = noted(full)[before:]
    assert [entry["page"] for entry in found] == [0, 1]
    assert {(entry["what"], entry["rows"], entry["of"]) for entry in found} == {
        ("overdue_rate_balance", "loans", "numerator")
    }
    held = all_rows(warehouse, ANALYST, "loans", OWN, columns=["loan_id"]).frame["loan_id"]
    assert not [id for id in held if id in json.dumps(found)]


def test_no_row_is_shown_that_could_not_be_noted(full: Store, look_at: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(event: str, *_: object, **__: object) -> str:
        raise audit.NotRecorded(event)

    monkeypatch.setattr(audit, "record", fails)
    app = opened(look_at, full, role="analyst")
    assert "rows-later" not in [button.key for button in app.button]
    assert any("审计日志无法写入" in info.value for info in app.info)


@pytest.mark.parametrize(("role", "offered"), [("analyst", True), ("manager", True), ("regulator", False)])
def test_rows_are_offered_to_those_who_work_with_single_cases(
    full: Store, look_at: Open, role: str, offered: bool
) -> None:
    own = {"own": county.BY_DAYS} if role == "manager" else {}
    app = look_at(full, {**CELL, "role": role, **own}, screen="explore")
    assert ("查看明细" in [one.label for one in app.expander]) == offered


def test_what_is_kept_in_sums_only_says_so_and_lists_the_same_scope(
    full: Store, look_at: Open, warehouse: Warehouse
) -> None:
    app = opened(look_at, full, m="cash_received", role="analyst")
    said = [caption.value for caption in app.caption]
    assert any("“回款”只按汇总保存；以下是同一范围内的贷款" in one for one in said)
    total = rows(warehouse, ANALYST, "loans", OWN).total
    assert f"第 1–50 行，共 {total} 行" in said
    assert (noted(full)[-1]["what"], noted(full)[-1]["rows"]) == ("cash_received", "loans")
    assert "of" not in noted(full)[-1]


def test_filters_the_same_scope_cannot_be_kept_by_are_named(full: Store, look_at: Open) -> None:
    by_source = {"m": "cash_received", "by": "source", "cell": "source=self"}
    app = opened(look_at, full, **by_source, role="analyst")
    assert any("未按还款来源筛选" in caption.value for caption in app.caption)


def test_every_metric_has_rows_of_its_own_or_of_its_scope(warehouse: Warehouse) -> None:
    for id in dictionary():
        source = (sources(id) or (nearby(id),))[0]
        assert rows(warehouse, ANALYST, source, OWN.only(held(warehouse, source))).total, id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_list_can_be_read_in_words(warehouse: Warehouse, language: str) -> None:
    manager = Viewer("manager", county.PLATFORMS)
    for source in {one.source for one in row_lists().values()}:
        columns = rows(warehouse, manager, source).columns
        frame = all_rows(warehouse, manager, source, columns=columns).frame
        named = row_table.readable(frame, language)  # type: ignore[arg-type]
        assert named.shape == frame.shape and len(set(named.columns)) == len(columns)
        for name, said in zip(frame.columns, named.columns, strict=True):
            if column(name).unit == "code":
                assert named[said].null_count() == frame[name].null_count()
            else:
                assert named[said].equals(frame[name].alias(said))
        shown = [row_table.written(name, value, language) for name, value in  # type: ignore[arg-type]
                 zip(frame.columns, frame.row(0), strict=True)]  # fmt: skip
        assert all(value is None or isinstance(value, str) for value in shown)


def test_numbers_are_written_in_full() -> None:
    written = row_table.written
    assert written("balance", pl.Series([1234567.5]).cast(pl.Decimal(18, 2))[0], "zh") == "1,234,567.50"
    assert written("annual_rate", 0.1825, "en") == "18.25%"
    assert written("borrower_id", "=<b>&", "zh") == "=<b>&"
    assert written("balance", None, "zh") is None
