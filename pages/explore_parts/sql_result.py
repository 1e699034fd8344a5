"""What came of a statement: its rows with what may be taken away of them, or why there are none."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.explore_parts import stating
from pages.shared import downloads, reader
from pages.shared.numbers import count
from pages.shared.reader import Reader
from queries import sql
from queries.refusals import AskRefused
from queries.sql import limits, running

# A workbook of more takes longer to write than anybody waits.
SHEET_ROWS = 100_000


def draw(who: Reader, run: sql.Running) -> None:
    """The rows of a statement that is over, or a sentence on what was wrong with it."""
    try:
        result = run.result(0)
    except AskRefused as refused:
        _refused(who, refused)
        return
    frame = result.frame
    told = {"rows": count(frame.height, who.language), "columns": frame.width, "seconds": f"{result.seconds:.2f}"}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(who.say("sql.shown_first" if result.truncated else "sql.shown", **told), width="content")
        with st.popover(who.say("sql.save"), icon=":material/download:", key="sql-save"):
            if result.truncated:
                most = count(limits.EXPORT_ROWS, who.language)
                st.caption(who.say("sql.save_all", rows=most, sheet=count(SHEET_ROWS, who.language)))
            for form in ("csv", "xlsx", "parquet"):
                _button(who, result, form)
    if frame.is_empty():
        st.caption(who.say("sql.none"))
    else:
        st.dataframe(
            frame, hide_index=True, height=min(36 * frame.height + 38, 460), key="sql-rows", placeholder="null",
            column_config=_columns(frame), alt=who.say("sql.shown", **told),
        )  # fmt: skip


def _columns(frame: pl.DataFrame) -> dict[str, Any]:
    """Days as they are written, amounts with all their digits."""
    written: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        if isinstance(kind, pl.Date):
            written[name] = st.column_config.DateColumn(format="YYYY-MM-DD")
        if isinstance(kind, pl.Decimal):
            written[name] = st.column_config.NumberColumn(format=f"%.{kind.scale}f")
    return written


def _refused(who: Reader, refused: AskRefused) -> None:
    if refused.code != "sql_error":
        st.info(refused.message(who.language), icon=":material/block:")
        return
    title = who.say("sql.failed_at", line=refused.line) if refused.line else who.say("sql.failed")
    st.error(title, icon=":material/error:")
    st.code(str(refused.values["text"]), language=None)


def _button(who: Reader, result: sql.Result, form: str) -> None:
    st.download_button(
        form.title() if form == "parquet" else form.upper(),
        reader.giving(partial(_file, who, result, form), "export", what=running.pieces(result.text), format=form),
        f"sql_{who.warehouse.id}.{form}",
        stating.TYPES[form], key=f"sql-save-{form}", on_click="ignore",
    )  # fmt: skip


def _file(who: Reader, result: sql.Result, form: str) -> bytes:
    """The rows as a file; where there are more than those shown the statement is run again for them."""
    frame = result.frame
    if result.truncated:
        most = SHEET_ROWS if form == "xlsx" else limits.EXPORT_ROWS
        frame = sql.start(who.warehouse, who.settled, result.text, rows=most).result().frame
    about = {who.say("sql.statement"): result.text, **stating.version(who)}
    return _WRITERS[form](who, frame, about)


def _csv(_: Reader, frame: pl.DataFrame, about: dict[str, str]) -> bytes:
    return downloads.as_csv(frame, about)


def _xlsx(who: Reader, frame: pl.DataFrame, about: dict[str, str]) -> bytes:
    names = (who.say("download.definitions"), who.say("download.about"))
    heads = [who.say("sql.column"), who.say("download.meaning"), who.say("sql.kind"), ""]
    told = sql.described(who.language)
    meanings = [(name, told.get(name, ""), str(kind), "") for name, kind in frame.schema.items()]
    buffer = io.BytesIO()
    sheet = downloads.Sheet(who.say("sql.rows"), frame)
    downloads.write_xlsx(buffer, downloads.Workbook([sheet], meanings, about, names, heads))
    return buffer.getvalue()


def _parquet(_: Reader, frame: pl.DataFrame, about: dict[str, str]) -> bytes:
    return downloads.as_parquet(frame, about)


_WRITERS: dict[str, Callable[[Reader, pl.DataFrame, dict[str, str]], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
