"""Answers as text: a table for people, CSV and JSON for programs. Shares and ratios have 6 decimals, counts none.

What disclosure control hides is `*`; in JSON it is null, and `<column>__masked` says why.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from rich.table import Table

from data.reference import load
from queries.dictionary import Metric
from queries.disclosure import MASKED
from queries.filters import month_end

DECIMALS = {
    "share": 6, "ratio": 6, "per_thousand": 4, "per_ten_thousand": 4, "money": 2, "hours": 2, "days": 2, "score": 2,
    "count": 0,
}  # fmt: skip


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def word(key: str, language: str, **values: object) -> str:
    """A text of words.toml; the key itself where there is none."""
    return _words().get(key, {language: key})[language].format(**values)


def written(value: Any, unit: str = "") -> str:
    """A value as all formats write it: null is empty, a month-end `2024-03`, a number by its unit or type.

    The unit `day` says that a date is a day, even if it is the last of a month.
    """
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if value == month_end(value) and unit != "day" else value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value).lower() if isinstance(value, bool) else str(value)
    by_type = "money" if isinstance(value, Decimal) else "share" if isinstance(value, float) else "count"
    return f"{value:.{DECIMALS[unit or by_type]}f}"


def as_csv(frame: pl.DataFrame, units: Mapping[str, str]) -> str:
    """Comma-separated, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_shown(frame))
    writer.writerows(_rows(frame, units))
    return text.getvalue()


def as_json(frame: pl.DataFrame, units: Mapping[str, str]) -> str:
    """A list of objects; numbers keep the decimals of their unit."""
    shown = _shown(frame)
    rows = zip(frame.select(shown).iter_rows(), _rows(frame, units), _reasons(frame, shown), strict=True)
    objects = [", ".join(_pairs(shown, values, texts, whys)) for values, texts, whys in rows]
    return "[" + ",".join(f"\n  {{{one}}}" for one in objects) + "\n]\n"


def _pairs(
    names: Iterable[str], values: Iterable[Any], texts: Iterable[str], whys: Iterable[str | None]
) -> Iterable[str]:
    for name, value, text, why in zip(names, values, texts, whys, strict=True):
        if why:
            yield f"{json.dumps(name)}: null, {json.dumps(name + MASKED)}: {json.dumps(why)}"
            continue
        bare = isinstance(value, bool | int | float | Decimal)
        yield f"{json.dumps(name)}: {text if bare else json.dumps(text or None, ensure_ascii=False)}"


def as_table(frame: pl.DataFrame, units: Mapping[str, str], headings: Mapping[str, str], language: str) -> Table:
    """For a terminal: headings and codes in the reader's language."""
    table = Table()
    kinds = {name: frame.schema[name] for name in _shown(frame)}
    for name, kind in kinds.items():
        table.add_column(headings.get(name, word(name, language)), justify="right" if kind.is_numeric() else "left")
    named = [_namer(name, kind, language) for name, kind in kinds.items()]
    for row in _rows(frame, units):
        table.add_row(*(name(text) for name, text in zip(named, row, strict=True)))
    return table


def _namer(column: str, kind: pl.DataType, language: str) -> Callable[[str], str]:
    if kind != pl.String:
        return lambda text: text
    dimension = {"from_bucket": "bucket", "to_bucket": "bucket"}.get(column, column)
    return lambda text: load().label(dimension, text, language) if text else text


def _shown(frame: pl.DataFrame) -> list[str]:
    """The columns meant for readers: not what a metric is made of."""
    return [name for name in frame.columns if "__" not in name]


def _reasons(frame: pl.DataFrame, shown: Sequence[str]) -> Iterable[list[str | None]]:
    """Row by row, why each shown value is hidden."""
    masks = [frame[name + MASKED].to_list() if name + MASKED in frame.columns else None for name in shown]
    for place in range(frame.height):
        yield [None if mask is None else mask[place] for mask in masks]


def _rows(frame: pl.DataFrame, units: Mapping[str, str]) -> Iterable[list[str]]:
    shown = _shown(frame)
    listed = [units.get(name, "day" if name == "day" else "") for name in shown]
    for row, whys in zip(frame.select(shown).iter_rows(), _reasons(frame, shown), strict=True):
        yield ["*" if why else written(value, unit) for value, unit, why in zip(row, listed, whys, strict=True)]


def catalogue(metrics: Iterable[Metric], language: str) -> Table:
    """Every metric with its name, unit and dimensions."""
    table = Table(title=word("metrics", language), title_justify="left")
    for heading in ("id", "label", "unit", "split"):
        table.add_column(word(heading, language), no_wrap=heading == "id")
    for one in metrics:
        table.add_row(one.id, one.label[language], word(one.unit, language), " ".join(sorted(one.dimensions)))
    return table
