"""How every screen begins: its title, the one-line answer, the version it speaks of, and the filter bar."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import ahead, answers, filter_bar, link, reader
from pages.shared.axes import Event, Look
from pages.shared.labels import events, label
from pages.shared.reader import Reader
from pages.shared.selection import LENDING, Selection, select
from pages.shared.text import Language, harmless, listing
from queries import benchmark
from queries.access import Viewer
from queries.disclosure import MASKED
from queries.filters import Filters
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Answer, Warehouse

# What the book is not kept by: whether anything is selected is asked without it.
NOT_OF_LOANS = ("bucket", "channel", "agency", "team", "agent")


@dataclass(frozen=True)
class View:
    """What a screen shows and to whom: the reader, the valid selection, the place for the answer in words."""

    reader: Reader
    selection: Selection

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.reader.language

    @property
    def look(self) -> Look:
        """The reader's colours and sizes."""
        return self.reader.look

    @property
    def viewer(self) -> Viewer:
        """Whose rights apply."""
        return self.reader.viewer

    @property
    def warehouse(self) -> Warehouse:
        """The version looked at."""
        return self.reader.warehouse

    @property
    def months(self) -> tuple[date, ...]:
        """The month-ends shown."""
        return self.selection.months

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return self.reader.say(key, **values)

    def label(self, dimension: str, value: str | None, *, full: bool = False) -> str:
        """What a value of a dimension is called; a bucket by its short name, unless `full`."""
        return label(dimension, value, self.language, full=full)

    def ask(self, ids: Collection[str], by: Collection[str] = (), filters: Filters | None = None) -> Answer:
        """Metrics over the months shown, or under other filters."""
        return answers.ask(self.warehouse.id, self.viewer, tuple(ids), tuple(by), filters or self.selection.filters())

    def question(self, name: str, filters: Filters | None = None, **parameters: int | str) -> Answer:
        """A question of its own over the months shown, or under other filters."""
        within, given = filters or self.selection.filters(), tuple(sorted(parameters.items()))
        return answers.question(self.warehouse.id, self.viewer, name, within, given)

    def hidden(self, row: Mapping[str, Any], id: str) -> str | None:
        """Why disclosure control hides a column of a row, in words; None where it does not."""
        why = row.get(f"{id}{MASKED}")
        return self.say(f"masked.{why}") if why else None

    def known(self, row: Mapping[str, Any], name: str) -> Any:
        """A column of a row, or of no row: none where nothing is there, None where it may be hidden."""
        value = row.get(name)
        return 0 if value is None and not (row and self.viewer.is_guarded) else value

    def total(self, rows: Iterable[Mapping[str, Any]], name: str) -> float | None:
        """A column of several rows added up; None where one of them may be hidden."""
        values = [self.known(row, name) for row in rows]
        return None if None in values else sum(float(value) for value in values)

    def behind(self, count: int | None) -> str:
        """How many loans stand behind a value; that this is not shown where it is hidden."""
        if count is None and self.viewer.is_guarded:
            return self.say("masked.count")
        return self.say("chart.count_behind", count=count or 0)

    def within(self, filters: Filters, *ids: str) -> Filters:
        """The filters that all of the metrics and questions can take."""
        return filters.only(frozenset.intersection(*(answers.filterable(self.warehouse.id, id) for id in ids)))

    def unfiltered(self, *ids: str, without: Collection[str] = ()) -> list[str]:
        """A note naming the filters that `within` leaves out for them; none where all apply."""
        kept = self.within(self.selection.filters(), *ids).dimensions()
        left = [self.say(f"filter.{d}") for d, _ in self.selection.where if d not in (*kept, *without)]
        return [self.say("filter.unfiltered", dimensions=listing(left, self.language, limit=4))] if left else []

    def explain(self, id: str, dimension: str, months: tuple[date, date], filters: Filters) -> Decomposition | None:
        """Why a ratio changed between two months."""
        return answers.explain(self.warehouse.id, self.viewer, id, dimension, months, filters)

    @property
    def has_benchmark(self) -> bool:
        """Whether the county has other platforms enough for a manager to be set beside."""
        return bool(benchmark.others(self.warehouse, self.viewer))

    def benchmark(self, id: str, filters: Filters) -> pl.DataFrame | None:
        """A metric by month of all platforms but the manager's own, where it may be told."""
        return answers.others(self.warehouse.id, self.viewer, id, filters)

    def events(self) -> list[Event]:
        """The days worth marking."""
        return events(self.language)


def begin(name: str, offers: Sequence[str] = LENDING) -> tuple[View, DeltaGenerator]:
    """Draw the head and the filter bar of a screen; the view, and the place for its answer in words.

    `offers` are the dimensions its questions can be filtered by: choices of others stay in the link, unused. Stops
    the run, with a sentence, where the viewer may see no month at all or nothing is selected.
    """
    who = reader.current()
    months = answers.months(who.warehouse.id, who.viewer)
    answer = head(who, name)
    if not months:
        st.info(who.say("empty.no_months"))
        st.stop()
    options = answers.options(who.warehouse.id, who.viewer, offers)
    selection, dropped = select(link.choices(), months, options, is_guarded=who.viewer.is_guarded)
    if dropped:
        st.info(
            who.say("empty.dropped", choices=harmless(listing(dropped, who.language, limit=6))),
            icon=":material/link_off:",
        )
        link.forget(dropped)
    ahead.looked(selection, months, options)
    filter_bar.draw(who, selection, months, options)
    if who.viewer.is_guarded:
        st.caption(who.say("masked.rounded"))
    view = View(who, selection)
    if view.ask(["loans"], ["month"], selection.filters(without=NOT_OF_LOANS)).frame.is_empty():
        st.info(who.say("empty.selection"), icon=":material/filter_alt_off:")
        st.stop()
    return view, answer


def head(who: Reader, name: str) -> DeltaGenerator:
    """The title row of a screen: its name, the version and its day; the place for what comes below it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="title-row"):
        st.title(who.say(f"nav.{name}"), anchor=False, width="content")
        said = [who.say("shared.version", version=who.warehouse.id)]
        said.append(who.say("shared.as_of", day=f"{who.warehouse.as_of:%Y-%m-%d}"))
        if "version" in link.choices():
            said.append(who.say("shared.pinned"))
        st.caption(" · ".join(said), width="content")
        if who.warehouse.sample:
            st.badge(who.say("shared.sample"), icon=":material/science:", color="orange")
    return st.container(key="answer")
