"""What a statement may read: every table and column, with what it is in both languages."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from queries.access import Viewer
from queries.refusals import AskRefused
from queries.sql import slices
from queries.sql.running import check
from queries.warehouse import Warehouse

_COLUMNS = ("table", "table_zh", "table_en", "column", "type", "description_zh", "description_en")


def schema(warehouse: Warehouse, viewer: Viewer) -> pl.DataFrame:
    """A row per column: table, table_zh, table_en, column, type, description_zh, description_en; tables by name.

    Raises AskRefused for who may not write SQL.
    """
    check(viewer)
    return _schema(warehouse)


def described(language: str) -> dict[str, str]:
    """What each column is, in a language, whichever table it is in."""
    return {name: one[language] for name, one in slices.described()["columns"].items()}


@lru_cache(maxsize=4)
def _schema(warehouse: Warehouse) -> pl.DataFrame:
    told = slices.described()
    rows = []
    for name in slices.offered():
        try:
            columns = slices.columns(warehouse, name)
        except AskRefused:  # not built in this version
            continue
        of_table = told["tables"][name]
        for column, kind in columns.items():
            of_column = told["columns"][column]
            rows.append((name, of_table["zh"], of_table["en"], column, kind, of_column["zh"], of_column["en"]))
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
