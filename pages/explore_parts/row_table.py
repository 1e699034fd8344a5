"""A page of rows as a table: values written for a reader, headings that ask for another order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import labels, numbers
from pages.shared.text import Language, entries, text
from queries.rows import column

_HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "row_table",
    html='<div class="frame" tabindex="0" role="region"></div>',
    css=(_HERE / "row_table.css").read_text(encoding="utf-8"),
    js=(_HERE / "row_table.js").read_text(encoding="utf-8"),
)
_DIGITS = {"money": 2, "count": 0, "days": 0, "hours": 1}


def draw(
    frame: pl.DataFrame,
    caption: str,
    language: Language,
    sorted_by: str,
    descending: bool,
    on_sort: Callable[[], None],
    key: str,
) -> None:
    """The table under `key`; `on_sort` is called when a heading is clicked, whose name then is `picked(key)`."""
    heads = [
        {"name": name, "label": heading(name, language), "about": column(name).about[language],
         "number": column(name).unit in (*_DIGITS, "share")}
        for name in frame.columns
    ]  # fmt: skip
    body = [[written(name, value, language) for name, value in zip(frame.columns, row, strict=True)]
            for row in frame.iter_rows()]  # fmt: skip
    _TABLE(
        key=key, on_sorted_change=on_sort,
        data={"heads": heads, "body": body, "caption": caption, "empty": "–", "sorted": sorted_by,
              "descending": descending},
    )  # fmt: skip


def picked(key: str) -> str:
    """The column whose heading was clicked; empty where none was."""
    name = st.session_state[key].sorted
    return name if isinstance(name, str) else ""


def heading(name: str, language: Language) -> str:
    """What a column is called; a dimension as filters call it."""
    key = f"filter.{name}"
    return text(key, language) if key in entries() else column(name).label[language]


def written(name: str, value: Any, language: Language) -> str | None:
    """A value as a reader meets it, in full; None where there is none."""
    said = column(name)
    if value is None:
        return None
    if said.unit == "share":
        return numbers.share(value, language, 2)
    if said.unit in _DIGITS:
        return numbers.decimal(value, _DIGITS[said.unit])
    if said.unit == "month":
        return numbers.month(value)
    return code(name, value, language) if said.unit == "code" else str(value)


def code(name: str, value: str, language: Language) -> str:
    """What a value of a code is called; a team or agent by its own name."""
    return labels.label(column(name).codes, value, language)


def readable(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The rows for a spreadsheet: headings and codes in words, numbers and dates as they are."""
    coded = [name for name in frame.columns if column(name).unit == "code"]
    named = frame.with_columns(
        pl.col(name).replace_strict(
            {value: code(name, value, language) for value in frame[name].unique().drop_nulls()}, return_dtype=pl.String
        )
        for name in coded
    )
    return named.rename({name: heading(name, language) for name in frame.columns})
