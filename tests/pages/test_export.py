from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from data.store import Store
from pages.explore_parts import notebook
from pages.explore_parts.exported import Exported
from pages.shared import downloads
from pages.shared.axes import Look
from pages.shared.reader import Reader
from pages.shared.theme import theme
from queries.access import Viewer
from queries.dictionary import metric
from queries.explore.exploration import Exploration, Top
from queries.explore.explored import explore
from queries.warehouse import Warehouse, open_current
from tests.queries import county

ROOT = Path(__file__).resolve().parents[2]
ANALYST = Viewer("analyst", county.PLATFORMS)
ASKED = {
    "plain": Exploration(("overdue_rate_balance", "balance"), ("platform", "product")),
    "time": Exploration(("overdue_rate_count",), ("month", "region"), period="last:4"),
    "quarters": Exploration(("opened_cases", "cost_per_case"), ("month", "platform"), grain="quarter"),
    "top": Exploration(("loans",), ("region", "product"), top=Top("region", 1), compare="previous", period="last:2"),
    "whole": Exploration(("complaints_per_1000_cases", "cash_recovered")),
}


@pytest.fixture
def warehouse(full: Store) -> Warehouse:
    found = open_current(full)
    assert found is not None
    return found


def exported(warehouse: Warehouse, asked: Exploration, viewer: Viewer = ANALYST, language: Any = "zh") -> Exported:
    reader = Reader(language, Look(theme(dark=False), language), viewer, warehouse)
    return Exported(reader, explore(warehouse, viewer, asked))


def book(one: Exported) -> Any:
    buffer = io.BytesIO()
    downloads.write_xlsx(buffer, one.workbook())
    return fastexcel.read_excel(buffer.getvalue())


def number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal | int | float) and not isinstance(value, bool) else value


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_read_back_holds_the_same_numbers(warehouse: Warehouse, name: str, language: str) -> None:
    one = exported(warehouse, ASKED[name], language=language)
    read = book(one)
    sheets = dict(zip(read.sheet_names, (one.cells(), *([one.totals()] if one.run.by else [])), strict=False))
    for sheet, expected in sheets.items():
        back = read.load_sheet(sheet).to_polars()
        assert back.columns == expected.columns
        for column in expected.columns:
            kept = [number(value) for value in expected[column]]
            found = [value.date() if isinstance(value, dt.datetime) else number(value) for value in back[column]]
            # A spreadsheet keeps 16 digits.
            assert found == [pytest.approx(one, rel=1e-15) if isinstance(one, float) else one for one in kept], column
    cells = one.explored.cells
    for id in one.run.metrics:
        label = metric(id).label[language]
        assert [number(value) for value in one.cells()[label]] == [number(value) for value in cells[id]]


def test_a_workbook_says_what_it_is_and_what_its_metrics_mean(warehouse: Warehouse) -> None:
    one = exported(warehouse, ASKED["plain"])
    read = book(one)
    assert read.sheet_names == ["数据", "小计与合计", "口径", "说明"]
    told = dict(read.load_sheet("说明", header_row=None).to_polars().rows())
    assert told["数据版本"] == warehouse.id and told["数据截至"] == f"{warehouse.as_of}"
    assert told["示例数据"] == "是" and "分析员" in told["查看角色与范围"]
    assert told["拆分"] == "平台 × 产品"
    names = read.load_sheet("口径").to_polars()
    assert names.to_series(0).to_list() == [metric(id).label["zh"] for id in one.run.metrics]
    assert all(names.to_series(1))


def test_totals_are_worked_out_and_not_sums(warehouse: Warehouse) -> None:
    one = exported(warehouse, ASKED["plain"])
    totals = one.totals()
    assert totals["类型"].to_list().count("合计") == 1 and totals["类型"][-1] == "合计"
    label = metric("overdue_rate_balance").label["zh"]
    assert totals[label][-1] == one.explored.subtotals[()]["overdue_rate_balance"][0]
    assert totals[label][-1] != one.cells()[label].sum()


def test_numbers_are_shown_by_their_unit(warehouse: Warehouse) -> None:
    units = exported(warehouse, ASKED["top"]).units()
    assert units[metric("loans").label["zh"]] == "count"
    rates = exported(warehouse, ASKED["plain"]).units()
    assert rates[metric("overdue_rate_balance").label["zh"]] == "share"
    assert rates[metric("balance").label["zh"]] == "money"
    assert set(filter(None, {*units.values(), *rates.values()})) <= set(downloads.FORMATS)


def test_csv_and_parquet_hold_the_same_and_say_what_they_are(warehouse: Warehouse) -> None:
    one = exported(warehouse, ASKED["plain"])
    buffer = io.BytesIO()
    done: list[float] = []
    downloads.write_csv(buffer, one.cells(), one.about(), done.append)
    text = buffer.getvalue()
    assert text.startswith(b"\xef\xbb\xbf") and warehouse.id in text.decode("utf-8-sig") and done[-1] == 1.0
    back = pl.read_csv(io.BytesIO(text[3:]), comment_prefix="#")
    label = metric("overdue_rate_balance").label["zh"]
    assert back[label].to_list() == one.cells()[label].to_list()
    packed = downloads.as_parquet(one.explored.cells, one.about())
    assert pl.read_parquet(io.BytesIO(packed)).equals(one.explored.cells)
    assert pl.read_parquet_metadata(io.BytesIO(packed))["数据版本"] == warehouse.id


def test_what_is_hidden_stays_hidden_and_says_why(warehouse: Warehouse) -> None:
    asked = Exploration(("balance",), ("region", "product", "bucket"), period="last:1")
    one = exported(warehouse, asked, Viewer("regulator", None))
    masked, cells, label = one.explored.cells["balance__masked"], one.cells(), metric("balance").label["zh"]
    assert masked.null_count() < len(masked)
    why = cells[f"{label}：隐去原因"]
    assert why.is_null().to_list() == masked.is_null().to_list()
    assert cells.filter(why.is_not_null())[label].null_count() == len(masked.drop_nulls())
    assert f"隐去 {len(masked.drop_nulls())} 格" in one.about()["披露控制"]
    assert any("取整" in note for note in one.about().values())


@pytest.mark.parametrize("name", ["top"])
def test_the_code_for_a_notebook_gives_the_same_numbers(warehouse: Warehouse, full: Store, name: str) -> None:
    one = exported(warehouse, ASKED[name])
    source = notebook.code(warehouse.id, ANALYST, one.run, '指标 """ \\ "quoted"')
    cell = json.loads(notebook.notebook(source))["cells"][0]
    assert "".join(cell["source"]) == source
    told = source + "\nimport sys; found.cells.write_ipc(sys.stdout.buffer)\n"
    command = [sys.executable, "-W", "ignore", "-c", told]
    ran = subprocess.run(command, cwd=ROOT, env=_environment(full), capture_output=True, check=True)
    assert pl.read_ipc(io.BytesIO(ran.stdout)).equals(one.explored.cells)


def _environment(store: Store) -> dict[str, str]:
    return {**os.environ, "COLLECTIONS_STORE": str(store.root)}


def test_a_large_workbook_is_written_as_it_goes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": range(12_000), "name": ["=1+1"] * 12_000})
    done: list[float] = []
    book = downloads.Workbook([downloads.Sheet("rows", frame)], [], {"a": "b"}, ("d", "e"), ["x"])
    file = downloads.spooled(lambda file, told: downloads.write_xlsx(file, book, told), done.append)
    assert len(done) == 2 and done == sorted(done) and 0 < done[0] < done[-1] < 1
    with file:
        back = fastexcel.read_excel(file.read()).load_sheet("rows").to_polars()
    assert back["id"].to_list() == list(range(12_000)) and set(back["name"]) == {"=1+1"}
