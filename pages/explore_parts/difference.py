"""Why one cell differs from another: what every part did by itself, and what its weight among the parts did."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from pages.explore_parts import answers, chosen, figure, naming
from pages.explore_parts.naming import Row
from pages.explore_parts.state import Asked
from pages.shared import chart, control, errors, numbers
from pages.shared.chart import Chart
from pages.shared.plots import Step, waterfall
from pages.shared.text import inside
from queries.dictionary import metric
from queries.explore.explaining import Explanation, explained_by
from queries.explore.explored import Explored

SHOWN = 7


def draw(asked: Asked, explored: Explored) -> None:
    """The difference of the two cells chosen, where there are two; a refusal is said in its place."""
    if len(asked.cells) < 2:
        return
    who = asked.who
    with st.container(key="frame-difference"), errors.guard(who.language):
        head = st.container()
        ids = [id for id in asked.exploration.metrics if explained_by(who.viewer, asked.exploration, id)]
        if not ids:
            st.info(who.say("explore.unexplained"))
            return
        before, after = in_time(asked.cells)
        if any(_untold(explored, row, ids) for row in (before, after)):
            st.info(who.say("explore.nothing_to_explain"))
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            id = ids[0]
            if len(ids) > 1:
                called = partial(_short, asked)
                id = control.pick("measure", who.say("explore.explained_metric"), ids, called, ids[0])
            possible = explained_by(who.viewer, asked.exploration, id)
            label = who.say("explore.explained_by")
            by = control.pick("split", label, possible, lambda d: who.say(f"filter.{d}"), possible[0])
        made = _chart(asked, explored, id, by, before, after)
        if made is not None:
            chart.show(figure.view(asked, explored), made, head)


def _untold(explored: Explored, row: Row, ids: Sequence[str]) -> bool:
    """Whether a cell tells none of the metrics: then its parts would be explained as if nothing were there."""
    cell = chosen.at(explored, row)
    return cell is None or all(cell[id] is None for id in ids)


def _short(asked: Asked, id: str) -> str:
    return metric(id).short[asked.who.language]


def in_time(cells: Sequence[Row]) -> tuple[Row, Row]:
    """The two cells, the earlier first where they differ in time, else as they were chosen."""
    first, second = cells[0], cells[1]
    for dimension in naming.TIMES:
        one, other = first.get(dimension), second.get(dimension)
        if isinstance(one, date) and isinstance(other, date) and one > other:
            return second, first
    return first, second


def _chart(asked: Asked, explored: Explored, id: str, by: str, before: Row, after: Row) -> Chart | None:
    who = asked.who
    sides = tuple(before.items()), tuple(after.items())
    untold = any(_untold(explored, row, [id]) for row in (before, after))
    found = None if untold else answers.explanation(asked.version, who.viewer, asked.exploration, id, *sides, by)
    if found is None:
        st.info(who.say("explore.nothing_to_explain"))
        return None
    names = [_name(asked, row) for row in (before, after)]
    title = sentence(asked, found, names)
    sub = who.say("explore.difference_sub", metric=metric(id).label[who.language], by=inside(who.say(f"filter.{by}")))
    steps = _steps(asked, found, names)
    drawn = waterfall(steps, metric(id).unit, who.look, height=340)
    shown = replace(figure.answer(explored), frame=found.decomposition.parts)
    notes = [who.say("explore.hidden_parts", count=found.hidden)] if found.hidden else []
    note = "sum_note" if found.is_sum else "ratio_note"
    return Chart(
        "difference", title, sub, drawn, f"{title}. {sub}", shown, (id,),
        notes=[who.say(f"explore.{note}", by=inside(who.say(f"filter.{by}"))), *notes],
    )  # fmt: skip


def _name(asked: Asked, row: Row) -> str:
    run = asked.exploration
    names = [naming.called(d, row[d], asked.who.language, run.grain) for d in run.by if d in row]
    return " · ".join(names) or asked.who.say("explore.all")


def sentence(asked: Asked, found: Explanation, names: Sequence[str]) -> str:
    """From what to what, and what did it: levels and mix of a ratio, the part that moved most of a sum."""
    one, language, parts = metric(found.metric), asked.who.language, found.decomposition
    said: dict[str, object] = {
        "metric": one.label[language], "one": names[0], "other": names[1],
        "before": numbers.by_unit(parts.before, one.unit, language, 2),
        "after": numbers.by_unit(parts.after, one.unit, language, 2),
        "change": numbers.change(parts.after - parts.before, one.unit, language),
    }  # fmt: skip
    if not found.is_sum:
        effects = {name: numbers.change(value, one.unit, language)
                   for name, value in (("level", parts.rate_effect), ("mix", parts.mix_effect))}  # fmt: skip
        return asked.who.say("explore.difference_ratio", **said, **effects)
    rows = parts.parts.to_dicts()
    most = max(rows, key=lambda row: abs(row["rate_effect"]), default=None)
    if most is None:
        return asked.who.say("explore.difference_plain", **said)
    return asked.who.say(
        "explore.difference_sum", **said, part=_part(asked, found, most),
        effect=numbers.change(most["rate_effect"], one.unit, language),
    )  # fmt: skip


def _part(asked: Asked, found: Explanation, row: dict[str, Any]) -> str:
    return naming.called(found.dimension, row[found.dimension], asked.who.language)


def _steps(asked: Asked, found: Explanation, names: Sequence[str]) -> list[Step]:
    """From the one level to the other: the largest parts, the rest together, and the mix of a ratio."""
    parts, say = found.decomposition, asked.who.say
    rows = sorted(parts.parts.to_dicts(), key=lambda row: -abs(row["rate_effect"]))
    shown = SHOWN - 2 * asked.who.look.narrow
    steps = [_level(asked, found, names[0], parts.before)]
    steps += [_effect(asked, found, _part(asked, found, row), row["rate_effect"]) for row in rows[:shown]]
    if len(rows) > shown:
        rest = sum(row["rate_effect"] for row in rows[shown:])
        steps.append(_effect(asked, found, say("shared.others"), rest))
    if not found.is_sum:
        steps.append(_effect(asked, found, say("explore.mix"), parts.mix_effect))
    return [*steps, _level(asked, found, names[1], parts.after)]


def _level(asked: Asked, found: Explanation, name: str, value: float) -> Step:
    written = numbers.by_unit(value, metric(found.metric).unit, asked.who.language, 2)
    return Step(name, value, written, f"<b>{name}</b><br>{written}", total=True)


def _effect(asked: Asked, found: Explanation, name: str, effect: float) -> Step:
    unit, language = metric(found.metric).unit, asked.who.language
    written = numbers.change(effect, unit, language)
    short = numbers.signed(effect * 100) if unit == "share" else written
    return Step(name, effect, short, f"<b>{name}</b><br>{written}")
