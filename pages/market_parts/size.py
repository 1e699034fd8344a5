"""How big: what platforms have lent and have on the book, by kind or platform, and each platform's part of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from pages.market_parts import common
from pages.shared import control, labels, numbers
from pages.shared.answers import platforms
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, stacked
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.timeline import Timeline, over_time
from queries.dictionary import metric

MEASURES = ("balance", "originated_principal", "originated_loans", "active_borrowers")
SPLITS = ("platform_kind", "platform")
SHARE = "market_share"
SHOWN, OTHERS = 6, "others"
Cells = Mapping[tuple[date, str], Mapping[str, Any]]


def by_month(view: View) -> Chart:
    """Balance, lending or borrowers by month, stacked by kind of platform or platform."""
    with st.container(horizontal=True, gap="small"):
        id = _measure(view)
        split = control.choice("by", view.say("market.by"), SPLITS, lambda name: view.say(f"filter.{name}"))
    # What is stacked stays whole: what is chosen is only set off against the others.
    along = over_time(view, [id], [split], without=(split,))
    cells = {(row["month"], row[split]): row for row in along.answer.frame.to_dicts() if row[split] is not None}
    figure = stacked(
        along.stage(view, height=340, labels=13), _stack(view, along, id, split, cells), metric(id).unit,
        chosen=common.chosen(view, split),
    )  # fmt: skip
    title, sub = _title(view, id, split, cells), view.say("market.main_sub", metric=metric(id).label[view.language])
    return Chart(
        "market_size", title, sub, figure, f"{title}. {sub}", along.answer, (id,), clicks=True,
        notes=view.unfiltered(id, without=(split,)),
    )  # fmt: skip


def _measure(view: View) -> str:
    """By buttons, or on a phone from a list: together they are wider than it."""
    offer = partial(control.pick, default=MEASURES[0]) if view.look.narrow else control.choice
    return offer("measure", view.say("market.measure"), MEASURES, lambda one: metric(one).short[view.language])


def _stack(view: View, along: Timeline, id: str, split: str, cells: Cells) -> list[Series]:
    """The largest parts at the last month, largest at the bottom, and the rest in one grey."""
    size: dict[str, float] = {}
    for (_, part), row in cells.items():
        size[part] = size.get(part, 0.0) + float(row[id] or 0)
    order = sorted(size, key=lambda part: -size[part])
    named = order if len(order) <= SHOWN + 1 else order[:SHOWN]
    known = {month for month, _ in cells}
    parts = [(part, [part]) for part in named] + ([(OTHERS, order[SHOWN:])] if len(named) < len(order) else [])
    return [_series(view, along, id, split, part, members, cells, known) for part, members in parts]


def _series(
    view: View, along: Timeline, id: str, split: str, part: str, members: Sequence[str], cells: Cells, known: set[date]
) -> Series:
    name = view.say("shared.others") if part == OTHERS else view.label(split, part)
    color = view.look.colors.context if part == OTHERS else labels.color(split, part, view.look)
    values = [
        view.total((cells.get((month, one), {}) for one in members), id) if month in known else None
        for month in along.dates
    ]
    said = [
        common.hover(view, f"{name} · {numbers.month(month)}", {id: value}, id)
        for month, value in zip(along.dates, values, strict=True)
    ]
    return Series(name, values, color, said, id="" if part == OTHERS else click(split, part))


def _title(view: View, id: str, split: str, cells: Cells) -> str:
    """The whole at the month looked at, and the part of local platforms or of the largest."""
    now = {part: float(row[id]) for (month, part), row in cells.items() if month == view.selection.focus and row[id]}
    said = {"month": numbers.month(view.selection.focus), "metric": metric(id).short[view.language]}
    if not now or any(view.hidden(row, id) for (month, _), row in cells.items() if month == view.selection.focus):
        return view.say("market.main_silent", **said)
    part = "local" if "local" in now else max(now, key=now.__getitem__)
    return view.say(
        "market.main_title", value=common.written(view, id, sum(now.values())), name=view.label(split, part),
        share=numbers.share(now[part] / sum(now.values()), view.language), **said,
    )  # fmt: skip


def shares(view: View) -> Chart:
    """Each platform's part of the balance at the month looked at; a chosen one stays strong among the others."""
    within = view.within(view.selection.at_focus(without=("platform",)), SHARE)
    asked = view.ask([SHARE], ["platform"], within)
    rows = [row for row in asked.frame.to_dicts() if row["platform"] is not None]
    figure = ranked(common.bars(view, rows, "platform", SHARE), "share", view.look,
                    chosen=common.chosen(view, "platform"))  # fmt: skip
    top = sorted((row[SHARE] for row in rows if row[SHARE] is not None), reverse=True)[:3]
    title = view.say("market.shares_question")
    if len(top) == 3:
        title = view.say("market.shares_title", share=numbers.share(sum(top), view.language))
    sub = view.say("market.shares_sub", month=numbers.month(view.selection.focus))
    seen = view.viewer.platforms
    notes = [view.say("market.own_market")] if seen and set(seen) < set(platforms(view.warehouse)) else []
    return Chart(
        "market_shares", title, sub, figure, f"{title}. {sub}", asked, (SHARE,), clicks=True,
        notes=[*notes, *view.unfiltered(SHARE, without=("platform",))],
    )  # fmt: skip
