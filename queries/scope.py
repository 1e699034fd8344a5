"""Puts the viewer's scope and the filters in front of a query, as common-table expressions with bound values.

A query reads `portfolio_month`; what runs is `with portfolio_month as (select … where platform in $scope …) query`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from queries.access import Viewer
from queries.filters import Filters, typed
from queries.tables import Stored

Parameters = dict[str, Any]


class Scoped(NamedTuple):
    """A common-table expression, and the values it binds."""

    sql: str
    parameters: Parameters


def scoped(
    logical: str,
    stored: Stored,
    qualified: str,
    viewer: Viewer,
    filters: Filters,
    *,
    since: bool = True,
    hidden: Collection[str] = (),
) -> Scoped:
    """The expression that stands for `logical`: the rows of `qualified` the viewer may see and asked for.

    `since` says whether the first month of the range applies; a query that looks back leaves it off. `hidden` are
    dimensions the viewer may not see.
    """
    conditions, values = _conditions(stored, viewer, filters, since)
    lines = [f"select {stored.columns(hidden)}", f"from {qualified}"]
    lines += [f"{'and' if place else 'where'} {condition}" for place, condition in enumerate(conditions)]
    # Inlined, a table read once is not copied first, and what the query asks of it reaches the scan.
    body = "".join(f"    {line}\n" for line in lines)
    return Scoped(f"{logical} as not materialized (\n{body})", values)


def _conditions(stored: Stored, viewer: Viewer, filters: Filters, since: bool) -> tuple[list[str], Parameters]:
    month, has_month = stored.column("month"), "month" in stored.dimensions
    kept = [(d, values) for d, values in filters.where if d in stored.dimensions]
    parts = [
        ("platform in $scope", "scope", None if viewer.platforms is None else list(viewer.platforms)),
        (f"{month} >= $since", "since", filters.first_month if since and has_month else None),
        (f"{month} <= $until", "until", filters.last_month if has_month else None),
        *((f"{stored.column(d)} in $where_{d}", f"where_{d}", typed(d, values)) for d, values in kept),
    ]
    asked = [(sql, name, value) for sql, name, value in parts if value is not None]
    own = [stored.where] if stored.where else []
    return [sql for sql, _, _ in asked] + own, {name: value for _, name, value in asked}
