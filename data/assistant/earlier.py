"""What earlier mappings made of a header: the columns it became, and how it was read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.contract import TABLES
from data.reading.raw import key


@dataclass(frozen=True)
class Known:
    """A header's column in an earlier mapping, with the keys that say how it is read."""

    column: str
    how: Mapping[str, Any]
    mapping: str


def known(paths: Iterable[Path]) -> dict[tuple[str, str], Known]:
    """By table and header, what the newest of the mappings says; one that cannot be read says nothing."""
    found: dict[tuple[str, str], Known] = {}
    for path in sorted(paths, key=lambda path: path.stat().st_mtime):
        try:
            written = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
            continue
        for block in written.get("table", ()):
            if isinstance(block, dict) and block.get("table") in TABLES and "wide" not in block:
                found |= _of(block, path.stem)
    return found


def _of(block: Mapping[str, Any], mapping: str) -> dict[tuple[str, str], Known]:
    found = {}
    for column, spec in block.get("columns", {}).items():
        told = spec if isinstance(spec, dict) else {"column": spec}
        headers = told.get("column", ())
        how = {name: value for name, value in told.items() if name != "column"}
        for header in [headers] if isinstance(headers, str) else headers if isinstance(headers, list) else ():
            found[str(block["table"]), key(header)] = Known(column, how, mapping)
    return found
