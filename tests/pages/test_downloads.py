from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import fastexcel
import polars as pl

from pages.shared import downloads

FRAME = pl.DataFrame(
    {
        "month": [date(2024, 3, 31), date(2024, 4, 30)],
        "name": ["=cmd()", "甲"],
        "rate": [0.123456789012345, None],
        "balance": [Decimal("1234567.89"), Decimal("0.01")],
        "loans": [3, 4],
    }
)
ABOUT = {"图表": "逾期率", "筛选": "2024-03 至 2024-04", "数据版本": "20260101T000000-abcd"}


def test_csv_states_filters_and_version_and_reads_back_to_the_last_digit() -> None:
    written = downloads.as_csv(FRAME, ABOUT)
    assert written.startswith(b"\xef\xbb\xbf")
    head = written.decode("utf-8-sig").splitlines()[:3]
    assert head == [f"# {name}: {value}" for name, value in ABOUT.items()]
    back = pl.read_csv(io.BytesIO(written[3:]), comment_prefix="#", try_parse_dates=True)
    assert back["rate"].to_list() == FRAME["rate"].to_list()
    assert back["balance"].to_list() == [1234567.89, 0.01]
    assert back["month"].to_list() == FRAME["month"].to_list()


def test_no_cell_is_taken_for_a_formula() -> None:
    assert "'=cmd()" in downloads.as_csv(FRAME, ABOUT).decode()
    written = downloads.as_xlsx(FRAME, ABOUT, [], ("数据", "口径", "说明"), ("指标",))
    assert fastexcel.read_excel(written).load_sheet("数据").to_polars()["name"][0] == "=cmd()"


def test_xlsx_carries_rows_definitions_and_what_it_is() -> None:
    definition = ("逾期率", "口径说明", "a / b", "来源")
    heads = ("指标", "口径", "公式", "来源")
    written = downloads.as_xlsx(FRAME, ABOUT, [definition], ("数据", "口径", "说明"), heads)
    book = fastexcel.read_excel(written)
    assert book.sheet_names == ["数据", "口径", "说明"]
    rows = book.load_sheet("数据").to_polars()
    assert rows["rate"].to_list() == FRAME["rate"].to_list()
    assert rows["balance"].to_list() == [1234567.89, 0.01]
    assert book.load_sheet("口径").to_polars().row(0) == definition
    about = book.load_sheet("说明", header_row=None).to_polars()
    assert dict(about.rows()) == ABOUT
