"""Rows in quarantine as somebody can mend them: in the contract's columns, with reason and remedy beside each.

The extra columns are passed over when the rows are handed in again; the last two say which row is replaced.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import xlsxwriter

from data.checking import rules
from data.contract import TABLES
from data.problems import describe, texts
from data.quarantine import DERIVED, QUARANTINE
from data.reading.raw import key
from data.versions import Submission
from data.words import say

EXTRA = ("reason", "remedy", "source_file", "source_line")
# Faults that checking finds again by itself; all others were found while reading, and the value written is lost.
CHECKED = frozenset(
    {*rules.COLUMN_CODES.values(), *(code for _, code, _ in rules.RULES.values()), *DERIVED, "repeated_row"}
    | {"duplicate_key", "after_as_of", "parent_missing", "due_out_of_order", "schedule_not_principal", "overpaid"}
)
_PLACE = ("file", "line", "row")
_FORMULA = r"^[=+@\t\r]|^-\D"


def faults(one: Submission) -> pl.DataFrame:
    """The quarantine of a submission as stored: one row per fault, the columns of `quarantine.QUARANTINE`."""
    path = one.path / "quarantine.parquet"
    return pl.read_parquet(path) if path.exists() else QUARANTINE.to_frame()


def chosen(
    found: pl.DataFrame, tables: Iterable[str] = (), codes: Iterable[str] = (), columns: Iterable[str] = ()
) -> pl.DataFrame:
    """The faults of these tables, reasons and columns; none named of one kind means all."""
    wanted = {"table": list(tables), "code": list(codes), "column": list(columns)}
    return found.filter(*(pl.col(name).is_in(values) for name, values in wanted.items() if values))


def to_mend(all_faults: pl.DataFrame, wanted: pl.DataFrame, language: str) -> dict[str, pl.DataFrame]:
    """By table, the rows that have a fault among `wanted`, as text, with every fault of theirs in words."""
    tables = [table for table in TABLES if table in wanted["table"].unique()]
    return {table: _table(table, all_faults, wanted, language) for table in tables}


def _table(table: str, all_faults: pl.DataFrame, wanted: pl.DataFrame, language: str) -> pl.DataFrame:
    mine = all_faults.filter(pl.col("table") == table)
    mine = mine.join(wanted.filter(pl.col("table") == table), on=_PLACE, how="semi", nulls_equal=True)
    names = TABLES[table].column_names()
    own = _headers(table)
    text = pl.Struct(dict.fromkeys(names, pl.String))
    rows = []
    for (file, line, row), group in mine.group_by(_PLACE, maintain_order=True):
        cells = dict(pl.Series([row]).str.json_decode(text)[0])
        told = group.to_dicts()
        for one in told:
            name = own.get(key(one["column"]))
            if name and cells[name] is None and one["code"] not in CHECKED:
                cells[name] = one["value"]
        reason, remedy = (_joined(map(part, told), language) for part in (_reason(language), _remedy(language)))
        rows.append({**cells, "reason": reason, "remedy": remedy, "source_file": file, "source_line": str(line)})
    frame = pl.DataFrame(rows, schema=dict.fromkeys((*names, *EXTRA), pl.String))
    return frame.rename({name: extra_header(name, language) for name in EXTRA})


def extra_header(name: str, language: str) -> str:
    """What an extra column is called; none of the contract's columns is called so."""
    return say(language, name)


def _headers(table: str) -> dict[str, str]:
    columns = TABLES[table].columns().items()
    return {key(name): name for name, _ in columns} | {key(str((c.metadata or {})["zh"])): name for name, c in columns}


def _joined(said: Iterable[str], language: str) -> str:
    return ("；" if language == "zh" else " ").join(dict.fromkeys(said))


def _reason(language: str) -> Any:
    return lambda one: f"{one['column']}：{_part(one, language, 0)}" if language == "zh" else (
        f"{one['column']}: {_part(one, language, 0)}"
    )  # fmt: skip


def _remedy(language: str) -> Any:
    return lambda one: _part(one, language, 1)


def _part(one: Mapping[str, Any], language: str, which: int) -> str:
    """The first sentence of a problem's wording says what is wrong, the rest what to do."""
    template, stop = texts()[one["code"]][language], "。" if language == "zh" else ". "
    first, _, rest = template.partition(stop)
    wording = (first, rest or template)[which].rstrip("。" if language == "zh" else " ")
    return wording.format(**{name: one[name] for name in ("column", "value", "detail")})


def summary(code: str, language: str) -> str:
    """What a reason is called in a list: its first sentence, with what differs left out."""
    values = {"column": "…", "value": "…", "detail": "…"}
    stop = "。" if language == "zh" else ". "
    return describe(code, language, **values).partition(stop)[0]


def workbook(tables: Mapping[str, pl.DataFrame]) -> bytes:
    """An xlsx of one sheet a table, every cell as text, so that ids keep their zeros."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        for table, frame in tables.items():
            sheet = book.add_worksheet(table)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, frame.width - 1, 16, text)
            sheet.write_row(0, 0, frame.columns, bold)
            for number, row in enumerate(frame.iter_rows(), start=1):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write_string(number, place, value, text)
    return buffer.getvalue()


def as_csv(frame: pl.DataFrame) -> bytes:
    """One table as UTF-8 with a byte-order mark; text a spreadsheet would take for a formula gets a quote in front."""
    guarded = pl.all().str.contains(_FORMULA)
    safe = frame.with_columns(pl.when(guarded).then("'" + pl.all()).otherwise(pl.all()).name.keep())
    return ("\ufeff" + safe.write_csv()).encode()
