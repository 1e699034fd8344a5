"""Reads what a platform hands in (folder, zip, workbook, CSV, Parquet) into frames of the contract's tables.

Nothing is judged here beyond what must be known to read: what cannot be read at all is `Refused`, what cannot be
understood in a row is a problem of that row.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data.contract import TABLES
from data.mapping import Block, Mapping, own_block
from data.problems import Refused
from data.reading import owners, personal
from data.reading.raw import LINE, Raw, key
from data.reading.shape import PROBLEMS, Shaping, shape, shaping, uses
from data.reading.sources import MANIFEST, TABULAR, File, Source, list_files, sources
from data.reading.values import tidy

PLATFORM = "platform"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class TableRead:
    """One contract table as read.

    `frame`: every contract column, typed, plus `_file` (Enum) and `_line` (the physical line or sheet row a row
    starts on, the row number in Parquet). `problems`: `_row` (index into frame), `column` and `value` as written,
    `code` (a key of problems.toml), `detail`. `extra_columns`: headers of the file that nothing was read from.
    """

    name: str
    frame: pl.DataFrame
    problems: pl.DataFrame
    extra_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A submission as read; `checksums` are SHA-256 by file, `ignored` the files nothing was read from.

    `platforms`: what a `platform` column that is not mapped says, by file, each value with the first line that has it.
    `shared`: the rows are of several platforms, each frame names them in `_platform`.
    `mended`: rows stored or held before are among them, so that no file stands for itself any more.
    """

    tables: dict[str, TableRead]
    manifest: dict[str, Any]
    checksums: dict[str, str]
    ignored: tuple[str, ...] = ()
    platforms: dict[str, dict[str, int]] = field(default_factory=dict)
    shared: bool = False
    mended: bool = False


@dataclass(frozen=True)
class Piece:
    """What one block made of one file."""

    table: str
    file: str
    frame: pl.DataFrame
    problems: pl.DataFrame
    extra: tuple[str, ...]
    platforms: dict[str, int]


def read_submission(path: Path, mapping: Mapping | None, on_progress: Progress | None = None) -> Handed:
    """Reads every table at `path`, by the mapping where it names the file, else by the contract; raises Refused."""
    files = list_files(path)
    pieces: list[Piece] = []
    ignored: list[str] = []
    for file in files:
        if file.name == MANIFEST:
            continue
        made = _read_file(file, mapping, on_progress, alone=file.path == path)
        pieces.extend(made)
        ignored.extend([] if made else [file.name])
    if not pieces:
        raise Refused("nothing_to_read", file=path.name, tables=", ".join(TABLES))
    checksums = {file.name: file.checksum() for file in files}
    if mapping:
        checksums[f"{mapping.name}.toml"] = hashlib.sha256(mapping.text.encode()).hexdigest()
    return hand(pieces, checksums, _manifest(files), tuple(ignored))


def hand(
    pieces: list[Piece],
    checksums: dict[str, str],
    manifest: dict[str, Any] | None = None,
    ignored: tuple[str, ...] = (),
) -> Handed:
    """The pieces put together table by table, in the contract's order."""
    tables = [table for table in TABLES if any(piece.table == table for piece in pieces)]
    read = {table: _table(table, [piece for piece in pieces if piece.table == table]) for table in tables}
    platforms = {piece.file: piece.platforms for piece in pieces if piece.platforms}
    shared = any("_platform" in one.frame.columns for one in read.values())
    return Handed(read, manifest or {}, checksums, ignored, platforms, shared)


def _manifest(files: list[File]) -> dict[str, Any]:
    """The submission's own statement of platform, date and the like, if it brings one."""
    found = next((file for file in files if file.name == MANIFEST), None)
    if not found:
        return {}
    try:
        return tomllib.loads(found.read().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("bad_manifest", file=MANIFEST, reason=str(error)) from None


def _read_file(file: File, mapping: Mapping | None, on_progress: Progress | None, alone: bool) -> list[Piece]:
    if not alone and not file.name.lower().endswith((*TABULAR, ".txt")):
        return []
    pieces: list[Piece] = []
    for source in sources(file):
        blocks = _blocks(source, mapping, alone)
        if blocks and on_progress:
            on_progress(source.name)
        if blocks:
            raw = source.load(mapping.encoding if mapping else "", mapping.separator if mapping else "")
            pieces.extend(read_raw(raw, blocks, mapping))
    return pieces


def _blocks(source: Source, mapping: Mapping | None, alone: bool) -> list[Block]:
    """The mapping's blocks for a source, else the contract's own; none for a file the mapping passes over."""
    mapped = [block for block in mapping.blocks if block.reads(source.name, source.sheet)] if mapping else []
    table = source.table()
    if mapped or table:
        return mapped or [own_block(str(table))]
    if mapping is None and (alone or not source.name.lower().endswith(".txt")):
        raise Refused("unknown_table", file=source.name, tables=", ".join(TABLES))
    return []


def read_raw(raw: Raw, blocks: Iterable[Block], mapping: Mapping | None) -> list[Piece]:
    """The pieces the blocks make of one file; raises Refused for missing columns and personal data."""
    empty, platform = (mapping.empty, mapping.platform) if mapping else ((), None)
    owner = owners.header(raw, platform) if platform else None
    if platform and owner:
        raw = owners.named(raw, owner, platform.codes, empty)
    bound = [shaping(raw, block, empty) for block in blocks]
    extra = tuple(header for header in _refuse_personal(raw, bound) if header != owner)
    platforms = _platforms(raw, extra)
    unread = tuple(header for header in extra if key(header) != PLATFORM)
    return [Piece(each.block.table, raw.file, *shape(each), unread, platforms) for each in bound]


def _platforms(raw: Raw, extra: tuple[str, ...]) -> dict[str, int]:
    """The platforms a file says it is of, each with the first line that names it."""
    header = next((header for header in extra if key(header) == PLATFORM), None)
    if not header:
        return {}
    named = raw.frame.select(tidy(raw.frame[header].cast(pl.String)).alias("platform"), pl.col(LINE).alias("line"))
    first = named.drop_nulls().group_by("platform", maintain_order=True).agg(pl.col("line").first())
    return dict(first.rows())


def _refuse_personal(raw: Raw, bound: list[Shaping]) -> tuple[str, ...]:
    """Refuses personal data that is not hashed; answers the headers nothing is read from."""
    used = [use for each in bound for use in uses(each)]
    plain = {use.header: use.column for use in used if not use.hashed}
    hashed = {use.header for use in used if use.hashed} - set(plain)
    contract = {key(name) for each in bound for name in TABLES[each.block.table].columns()}
    for header in raw.headers:
        if header in hashed:
            continue
        if personal.named_personal(header) and key(header) not in contract:
            raise Refused("personal_header", file=raw.file, line=raw.header_line, column=header)
        known = plain.get(header, "").endswith("_id") and plain[header] not in personal.HASHED
        personal.refuse_content(raw.frame[header], raw.file, header, known)
    return tuple(header for header in raw.headers if header not in plain and header not in hashed)


def _table(table: str, pieces: list[Piece]) -> TableRead:
    files = pl.Enum(list(dict.fromkeys(piece.file for piece in pieces)))
    frames = [piece.frame.with_columns(pl.lit(piece.file, dtype=files).alias("_file")) for piece in pieces]
    problems = [pl.DataFrame(schema=PROBLEMS)]
    offset = 0
    for piece in pieces:
        problems.append(piece.problems.with_columns((pl.col("_row") + offset).cast(pl.UInt32)))
        offset += piece.frame.height
    extra = dict.fromkeys(f"{piece.file}: {header}" for piece in pieces for header in piece.extra)
    frame = pl.concat(frames)
    columns = [*TABLES[table].columns(), "_file", "_line", *({"_platform"} & set(frame.columns))]
    return TableRead(table, frame.select(columns), pl.concat(problems), tuple(extra))
