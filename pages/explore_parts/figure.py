"""The figures of an exploration in their frames: one for each metric, with the kind of figure to choose."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from pages.explore_parts import naming, over_time, said, side_by_side, state
from pages.explore_parts.drawing import FEW, Drawing
from pages.explore_parts.kinds import ICONS
from pages.explore_parts.state import Asked
from pages.shared import chart, errors, filter_bar, numbers
from pages.shared.axes import Figure
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.selection import Selection
from pages.shared.text import inside, listing
from queries.dictionary import metric
from queries.disclosure import MASKED
from queries.explore.explored import Explored
from queries.explore.periods import cut_short as cut_short_of
from queries.warehouse import Answer


def view(asked: Asked, explored: Explored) -> View:
    """What a frame needs to know of the screen: who looks, at which months and values."""
    run = explored.exploration
    shown = [m for m in asked.months if (not run.first or m >= run.first) and (not run.last or m <= run.last)]
    shown = shown or list(asked.months[-1:])
    guarded = asked.who.viewer.is_guarded
    return View(asked.who, Selection(tuple(shown), shown[-1], None, None, run.where, is_guarded=guarded))


def cut_short(seen: View, explored: Explored) -> str:
    """Which quarters or years are not whole; empty where none is shown, or all are."""
    run = explored.exploration
    found = cut_short_of(seen.months, run.grain) if "month" in run.by else []
    names = [naming.called("month", end, seen.language, run.grain) for end in found]
    return seen.say("explore.cut_short", periods=listing(names, seen.language, limit=4)) if names else ""


def draw(asked: Asked, explored: Explored) -> None:
    """The figures; none for a table."""
    seen = view(asked, explored)
    drawings = [Drawing(seen, explored, id, asked.cells) for id in explored.exploration.metrics]
    if asked.figure == "table":
        return
    if asked.figure == "scatter":
        _framed(asked, drawings[:1], drawings[1])
    elif len(drawings) == 1:
        _framed(asked, drawings)
    else:
        for left, right in zip(drawings[::2], [*drawings[1::2], None], strict=False):
            for column, one in zip(st.columns(2, gap="medium"), (left, right), strict=True):
                with column:
                    _framed(asked, [one] if one else [])


def kinds(asked: Asked) -> None:
    """The choice of the figure, where more than one fits."""
    options = asked.figures
    if len(options) < 2:
        return
    st.session_state["explore_figure"] = asked.figure
    st.segmented_control(
        asked.who.say("explore.figure"), options, key="explore_figure", required=True, label_visibility="collapsed",
        format_func=lambda kind: f":material/{ICONS[kind]}: {asked.who.say(f'explore.kind_{kind}')}",
        on_change=_chosen, args=(asked,),
    )  # fmt: skip


def _chosen(asked: Asked) -> None:
    state.change(asked, asked.exploration, st.session_state["explore_figure"], keep_cells=True)


def _framed(asked: Asked, drawings: Sequence[Drawing], other: Drawing | None = None) -> None:
    for d in drawings:
        with st.container(key=f"frame-cut-{d.id}"), errors.guard(asked.who.language):
            head = st.container()
            chart.show(d.view, _chart(asked, d, other), head)


def _chart(asked: Asked, d: Drawing, other: Drawing | None) -> Chart:
    title, sub = _title(d, asked.figure, other), subtitle(d.view, d.explored, [d.id, *([other.id] if other else [])])
    return Chart(
        f"cut-{d.id}", title, sub, _figure(d, asked.figure, other), f"{title}. {sub}", answer(d.explored),
        (d.id, *([other.id] if other else [])), clicks=True, notes=_notes(d, asked.figure),
    )  # fmt: skip


def _figure(d: Drawing, kind: str, other: Drawing | None) -> Figure:
    if other is not None:
        return side_by_side.against(d, other)
    if not any(d.value(row) is not None for row in d.rows):
        return {"data": [], "layout": {}}
    drawn = {
        "line": over_time.line, "heat": side_by_side.field, "map": side_by_side.township,
        "bar": over_time.columns if d.time else side_by_side.bars,
        "stacked": over_time.columns if d.time else partial(side_by_side.grouped, stack=True),
        "grouped": partial(side_by_side.grouped, stack=False),
    }  # fmt: skip
    return drawn[kind](d)


def _title(d: Drawing, kind: str, other: Drawing | None) -> str:
    """The finding where there is one to be read off: the largest, or from where to where; else what is shown."""
    say, name = d.view.say, d.metric.label[d.view.language]
    if other is not None:
        return say("explore.title_against", one=name, other=inside(other.metric.label[d.view.language]),
                   by=inside(say(f"filter.{d.run.by[0]}")))  # fmt: skip
    known = [row for row in d.rows if d.value(row) is not None]
    solid = [row for row in known if not d.few(row)] or known
    if kind == "line" and not d.rest and len(known) > 1:
        first, last = known[0], known[-1]
        change = numbers.change((d.value(last) or 0) - (d.value(first) or 0), d.metric.unit, d.view.language)
        return say("explore.title_course", metric=name, first=d.name(first, d.run.by), last=d.name(last, d.run.by),
                   start=d.written(first), end=d.written(last), change=change)  # fmt: skip
    if kind in ("bar", "map", "heat") and len(solid) > 1:
        top = max(solid, key=lambda row: d.value(row) or 0)
        return say("explore.title_top", metric=name, name=d.name(top, d.run.by), value=d.written(top))
    by = " × ".join(inside(say(f"filter.{one}")) for one in d.run.by)
    return say("explore.title_by", metric=name, by=by) if by else name


def subtitle(seen: View, explored: Explored, ids: Sequence[str]) -> str:
    """Metric, period and filters, and what else narrows the cells."""
    run, language = explored.exploration, seen.language
    parts = [listing([metric(id).label[language] for id in ids], language, limit=6)]
    parts.append(filter_bar.sentence(seen.reader, seen.selection))
    if run.top:
        parts.append(seen.say("explore.said_top", by=inside(seen.say(f"filter.{run.top.dimension}")),
                              count=run.top.count))  # fmt: skip
    parts += [said.ranged(*one, language) for one in run.ranges]
    return " · ".join(parts)


def answer(explored: Explored) -> Answer:
    """All that was asked as one answer: the cells, every statement, what was hidden and why."""
    cells, asked = explored.cells, explored.answers
    ids = explored.exploration.metrics
    why = [cells[f"{id}{MASKED}"].drop_nulls() for id in ids if f"{id}{MASKED}" in cells.columns]
    reasons = pl.concat(why).unique().sort().to_list() if why else []
    return replace(
        asked[0], frame=cells, sql="\n\n".join(dict.fromkeys(one.sql for one in asked)),
        reads_facts=any(one.reads_facts for one in asked), masked=sum(map(len, why)), reasons=tuple(reasons),
    )  # fmt: skip


def _notes(d: Drawing, kind: str) -> list[str]:
    notes = []
    is_hollow = kind in ("line", "map", "scatter") or kind == "bar" and not d.time
    if is_hollow and any(d.few(row) for row in d.rows):
        notes.append(d.view.say("explore.few", count=FEW))
    if kind == "bar" and not d.time and (left := side_by_side.left_out(d)):
        notes.append(d.view.say("explore.bars_left_out", count=left))
    if kind == "map":
        notes.append(d.view.say("map.caption"))
        if outside := side_by_side.elsewhere(d):
            named = [f"{name} {value}" for name, value in outside.items()]
            notes.append(d.view.say("map.elsewhere", values=listing(named, d.view.language, limit=6)))
    return notes
