"""What the sections of the cost screen share: bars by any dimension, lines of any metric, what hovering says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pages.shared import labels, numbers
from pages.shared.axes import click
from pages.shared.charts import Series
from pages.shared.plots import Bar
from pages.shared.screen import View
from pages.shared.timeline import Timeline
from queries.dictionary import metric

# Fewer cases than this and a figure says little: it is drawn hollow.
FEW = 30
Row = Mapping[str, Any]


def written(view: View, id: str, value: Any, digits: int = 1) -> str:
    """A value of a metric as a reader meets it."""
    return numbers.by_unit(value, metric(id).unit, view.language, digits)


def few(row: Row, id: str) -> bool:
    """Whether a value rests on few cases, payments or contacts."""
    return (row.get(f"{id}__count") or 0) < FEW


def hover(view: View, name: str, row: Row, id: str) -> str:
    """Name, value and how many are behind it."""
    return view.say(
        "cost.hover", name=name, metric=metric(id).short[view.language], value=written(view, id, row.get(id), 2),
        count=numbers.count(view.known(row, f"{id}__count"), view.language),
    )  # fmt: skip


def bars(view: View, rows: Sequence[Row], dimension: str, id: str) -> list[Bar]:
    """One bar per value of a dimension, each a click from being the filter where the screen offers it."""
    known = [row for row in rows if row[dimension] is not None]
    return [
        Bar(
            click(dimension, row[dimension]), view.label(dimension, row[dimension]), numbers.number(row[id]),
            written(view, id, row[id]), hover(view, view.label(dimension, row[dimension], full=True), row, id),
            _color(view, dimension, row[dimension]), few=few(row, id) and row[id] is not None,
        )
        for row in known
    ]  # fmt: skip


def _color(view: View, dimension: str, value: str) -> str:
    """A bucket, category or channel keeps its colour; elsewhere length says it all."""
    if dimension in ("bucket", "category", "channel"):
        return labels.color(dimension, value, view.look)
    return view.look.colors.accent


def line(view: View, name: str, color: str, along: Timeline, id: str, **style: Any) -> Series:
    """One metric along a timeline; a date without a value is a gap, one that rests on few is hollow."""
    rows = along.rows()
    shown = [rows.get(day, {}) for day in along.dates]
    values = [numbers.number(row.get(id)) for row in shown]
    said = [hover(view, f"{name} · {when(day, along)}", row, id) for day, row in zip(along.dates, shown, strict=True)]
    thin = [few(row, id) for row in shown]
    hollow = thin if any(f and v is not None for f, v in zip(thin, values, strict=True)) else ()
    return Series(name, values, color, said, hollow=hollow, **style)


def when(day: date, along: Timeline) -> str:
    """A place of a timeline in words: 2024-03, or 2024-03-15 where it runs along days."""
    return f"{day:%Y-%m-%d}" if along.is_daily else numbers.month(day)


def span(view: View) -> str:
    """The months shown, in words."""
    first, last = numbers.month(view.selection.first), numbers.month(view.selection.last)
    return first if first == last else view.say("cost.span", first=first, last=last)


def highest(view: View, rows: Sequence[Row], dimension: str, id: str) -> tuple[str, Any] | None:
    """Name and value of the highest of at least two that rest on enough."""
    known = [row for row in rows if row[id] is not None and not few(row, id) and row[dimension] != "none"]
    if len(known) < 2:
        return None
    top = max(known, key=lambda row: row[id])
    return view.label(dimension, top[dimension]), top[id]
