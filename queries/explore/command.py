"""The command that explores: `python -m queries explore par30_balance --by month,region --grain quarter …`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

import typer

from data.store import Store
from data.terminal import Terminal, talking
from queries import asking, audit
from queries.access import Viewer
from queries.asking import By, First, Form, Format, Last, Role, Scope, Speak, VersionId, Where
from queries.explore import choosing, writing
from queries.explore.exploration import Exploration, Range, Top, parse_range, parse_top
from queries.explore.explored import Explored, explore
from queries.filters import NO_FILTERS
from queries.refusals import AskRefused
from queries.warehouse import Warehouse


def exploring(
    metrics: Annotated[list[str], typer.Argument(metavar="METRIC…", help="Up to six metrics · 至多六个指标")],
    by: By = None,
    where: Where = None,
    search: Annotated[
        list[str] | None, typer.Option("--search", metavar="DIM:TEXT", help="Values whose name holds it · 按名称查找")
    ] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option("--range", metavar="METRIC:LOW:HIGH", help="Cells whose value lies within · 按数值范围保留"),
    ] = None,
    top: Annotated[
        str, typer.Option("--top", metavar="DIM:COUNT", help="The largest, the rest together · 前几名，其余合并")
    ] = "",
    grain: Annotated[str, typer.Option("--grain", help="month, quarter or year · 月、季或年")] = "month",
    period: Annotated[
        str, typer.Option("--period", help="last:12, this_year or last_year, for --from and --to · 相对期间")
    ] = "",
    compare: Annotated[
        str, typer.Option("--compare", help="previous or year: as long before, or a year earlier · 环比或同比")
    ] = "",
    first: First = "",
    last: Last = "",
    totals: Annotated[bool, typer.Option("--subtotals", help="Every subtotal too · 同时给出各级小计")] = False,
    role: Role = "operator",
    platform: Scope = None,
    form: Form = Format.table,
    version: VersionId = "",
    language: Speak = None,
) -> None:
    """Explore metrics: splits, filters, periods, the largest, comparisons · 自由探索指标"""
    store = Store.default()
    with talking(language, store.root / "log") as terminal:
        viewer = Viewer(role, tuple(asking.split(platform)) if platform else None)
        within = asking.read_filters(where or [], first, last)
        splits = tuple(asking.split(by or []))
        asked = Exploration(
            metrics=tuple(metrics),
            by=splits,
            grain=grain,
            period=period,
            first=within.first_month,
            last=within.last_month,
            where=within.where,
            ranges=tuple(_range(text, metrics) for text in ranges or ()),
            search=tuple(_search(text) for text in search or ()),
            top=_top(top, splits) if top else None,
            compare=compare,
        )
        opened = asking.open_asked(store, version)
        asking.check_platforms(opened, viewer, within)
        facts = _facts(viewer, opened, asked, form)
        try:
            explored = explore(opened, viewer, asked, _named(opened, viewer, asked), subtotals=totals)
        except AskRefused as refused:
            asking.note_refusal(store, refused, facts)
            raise
        if form is not Format.table:
            audit.record("command", store, **facts)
        _print(terminal, explored, form)


def _range(text: str, metrics: Collection[str]) -> Range:
    if (found := parse_range(text, metrics)) is None:
        raise AskRefused("not_a_range", value=text)
    return found


def _search(text: str) -> tuple[str, str]:
    dimension, _, wanted = text.partition(":")
    if not dimension or not wanted:
        raise AskRefused("not_a_search", value=text)
    return dimension, wanted


def _top(text: str, splits: Collection[str]) -> Top:
    if (found := parse_top(text, splits)) is None:
        raise AskRefused("not_a_top", value=text)
    return found


def _named(warehouse: Warehouse, viewer: Viewer, asked: Exploration) -> choosing.Named:
    """What the values of the dimensions searched are called."""
    found = {one: choosing.values(warehouse, viewer, asked.metrics, one, NO_FILTERS) for one, _ in asked.search}
    return {dimension: writing.names(dimension, values) for dimension, values in found.items()}


def _facts(viewer: Viewer, warehouse: Warehouse, asked: Exploration, form: Format) -> dict[str, object]:
    """What the audit log is told of it: all but its answer."""
    chosen = {name: values for name, values in asked.to_link().items() if name not in ("m", "by")}
    who = asking.who(viewer, warehouse)
    return {**who, "what": asked.metrics, "by": asked.by or None, "format": form.value, "filters": chosen}


def _print(terminal: Terminal, explored: Explored, form: Format) -> None:
    if form is Format.table:
        asking.draw(terminal, writing.as_table(explored, terminal.language))
    else:
        typer.echo((writing.as_csv if form is Format.csv else writing.as_json)(explored), nl=False)
    masked = sum(answer.masked for answer in explored.answers)
    reasons = tuple(dict.fromkeys(reason for answer in explored.answers for reason in answer.reasons))
    reads = any(answer.reads_facts for answer in explored.answers)
    noted = replace(explored.answers[0], masked=masked, reasons=reasons, reads_facts=reads)
    for note in asking.notes(noted, choosing.filters(explored.exploration), terminal.language):
        terminal.err.print(note, markup=False)
