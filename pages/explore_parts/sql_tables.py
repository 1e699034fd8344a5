"""The tables a statement may read, with what they are; their names complete what is typed, or are put in by a click."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from pages.shared.reader import Reader
from pages.shared.text import Language
from queries import sql

_FIRST = "portfolio_month"
_HERE = Path(__file__).parent
# Streamlit's own text field knows no completion, and the components that do speak to other hosts or to the console.
_HELP = st.components.v2.component(
    "sql_help",
    html='<div class="help"><div class="columns" tabindex="0" role="region"><table></table></div>'
    '<ul role="listbox" hidden></ul></div>',
    css=(_HERE / "sql_help.css").read_text(encoding="utf-8"),
    js=(_HERE / "sql_help.js").read_text(encoding="utf-8"),
)


def draw(who: Reader) -> None:
    """A list of the tables, and the columns of the one chosen."""
    listed = sql.schema(who.warehouse, who.viewer)
    known = _told(listed, who.language)
    tables = known["tables"]
    st.session_state.setdefault("sql_table", _FIRST if _FIRST in tables else next(iter(tables)))
    chosen = st.selectbox(
        who.say("sql.tables"), list(tables), key="sql_table", format_func=lambda name: f"{name} · {tables[name]}"
    )
    of_it = listed.filter(pl.col("table") == chosen).select("column", "type", f"description_{who.language}")
    _HELP(
        key="sql-help",
        data={
            **known,
            "listed": [[chosen, "", tables[chosen]], *(list(row) for row in of_it.iter_rows())],
            "label": who.say("sql.tables"),
            "insert": who.say("sql.insert", name="{name}"),
            "suggestions": who.say("sql.suggestions"),
        },
    )


def _told(listed: pl.DataFrame, language: Language) -> dict[str, Any]:
    """What completion needs: tables and columns by name with a word on each, and which columns a table has."""
    return _by_name(tuple(listed.select("table", f"table_{language}", "column", f"description_{language}").iter_rows()))


@lru_cache(maxsize=8)
def _by_name(rows: tuple[tuple[str, str, str, str], ...]) -> dict[str, Any]:
    columns: dict[str, list[str]] = {}
    for table, _, column, _ in rows:
        columns.setdefault(table, []).append(column)
    return {
        "tables": {table: about for table, about, _, _ in rows},
        "columns": columns,
        "about": {column: about for _, _, column, about in rows},
    }
