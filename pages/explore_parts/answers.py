"""Explorations asked on behalf of a reader, and remembered like every other answer: by version, viewer and question."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pages.explore_parts import naming
from pages.shared.text import LANGUAGES
from queries import metrics
from queries.access import Viewer
from queries.explore import explored as answering
from queries.explore.explaining import Explanation, explain_cells
from queries.explore.exploration import Exploration, filterable
from queries.explore.explored import Explored
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused
from queries.warehouse import open_version

# What a cell is of, as it can be remembered by.
Cell = tuple[tuple[str, Any], ...]
# An exploration with its totals is larger than other answers.
REMEMBERED = 200
# Filtered as a period, not value by value.
_NOT_LISTED = ("month", "day")


@lru_cache(maxsize=REMEMBERED)
def explored(version: str, viewer: Viewer, exploration: Exploration) -> Explored:
    """An exploration, as `queries.explore.explored.explore` answers it. Raises AskRefused."""
    return answering.explore(open_version(version), viewer, exploration, named(version, viewer, exploration))


def named(version: str, viewer: Viewer, exploration: Exploration) -> Mapping[str, Mapping[str, str]]:
    """What the values of the dimensions searched are called, in both languages."""
    return {
        dimension: {
            value: " ".join(naming.called(dimension, value, language) for language in LANGUAGES)
            for value in values(version, viewer, exploration.metrics[0], dimension)
        }
        for dimension, _ in exploration.search
    }


@lru_cache(maxsize=REMEMBERED)
def cell(version: str, viewer: Viewer, exploration: Exploration, row: Cell) -> Filters:
    """The filters of what stands behind a cell, as `queries.explore.explored.cell` gives them. Raises AskRefused."""
    called = named(version, viewer, exploration)
    return answering.cell(open_version(version), viewer, exploration, dict(row), called)


@lru_cache(maxsize=REMEMBERED)
def explanation(
    version: str, viewer: Viewer, exploration: Exploration, id: str, before: Cell, after: Cell, dimension: str
) -> Explanation | None:
    """Why a metric differs between two cells, as `queries.explore.explaining` answers it. Raises AskRefused."""
    called = named(version, viewer, exploration)
    cells = dict(before), dict(after)
    return explain_cells(open_version(version), viewer, exploration, id, *cells, dimension, called)


def filters(metrics_: Sequence[str], viewer: Viewer) -> list[str]:
    """The dimensions that all these metrics can be filtered by and that the viewer may see."""
    return sorted(filterable(metrics_) - viewer.hidden - set(_NOT_LISTED))


@lru_cache(maxsize=1000)
def values(version: str, viewer: Viewer, id: str, dimension: str) -> Sequence[str]:
    """The values a metric ever had of a dimension, as filters write them, in the order of the reference lists."""
    warehouse = open_version(version)
    try:
        frame = metrics.ask(warehouse, viewer, [id], list(dict.fromkeys(["month", dimension]))).frame
    except AskRefused:
        return []
    # A platform that reports other things only can be chosen: that it does not report this is worth seeing.
    silent = warehouse.reported(viewer, NO_FILTERS)["platform"].to_list() if dimension == "platform" else []
    found = naming.in_order(dimension, [*frame[dimension].drop_nulls().to_list(), *silent])
    return [naming.word(dimension, value) for value in found]
