"""Each platform's rows of each table in files of their own, without persons: all that a statement is ever given.

`scoped/<version>/<platform>/<table>.parquet` in the store, written when first asked for, removed with the version.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data import files
from data.store import Store
from queries.access import PEOPLE, Viewer
from queries.pseudonyms import BORROWER, pseudonym
from queries.tables import Logical, tables
from queries.warehouse import Warehouse

# The folder of a viewer who has no platform here: tables without rows.
_NOBODY = "none-"


@cache
def described() -> Mapping[str, Mapping[str, Any]]:
    """What is told of `tables` and `columns`, each by name, and of tables whose rows are `persons`."""
    return tomllib.loads(Path(__file__).with_name("described.toml").read_text(encoding="utf-8"))


@cache
def offered() -> Mapping[str, Logical]:
    """The tables a statement may read: all but those of which a row is a person."""
    return {name: one for name, one in sorted(tables().items()) if described()["tables"][name].get("rows") != "persons"}


def folder(warehouse: Warehouse) -> Path:
    """Where the slices of a version are."""
    return _store(warehouse).root / "scoped" / warehouse.id


def views(warehouse: Warehouse, viewer: Viewer, names: Collection[str]) -> dict[str, list[str]]:
    """The files, from `folder` on, that make up the tables for a viewer; those not there yet are written."""
    held = warehouse.manifest["platforms"]
    platforms = [one for one in viewer.platforms or () if one in held] or [_NOBODY]
    if names and not folder(warehouse).exists():
        _clear(_store(warehouse))
    return {name: [_slice(warehouse, platform, name) for platform in platforms] for name in names}


def columns(warehouse: Warehouse, name: str) -> dict[str, str]:
    """The columns of a table as a statement sees them, with their types. Raises AskRefused where it is not built."""
    kinds = pl.read_parquet_schema(folder(warehouse) / _slice(warehouse, _NOBODY, name))
    return {column: _named(kind) for column, kind in kinds.items()}


def _named(kind: pl.DataType) -> str:
    names = {pl.String: "varchar", pl.Date: "date", pl.Boolean: "boolean", pl.Float64: "double", pl.Int64: "bigint"}
    return names.get(type(kind), f"decimal(38, {kind.scale})" if isinstance(kind, pl.Decimal) else "integer")


def _slice(warehouse: Warehouse, platform: str, name: str) -> str:
    file = f"{platform}/{name}.parquet"
    path = folder(warehouse) / file
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}.draft")
        try:
            _write(warehouse, name, () if platform == _NOBODY else (platform,), draft)
            os.replace(draft, path)  # noqa: PTH105 - two who write it at once write the same
        finally:
            draft.unlink(missing_ok=True)
    return file


def _write(warehouse: Warehouse, name: str, platforms: tuple[str, ...], path: Path) -> None:
    # Analysts only: whoever else were to be let in would have to be scoped by what they may not see.
    viewer, own = Viewer("analyst", platforms), offered()[name].own
    stored = warehouse.query(f"from {name} limit 0", {}, viewer, needed=own).frame.schema
    told = {"pseudonym": pseudonym(_store(warehouse).root)}
    warehouse.save(_selection(name, stored), told, viewer, path, own)


def _selection(name: str, stored: pl.Schema) -> str:
    """What a slice holds: all columns but persons'; where a row is a person's work, the sums of a team."""
    kept = {column: kind for column, kind in stored.items() if column not in PEOPLE}
    if described()["tables"][name].get("rows") == "persons' sums":
        shown = [column if column in offered()[name].own else _sum(column, kind) for column, kind in kept.items()]
        return f"select {', '.join(shown)} from {name} group by all"  # noqa: S608 - known names
    shown = [f"{BORROWER} as borrower_id" if column == "borrower_id" else column for column in kept]
    return f"select {', '.join(shown)} from {name}"  # noqa: S608 - known names


def _sum(column: str, kind: pl.DataType) -> str:
    total = f"{'max' if column.startswith('largest_') else 'sum'}({column})"
    return f"cast({total} as {'bigint' if kind.is_integer() else _named(kind)}) as {column}"


def _store(warehouse: Warehouse) -> Store:
    return Store(warehouse.version.path.parents[1])


def _clear(store: Store) -> None:
    """Remove the slices of versions that are gone."""
    kept = {version.id for version in store.versions()}
    for old in files.directories(store.root / "scoped"):
        if old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)
