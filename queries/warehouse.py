"""The only door to DuckDB: opens one version read-only, and applies scope and filters to whatever is read from it."""

from __future__ import annotations

import datetime as dt
import warnings
import weakref
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data.store import Store
from data.versions import Version
from queries import reading, scope
from queries.access import Viewer
from queries.disclosure import Plan, policy, told
from queries.filters import NO_FILTERS, Filters, typed
from queries.refusals import AskRefused
from queries.tables import Stored, facts, tables

OPEN_VERSIONS = 4
# As many as all screens put, with room for what is explored.
STATEMENTS = 1000
# The engine would rather be asked by `sql`, which copies rows once less but plans every statement twice.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


@dataclass(frozen=True)
class Answer:
    """The rows, the SQL that gave them with the values it was given, and the stored tables it read.

    `as_of` is the month-end of stocks asked over a range; `silent` lists platforms in view that reported no balances
    for it. `reads_facts` tells that no cube was enough. `masked` cells are hidden by disclosure control, for `reasons`.
    """

    frame: pl.DataFrame
    sql: str
    parameters: scope.Parameters
    source: tuple[str, ...]
    reads_facts: bool
    as_of: dt.date | None = None
    silent: tuple[str, ...] = ()
    masked: int = 0
    reasons: tuple[str, ...] = ()


class Warehouse:
    """One version of the warehouse, open read-only. Safe to use from several threads."""

    def __init__(self, store: Store, version: Version) -> None:
        self.version = version
        self.manifest: Mapping[str, Any] = version.manifest()
        lease = ExitStack()
        lease.enter_context(store.use(version))
        weakref.finalize(self, lease.close)
        self._connection = _connect(store, version, self.manifest["parts"])
        self._names = _qualified_names(self._connection)
        self._reading = lru_cache(maxsize=STATEMENTS)(self._parse)
        self._reported = self._rows("select platform, platform_kind, month, loans from warehouse.reported_month", {})

    @property
    def id(self) -> str:
        """The version's id."""
        return self.version.id

    @property
    def as_of(self) -> dt.date:
        """The date the newest submission stands for."""
        return dt.date.fromisoformat(self.manifest["as_of"])

    @property
    def months(self) -> list[dt.date]:
        """Every month-end some platform covers, oldest first."""
        return [dt.date.fromisoformat(month) for month in self.manifest["months"]]

    @property
    def sample(self) -> bool:
        """Whether any of it is sample data."""
        return bool(self.manifest["sample"])

    @property
    def kinds(self) -> Mapping[str, str]:
        """The kind of every platform that reported balances."""
        return dict(self._reported.select("platform", "platform_kind").unique().iter_rows())

    def reported(self, viewer: Viewer, filters: Filters) -> pl.DataFrame:
        """Which platforms reported which month-ends, within scope, range and platform filters.

        Columns platform, platform_kind, month, and loans on the book then, which may be 0.
        """
        kept = [
            pl.col(dimension).is_in(typed(dimension, values))
            for dimension, values in filters.only(tables()["reported_month"].dimensions).where
        ]
        if viewer.platforms is not None:
            kept.append(pl.col("platform").is_in(viewer.platforms))
        if filters.first_month:
            kept.append(pl.col("month") >= filters.first_month)
        if filters.last_month:
            kept.append(pl.col("month") <= filters.last_month)
        found = self._reported.filter(kept) if kept else self._reported
        if not viewer.is_guarded:
            return found
        # That there is a book is no secret, only how small a small one is.
        loans = pl.col("loans")
        return found.with_columns(pl.when(loans > 0).then(told(loans).clip(policy().count_step)).otherwise(loans))

    def resolve(self, table: str, needed: Collection[str], whole: Collection[str] = ()) -> Stored:
        """The smallest stored table that stands for `table` and holds every dimension needed, but for `whole` ones."""
        if table not in tables():
            raise AskRefused("reads_around_scope", name=table)
        return tables()[table].resolve(needed, self._names, whole)

    def reads(self, sql: str) -> frozenset[str]:
        """The logical tables a query reads, and those that some of them are variants of."""
        read = [tables()[name] for name in self._reading(sql).tables]
        return frozenset(name for one in read for name in (one.name, one.variant_of) if name)

    def dimensions(self, sql: str, whole: Collection[str] = ()) -> frozenset[str]:
        """The dimensions a query can be filtered by: those all its tables hold, but for tables they do not touch.

        One of those in `whole` is enough for one table to hold.
        """
        read = [tables()[name] for name in self._reading(sql).tables]
        touched = [one.dimensions for one in read if not one.whatever] or [one.dimensions for one in read]
        return frozenset.intersection(*touched) | (frozenset().union(*touched) & set(whole))

    def query(
        self,
        sql: str,
        parameters: Mapping[str, Any],
        viewer: Viewer,
        filters: Filters = NO_FILTERS,
        needed: Collection[str] = (),
        *,
        whole: Collection[str] = (),
        since: bool = True,
        people: bool = False,
        disclose: Plan | None = None,
    ) -> Answer:
        """The answer to one select statement that reads logical tables by bare name.

        `needed` are dimensions the tables must hold beside those filtered, but for those in `whole`, which leave a
        table without them alone; without `since` the range's first month is left to the query. Agents' ids are null
        where the viewer may not see them, unless `people` says that they only serve to count and are shown nowhere.
        A guarded viewer is answered by `disclose` only, and nobody else is. Raises AskRefused where the question cannot
        be asked.
        """
        if viewer.is_guarded and disclose is None:
            raise AskRefused("not_for_role", role=viewer.role)
        asked = partial(self._asked, sql, parameters, viewer, needed=needed, whole=whole, since=since, people=people)
        answer = asked(filters)
        if disclose is None or not viewer.is_guarded:
            return answer
        shown = disclose.disclose(answer.frame, {name: asked(one).frame for name, one in disclose.wholes.items()})
        return replace(answer, frame=shown.frame, masked=shown.masked, reasons=shown.reasons)

    def _asked(
        self,
        sql: str,
        parameters: Mapping[str, Any],
        viewer: Viewer,
        filters: Filters,
        *,
        needed: Collection[str],
        whole: Collection[str],
        since: bool,
        people: bool,
    ) -> Answer:
        text, values, stored = self._scoped(
            sql, parameters, viewer, filters, needed=needed, whole=whole, since=since, people=people
        )
        sources = tuple(dict.fromkeys(one.name for one in stored))
        return Answer(self._rows(text, values), text, values, sources, any(one.is_fact for one in stored))

    def save(
        self, sql: str, parameters: Mapping[str, Any], viewer: Viewer, path: Path, needed: Collection[str] = ()
    ) -> None:
        """Write what `query` answers to a Parquet file within the store, without holding it in memory.

        A guarded viewer has nothing saved: nothing would disclose it.
        """
        if viewer.is_guarded:
            raise AskRefused("not_for_role", role=viewer.role)
        text, values, _ = self._scoped(sql, parameters, viewer, NO_FILTERS, needed=needed)
        self._connection.cursor().execute(f"copy ({text}) to {_quoted(path)} (format parquet)", values or None)

    def _scoped(
        self,
        sql: str,
        parameters: Mapping[str, Any],
        viewer: Viewer,
        filters: Filters,
        *,
        needed: Collection[str] = (),
        whole: Collection[str] = (),
        since: bool = True,
        people: bool = False,
    ) -> tuple[str, scope.Parameters, tuple[Stored, ...]]:
        """What runs for a query with the values it binds, and the stored tables it reads."""
        read = self._reading(sql)
        stored = {name: self.resolve(name, {*needed, *filters.dimensions()}, whole) for name in read.tables}
        hidden = () if people else viewer.hidden
        parts = [
            scope.scoped(name, one, self._names[one.name], viewer, filters, since=since, hidden=hidden)
            for name, one in stored.items()
        ]
        text = reading.prefixed([part.sql for part in parts], sql)
        values = {name: value for name, value in parameters.items() if name in read.parameters}
        for part in parts:
            values |= part.parameters
        return text, values, tuple(stored.values())

    def _parse(self, sql: str) -> reading.Reading:
        rows = self._connection.cursor().sql("select json_serialize_sql($sql)", params={"sql": sql}).fetchall()
        return reading.read(rows[0][0])

    def _rows(self, sql: str, parameters: scope.Parameters) -> pl.DataFrame:
        # Two threads may not share a connection; a cursor is one of its own on the same database.
        rows = self._connection.cursor().execute(sql, parameters or None).to_arrow_table()
        return pl.DataFrame(pl.from_arrow(rows, rechunk=False))


def _connect(store: Store, version: Version, parts: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the version attached read-only, its facts as views, and every other door shut."""
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    connection.execute(f"attach {_quoted(version.warehouse)} as warehouse (read_only)")
    connection.execute("create schema facts")
    folders = [folder for platform, digest in parts.items() if (folder := store.part(platform, digest))]
    for fact in facts():
        files = [file for folder in folders if (file := folder / f"{fact}.parquet").exists()]
        if files:
            listed = ", ".join(_quoted(file) for file in files)
            connection.execute(f"create view facts.{fact} as from read_parquet([{listed}], union_by_name = true)")
    _shut(connection, store.root)
    return connection


def _shut(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    connection.execute(f"set allowed_directories = [{_quoted(root)}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _quoted(path: Path) -> str:
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"


def _qualified_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Where each stored table is: a bare name reaches none of them, only scoped expressions do."""
    rows = connection.sql(
        "select table_name, table_catalog, table_schema from information_schema.tables"
        " where table_catalog = 'warehouse' or table_schema = 'facts'"
    ).fetchall()
    return {name: f"facts.{name}" if schema == "facts" else f"warehouse.{schema}.{name}" for name, _, schema in rows}


@lru_cache(maxsize=OPEN_VERSIONS)
def _opened(root: Path, version_id: str) -> Warehouse:
    store = Store(root)
    return Warehouse(store, store.version(version_id))


def open_version(version_id: str, store: Store | None = None) -> Warehouse:
    """A version by id, opened once and kept; raises AskRefused where there is none of that id."""
    root = (store or Store.default()).root
    if version_id not in {version.id for version in Store(root).versions()}:
        raise AskRefused("unknown_version", version=version_id)
    return _opened(root, version_id)


def open_current(store: Store | None = None) -> Warehouse | None:
    """The version CURRENT points at, or None while nothing has been built."""
    store = store or Store.default()
    version = store.current()
    return _opened(store.root, version.id) if version else None
