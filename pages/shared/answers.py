"""Questions asked on behalf of a reader, and remembered: by version, viewer, question and filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import polars as pl

from pages.shared import labels
from pages.shared.remembered import KEPT, Remembered
from queries import benchmark, change, metrics, questions
from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Answer, Warehouse, open_version


@Remembered
def ask(version: str, viewer: Viewer, ids: tuple[str, ...], by: tuple[str, ...], filters: Filters) -> Answer:
    """Metrics split by dimensions, as `queries.metrics.ask` answers them. Raises AskRefused."""
    return metrics.ask(open_version(version), viewer, ids, by, filters)


@Remembered
def question(
    version: str, viewer: Viewer, name: str, filters: Filters, parameters: tuple[tuple[str, int | str], ...]
) -> Answer:
    """A question of its own, as `queries.questions.ask_question` answers it. Raises AskRefused."""
    return questions.ask_question(open_version(version), viewer, name, filters, **dict(parameters))


@Remembered
def explain(
    version: str, viewer: Viewer, id: str, dimension: str, months: tuple[date, date], filters: Filters
) -> Decomposition | None:
    """Why a ratio changed between two months, as `queries.change.explain` answers it. Raises AskRefused."""
    return change.explain(open_version(version), viewer, id, dimension, months, filters)


@Remembered
def others(version: str, viewer: Viewer, id: str, filters: Filters) -> pl.DataFrame | None:
    """A metric by month of the other platforms, as `queries.benchmark.benchmark` answers it. Raises AskRefused."""
    return benchmark.benchmark(open_version(version), viewer, id, ["month"], filters)


# What tells which values a dimension of collection has; a loan's are told by the book.
_TELLING = {"channel": "contacts", "agency": "opened_cases", "team": "opened_cases", "agent": "opened_cases"}


def options(version: str, viewer: Viewer, dimensions: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The values the viewer may choose of each dimension, in the order the reference lists give them."""
    return {dimension: _values(version, viewer, dimension) for dimension in dimensions}


@lru_cache(maxsize=KEPT)
def _values(version: str, viewer: Viewer, dimension: str) -> Sequence[str]:
    telling = _TELLING.get(dimension, "loans")
    try:
        frame = metrics.ask(open_version(version), viewer, [telling], ["month", dimension]).frame
    except AskRefused:
        return []
    return labels.in_order(dimension, frame[dimension].drop_nulls().unique().to_list())


def platforms(warehouse: Warehouse) -> list[str]:
    """Every platform of this version, in reference order: what a role can be limited to."""
    return labels.in_order("platform", warehouse.manifest["platforms"])


@lru_cache(maxsize=KEPT)
def filterable(version: str, id: str) -> frozenset[str]:
    """What a metric or a question can be filtered by."""
    if id in questions.questions():
        return questions.filterable(open_version(version), id)
    return metrics.metric(id).filterable


@lru_cache(maxsize=KEPT)
def together(
    version: str, viewer: Viewer, ids: tuple[str, ...], filters: Filters
) -> Mapping[str, tuple[tuple[str, ...], Filters]]:
    """Of each metric those that take the same filters as it does, and these: one statement is planned sooner than many.

    What a guarded viewer is told is decided question by question: each stands alone.
    """
    within = {id: filters.only(filterable(version, id)) for id in ids}
    return {
        id: ((id,) if viewer.is_guarded else tuple(one for one in ids if within[one] == kept), kept)
        for id, kept in within.items()
    }


@lru_cache(maxsize=100)
def months(version: str, viewer: Viewer) -> tuple[date, ...]:
    """The month-ends from the first to the last that a platform the viewer may see reported a book for."""
    warehouse = open_version(version)
    reported: list[date] = warehouse.reported(viewer, NO_FILTERS).filter(pl.col("loans") > 0)["month"].to_list()
    return tuple(m for m in warehouse.months if min(reported) <= m <= max(reported)) if reported else ()
