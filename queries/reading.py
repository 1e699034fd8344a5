"""What a query reads: the logical tables, and the values it wants bound. Found in the engine's own parse of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from queries.refusals import AskRefused

# The only table functions that touch neither files nor other tables.
_HARMLESS = frozenset({"range", "generate_series", "unnest"})
_BEFORE = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?P<opening>with\s+recursive\b|with\b)?", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """The logical tables a query reads by bare name, and the names of the values it binds."""

    tables: tuple[str, ...]
    parameters: frozenset[str]


def read(parsed: str) -> Reading:
    """What the query behind the engine's JSON reads.

    Raises AskRefused where it reads anything but logical tables by bare name, and ValueError where it is no single
    select statement.
    """
    tree = json.loads(parsed)
    if tree["error"] or len(tree["statements"]) != 1:
        raise ValueError(tree.get("error_message", "one select statement at a time"))
    nodes = list(_walk(tree))
    own = {entry["key"] for node in nodes if "cte_map" in node for entry in node["cte_map"]["map"]}
    names = [_table(node) for node in nodes if node.get("type") in ("BASE_TABLE", "TABLE_FUNCTION", "SHOW_REF")]
    parameters = {node["identifier"] for node in nodes if node.get("type") == "VALUE_PARAMETER"}
    return Reading(tuple(dict.fromkeys(name for name in names if name and name not in own)), frozenset(parameters))


def _walk(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)


def _table(node: Mapping[str, Any]) -> str:
    """The bare name read; empty for a harmless function."""
    if node["type"] == "TABLE_FUNCTION":
        name = node["function"].get("function_name", "")
        if name not in _HARMLESS:
            raise AskRefused("reads_around_scope", name=name)
        return ""
    name = str(node.get("table_name", ""))
    path = [part for part in (node.get("catalog_name"), node.get("schema_name"), name) if part]
    if len(path) != 1 or node["type"] == "SHOW_REF":
        raise AskRefused("reads_around_scope", name=".".join(path))
    return name


def prefixed(expressions: list[str], query: str) -> str:
    """`query` with common-table expressions in front of its own, after its leading comment."""
    found = _BEFORE.match(query)
    start, end = found.span("opening") if found and found["opening"] else (-1, found.end() if found else 0)
    if start < 0:
        return f"{query[:end]}with {', '.join(expressions)}\n{query[end:]}"
    return f"{query[:end]} {', '.join(expressions)},{query[end:]}"
