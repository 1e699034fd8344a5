"""Metrics of complaints as lines over the months shown; points that rest on few complaints are hollow."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pages.shared import numbers
from pages.shared.axes import Figure
from pages.shared.charts import Series, Stage, lines
from pages.shared.screen import View
from queries.dictionary import metric
from queries.warehouse import Answer

FEW = 20


def lines_of(view: View, ids: Sequence[str], colors: Sequence[str]) -> tuple[Figure, Answer]:
    """One line per metric, all of one unit, and the answer they are drawn from."""
    asked = view.ask(ids, ["month"], view.within(view.selection.filters(), *ids))
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    series = [_series(view, id, color, rows) for id, color in zip(ids, colors, strict=True)]
    return lines(Stage(view.months, view.look), series, metric(ids[0]).unit), asked


def at_focus(view: View, asked: Answer, id: str) -> float | None:
    """A metric's value at the month looked at, None where it is not known."""
    found = asked.frame.filter(month=view.selection.focus)[id].to_list()
    return None if not found or found[0] is None else float(found[0])


def _series(view: View, id: str, color: str, rows: Mapping[date, Mapping[str, Any]]) -> Series:
    shown = [rows.get(month, {}) for month in view.months]
    values = [None if row.get(id) is None else float(row[id]) for row in shown]
    few = [(row.get(f"{id}__count") or 0) < FEW for row in shown]
    hollow = few if any(f and v is not None for f, v in zip(few, values, strict=True)) else ()
    name = metric(id).short[view.language]
    hover = [_hover(view, id, month, row) for month, row in zip(view.months, shown, strict=True)]
    return Series(name, values, color, hover, hollow=hollow)


def _hover(view: View, id: str, month: date, row: Mapping[str, Any]) -> str:
    if row.get(id) is None and view.viewer.is_guarded:
        return view.say("complaints.hover_silent", month=numbers.month(month))
    return view.say(
        "complaints.line_hover", name=metric(id).short[view.language], month=numbers.month(month),
        value=numbers.by_unit(row.get(id), metric(id).unit, view.language), count=row.get(f"{id}__count") or 0,
    )  # fmt: skip
