"""The command that runs an analyst's statement: `python -m queries sql "select …" --role analyst --platform a,b`."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Annotated

import polars as pl
import typer
from rich.markup import escape
from rich.table import Table

from data.store import Store
from data.terminal import Terminal, talking
from queries import asking, audit, printing
from queries.access import Viewer
from queries.asking import Format, Language
from queries.oversight import printable
from queries.refusals import AskRefused
from queries.sql import limits, running
from queries.sql.schema import schema

# A terminal is for looking, a file for keeping.
_SHOWN = 200


def sql(
    text: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="One SELECT; - reads it from the input · 一条查询，- 为标准输入")
    ] = "",
    role: Annotated[str, typer.Option("--role", help="Only analyst may · 仅限 analyst")] = "analyst",
    platform: Annotated[
        list[str] | None, typer.Option("--platform", metavar="ID,…", help="Platforms the role may see · 可查看的平台")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it · 输出格式")] = Format.table,
    rows: Annotated[
        int | None, typer.Option("--rows", min=1, max=limits.EXPORT_ROWS, help="At most so many rows · 最多行数")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, max=limits.SECONDS, help="At most so long · 最长运行时间（秒）")
    ] = limits.SECONDS,
    version: Annotated[str, typer.Option("--version", help="A version other than the current · 指定版本")] = "",
    listed: Annotated[bool, typer.Option("--schema", help="Which tables can be read · 列出可查询的表和列")] = False,
    language: Annotated[
        Language | None, typer.Option("--language", help="Language; the terminal's by default · 语言")
    ] = None,
) -> None:
    """Run one read-only SQL statement over the tables the role may see · 在可查看的表上运行一条只读 SQL"""
    store = Store.default()
    with talking(language, store.root / "log") as terminal:
        viewer = Viewer(role, tuple(asking.split(platform)) if platform else None)
        opened = asking.open_asked(store, version)
        asking.check_platforms(opened, viewer)
        statement = sys.stdin.read() if text == "-" else text
        facts = {**asking.who(viewer, opened), "what": "schema" if listed else running.pieces(statement)}
        try:
            if listed:
                _write(terminal, _in_language(schema(opened, viewer), terminal.language), form)
                return
            running.check(viewer)
            audit.record("sql_run", store, **facts, format=form.value)
            most = rows or (_SHOWN if form is Format.table else limits.EXPORT_ROWS)
            result = running.start(opened, viewer, statement, rows=most, seconds=seconds).result()
        except AskRefused as refused:
            asking.note_refusal(store, refused, facts)
            raise
        _write(terminal, result.frame, form)
        if result.truncated:
            told = printing.word("sql_more", terminal.language, count=result.frame.height)
            terminal.err.print(told, markup=False)


def _in_language(listed: pl.DataFrame, language: str) -> pl.DataFrame:
    """A row per table, with its columns in one line."""
    described = pl.format("{} {}", "column", "type")
    rows = listed.group_by("table", f"table_{language}", maintain_order=True).agg(described.str.join(", "))
    return rows.rename({f"table_{language}": "description", "column": "columns"})


def _plain(value: object) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)


def _write(terminal: Terminal, frame: pl.DataFrame, form: Format) -> None:
    """The values as they are: what a column means only the statement knows."""
    if form is Format.csv:
        typer.echo(frame.write_csv(), nl=False)
    elif form is Format.json:
        typer.echo(json.dumps(frame.to_dicts(), ensure_ascii=False, default=_plain, indent=1))
    else:
        table = Table()
        for name, kind in frame.schema.items():
            table.add_column(escape(name), justify="right" if kind.is_numeric() else "left")
        for row in frame.iter_rows():
            table.add_row(*("" if value is None else escape(printable(value)) for value in row))
        asking.draw(terminal, table)
