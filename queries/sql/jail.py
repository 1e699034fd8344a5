"""Runs one statement in a process that can reach nothing else. Started by `running`, as a script of its own.

It speaks in lines of JSON. It says {"ready": true}. It hears {text, known, folder, limits…}, and says {"tables": […]}
that the statement reads. It hears {"views": {table: [file, …]}}, and says {"bytes": n} before each batch of rows, an
Arrow stream of n bytes; at the end {"done": true, "truncated": …}. Or at any time {"error": code, …}, and no more.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

BATCH = 10_000
# Table functions that touch neither files, nor memory, nor the catalog.
HARMLESS = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree"})
# Functions that tell of the server rather than of the rows.
TELLING = frozenset({"current_setting", "getenv", "getvariable", "write_log", "sleep_ms", "current_connection_id"})
PLAIN = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean, pa.types.is_string,
    pa.types.is_large_string, pa.types.is_date, pa.types.is_timestamp, pa.types.is_time,
)  # fmt: skip
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}


class Refused(Exception):
    """A statement that is not run, or not to the end: a code of refusals.toml with its values."""

    def __init__(self, code: str, **values: object) -> None:
        self.told = {"error": code, **values}


def main() -> None:
    """Read, check, run, hand over."""
    _say({"ready": True})
    asked = _hear()
    try:
        _limit(asked)
        tables = read(asked["text"], frozenset(asked["known"]))
        _say({"tables": tables})
        views = _hear()["views"]
        os.chdir(asked["folder"])
        _run(shut(views, asked["memory"], asked["seconds"]), asked)
    except Refused as refused:
        _say(refused.told)
    except (MemoryError, duckdb.OutOfMemoryException, pa.ArrowMemoryError):
        _say({"error": "sql_memory"})
    except duckdb.InterruptException:
        _say({"error": "sql_time"})
    except duckdb.Error as fault:
        _say({"error": "sql_error", **_told(str(fault), asked)})


def _hear() -> dict[str, Any]:
    line = sys.stdin.buffer.readline()
    if not line:  # whoever asked is gone
        os._exit(0)
    heard: dict[str, Any] = json.loads(line)
    return heard


def _say(told: Mapping[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def _limit(asked: Mapping[str, Any]) -> None:
    """What the system itself keeps; on Windows only the engine's limits and the server's clock hold."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(5)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = (asked["memory"] * 3 // 2 + 256) << 20
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    # The server's clock ends it before; these are for one whose server is gone.
    signal.alarm(math.ceil(asked["seconds"]) * 2 + 30)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")


def shut(views: Mapping[str, list[str]], memory: int, seconds: float) -> duckdb.DuckDBPyConnection:
    """A database with a view for each table, over its files and no others, and every other door shut."""
    limits = {"memory_limit": f"{memory}MB", "max_execution_time": str(math.ceil(seconds * 1000))}
    connection = duckdb.connect(":memory:", config={**SETTINGS, **limits})
    files = [file for listed in views.values() for file in listed]
    for name, listed in views.items():
        connection.execute(f"create view {name} as from read_parquet({listed!r})")
    connection.execute(f"set allowed_paths = {files!r}")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _run(connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Any]) -> None:
    reader = connection.execute(asked["text"]).to_arrow_reader(BATCH)
    assert reader is not None  # a SELECT has rows, if none
    rows, room, truncated, sent = asked["rows"], asked["bytes"], False, False
    for batch in reader:
        if rows <= 0 or batch.nbytes > room:
            truncated = truncated or batch.num_rows > 0
            break
        truncated = batch.num_rows > rows
        plain = _plain(batch.slice(0, rows))
        rows, room, sent = rows - plain.num_rows, room - batch.nbytes, True
        _hand_over(plain)
        if truncated:
            break
    if not sent:
        _hand_over(_plain(pa.RecordBatch.from_pylist([], schema=reader.schema)))
    _say({"done": True, "truncated": truncated})


def _hand_over(batch: pa.RecordBatch) -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    content = sink.getvalue().to_pybytes()
    _say({"bytes": len(content)}, content)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with every value of a kind that all readers know; others as text. Names that come twice get a number."""
    names: list[str] = []
    for name in batch.schema.names:
        twice = sum(name == one or one.startswith(f"{name}_") and one[len(name) + 1 :].isdigit() for one in names)
        names.append(f"{name}_{twice + 1}" if name in names else name)
    columns = [column if any(is_(column.type) for is_ in PLAIN) else _texts(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _texts(column: pa.Array) -> pa.Array:
    return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def read(text: str, known: frozenset[str]) -> list[str]:
    """The tables of `known` that a statement reads. Raises Refused where it is anything but one such SELECT."""
    connection = _parser()
    statements = connection.extract_statements(text)
    if len(statements) != 1:
        raise Refused("sql_one_statement" if statements else "sql_empty")
    kind = statements[0].type
    if kind != duckdb.StatementType.SELECT:
        # A PIVOT that does not name its columns is several statements, the first of which makes a type.
        raise Refused("sql_read_only", kind="PIVOT" if kind.name == "MULTI" else kind.name)
    rows = connection.execute("select json_serialize_sql($text)", {"text": statements[0].query}).fetchall()
    tree = json.loads(rows[0][0])
    if tree["error"]:
        raise Refused("sql_error", **_told(tree.get("error_message", ""), {"text": text}))
    nodes = list(_walk(tree))
    own = {entry["key"].lower() for node in nodes if "cte_map" in node for entry in node["cte_map"]["map"]}
    tables = (_table(node, known, own) for node in nodes)
    return list(dict.fromkeys(name for name in tables if name))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """A database with nothing in it."""
    return duckdb.connect(":memory:", config=SETTINGS)


def _walk(tree: Any) -> Iterator[Mapping[str, Any]]:
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def _table(node: Mapping[str, Any], known: frozenset[str], own: set[str]) -> str:
    """The table that a node of the parse reads; empty where it reads none."""
    function = str(node.get("function_name", "")).lower()
    if function in TELLING:
        raise Refused("sql_function", name=function)
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        called = str(node["function"].get("function_name", "")).lower()
        if called not in HARMLESS:
            raise Refused("sql_function", name=called)
    if kind not in ("BASE_TABLE", "SHOW_REF"):
        return ""
    name = str(node.get("table_name", "")).strip('"')
    path = [part for part in (node.get("catalog_name"), node.get("schema_name"), name) if part]
    if kind == "SHOW_REF" and not path:
        return ""
    if len(path) != 1:
        raise Refused("sql_outside", name=".".join(path))
    if name.lower() in known:
        return name.lower()
    if name.lower() not in own:
        raise Refused("sql_unknown_table", name=name)
    return ""


def _told(message: str, asked: Mapping[str, Any]) -> dict[str, object]:
    """What the engine says, without places on this machine, and the line it names."""
    places = (asked.get("folder", ""), sys.prefix, os.path.expanduser("~"))  # noqa: PTH111
    for place in filter(None, places):
        message = message.replace(place, "…")
    found = re.search(r"^LINE (\d+):", message, re.MULTILINE)
    return {"text": message.strip()[:2000], "at": int(found[1]) if found else None}


if __name__ == "__main__":
    main()
