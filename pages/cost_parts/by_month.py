"""What a case costs, month by month, in parts that add up to it, and whether every fen of the ledger is in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from pages.cost_parts import ledger
from pages.shared import control, labels, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, stacked
from pages.shared.screen import View
from pages.shared.text import inside
from pages.shared.timeline import Timeline, over_time
from queries.disclosure import MASKED

ID = "cost_per_case"
SPLITS = ("category", "channel")
SHOWN = 6
OTHERS = "others"
Cells = Mapping[tuple[date, str], Mapping[str, Any]]


def parts(view: View) -> Chart:
    """Cost per case by month, stacked by category or channel; the parts add up because all cases stay below."""
    with st.container(horizontal=True):
        split = control.choice("by", view.say("cost.by"), SPLITS, lambda name: view.say(f"filter.{name}"))
    # What is stacked stays whole: a chosen channel is only set off against the others.
    along = over_time(view, [ID], [split], without=("channel",) if split == "channel" else ())
    cells = {(row["month"], row[split]): row for row in along.answer.frame.to_dicts() if row[split] is not None}
    series = _stack(view, along, split, cells)
    chosen = [click("channel", value) for value in view.selection.kept("channel")] if split == "channel" else []
    figure = stacked(along.stage(view, height=340, labels=13), series, "money", chosen=chosen)
    title = _title(view, cells, split)
    sub = view.say("cost.main_sub", split=inside(view.say(f"filter.{split}")))
    return Chart(
        "cost_per_case", title, sub, figure, f"{title}. {sub}", along.answer, (ID, "cost", "cases"), clicks=True,
        notes=[*ledger.line(view), *view.unfiltered(ID)],
    )  # fmt: skip


def _stack(view: View, along: Timeline, split: str, cells: Cells) -> list[Series]:
    """The largest parts over the months shown, largest at the bottom, and the rest in one grey."""
    total: dict[str, Decimal] = {}
    for (_, part), row in cells.items():
        total[part] = total.get(part, Decimal(0)) + Decimal(row[f"{ID}__numerator"] or 0)
    # What is called other anyway goes with the rest.
    order = sorted((part for part in total if total[part]), key=lambda part: (part == "other", -total[part]))
    known = {month for month, _ in cells}
    named = order if len(order) <= SHOWN + 1 else order[:SHOWN]
    series = [_series(view, along, split, part, [part], cells, known) for part in named]
    if len(order) > len(named):
        series.append(_series(view, along, split, OTHERS, order[len(named) :], cells, known))
    return series


def _series(
    view: View, along: Timeline, split: str, part: str, members: Sequence[str],
    cells: Cells, known: set[date],
) -> Series:  # fmt: skip
    name = view.say("shared.others") if part == OTHERS else view.label(split, part)
    color = view.look.colors.context if part == OTHERS else labels.color(split, part, view.look)
    rows = [[cells.get((month, member), {}) for member in members] for month in along.dates]
    values = [view.total(row_of, ID) if month in known else None
              for month, row_of in zip(along.dates, rows, strict=True)]  # fmt: skip
    spent = [sum((row.get(f"{ID}__numerator") or Decimal(0) for row in row_of), Decimal(0)) for row_of in rows]
    hover = [
        view.say("cost.main_hover", month=numbers.month(month), name=name, value=numbers.money(value, view.language),
                 cost=numbers.money(cost, view.language))
        for month, value, cost in zip(along.dates, values, spent, strict=True)
    ]  # fmt: skip
    filters = click("channel", part) if split == "channel" and part not in (OTHERS, "none", "unknown") else ""
    return Series(name, values, color, hover, id=filters)


def _title(view: View, cells: Cells, split: str) -> str:
    """The cost per case at the month looked at, and its largest part."""
    now = {part: row[ID] for (month, part), row in cells.items() if month == view.selection.focus and row[ID]}
    hidden = any(row.get(f"{ID}{MASKED}") for (month, _), row in cells.items() if month == view.selection.focus)
    month = numbers.month(view.selection.focus)
    if not now or hidden:
        return view.say("cost.main_silent", month=month)
    top = max(now, key=now.__getitem__)
    return view.say(
        "cost.main_title", month=month, value=numbers.money(sum(now.values()), view.language),
        name=view.label(split, top), part=numbers.money(now[top], view.language),
    )  # fmt: skip
