"""Reads the contract's tables, or the queries a mapping names, from a PostgreSQL or MySQL database by its URL.

The answer has the same shape as a submission read from files. The URL's password never reaches a message or a log.
"""

from __future__ import annotations

import hashlib
import io
import socket
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, unquote, urlsplit

import connectorx
import polars as pl

from data.contract import TABLES
from data.mapping import Block, Mapping, own_block
from data.problems import Refused
from data.read import Handed, Piece, hand, read_raw
from data.reading.columnar import from_frame

PORTS = {"postgresql": 5432, "mysql": 3306}
_OWN_TABLES = {
    "postgresql": "select table_name from information_schema.tables where table_schema = current_schema()",
    "mysql": "select table_name from information_schema.tables where table_schema = schema()",
}
_WAIT_SECONDS = 5.0


def pull_handed(url: str, mapping: Mapping | None, on_progress: Callable[[str], None] | None = None) -> Handed:
    """Every contract table of the database, or every block with a `query` of the mapping; raises Refused."""
    place = _place(url)
    pieces: list[Piece] = []
    checksums: dict[str, str] = {}
    for query, blocks in _queries(url, place, mapping).items():
        name = f"{place.path.strip('/')}/{_shown(query, blocks)}"
        if on_progress:
            on_progress(name)
        frame = _fetch(url, place, query, name)
        checksums[name] = _checksum(frame)
        pieces.extend(read_raw(from_frame(frame, name), blocks, mapping))
    return hand(pieces, checksums)


def _place(url: str) -> SplitResult:
    """The URL's parts; raises Refused unless it names a reachable PostgreSQL or MySQL server and a database."""
    try:
        place = urlsplit(url)
        host, port = place.hostname or "", place.port or PORTS.get(place.scheme, 0)
    except ValueError:
        raise Refused("database_url") from None
    if place.scheme not in PORTS or not host or not place.path.strip("/"):
        raise Refused("database_url")
    try:
        socket.create_connection((host, port), timeout=_WAIT_SECONDS).close()
    except OSError as error:
        raise Refused("database_unreachable", value=f"{host}:{port}", reason=error.strerror or error) from None
    return place


def _queries(url: str, place: SplitResult, mapping: Mapping | None) -> dict[str, list[Block]]:
    """What to ask, and the blocks that read the answer."""
    if not mapping:
        names = _fetch(url, place, _OWN_TABLES[place.scheme], "information_schema").to_series().cast(pl.String)
        there = {name.lower(): name for name in names}
        found = {there[table]: [own_block(table)] for table in TABLES if table in there}
    else:
        asked = [block for block in mapping.blocks if block.query]
        found = {query: [b for b in asked if b.query == query] for query in dict.fromkeys(b.query for b in asked)}
    if not found:
        raise Refused("database_no_tables", file=place.path.strip("/"), tables=", ".join(TABLES))
    return found


def _shown(query: str, blocks: Iterable[Block]) -> str:
    """A table's name, or for a whole query the first table it fills."""
    return query if _is_name(query) else f"query {next(iter(blocks)).table}"


def _is_name(query: str) -> bool:
    return not any(char.isspace() for char in query.strip())


def _fetch(url: str, place: SplitResult, query: str, name: str) -> pl.DataFrame:
    sql = f"select * from {query}" if _is_name(query) else query  # noqa: S608 (a name out of the catalogue or the mapping)
    try:
        frame = connectorx.read_sql(url, sql, return_type="polars")
    except (RuntimeError, ValueError, TypeError) as error:
        raise Refused("database_refused", file=name, reason=_without_password(str(error), place)) from None
    return pl.DataFrame(frame)


def _without_password(text: str, place: SplitResult) -> str:
    secrets = {place.password or "", unquote(place.password or "")} - {""}
    for secret in secrets:
        text = text.replace(secret, "***")
    return text.splitlines()[0] if text else ""


def _checksum(frame: pl.DataFrame) -> str:
    """SHA-256 of the answer as Arrow, in hex."""
    stream = io.BytesIO()
    frame.write_ipc(stream)
    return hashlib.sha256(stream.getbuffer()).hexdigest()
