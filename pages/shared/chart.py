"""The frame around every chart: title, subtitle, the figure, and a menu with definition, data, picture and SQL."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure
from streamlit.delta_generator import DeltaGenerator

from pages.shared import downloads, errors, explain, filter_bar, picture, reader
from pages.shared.axes import Figure
from pages.shared.screen import View
from pages.shared.text import Language, listing
from queries import audit
from queries.dictionary import dictionary
from queries.questions import questions
from queries.warehouse import Answer

CONFIG: dict[str, Any] = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False}


class Finished(BaseFigure):  # type: ignore[misc]  # plotly ships no types
    """A figure that is final. A plain dict would be checked against Plotly's schema in every run, which costs more
    than all else about it; the tests check every kind of figure once instead.
    """

    def __init__(self, figure: Figure) -> None:
        self._finished = figure

    def to_dict(self) -> Figure:
        """The figure as it is."""
        return self._finished


@dataclass(frozen=True)
class Chart:
    """A figure and everything said about it.

    `figure` is a Plotly figure as plain dicts, or a call that draws something else, such as a table. `title` is the
    finding or the question, `subtitle` metric, unit and basis; `alt` what a screen reader says. `explains` names the
    metrics and questions behind it; `clicks` marks a figure whose marks carry `name=value` pairs to filter by; `notes`
    stand below it.
    """

    key: str
    title: str
    subtitle: str
    figure: Figure | Callable[[], object]
    alt: str
    answer: Answer
    explains: Sequence[str] = ()
    clicks: bool = False
    notes: Sequence[str] = field(default_factory=tuple)


def draw(view: View, build: Callable[[View], Chart]) -> None:
    """Build a chart and show it in its frame; a refusal or a fault is said in its place."""
    with st.container(key=f"frame-{build.__name__}"), errors.guard(view.language):
        head = st.container()
        show(view, build(view), head)


def show(view: View, chart: Chart, head: DeltaGenerator) -> None:
    """A chart with its title in `head`, which stands above whatever controls were drawn to build it."""
    with head:
        _head(view, chart)
    _figure(view, chart)
    for note in (*chart.notes, *told(view, chart.answer)):
        st.caption(note)


def told(view: View, answer: Answer) -> list[str]:
    """A note on what disclosure control did to an answer; none where nothing is hidden."""
    if not answer.masked:
        return []
    reasons = listing([view.say(f"masked.{reason}") for reason in answer.reasons], view.language, limit=4)
    return [view.say("masked.note", count=answer.masked, reasons=reasons)]


def _head(view: View, chart: Chart) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="xsmall", key=f"head-{chart.key}"):
        hint = f" · {view.say('chart.click')}" if _listens(view, chart) else ""
        st.markdown(f"**{chart.title}**  \n:small[:gray[{chart.subtitle}{hint}]]", width="stretch")
        _menu(view, chart)


def _figure(view: View, chart: Chart) -> None:
    if callable(chart.figure):
        chart.figure()
        return
    if not chart.figure["data"]:
        st.info(view.say("empty.chart"))
        return
    # Where the container is called so, marks pass on what they stand for.
    with st.container(key=f"clicks-{chart.key}") if _listens(view, chart) else nullcontext():
        st.plotly_chart(Finished(chart.figure), theme=None, key=f"chart-{chart.key}", config=CONFIG, alt=chart.alt)


def _listens(view: View, chart: Chart) -> bool:
    """Whether clicks filter; not on a phone, where a listening chart would swallow a finger's scrolling."""
    return chart.clicks and not view.look.narrow


@st.fragment
def _menu(view: View, chart: Chart) -> None:
    menu = st.popover(
        view.say("chart.menu"),
        icon=":material/more_vert:",
        type="tertiary",
        key=f"menu-{chart.key}",
        on_change="rerun",
    )
    if menu.open:
        with menu, errors.guard(view.language):
            _definitions(view, chart)
            _data(view, chart)
            _picture(view, chart)
            if view.viewer.role == "analyst":
                _sql(view, chart)


def _sql(view: View, chart: Chart) -> None:
    reader.noted_once("sql_shown", chart.answer.sql, what=chart.key)
    st.caption(view.say("chart.sql"))
    st.code(chart.answer.sql, language="sql", height=220)


def _definitions(view: View, chart: Chart) -> None:
    for id, said in zip(chart.explains, explained(chart.explains, view.language), strict=True):
        name, meaning, formula, source = said
        explain.to_entry(id, name)
        st.markdown(meaning)
        if formula:
            st.caption(f"{view.say('chart.formula', formula=formula)}  \n{view.say('chart.source', source=source)}")


def explained(ids: Sequence[str], language: Language) -> list[downloads.Definition]:
    """Name, meaning, formula and source of metrics and questions; a question has only the first two."""
    asked, known = questions(), dictionary()
    return [
        (asked[id].title[language], asked[id].definition[language], "", "")
        if id in asked
        else (known[id].label[language], known[id].definition[language], known[id].formula, known[id].source[language])
        for id in ids
    ]


def about(view: View, chart: Chart) -> dict[str, str]:
    """What a download says of itself."""
    warehouse = view.warehouse
    return {
        view.say("download.chart"): f"{chart.title} ({chart.subtitle})",
        view.say("download.filters"): filter_bar.sentence(view.reader, view.selection),
        view.say("download.version"): warehouse.id,
        view.say("download.as_of"): f"{warehouse.as_of:%Y-%m-%d}",
        view.say("download.sample"): view.say("download.yes" if warehouse.sample else "download.no"),
    }


def _data(view: View, chart: Chart) -> None:
    name = f"{chart.key}_{view.warehouse.id}"
    frame, said = chart.answer.frame, about(view, chart)
    definitions = explained(chart.explains, view.language)
    sheets = [view.say(f"download.{part}") for part in ("rows", "definitions", "about")]
    heads = [view.say(f"download.{part}") for part in ("metric", "meaning", "formula", "source")]
    st.caption(view.say("chart.data"))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            reader.giving(partial(downloads.as_csv, frame, said), "export", what=chart.key, format="csv"),
            f"{name}.csv",
            "text/csv",
            key=f"csv-{chart.key}",
            on_click="ignore",
        )
        st.download_button(
            "XLSX",
            reader.giving(
                partial(downloads.as_xlsx, frame, said, definitions, sheets, heads),
                "export",
                what=chart.key,
                format="xlsx",
            ),
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key=f"xlsx-{chart.key}",
            on_click="ignore",
        )


def _picture(view: View, chart: Chart) -> None:
    st.caption(view.say("chart.picture"))
    said = list(about(view, chart).values())
    saved = picture.buttons(
        f"chart-{chart.key}",
        chart.title,
        chart.subtitle,
        " · ".join(said[1:3]),
        view.look.colors.background,
        view.look.colors.text,
        f"{chart.key}_{view.warehouse.id}",
    )
    if saved:
        # It holds no more than the screen does, and is already in the reader's hands: noted, whatever becomes of it.
        with suppress(audit.NotRecorded):
            reader.noted("export", what=chart.key, format=saved)
