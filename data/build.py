"""Builds the warehouse: one part per platform, reused while nothing it came from changes, then one file of all cubes.

Version 1 of the tables, as queries know them; where they go beyond what was first written down:
* `loan_month.status` may also be `not_reported`: on the book a month-end before, missing now.
* `reported_month` has `is_consecutive`, `loans_without_schedule` and has_<table>; `platform_reporting` is one row each.
* `vintage_month` has no age band; `loans_observed` is 0 and outcomes are null in a month the platform skipped.
* every cube stops at the last whole month of the data it is made from.
* a part lacks the facts and cubes for which its platform handed in nothing; the warehouse has all cubes, and an empty
  table for a fact that no part has.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from data import recipe, reference
from data.contract import TABLES
from data.problems import Refused
from data.recipe import INPUTS, Ingredients, Mart, by_platform, calendar, checks, empty, is_built, manifest, marts
from data.store import Store, Version

Progress = Callable[[str, int, int], None]
# After the platforms' marts: the warehouse's tables, its checks, putting it in force.
_LAST_STEPS = 3
SUBMITTED = "submitted_"


@dataclass(frozen=True)
class Engine:
    """How much of the machine a build may use; `threads` None means all."""

    threads: int | None = None
    memory_limit: str = "4GB"

    @classmethod
    def default(cls) -> Engine:
        """As COLLECTIONS_THREADS and COLLECTIONS_MEMORY (such as 2GB) say, where they are set."""
        threads = os.environ.get("COLLECTIONS_THREADS")
        return cls(int(threads) if threads else None, os.environ.get("COLLECTIONS_MEMORY") or cls.memory_limit)

    @contextmanager
    def open(self, database: Path | str, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that spills to `spill` when memory runs short."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self.memory_limit,
            "temp_directory": str(spill),
            "python_enable_replacements": False,
        }
        if self.threads:
            config["threads"] = self.threads
        connection = duckdb.connect(str(database), config=config)
        try:
            yield connection
        finally:
            connection.close()


def build(store: Store, on_progress: Progress | None = None, engine: Engine | None = None) -> Version:
    """Bring the warehouse up to date with the submissions in force; nothing new returns the current version.

    `on_progress(what, done, total)` is called before each step and before waiting for another writer. Raises Refused
    where nothing was submitted or the finished warehouse contradicts itself; the old version then stays in force.
    """
    with store.writing(lambda what: on_progress and on_progress(what, 0, 1)):
        kinds = {platform.id: platform.kind for platform in reference.load().platforms.values()}
        ingredients = by_platform(store.submissions(), kinds)
        if not ingredients:
            raise Refused("nothing_submitted")
        parts = {one.platform: one.digest() for one in ingredients}
        current = store.current()
        if current is not None and is_built(current, parts):
            return current
        return _Builder(store, engine or Engine.default(), on_progress).run(ingredients, parts)


class _Builder:
    """One build under the writer's lock."""

    def __init__(self, store: Store, engine: Engine, on_progress: Progress | None) -> None:
        self.store, self.engine, self.on_progress = store, engine, on_progress
        self.done = self.total = 0

    def run(self, ingredients: list[Ingredients], parts: dict[str, str]) -> Version:
        missing = [one for one in ingredients if self.store.part(one.platform, parts[one.platform]) is None]
        self.total = len(missing) * len(marts()) + _LAST_STEPS
        with self.store.staging() as spill, self.engine.open(":memory:", spill) as connection:
            for one in missing:
                self._build_part(connection, one, parts[one.platform])
        folders = [folder for key in parts.items() if (folder := self.store.part(*key))]
        with self.store.staging() as staged:
            return self._assemble(ingredients, parts, folders, staged)

    def _step(self, what: str) -> None:
        if self.on_progress:
            self.on_progress(what, self.done, self.total)
        self.done += 1

    def _build_part(self, connection: duckdb.DuckDBPyConnection, one: Ingredients, digest: str) -> None:
        made = wanted(one.handed)
        read = {name for mart in made for name in reads()[mart.name]}
        with self.store.staging() as staged:
            with _room(connection):
                lay_out(connection, one, calendar(), read)
                for mart in marts():
                    self._step(f"{one.platform}: {mart.name}")
                    if mart in made:
                        make(connection, mart, staged)
                    elif mart.name in read:
                        connection.from_arrow(blanks()[mart.name]).create(mart.name)
            self.store.publish_part(staged, one.platform, digest)

    def _assemble(
        self, ingredients: list[Ingredients], parts: dict[str, str], folders: list[Path], staged: Path
    ) -> Version:
        with self.store.staging() as spill, self.engine.open(staged / "warehouse.duckdb", spill) as connection:
            self._step("warehouse")
            _fill(connection, folders)
            sources = connection.table("reported_month").select("platform", "source").distinct().fetchall()
            content = manifest(ingredients, parts, dict(sources), _months(connection))
            connection.register("information", pl.DataFrame({key: [content[key]] for key in ("version", "created_at")}))
            connection.table("information").create("build_info")
            self._step("checks")
            _check(connection, folders)
        (staged / "manifest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        self._step("publish")
        return self.store.publish_version(staged)


@contextmanager
def _room(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A schema for one platform's tables, gone afterwards."""
    connection.execute("create schema room")
    connection.execute("set schema = 'room'")
    try:
        yield
    finally:
        connection.execute("set schema = 'main'")
        connection.execute("drop schema room cascade")


def _fill(connection: duckdb.DuckDBPyConnection, folders: list[Path]) -> None:
    for mart in marts():
        files = _files(folders, mart)
        if mart.kind == "cube" or (mart.kind == "fact" and not files):
            rows = connection.read_parquet(files) if files else connection.from_arrow(blanks()[mart.name])
            rows.order("all").create(mart.name)


def _months(connection: duckdb.DuckDBPyConnection) -> list[dt.date]:
    """The month-ends some platform reports balances, complaints or costs for, oldest first."""
    books = connection.table("reported_month").select("month")
    told = connection.table("table_month").filter("table_name in ('complaints', 'costs')").select("month")
    return [month for (month,) in books.union(told).distinct().order("month").fetchall()]


def _files(folders: list[Path], mart: Mart) -> list[str]:
    return [str(file) for folder in folders if (file := folder / f"{mart.name}.parquet").exists()]


@cache
def blanks() -> dict[str, pa.Table]:
    """Every mart's columns without a row: what stands for a mart that nothing was handed in for."""
    with duckdb.connect() as connection:
        lay_out(connection, Ingredients("", "unknown", ()), calendar())
        for mart in marts():
            connection.sql(mart.sql).create(mart.name)
        return {mart.name: connection.table(mart.name).limit(0).to_arrow_table() for mart in marts()}


@cache
def reads() -> dict[str, frozenset[str]]:
    """The tables each mart's SQL reads, by mart."""
    with duckdb.connect() as parser:
        return {mart.name: frozenset(parser.get_table_names(mart.sql)) for mart in marts()}


def wanted(handed: Collection[str]) -> list[Mart]:
    """The marts worth making for a platform that handed in these tables.

    A mart made from tables of the contract, directly or through other marts, is empty where none of them was handed
    in; one made from none of them says something of every platform.
    """
    inputs: dict[str, set[str]] = {}
    for mart in marts():
        own = {name.removeprefix(SUBMITTED) for name in reads()[mart.name] if name.startswith(SUBMITTED)}
        inputs[mart.name] = own.union(*(inputs.get(name, set()) for name in reads()[mart.name]))
    return [mart for mart in marts() if not inputs[mart.name] or inputs[mart.name] & set(handed)]


def lay_out(
    connection: duckdb.DuckDBPyConnection, one: Ingredients, months: pl.DataFrame, read: Collection[str] | None = None
) -> None:
    """Put one platform's tables before the marts, with the days (month, month_no) at which to look at loans.

    Of the contract's tables only those in `read`, where it is given.
    """
    given = pl.DataFrame(
        {"platform": [one.platform], "platform_kind": [one.kind], "reported_from": [one.reported_from]},
        schema_overrides={"reported_from": pl.Date},
    )
    told = {"platform_given": given, "submitted": one.reported(), "calendar": months, **recipe.listed()}
    for name, frame in told.items():
        connection.register(f"{name}_frame", frame)
        connection.table(f"{name}_frame").create(name)
    for table in INPUTS:
        if read is None or f"{SUBMITTED}{table}" in read:
            _lay_out_table(connection, one, table)


def _lay_out_table(connection: duckdb.DuckDBPyConnection, one: Ingredients, table: str) -> None:
    name, files = f"{SUBMITTED}{table}", one.files(table)
    if not files:
        connection.from_arrow(empty(table).to_arrow()).create(name)
    elif len(files) == 1:
        _rows(connection, files[0][1], table).create_view(name)
    else:
        _newest(connection, files, table).create(name)


def _rows(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> duckdb.DuckDBPyRelation:
    """A stored table in the contract's columns; those the contract did not have when it was stored are null."""
    stored, wanted = connection.read_parquet(str(path)), empty(table)
    if stored.columns == wanted.columns:
        return stored
    kinds = connection.from_arrow(wanted.to_arrow())
    missing = {name: kind for name, kind in zip(kinds.columns, kinds.types, strict=True) if name not in stored.columns}
    columns = (
        duckdb.ConstantExpression(None).cast(missing[name]).alias(name)
        if name in missing
        else duckdb.ColumnExpression(name)
        for name in wanted.columns
    )
    return stored.select(*columns)


def _newest(
    connection: duckdb.DuckDBPyConnection, files: list[tuple[dt.date, Path]], table: str
) -> duckdb.DuckDBPyRelation:
    """All rows of the files, of rows with the same key the one handed in last."""
    key = TABLES[table].primary_key()
    dated = [
        _rows(connection, path, table).select(duckdb.StarExpression(), duckdb.ConstantExpression(as_of).alias("_of"))
        for as_of, path in files
    ]
    window = f"row_number() over (partition by {', '.join(key)} order by _of desc) as _age"
    ranked = functools.reduce(lambda earlier, later: earlier.union(later), dated)
    return ranked.project(f"*, {window}").filter("_age = 1").select(duckdb.StarExpression(exclude=["_of", "_age"]))


def make(connection: duckdb.DuckDBPyConnection, mart: Mart, staged: Path) -> None:
    """Make one mart from those before it; facts and cubes are written to `staged` and read from there."""
    # Said in one statement, for a relation made first is worked out twice: the many small platforms feel it.
    if mart.kind == "step":
        connection.execute(f"create table {mart.name} as\n{mart.sql}")
    else:
        file = str(staged / f"{mart.name}.parquet")
        connection.execute(f"copy (\n{mart.sql}) to $file (format parquet, compression zstd)", {"file": file})
        connection.read_parquet(file).create_view(mart.name)


def _check(connection: duckdb.DuckDBPyConnection, folders: list[Path]) -> None:
    for mart in marts():
        if mart.kind == "fact" and (files := _files(folders, mart)):
            connection.register(mart.name, connection.read_parquet(files))
    for name, question in checks().items():
        found = connection.sql(question).limit(1).pl()
        if found.height:
            raise Refused("warehouse_contradicts_itself", value=name, detail=found.row(0, named=True))
