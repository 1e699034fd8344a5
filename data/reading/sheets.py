"""The sheets of an xlsx workbook as frames of text columns, every row with its row number on the sheet."""

from __future__ import annotations

import fastexcel
import polars as pl

from data.problems import Refused
from data.reading.raw import LINE, Raw, drop_nameless, unique_headers


def open_workbook(data: bytes, file: str) -> fastexcel.ExcelReader:
    """The workbook; raises Refused where it is damaged or no workbook."""
    try:
        return fastexcel.read_excel(data)
    except fastexcel.FastExcelError as error:
        raise Refused("bad_workbook", file=file, reason=str(error).splitlines()[0]) from None


def filled_sheets(workbook: fastexcel.ExcelReader, file: str) -> list[str]:
    """The names of the sheets that hold anything."""
    return [name for name in workbook.sheet_names if _load(workbook, name, file, rows=1).width]


def _load(workbook: fastexcel.ExcelReader, sheet: str, file: str, rows: int | None = None) -> pl.DataFrame:
    """Cells as text: all from row 1 of the sheet on, or the first `rows` filled ones."""
    try:
        skipped = 0 if rows is None else None
        loaded = workbook.load_sheet(sheet, header_row=None, skip_rows=skipped, n_rows=rows, dtypes="string")
        return pl.DataFrame(loaded.to_polars())
    except fastexcel.FastExcelError as error:
        raise Refused("bad_workbook", file=file, reason=str(error).splitlines()[0]) from None


def read_sheet(workbook: fastexcel.ExcelReader, sheet: str, file: str) -> Raw:
    """One sheet; its first filled row is the header, blank rows are skipped."""
    cells = _cells(workbook, sheet, file)
    blank = pl.all_horizontal(pl.all().exclude(LINE).is_null())
    rows = cells.filter(~blank)
    if rows.is_empty():
        raise Refused("empty_file", file=file)
    line = int(rows[LINE][0])
    headers = unique_headers([str(value or "") for value in rows.drop(LINE).row(0)], file, line)
    frame = rows.slice(1).select(
        *(pl.col(old).alias(new) for old, new in zip(rows.columns, headers, strict=False)), LINE
    )
    return Raw(file, drop_nameless(frame), line)


def _cells(workbook: fastexcel.ExcelReader, sheet: str, file: str) -> pl.DataFrame:
    """Every cell as text, from row 1 of the sheet on."""
    text = pl.all().str.strip_chars()
    return (
        _load(workbook, sheet, file)
        .with_columns(pl.when(text != "").then(text))
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE))
    )
