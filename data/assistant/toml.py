"""A suggestion as a mapping, in the language of data/mapping.py, and where mappings are kept in a store."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import tomli_w

from data import files
from data.assistant.matching import Match
from data.assistant.suggest import Sheet, how_written
from data.mapping import FOLDER, parse_mapping
from data.problems import Refused
from data.store import Store

# `anhe` or `anhe.hotline`: the platform it is for, and what it is called.
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9][a-z0-9_-]{0,31})?")
_DATES = re.compile(r"\d[\d\-_.年月日]*")
# Sheets nobody named.
_UNNAMED = re.compile(r"(sheet|工作表)\s*\d*", re.IGNORECASE)


def mapping_text(sheets: Iterable[Sheet], about: str) -> str:
    """The mapping as TOML; raises Refused where a required column is still open or no sheet has a table."""
    kept = [one for one in sheets if one.table]
    patterns = _patterns(kept)
    written: dict[str, Any] = {"about": about}
    owner = next((one.owner for one in kept if one.owner), "")
    if owner:
        written["platform"] = owner
    written["table"] = [_block(one, patterns[one]) for one in kept]
    text = tomli_w.dumps(written)
    parse_mapping("suggested.toml", text)
    return text


def _patterns(sheets: list[Sheet]) -> dict[Sheet, str]:
    """Each file's name, where next month's file may bear another date; literally where that would be unclear."""
    loose = {one: _DATES.sub("*", _literal(PurePosixPath(one.file).name)) for one in sheets}
    times = Counter((loose[one], one.sheet) for one in sheets)
    clear = {
        one: times[loose[one], one.sheet] == 1 and loose[one].strip("*").split(".")[0] != "" for one in sheets
    }  # fmt: skip
    return {one: loose[one] if clear[one] else _literal(one.file) for one in sheets}


def _literal(name: str) -> str:
    return re.sub(r"([\[*?])", r"[\1]", name)


def _block(one: Sheet, pattern: str) -> dict[str, Any]:
    block: dict[str, Any] = {"table": one.table, "file": pattern}
    if one.sheet and not _UNNAMED.fullmatch(one.sheet):
        block["sheet"] = _literal(one.sheet)
    numbers = [str(found.how["numbers"]) for found in one.matches.values() if "numbers" in found.how]
    if numbers:
        block["numbers"] = numbers
    block["columns"] = {name: _column(found) for name, found in one.matches.items() if not found.open}
    return block


def _column(one: Match) -> Any:
    if one.constant is not None:
        return {"constant": one.constant}
    how = how_written(one)
    return {**({} if "expr" in how else {"column": one.header}), **how} if how else one.header


def folder(store: Store) -> Path:
    """Where a store keeps its mappings."""
    return store.root / "mappings"


def shipped() -> list[Path]:
    """The mappings that come with the program, but for the one that explains the language."""
    return sorted(path for path in FOLDER.glob("*.toml") if path.stem != "example_zh")


def saved(store: Store) -> list[Path]:
    """The mappings kept in the store, by name."""
    return sorted(folder(store).glob("*.toml"))


def save(store: Store, name: str, text: str) -> Path:
    """Keep a mapping under a name, in place of an earlier one; raises Refused for a name or text that is none."""
    if not NAME.fullmatch(name):
        raise Refused("bad_mapping_name", value=name)
    parse_mapping(f"{name}.toml", text)
    place = folder(store) / f"{name}.toml"
    with store.writing(), store.staging() as beside:
        files.make_directory(folder(store))
        files.write_text(place, text, beside)
    return place
