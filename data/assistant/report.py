"""What the command line prints of a suggested mapping."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich import box
from rich.table import Table

from data.assistant.matching import Match
from data.assistant.suggest import Sheet
from data.assistant.toml import mapping_text, save
from data.store import Store
from data.terminal import Terminal


def suggested(terminal: Terminal, sheets: Iterable[Sheet]) -> None:
    """Each file or sheet with its table, and where every column comes from, how sure that is and why."""
    for one in sheets:
        place = f"{one.file}/{one.sheet}" if one.sheet else one.file
        key = "suggest_table" if one.table else "suggest_no_table"
        terminal.tell(key, file=place, table=one.table, rows=f"{one.rows:,}", certainty=f"{one.certainty:.0%}")
        if one.table:
            terminal.out.print(_matches(terminal, one))
        for name, headers in (("suggest_personal", one.personal), ("suggest_left", one.left)):
            if headers:
                terminal.tell(name, headers=", ".join(headers))


def keep(terminal: Terminal, store: Store, sheets: tuple[Sheet, ...], name: str, about: str) -> Path | None:
    """Save the mapping where every required column has a source; otherwise say which are open."""
    missing = [f"{one.table}.{column}" for one in sheets for column in one.missing]
    if missing or not any(one.table for one in sheets):
        terminal.tell("suggest_open", columns=", ".join(missing) or "–")
        return None
    place = save(store, name, mapping_text(sheets, about))
    terminal.tell("suggest_saved", name=name, place=place)
    return place


def _matches(terminal: Terminal, one: Sheet) -> Table:
    grid = Table(box=box.SIMPLE, pad_edge=False)
    for column in ("column", "header", "certainty", "why"):
        grid.add_column(terminal.word(column), overflow="fold")
    for name, found in one.matches.items():
        if found.open and name not in one.missing:
            continue
        sure = "" if found.open else f"{found.certainty:.0%}"
        grid.add_row(name, found.header or str(found.constant or ""), sure, why(found, terminal.language))
    return grid


def why(found: Match, language: str) -> str:
    """The reasons for a match in words."""
    from data.words import say

    said = [say(language, reason) for reason in found.reasons or (("why_open",) if found.open else ())]
    if found.unknown:
        said.append(say(language, "why_unknown", values=", ".join(found.unknown[:5])))
    return ("；" if language == "zh" else "; ").join(said)
