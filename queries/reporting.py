"""Whether nothing has to be left out of a ratio in view, as all it is made of stands in months that count.

A ratio over two tables counts only where both are reported. Telling which rows do costs more than reading them, and
mostly all do: that is found out once a version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters, typed
from queries.statement import reported
from queries.warehouse import Warehouse

Tables = tuple[str, ...]
Months = frozenset[tuple[str, dt.date]]
_HELD = "select platform, month from {}"
# It only says how a question is best put, never what is told.
_ALL = Viewer("operator", None)
_uncounted: WeakKeyDictionary[Warehouse, dict[Tables, Months]] = WeakKeyDictionary()


def everywhere(warehouse: Warehouse, viewer: Viewer, filters: Filters, sets: Iterable[Tables]) -> frozenset[Tables]:
    """Those of the sets of tables that are reported wherever metrics that need them have rows in view."""
    wanted = {tables for tables in sets if tables}
    return frozenset(one for one in wanted if not _in_view(_months(warehouse, one), viewer, filters))


def _months(warehouse: Warehouse, tables: Tables) -> Months:
    """The platforms' months that have rows, and of which not all the tables are reported."""
    known = _uncounted.setdefault(warehouse, {})
    if tables not in known:
        held = " union ".join(_HELD.format(table) for table in _read(tables))
        sql = f"({held}) except ({reported(tables)})"
        known[tables] = frozenset(warehouse.query(sql, {}, _ALL).frame.iter_rows())
    return known[tables]


def _read(tables: Tables) -> list[str]:
    """What the metrics that need the tables are summed from."""
    needing = [one for one in dictionary().values() if one.where_reported == tables]
    return sorted({component.table for one in needing for component in one.components})


def _in_view(months: Months, viewer: Viewer, filters: Filters) -> bool:
    """Whether scope, range and filters on platforms and months leave any of the months."""
    first, last = filters.first_month or dt.date.min, filters.last_month or dt.date.max
    chosen, picked = filters.values("platform"), filters.values("month")
    return any(
        first <= month <= last
        and (viewer.platforms is None or platform in viewer.platforms)
        and (chosen is None or platform in chosen)
        and (picked is None or month in typed("month", picked))
        for platform, month in months
    )
