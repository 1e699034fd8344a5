"""An exploration as text: for programs every column in full precision, for people what is meant for readers.

A row's split that a subtotal leaves out is TOTAL. What disclosure control hides is `*` in CSV, null in JSON; the
columns `<id>__masked` say why.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from rich.table import Table

from queries import printing
from queries.dictionary import metric
from queries.disclosure import MASKED
from queries.explore.exploration import OTHERS
from queries.explore.explored import Explored
from queries.reference import load

TOTAL = "__total__"
_SHOWN = ("", "__before", "__change")


def rows(explored: Explored) -> pl.DataFrame:
    """The cells, then the subtotals, the finest first: splits as text (`2024-03`, `2024-Q1`, `2024`), else as asked."""
    by, grain = explored.exploration.by, explored.exploration.grain
    levels = sorted(explored.subtotals.items(), key=lambda level: -len(level[0]))
    frames = [_level(explored.cells, by, by, grain), *(_level(frame, kept, by, grain) for kept, frame in levels)]
    return pl.concat(frames, how="vertical_relaxed")


def _level(frame: pl.DataFrame, kept: tuple[str, ...], by: tuple[str, ...], grain: str) -> pl.DataFrame:
    splits = [_texts(frame, name, grain) if name in kept else pl.lit(TOTAL).alias(name) for name in by]
    return frame.select(*splits, *(name for name in frame.columns if name not in kept))


def _texts(frame: pl.DataFrame, name: str, grain: str) -> pl.Series:
    values = [None if value is None else _text(value, name, grain) for value in frame[name].to_list()]
    return pl.Series(name, values, pl.String)


def _text(value: Any, name: str, grain: str) -> str:
    if name == "month" and isinstance(value, dt.date):
        return period(value, grain)
    return printing.written(value, "day" if name == "day" else "")


def period(month: dt.date, grain: str) -> str:
    """What a month, quarter or year is called, by its last month-end."""
    names = {"month": f"{month:%Y-%m}", "quarter": f"{month:%Y}-Q{(month.month - 1) // 3 + 1}", "year": f"{month:%Y}"}
    return names[grain]


def as_csv(explored: Explored) -> str:
    """Comma-separated, with a header."""
    frame, text = rows(explored), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.iter_rows(named=True):
        writer.writerow("*" if row.get(f"{name}{MASKED}") else _number(value) for name, value in row.items())
    return text.getvalue()


def as_json(explored: Explored) -> str:
    """A list of objects."""
    objects = (
        ", ".join(f"{json.dumps(name)}: {_literal(value)}" for name, value in row.items())
        for row in rows(explored).iter_rows(named=True)
    )
    return "[" + ",".join(f"\n  {{{one}}}" for one in objects) + "\n]\n"


def as_table(explored: Explored, language: str) -> Table:
    """For a terminal: names in the reader's language, numbers with the decimals of their unit."""
    ids = tuple(dict.fromkeys(explored.exploration.metrics))
    frame = rows(explored)
    words = {OTHERS: printing.word("others", language), TOTAL: printing.word("total", language)}
    renamed: dict[str, str] = {}
    headings: dict[str, str] = {}
    units: dict[str, str] = {}
    for id in ids:
        for part in (part for part in _SHOWN if f"{id}{part}" in frame.columns):
            column = f"{id}{part.replace('__', ' ')}"
            renamed |= {f"{id}{part}": column, f"{id}{part}{MASKED}": f"{column}{MASKED}"}
            said = printing.word(part.removeprefix("__"), language) if part else ""
            headings[column] = " ".join(filter(None, (metric(id).short[language], said)))
            units[column] = metric(id).unit
    splits = [pl.col(name).replace(words) for name in explored.exploration.by]
    kept = [pl.col(name).alias(new) for name, new in renamed.items() if name in frame.columns]
    return printing.as_table(frame.select(*splits, *kept), units, headings, language)


def _number(value: Any) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _literal(value: Any) -> str:
    if isinstance(value, float | int | Decimal):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def names(dimension: str, values: list[str]) -> Mapping[str, str]:
    """What the values of a dimension are called, in both languages."""
    reference = load()
    return {one: " ".join(reference.label(dimension, one, language) for language in ("zh", "en")) for one in values}
