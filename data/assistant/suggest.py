"""Suggests a mapping for what was handed in: the table of each file or sheet, and where each of its columns comes from.

What is not sure is left open. Every suggestion can be changed; `data.assistant.toml` writes it as a mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from data.assistant import words
from data.assistant.earlier import known
from data.assistant.matching import Earlier, Match, Matched, choose, match
from data.assistant.profile import Profile, profiles
from data.contract import TABLES
from data.mapping import Constant
from data.problems import Refused
from data.reading.raw import LINE, Raw
from data.reading.sources import MANIFEST, TABULAR, Source, list_files, sources

FIRST_ROWS = 8
# A file suits no table unless this much of it does, and clearly more than any other.
_SUITS, _CLEARLY = 0.3, 0.04
_BY_NAME = 0.25


@dataclass(frozen=True, eq=False)
class Sheet:
    """One file or sheet: its columns, the table it seems to hold, and the match of each of that table's columns.

    `table` is empty where none is sure; `renamed` tells that the file is not named like it. `owner` is the header that
    names each row's platform, where there is one; `first` the first rows as written, but for personal columns.
    """

    file: str
    sheet: str
    rows: int
    columns: Mapping[str, Profile]
    first: pl.DataFrame
    table: str = ""
    certainty: float = 0.0
    matches: Mapping[str, Match] = field(default_factory=dict)
    owner: str = ""
    renamed: bool = False
    earlier: Earlier = field(default_factory=dict)

    @property
    def personal(self) -> list[str]:
        """Headers that look like personal data and are not hashed: the contract refuses them."""
        hashed = {one.header for one in self.matches.values() if one.how.get("hash")}
        return [header for header, one in self.columns.items() if one.personal and header not in hashed]

    @property
    def left(self) -> list[str]:
        """Headers that nothing is read from."""
        used = {one.header for one in self.matches.values()} | {self.owner}
        return [header for header in self.columns if header not in used]

    @property
    def missing(self) -> list[str]:
        """Required columns that are still open."""
        wanted = TABLES[self.table].columns() if self.table else {}
        return [name for name, one in self.matches.items() if one.open and not wanted[name].nullable]

    def as_table(self, table: str) -> Sheet:
        """As a table chosen by somebody; empty for a file that is passed over."""
        if not table:
            return replace(self, table="", matches={}, certainty=1.0, renamed=True)
        return replace(
            self, table=table, certainty=1.0, renamed=True, matches=match(self._free(), table, self.earlier).matches
        )

    def with_header(self, column: str, header: str) -> Sheet:
        """A column from the header somebody chose, taken from whichever column had it; empty leaves it open."""
        found = choose(self.columns[header], self.table, column, self.earlier) if header else Match(column)
        others = {name: Match(name) if header and one.header == header else one for name, one in self.matches.items()}
        return replace(self, matches={**others, column: found})

    def with_constant(self, column: str, value: Constant) -> Sheet:
        """A column that is the same in every row."""
        chosen = Match(column, constant=value, certainty=1.0, reasons=("why_chosen",))
        return replace(self, matches={**self.matches, column: chosen})

    def with_codes(self, column: str, codes: Mapping[str, str]) -> Sheet:
        """With further translations of what is written into the contract's codes."""
        one = self.matches[column]
        how = {**one.how, "codes": {**one.how.get("codes", {}), **codes}}
        unknown = tuple(value for value in one.unknown if value not in codes)
        return replace(self, matches={**self.matches, column: replace(one, how=how, unknown=unknown)})

    def _free(self) -> dict[str, Profile]:
        return {header: one for header, one in self.columns.items() if header != self.owner}


def suggest(path: Path, mappings: Iterable[Path] = (), *, owned: bool = False) -> tuple[Sheet, ...]:
    """A suggestion for every file and sheet at `path`; `mappings` are earlier ones to learn from.

    With `owned` all rows are of one platform that is known: no column is looked for that names it. Raises Refused
    where there is nothing to read, with the file.
    """
    earlier = known(mappings)
    found = [
        _sheet(source, earlier, owned=owned)
        for file in list_files(path)
        if file.name != MANIFEST and (file.path == path or file.name.lower().endswith((*TABULAR, ".txt")))
        for source in sources(file)
    ]
    if not found:
        raise Refused("nothing_to_read", file=path.name, tables=", ".join(TABLES))
    return tuple(found)


def _sheet(source: Source, earlier: Earlier, *, owned: bool) -> Sheet:
    raw = source.load("", "")
    columns = profiles(raw)
    owner = "" if owned else next((header for header in columns if words.names_platform(header)), "")
    name = source.name.removesuffix(f"/{source.sheet}") if source.sheet else source.name
    bare = Sheet(name, source.sheet, raw.frame.height, columns, _first(raw, columns), owner=owner, earlier=earlier)
    best, certainty = _table(source, bare)
    if not best:
        return bare
    renamed = source.table() != best.table
    return replace(bare, table=best.table, certainty=certainty, matches=best.matches, renamed=renamed)


def _first(raw: Raw, columns: Mapping[str, Profile]) -> pl.DataFrame:
    kept = [header for header, one in columns.items() if not one.personal]
    return raw.frame.head(FIRST_ROWS).drop(LINE, strict=False).select(kept)


def _table(source: Source, one: Sheet) -> tuple[Matched | None, float]:
    """The table that suits a file best, and how sure that is; None where none does clearly."""
    columns = {header: profile for header, profile in one.columns.items() if header != one.owner}
    stem = PurePosixPath(one.file).name.split(".")[0]
    named = {table: source.table() == table or words.called(f"{stem} {one.sheet}", table) for table in TABLES}
    ranked = sorted(
        (
            (found.suits + (_BY_NAME if named[table] else 0), found)
            for table in TABLES
            for found in [match(columns, table, one.earlier)]
        ),
        key=lambda pair: -pair[0],
    )
    (best, found), (second, _) = ranked[:2]
    if source.table():
        return next(f for _, f in ranked if f.table == source.table()), 1.0
    if best < _SUITS or best - second < _CLEARLY:
        return None, 0.0
    return found, round(min(1.0, 0.5 + (best - second)), 3)


def how_written(one: Match) -> dict[str, Any]:
    """The keys of a mapping that say how a column is read, in words a mapping knows."""
    return {name: value for name, value in one.how.items() if name != "numbers"}
