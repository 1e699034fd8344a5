"""The rows behind a number: from any cell to the pseudonymous loans, borrowers, cases, contacts or complaints in it.

Rows are read page by page, and no further than CAP. Only who works with single cases may: managers for their own
platforms and analysts; agents' ids are for managers alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from queries.access import SCOPED, Viewer, check_people
from queries.dictionary import metric as entry
from queries.filters import NO_FILTERS, Filters, typed
from queries.pseudonyms import BORROWER, pseudonym
from queries.refusals import AskRefused, nearest
from queries.row_lists import Part, RowList, column, part, parts, row_lists, source_names, sources
from queries.warehouse import Warehouse

__all__ = ["CAP", "LARGEST", "RowPage", "all_rows", "column", "held", "parts", "rows", "sources"]

CAP, LARGEST = 10_000, 500


@dataclass(frozen=True)
class RowPage:
    """Some of the rows, and how many there are in all; `capped` where that is more than can be reached.

    `columns` are those that may be chosen, `ignored` filters that the rows are not kept by since what the metric is set
    against is taken whole. `sql` is what was run.
    """

    frame: pl.DataFrame
    total: int
    capped: bool
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    sql: str


def rows(
    warehouse: Warehouse,
    viewer: Viewer,
    source: str,
    filters: Filters = NO_FILTERS,
    *,
    metric: str | None = None,
    of: str = "",
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    descending: bool = False,
    page: int = 0,
    size: int = 50,
) -> RowPage:
    """One page of the rows of a source, those behind a metric where one is named.

    `of` says which of the metric's sums: numerator, denominator or count; the first there is where it is left out.
    Stocks are those of the last month-end reported in the range, as the metric's. `page` counts from 0, `size` is at
    most LARGEST; empty values come last. Raises AskRefused for who may not see rows, and for a source, column or filter
    that does not exist.
    """
    size = min(max(size, 1), LARGEST)
    return _read(warehouse, viewer, source, filters, metric, of, columns, sort, descending, max(page, 0) * size, size)


def all_rows(
    warehouse: Warehouse,
    viewer: Viewer,
    source: str,
    filters: Filters = NO_FILTERS,
    *,
    metric: str | None = None,
    of: str = "",
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    descending: bool = False,
) -> RowPage:
    """The same for all rows that can be reached, at most CAP."""
    return _read(warehouse, viewer, source, filters, metric, of, columns, sort, descending, 0, CAP)


def _read(
    warehouse: Warehouse,
    viewer: Viewer,
    source: str,
    filters: Filters,
    metric: str | None,
    of: str,
    columns: Sequence[str],
    sort: Sequence[str],
    descending: bool,
    skip: int,
    size: int,
) -> RowPage:
    check(viewer, filters)
    if source not in source_names():
        raise AskRefused("unknown_rows", source=source, possible=", ".join(source_names()))
    chosen = part(metric, source, of) if metric else None
    listed = chosen.list if chosen else _first(source)
    offered = listed.offered(viewer)
    shown = _known(columns, offered) or [name for name in listed.shown if name in offered]
    asked = _Asked(warehouse, viewer, listed, chosen, entry(metric).whole if metric else (), filters)
    order = [f"{name} {'desc' if descending else 'asc'} nulls last" for name in _known(sort, offered)]
    order += [name for name in dict.fromkeys((*listed.key, *shown)) if name not in (*sort, *viewer.hidden)]
    total = int(asked.ask(["count(*) as total"])["total"][0])
    ends = {"size": max(min(size, CAP - skip), 0), "skip": skip}
    found = asked.ask(shown, [f"order by {', '.join(order)}", "limit $size offset $skip"], ends)
    return RowPage(found, total, total > CAP, offered, asked.ignored, asked.statement(shown))


def held(warehouse: Warehouse, source: str) -> frozenset[str]:
    """The dimensions the rows of a source can be filtered by, where no metric is named."""
    return warehouse.dimensions(_first(source).sql)


def _first(source: str) -> RowList:
    return next(one for one in row_lists().values() if one.source == source)


def check(viewer: Viewer, filters: Filters = NO_FILTERS) -> None:
    """Raises AskRefused for who may not see single rows, or not keep those of a person."""
    if viewer.role not in SCOPED:
        raise AskRefused("rows_not_for_role", role=viewer.role)
    check_people(viewer, filters.dimensions())


def _known(names: Iterable[str], offered: Sequence[str]) -> list[str]:
    """The names, each once; raises AskRefused for one that is not offered, so that none reaches a statement."""
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in offered:
            raise AskRefused("unknown_column", name=name, near=nearest(name, offered))
    return asked


def _shown(name: str) -> str:
    return f"{BORROWER} as borrower_id" if name == "borrower_id" else name


@dataclass(frozen=True)
class _Asked:
    """A list with what is kept of it."""

    warehouse: Warehouse
    viewer: Viewer
    listed: RowList
    part: Part | None
    whole: tuple[str, ...]
    filters: Filters

    @property
    def after(self) -> dict[str, str]:
        """What the dimensions kept after the list stand for in it."""
        instead = dict(self.part.component.instead) if self.part else {}
        named = {**{name: name for name in self.listed.after}, **instead}
        return {name: value for name, value in named.items() if name in self.filters.dimensions()}

    @property
    def before(self) -> Filters:
        """The filters applied to what the list reads."""
        kept = self.filters.only(name for name in self.filters.dimensions() if name not in self.after)
        return Filters(where=kept.where) if self.listed.looks_around else kept

    @property
    def ignored(self) -> tuple[str, ...]:
        """Filters the list cannot be kept by, and need not be."""
        held = self.warehouse.dimensions(self.listed.sql, self.whole)
        return tuple(name for name in self.before.dimensions() if name not in held)

    def statement(self, columns: Sequence[str], ends: Sequence[str] = ()) -> str:
        """The select statement over the list."""
        component = self.part.component if self.part else None
        reported = component.where_reported if component and not self.listed.once else ()
        kept = [self.part.condition] if self.part else []
        kept += [f"({value}) in $only_{name}" for name, value in self.after.items()]
        kept += ["month = $as_of"] if self._is_stock else []
        lines = ["with listed as (", self.listed.sql.rstrip(), ")"]
        lines += ["select " + ", ".join(map(_shown, columns)), "from listed"]
        lines += ["semi join (", _REPORTED, ") using (platform, month)"] if reported else []
        lines += ["where " + " and ".join(f"({one})" for one in kept)] if kept else []
        return "\n".join([*lines, *ends])

    def ask(
        self, columns: Sequence[str], ends: Sequence[str] = (), bound: Mapping[str, Any] | None = None
    ) -> pl.DataFrame:
        """The answer of the warehouse, which applies scope and filters."""
        needed = (self.listed.needs,) if self.listed.needs else ()
        sql, values = self.statement(columns, ends), {**self._values, **(bound or {})}
        since = not self.listed.looks_around
        return self.warehouse.query(sql, values, self.viewer, self.before, needed, whole=self.whole, since=since).frame

    @property
    def _is_stock(self) -> bool:
        return self.part.component.adds_up == "stock" if self.part else self.listed.id == "book"

    @property
    def _values(self) -> dict[str, Any]:
        as_of = self._as_of if self._is_stock else None
        first, last = (as_of, as_of) if as_of else (self.filters.first_month, self.filters.last_month)
        kept = {f"only_{name}": typed(name, self.filters.values(name) or ()) for name in self.after}
        reported = list(self.part.component.where_reported) if self.part else []
        return {
            **kept,
            "as_of": as_of,
            "first_month": first,
            "last_month": last,
            "reported": reported,
            "pseudonym": self._key,
        }

    @property
    def _key(self) -> str:
        return pseudonym(self.warehouse.version.path.parents[1])

    @property
    def _as_of(self) -> dt.date | None:
        # As for metrics: a month-end of which only departures were reported has no book.
        reported = self.warehouse.reported(self.viewer, self.filters).filter(pl.col("loans") > 0)
        return reported["month"].max()  # type: ignore[return-value]


_REPORTED = """select platform, month
from table_month
where table_name in $reported
group by platform, month
having count(*) = len($reported)"""
