"""Numbers as CSV, XLSX and Parquet: all their digits, with filters, version and definitions beside them."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

import polars as pl
import xlsxwriter

About = Mapping[str, str]
Definition = tuple[str, str, str, str]
# Told how much is done, from 0 to 1.
Progress = Callable[[float], object]
# How a spreadsheet shows the numbers of a unit; it keeps all their digits.
FORMATS = {
    "share": "0.00%", "money": "#,##0.00", "count": "#,##0", "ratio": "0.000", "per_thousand": "0.00",
    "per_ten_thousand": "0.00", "hours": "0.0", "days": "0.0", "score": "0.0", "index": "#,##0",
    "points": "0.00%", "month": "yyyy-mm", "day": "yyyy-mm-dd",
}  # fmt: skip
_AT_ONCE, _WIDEST = 5_000, 48


@dataclass(frozen=True)
class Sheet:
    """Rows under a name; `units` say what columns hold, as a metric's unit does, or day or month."""

    name: str
    frame: pl.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """Sheets of rows, then one of definitions under `heads`, then one that says what it all is; `names` are theirs."""

    sheets: Sequence[Sheet]
    definitions: Sequence[Definition]
    about: About
    names: tuple[str, str]
    heads: Sequence[str]


def nothing(_: float) -> None:
    """Progress nobody waits for."""


def as_csv(frame: pl.DataFrame, about: About) -> bytes:
    """UTF-8 with a byte-order mark (spreadsheets need it), what it is on `#` lines, then the rows."""
    return b"".join(_csv(frame, about))


def write_csv(file: IO[bytes], frame: pl.DataFrame, about: About, progress: Progress = nothing) -> None:
    """The same into a file, some rows at a time."""
    for place, part in enumerate(_csv(frame, about)):
        file.write(part)
        progress(min(place * _AT_ONCE / max(frame.height, 1), 1.0))


def _csv(frame: pl.DataFrame, about: About) -> Iterator[bytes]:
    head = "".join(f"# {name}: {_one_line(value)}\n" for name, value in about.items())
    plain = _plain(frame)
    yield ("\ufeff" + head + plain.clear().write_csv()).encode()
    for part in plain.iter_slices(_AT_ONCE):
        yield part.write_csv(include_header=False).encode()


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def as_parquet(frame: pl.DataFrame, about: About) -> bytes:
    """A Parquet file whose metadata says what it is."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, metadata=dict(about))
    return buffer.getvalue()


def as_xlsx(
    frame: pl.DataFrame,
    about: About,
    definitions: Sequence[Definition],
    sheets: Sequence[str],
    heads: Sequence[str],
    units: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of three sheets, named by `sheets`: the rows, the definitions under `heads`, and what it is."""
    buffer = io.BytesIO()
    book = Workbook([Sheet(sheets[0], frame, units or {})], definitions, about, (sheets[1], sheets[2]), heads)
    write_xlsx(buffer, book)
    return buffer.getvalue()


def write_xlsx(file: IO[bytes], book: Workbook, progress: Progress = nothing) -> None:
    """A workbook into a file, row by row: headers stay in view and can be filtered by."""
    total, done = max(sum(sheet.frame.height for sheet in book.sheets), 1), 0
    # Rows are written out as they come; text that looks like a formula or an address stays text.
    kept = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, kept) as written:
        bold = written.add_format({"bold": True, "bottom": 1})
        for sheet in book.sheets:
            done += _rows(written, sheet, bold, partial(_told, progress, done, total))
        _table(written.add_worksheet(book.names[0]), [tuple(book.heads), *book.definitions], bold)
        _table(written.add_worksheet(book.names[1]), list(book.about.items()), bold)


def _told(progress: Progress, before: int, total: int, rows: int) -> None:
    progress((before + rows) / total)


def _rows(book: Any, sheet: Sheet, bold: Any, told: Callable[[int], object]) -> int:
    made, frame = book.add_worksheet(sheet.name), sheet.frame
    styles = {unit: book.add_format({"num_format": form}) for unit, form in FORMATS.items()}
    kinds = [sheet.units.get(name) or ("day" if frame.schema[name] == pl.Date else "") for name in frame.columns]
    for place, (name, unit) in enumerate(zip(frame.columns, kinds, strict=True)):
        made.set_column(place, place, min(max(len(name.encode("gb18030", "replace")) + 2, 11), _WIDEST),
                        styles.get(unit))  # fmt: skip
    made.freeze_panes(1, 0)
    made.write_row(0, 0, frame.columns, bold)
    row = 0
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, (value, unit) in enumerate(zip(values, kinds, strict=True)):
            _write(made, row, column, value, styles.get(unit))
        if row % _AT_ONCE == 0:
            told(row)
    if row and frame.width:
        made.autofilter(0, 0, row, frame.width - 1)
    return row


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, bool | int | float | Decimal):
        sheet.write_number(row, column, float(value), style)
    elif value is not None:
        sheet.write_string(row, column, str(value))


def _table(sheet: Any, rows: Sequence[Sequence[str]], bold: Any) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 70)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write_string(r, c, value, bold if r == 0 or c == 0 else None)


def spooled(write: Callable[[IO[bytes], Progress], None], progress: Progress) -> IO[bytes]:
    """A temporary file that has been written, to be read from its start; it goes when nobody holds it any more."""
    file = TemporaryFile()  # noqa: SIM115 - it is handed over
    write(file, progress)
    file.seek(0)
    return file


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would take for a formula gets a quote in front."""
    risky = r"^[=+\-@\t\r]"
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(risky)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )
