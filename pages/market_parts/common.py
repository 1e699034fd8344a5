"""What the sections of the market screen share: lines over months, bars by a dimension, what hovering says."""

from collections.abc import Mapping, Sequence
from typing import Any

from pages.shared import labels, numbers
from pages.shared.axes import Figure, click
from pages.shared.charts import Series
from pages.shared.plots import Bar
from pages.shared.screen import View
from pages.shared.text import listing
from pages.shared.timeline import Timeline
from queries.dictionary import metric
from queries.warehouse import Answer

# A figure that rests on fewer is drawn hollow.
FEW = 30
# A figure of which no value can be told.
NOTHING: Figure = {"data": [], "layout": {}}
Row = Mapping[str, Any]


def written(view: View, id: str, value: Any) -> str:
    """A value of a metric as a reader meets it."""
    return numbers.by_unit(value, metric(id).unit, view.language)


def reasons(view: View, answer: Answer) -> str:
    """Why disclosure control hides some of an answer."""
    return listing([view.say(f"masked.{reason}") for reason in answer.reasons], view.language, len(answer.reasons))


def hover(view: View, name: str, row: Row, id: str) -> str:
    """Name, value and how many are behind it; why it is hidden where it is."""
    if why := view.hidden(row, id):
        return view.say("masked.tile", name=name, reason=why)
    count = row.get(f"{id}__count")
    value = numbers.by_unit(row.get(id), metric(id).unit, view.language, 2)
    if count is None:
        return view.say("market.hover", name=name, value=value)
    return view.say("market.hover_count", name=name, value=value, count=numbers.count(count, view.language))


def few(row: Row, id: str) -> bool:
    """Whether a value rests on few."""
    return row.get(id) is not None and (row.get(f"{id}__count") or 0) < FEW


def line(view: View, along: Timeline, id: str, color: str, name: str = "", **style: Any) -> Series:
    """One metric over the months shown; a month without a value is a gap, one that rests on few is hollow."""
    rows = along.rows()
    shown = [rows.get(month, {}) for month in along.dates]
    called = metric(id).short[view.language]
    said = [hover(view, f"{called} · {numbers.month(month)}", row, id)
            for month, row in zip(along.dates, shown, strict=True)]  # fmt: skip
    thin = [few(row, id) for row in shown]
    values = [numbers.number(row.get(id)) for row in shown]
    return Series(name, values, color, said, hollow=thin if any(thin) else (), **style)


def bars(view: View, rows: Sequence[Row], dimension: str, id: str) -> list[Bar]:
    """One bar per value of a dimension, each a click from being the filter; a platform keeps its colour."""
    return [_bar(view, row, dimension, id) for row in rows if row[dimension] is not None]


def _bar(view: View, row: Row, dimension: str, id: str) -> Bar:
    value, color = row[dimension], labels.color(dimension, row[dimension], view.look)
    said = "*" if view.hidden(row, id) else written(view, id, row[id])
    hovered = hover(view, view.label(dimension, value, full=True), row, id)
    name, known = view.label(dimension, value), numbers.number(row[id])
    return Bar(click(dimension, value), name, known, said, hovered, color, few=few(row, id))


def chosen(view: View, dimension: str) -> list[str]:
    """The marks that stand out because the reader chose them."""
    return [click(dimension, value) for value in view.selection.kept(dimension)]


def at_focus(view: View, along: Timeline, id: str) -> float | None:
    """A metric's value at the month looked at, None where it is not known."""
    return numbers.number(along.rows().get(view.selection.focus, {}).get(id))


def plain(
    view: View, along: Timeline, values: Sequence[float | None], unit: str, color: str, name: str, **style: Any
) -> Series:
    """Values of no metric of their own over the months shown."""
    said = [
        view.say("market.hover", name=f"{name} · {numbers.month(month)}",
                 value=numbers.by_unit(value, unit, view.language, 2))
        for month, value in zip(along.dates, values, strict=True)
    ]  # fmt: skip
    return Series(name, values, color, said, **style)
