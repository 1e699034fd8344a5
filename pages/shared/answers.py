"""Questions asked on behalf of a reader, and remembered: by version, viewer, question and filters."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from pages.shared import labels
from pages.shared.selection import DIMENSIONS
from queries import change, metrics, questions
from queries.access import Viewer
from queries.filters import Filters
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Answer, Warehouse

EVERYTHING = Filters()
REMEMBERED = 2000


def ask(
    warehouse: Warehouse, viewer: Viewer, ids: Sequence[str], by: Sequence[str] = (), filters: Filters = EVERYTHING
) -> Answer:
    """Metrics split by dimensions, as `queries.metrics.ask` answers them. Raises AskRefused."""
    return _ask(warehouse, warehouse.id, viewer, tuple(ids), tuple(by), filters)


@st.cache_data(max_entries=REMEMBERED, show_spinner=False)
def _ask(
    _warehouse: Warehouse, version: str, viewer: Viewer, ids: tuple[str, ...], by: tuple[str, ...], filters: Filters
) -> Answer:
    return metrics.ask(_warehouse, viewer, ids, by, filters)


def question(
    warehouse: Warehouse, viewer: Viewer, name: str, filters: Filters = EVERYTHING, **parameters: int | str
) -> Answer:
    """A question of its own, as `queries.questions.ask_question` answers it. Raises AskRefused."""
    return _question(warehouse, warehouse.id, viewer, name, filters, tuple(sorted(parameters.items())))


@st.cache_data(max_entries=REMEMBERED, show_spinner=False)
def _question(
    _warehouse: Warehouse,
    version: str,
    viewer: Viewer,
    name: str,
    filters: Filters,
    parameters: tuple[tuple[str, int | str], ...],
) -> Answer:
    return questions.ask_question(_warehouse, viewer, name, filters, **dict(parameters))


def options(warehouse: Warehouse, viewer: Viewer) -> Mapping[str, Sequence[str]]:
    """The values of every filter the viewer may choose, in the order the reference lists give them."""
    return _options(warehouse, warehouse.id, viewer)


@st.cache_data(max_entries=100, show_spinner=False)
def _options(_warehouse: Warehouse, version: str, viewer: Viewer) -> Mapping[str, Sequence[str]]:
    return {dimension: _values(_warehouse, viewer, dimension) for dimension in DIMENSIONS}


def _values(warehouse: Warehouse, viewer: Viewer, dimension: str) -> Sequence[str]:
    try:
        frame = metrics.ask(warehouse, viewer, ["loans"], ["month", dimension]).frame
    except AskRefused:
        return []
    return labels.in_order(dimension, frame[dimension].drop_nulls().unique().to_list())


def platforms(warehouse: Warehouse) -> list[str]:
    """Every platform of this version, in reference order: what a role can be limited to."""
    return labels.in_order("platform", warehouse.manifest["platforms"])


def months(warehouse: Warehouse, viewer: Viewer) -> list[date]:
    """The month-ends for which some platform the viewer may see reported balances; with gaps between them filled."""
    reported: list[date] = warehouse.reported(viewer, EVERYTHING)["month"].to_list()
    return [m for m in warehouse.months if min(reported) <= m <= max(reported)] if reported else []


def explain(
    warehouse: Warehouse, viewer: Viewer, id: str, dimension: str, months: tuple[date, date], filters: Filters
) -> Decomposition | None:
    """Why a ratio changed between two months, as `queries.change.explain` answers it. Raises AskRefused."""
    return _explain(warehouse, warehouse.id, viewer, id, dimension, months, filters)


@st.cache_data(max_entries=REMEMBERED, show_spinner=False)
def _explain(
    _warehouse: Warehouse,
    version: str,
    viewer: Viewer,
    id: str,
    dimension: str,
    months: tuple[date, date],
    filters: Filters,
) -> Decomposition | None:
    return change.explain(_warehouse, viewer, id, dimension, months, filters)
