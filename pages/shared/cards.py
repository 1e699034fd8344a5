"""Figures at a glance: value, how it got there, and whether the last move is more than the usual noise."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import answers, chart, errors, explain, numbers, periods
from pages.shared.chart import Chart
from pages.shared.charts import Stage
from pages.shared.figures import control_chart as control_charts
from pages.shared.plots import spark
from pages.shared.remembered import Remembered
from pages.shared.screen import View
from pages.shared.signals import Rows, Signals, controlled, signals
from queries.access import Viewer
from queries.dictionary import Metric, metric
from queries.disclosure import policy
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.warehouse import Answer

ICONS = {"up": ":material/vertical_align_top:", "down": ":material/vertical_align_bottom:",
         "common": ":material/horizontal_rule:", "short": ":material/hourglass_empty:",
         "few": ":material/scatter_plot:"}  # fmt: skip


# The part of a usual month's cases below which a month is not whole.
_PART = 0.25
# Kept: to start threads in every run takes longer than to be handed what is remembered.
_POOL = ThreadPoolExecutor(thread_name_prefix="cards")


@dataclass(frozen=True)
class Read:
    """What is read of a figure: its values over the months shown, their signals, and the rows by month."""

    values: Sequence[float | None]
    signals: Signals
    rows: Rows


@dataclass(frozen=True)
class Card:
    """One figure of a screen: its metric, its values over the months shown, and its control chart.

    `within` are the filters it was asked by; `hidden` says why disclosure control keeps back the value of the month
    looked at.
    """

    metric: Metric
    months: Sequence[date]
    values: Sequence[float | None]
    at: int | None
    signals: Signals
    within: Filters
    hidden: str | None = None

    @property
    def value(self) -> float | None:
        """The value at the month looked at, or the last known before it."""
        return None if self.at is None or self.hidden else self.values[self.at]

    @property
    def signal(self) -> str:
        """What the control chart says of that value: up, down, common, or why it cannot tell (short, few)."""
        return self.signals.of(self.at)


def row(view: View, ids: Sequence[str], *, without: Sequence[str] = (), among: Sequence[str] = ()) -> None:
    """The cards of a screen, at most six, each one click from its control chart.

    `without` filters are set aside; `among` are all the metrics asked together, where these are not all.
    """
    among = among or ids
    _ahead(view, ids, without, among)
    with st.container(key=f"cards-{ids[0]}"), st.grid(len(ids), min_column_width=150, gap="xsmall"):
        for id in ids:
            with (
                st.container(border=True, key=f"card-{id}", gap="xxsmall", height="stretch"),
                errors.guard(view.language),
            ):
                _draw(view, id, without, among)
    if view.viewer.role == "manager" and not view.has_benchmark:
        st.caption(view.say("benchmark.few", count=policy().other_platforms))


def _ahead(view: View, ids: Sequence[str], without: Sequence[str], among: Sequence[str]) -> None:
    """Ask side by side, to be remembered: DuckDB answers a small question on one core."""
    questions = {_question(view, id, without, among) for id in ids}
    asked: list[Future[Any]] = [_POOL.submit(view.ask, both, ["month"], within) for both, within in questions]
    of_others = ids if view.viewer.role == "manager" else ()
    wait([*asked, *(_POOL.submit(_others, view, id, without) for id in of_others)])


def _question(view: View, id: str, without: Sequence[str], among: Sequence[str]) -> tuple[tuple[str, ...], Filters]:
    """The metrics to ask together for one of them, and by which filters."""
    filters = view.selection.filters(without=without)
    ids = tuple(among) if id in among else (id,)
    return answers.together(view.warehouse.id, view.viewer, ids, filters)[id]


def card(view: View, id: str, *, without: Sequence[str] = (), among: Sequence[str] = ()) -> Card:
    """One figure over the months shown, by the filters it can take; asked together with those it is `among`.

    A month whose window has closed for a few cases only is left out, as one not reported. Raises AskRefused where it
    cannot be asked with the filters chosen.
    """
    together, within = _question(view, id, without, among)
    read = _read(view.warehouse.id, view.viewer, id, together, within, view.months)
    until = view.months.index(view.selection.focus)
    at = max((i for i, v in enumerate(read.values[: until + 1]) if v is not None), default=None)
    hidden = view.hidden(read.rows.get(view.selection.focus, {}), id)
    return Card(metric(id), view.months, read.values, at, read.signals, within, hidden)


@Remembered
def _read(
    version: str, viewer: Viewer, id: str, together: tuple[str, ...], within: Filters, months: tuple[date, ...]
) -> Read:
    """A figure asked together with others where they can be; a screen speaks of one in several places."""
    frame = _asked(version, viewer, id, together, within).frame
    own = [name for name in frame.columns if name in ("month", id) or name.startswith(f"{id}__")]
    rows = {row["month"]: row for row in frame.select(own).to_dicts()}
    whole = _whole(id, rows)
    values = [None if (v := whole.get(month, {}).get(id)) is None else float(v) for month in months]
    return Read(values, signals(metric(id), months, values, whole), rows)


def _asked(version: str, viewer: Viewer, id: str, together: tuple[str, ...], within: Filters) -> Answer:
    with suppress(AskRefused):
        return answers.ask(version, viewer, together, ("month",), within)
    return answers.ask(version, viewer, (id,), ("month",), within)


def _whole(id: str, rows: Rows) -> Rows:
    """Without the last months where far fewer cases count than in a usual month, as where a window has yet to close."""
    counts = {month: row[f"{id}__count"] for month, row in rows.items()}
    known = [count for count in counts.values() if count is not None]
    if metric(id).denominator == "" or not known:
        return rows
    usual = median(known)
    last = max(month for month, count in counts.items() if (count or 0) >= usual * _PART)
    return {month: row for month, row in rows.items() if month <= last}


def _draw(view: View, id: str, without: Sequence[str], among: Sequence[str]) -> None:
    name = metric(id).short[view.language]
    try:
        one = card(view, id, without=without, among=among)
    except AskRefused as refused:
        st.markdown(name)
        st.caption(errors.why(refused, view.language))
        return
    if st.button(name, key=f"open-{id}", type="tertiary", icon=":material/monitoring:", icon_position="right"):
        _opened(view, one)
    written = "*" if one.hidden else numbers.by_unit(one.value, one.metric.unit, view.language)
    dot = view.look.colors.signal if one.signal in ("up", "down") else view.look.colors.accent
    st.metric(name, written, label_visibility="collapsed")
    st.html(spark(one.values, one.at, view.look.colors.accent, dot, view.say("card.spark", name=name)))
    if one.hidden:
        st.caption(view.say("masked.card", reason=one.hidden))
        return
    if one.at is None:
        return
    st.caption(f"{ICONS[one.signal]} {view.say(f'card.{one.signal}')}{_late(view, one)}")
    if view.selection.compare:
        st.caption(_versus(view, one, without))
    if beside := _beside(view, one, without):
        st.caption(beside)
    for note in view.unfiltered(id, without=without):
        st.caption(note)


def _beside(view: View, card: Card, without: Sequence[str]) -> str:
    """What all other platforms together come to that month, for a manager, where that may be told."""
    frame = _others(view, card.metric.id, without)
    if frame is None or card.at is None:
        return ""
    found = frame.filter(pl.col("month") == card.months[card.at])[card.metric.id].drop_nulls()
    return (
        view.say("benchmark.value", value=numbers.by_unit(found[0], card.metric.unit, view.language))
        if len(found)
        else ""
    )


def _others(view: View, id: str, without: Sequence[str]) -> pl.DataFrame | None:
    """The benchmark by month; None for whoever is no manager, and where filters are not for it."""
    if view.viewer.role != "manager":
        return None
    with suppress(AskRefused):
        return view.benchmark(id, view.within(view.selection.filters(without=without), id))
    return None


def _late(view: View, card: Card) -> str:
    """The month the value is of, where that is not the month looked at."""
    if card.at is None or card.months[card.at] == view.selection.focus:
        return ""
    return f" · {numbers.month(card.months[card.at])}"


def _versus(view: View, card: Card, without: Sequence[str]) -> str:
    compare = str(view.selection.compare)
    if card.at is None or card.value is None:
        return view.say("card.no_earlier")
    earlier = periods.earlier(card.months[card.at], len(view.months), compare)
    within = view.selection.filters(without=without, first=earlier, last=earlier)
    asked = view.ask([card.metric.id], ["month"], view.within(within, card.metric.id))
    before = asked.frame[card.metric.id].to_list()
    if not before or before[0] is None:
        return view.say("card.no_earlier")
    moved = numbers.change(card.value - float(before[0]), card.metric.unit, view.language)
    return view.say(f"card.versus_{compare}", change=moved)


def _opened(view: View, card: Card) -> None:
    st.dialog(view.say("card.open"), width="large")(_control)(view, card)


def _control(view: View, card: Card) -> None:
    chart.show(view, control_chart(view, card), st.container())
    explain.to_entry(card.metric.id, view.say("chart.entry"))


def control_chart(view: View, card: Card) -> Chart:
    """The values with their mean and limits; special causes are marked."""
    method = card.signals.method
    asked = view.ask([card.metric.id], ["month"], card.within)
    names = (view.say("card.mean"), view.say("card.lower"), view.say("card.upper"))
    stage = Stage(card.months, view.look, height=340, labels=9, events=view.events())
    figure = control_charts.control_chart(stage, controlled(view, card.metric, card.signals), card.metric.unit, names)
    notes = [view.say(f"card.said_{card.signal}"), view.say(f"card.rules_{method}")]
    return Chart(
        f"control_{card.metric.id}", card.metric.label[view.language], view.say(f"card.sub_{method}"), figure, notes[0],
        asked, (card.metric.id,), notes=notes,
    )  # fmt: skip
