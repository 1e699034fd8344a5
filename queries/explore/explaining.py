"""Why one cell differs from another: Kitagawa's decomposition, or what each part adds, by a dimension not split by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

import polars as pl

from queries.access import Viewer
from queries.change import between
from queries.dictionary import Component, Metric, metric
from queries.disclosure import MASKED
from queries.explore.choosing import Named
from queries.explore.exploration import Exploration
from queries.explore.explored import cell
from queries.filters import MONTH_DIMENSIONS, Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.statement import LASTING
from queries.statistics.kitagawa import Decomposition
from queries.warehouse import Warehouse

# What a reader would look at first; then all others by name.
_FIRST = ("product", "bucket", "region", "platform", "channel", "agency", "category", "cause", "rule")
# One contact, or one case, may break several rules.
_OVERLAPPING = {"contact_month": ("pack", "rule"), "breached_case_month": ("pack",)}
_EXACT = 1e-9
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Explanation:
    """How one cell becomes another, part by part of `dimension`.

    Of a sum every part's rate_before and rate_after are what it adds, its rate_effect the difference; there is no mix.
    `hidden` parts are left out of both cells, so that the rest adds up to what is left only.
    """

    metric: str
    dimension: str
    is_sum: bool
    decomposition: Decomposition
    hidden: int = 0


def explained_by(viewer: Viewer, exploration: Exploration, id: str) -> tuple[str, ...]:
    """The dimensions a metric's cells can be explained by; none where it cannot be decomposed at all."""
    one = metric(id)
    fixed = {name for name, values in exploration.where if len(values) == 1}
    free = one.dimensions - set(exploration.by) - fixed - viewer.hidden - MONTH_DIMENSIONS - {"day"}
    fitting = [name for name in free if _adds_up(one, name)]
    return tuple(sorted(fitting, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)))


def explain_cells(
    warehouse: Warehouse,
    viewer: Viewer,
    exploration: Exploration,
    id: str,
    before: Row,
    after: Row,
    dimension: str = "",
    named: Named = {},  # noqa: B006 - never changed
) -> Explanation | None:
    """Why the metric differs between two rows of an exploration; rows may lack splits, as subtotals do.

    Without `dimension` the first of `explained_by` that there is a table for. None where one of the cells has nothing
    reported. Raises AskRefused for a metric that cannot be decomposed, or not so.
    """
    possible = explained_by(viewer, exploration, id)
    if not possible or (dimension and dimension not in possible):
        raise AskRefused("not_explained", subject=id, dimension=dimension or "—", possible=", ".join(possible) or "—")
    sides = [cell(warehouse, viewer, exploration, row, named, metric_id=id) for row in (before, after)]
    for place, one in enumerate([dimension] if dimension else possible):
        try:
            return _explained(warehouse, viewer, metric(id), one, sides)
        except AskRefused as refused:
            if refused.code not in ("cannot_combine", "parts_overlap") or dimension:
                raise
            if place == len(possible) - 1:
                raise AskRefused("not_explained", subject=id, dimension="—", possible="—") from refused
    return None


def _explained(
    warehouse: Warehouse, viewer: Viewer, one: Metric, dimension: str, sides: list[Filters]
) -> Explanation | None:
    parts = [ask(warehouse, viewer, [one.id], [dimension], within).frame for within in sides]
    hidden = _hidden(one, dimension, parts)
    kept = [frame.filter(~pl.col(dimension).is_in(list(hidden))) for frame in parts]
    found = between(kept[0], kept[1], one, dimension)
    if found is None or any(frame[f"{one.id}__numerator"].null_count() == frame.height for frame in kept):
        return None
    if not viewer.is_guarded:
        for within, value in zip(sides, (found.before, found.after), strict=True):
            whole = ask(warehouse, viewer, [one.id], (), within).frame[one.id].item()
            if whole is None or not isclose(float(whole), value, rel_tol=_EXACT, abs_tol=_EXACT):
                raise AskRefused("parts_overlap", subject=one.id, dimension=dimension)
    return Explanation(one.id, dimension, not one.denominator, found, len(hidden))


def _hidden(one: Metric, dimension: str, parts: list[pl.DataFrame]) -> set[str]:
    """The parts that disclosure control hides in one of the cells: they would seem to come or go."""
    why = f"{one.id}{MASKED}"
    return {value for frame in parts if why in frame.columns for value in frame.drop_nulls(why)[dimension].to_list()}


def _adds_up(one: Metric, dimension: str) -> bool:
    """Whether the parts by a dimension add up to the whole, in both of what the metric is made of."""
    if one.value or not one.numerator:
        return False
    sums = [one.component(id) for id in (one.numerator, one.denominator) if id]
    return all(_additive(part, dimension) for part in sums)


def _additive(part: Component, dimension: str) -> bool:
    if dimension not in part.dimensions:
        return True
    if dimension in _OVERLAPPING.get(part.table, ()):
        return False
    return part.kind == "sum" and (part.adds_up != "once" or dimension in LASTING)
