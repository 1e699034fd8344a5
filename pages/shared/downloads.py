"""A chart's numbers as CSV and XLSX: all their digits, with filters, version and definitions beside them."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import xlsxwriter

About = Mapping[str, str]
Definition = tuple[str, str, str, str]


def as_csv(frame: pl.DataFrame, about: About) -> bytes:
    """UTF-8 with a byte-order mark (spreadsheets need it), what it is on `#` lines, then the rows."""
    head = "".join(f"# {name}: {value}\n" for name, value in about.items())
    return ("\ufeff" + head + _plain(frame).write_csv()).encode()


def as_xlsx(
    frame: pl.DataFrame, about: About, definitions: Sequence[Definition], sheets: Sequence[str], heads: Sequence[str]
) -> bytes:
    """A workbook of three sheets, named by `sheets`: the rows, the definitions under `heads`, and what it is."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        rows = book.add_worksheet(sheets[0])
        rows.freeze_panes(1, 0)
        rows.write_row(0, 0, frame.columns, bold)
        for r, row in enumerate(frame.iter_rows(), start=1):
            for c, value in enumerate(row):
                _write(rows, r, c, value, day)
        _table(book.add_worksheet(sheets[1]), [tuple(heads), *definitions], bold)
        _table(book.add_worksheet(sheets[2]), list(about.items()), bold)
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, bool | int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif value is not None:
        sheet.write_string(row, column, str(value))


def _table(sheet: Any, rows: Sequence[Sequence[str]], bold: Any) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write_string(r, c, value, bold if r == 0 or c == 0 else None)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 70)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would take for a formula gets a quote in front."""
    risky = r"^[=+\-@\t\r]"
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(risky)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )
