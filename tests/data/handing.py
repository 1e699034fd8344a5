"""Small submissions for tests: sound tables, and ways to write them to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import xlsxwriter

LOANS = "loan_id,borrower_id,region_code,product,originated_on,principal,annual_rate,term_months\n"
ROWS = [
    "L1,B1,530100,P,2024-01-05,1000.00,0.24,12\n",
    "L2,B2,,P,2024-02-05,2000.00,0.18,6\n",
    "L3,B1,530101,Q,2024-03-05,3000.50,0.36,24\n",
]
SOUND = LOANS + "".join(ROWS)


def write(folder: Path, **files: str | bytes) -> Path:
    """Files by table name (`loans="…"` is loans.csv; `loans__xlsx=b"…"` is loans.xlsx) in a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        stem, _, suffix = name.partition("__")
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{stem}.{suffix or 'csv'}").write_bytes(data)
    return folder


def zipped(change: Callable[[zipfile.ZipFile], None] | None = None, **files: str | bytes) -> bytes:
    """A zip of files named as in `write`; `change` may add what no honest platform would."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            stem, _, suffix = name.partition("__")
            archive.writestr(f"{stem}.{suffix or 'csv'}", content)
        if change:
            change(archive)
    return stream.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    """An xlsx workbook; a cell that is no text keeps its type, dates are formatted as such."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file."""
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def text_cells(csv: str) -> list[list[object]]:
    """The lines of a CSV text as rows of a sheet."""
    return [list(line.split(",")) for line in csv.splitlines()]
