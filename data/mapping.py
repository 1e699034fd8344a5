"""How a platform's own export becomes the contract: a small language in TOML, explained in mappings/example_zh.toml."""

from __future__ import annotations

import codecs
import datetime as dt
import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from data.contract import TABLES
from data.problems import Refused
from data.reading.personal import HASHED
from data.reading.values import Form

FOLDER = Path(__file__).with_name("mappings")
Constant = str | int | float | bool | dt.date | dt.datetime
_MAPPING_KEYS = {"about", "encoding", "separator", "empty", "platform", "table"}
_BLOCK_KEYS = {"table", "file", "sheet", "query", "where", "numbers", "wide", "columns"}
_PLATFORM_KEYS = {"column", "codes"}
_COLUMN_KEYS = {
    "column",
    "constant",
    "expr",
    "codes",
    "otherwise",
    "format",
    "times",
    "decimal_comma",
    "hash",
    "month_end",
}


@dataclass(frozen=True)
class Column:
    """Where one contract column comes from: the first of `headers` that is there, a `constant` or an `expression`."""

    headers: tuple[str, ...] = ()
    constant: Constant | None = None
    expression: str = ""
    codes: Dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    form: Form = Form()
    hashed: bool = False
    month_end: bool = False
    required: bool = True


@dataclass(frozen=True)
class Block:
    """One contract table out of the files, sheet or query it names; wide months are blocks of their own."""

    table: str
    columns: Dict[str, Column]
    files: tuple[str, ...] = ()
    sheet: str = ""
    query: str = ""
    where: str = ""
    numbers: tuple[str, ...] = ()
    aliases: Dict[str, str] = field(default_factory=dict)
    constants: Dict[str, Constant] = field(default_factory=dict)

    def reads(self, name: str, sheet: str) -> bool:
        """Whether this block takes the file `name` (path inside the submission) and its `sheet`."""
        path = name.removesuffix(f"/{sheet}") if sheet else name
        names = (path.lower(), PurePosixPath(path).name.lower())
        wanted = any(fnmatchcase(n, pattern.lower()) for n in names for pattern in self.files)
        return wanted and (not self.sheet or fnmatchcase(sheet.lower(), self.sheet.lower()))


@dataclass(frozen=True)
class Mapping:
    """A platform's mapping: how its files are written and what they hold.

    `platform` says where a row names its platform, in files whose rows are of several.
    """

    name: str
    text: str
    blocks: tuple[Block, ...]
    encoding: str = ""
    separator: str = ""
    empty: tuple[str, ...] = ()
    platform: Column | None = None


def own_block(table: str) -> Block:
    """The block for a file that follows the contract: columns by their names, in English or Chinese."""
    columns = {
        name: Column(headers=(name, str((column.metadata or {})["zh"])), required=not column.nullable)
        for name, column in TABLES[table].columns().items()
    }
    return Block(table, columns)


def load_mapping(name_or_path: str, saved: Path | None = None) -> Mapping:
    """The mapping kept under that name here or in the folder `saved`, or in that file.

    Raises Refused with the place of what is wrong in it.
    """
    folders = [folder for folder in (saved, FOLDER) if folder]
    path = next((one for folder in folders if (one := folder / f"{name_or_path}.toml").is_file()), Path(name_or_path))
    if not path.is_file():
        kept = ", ".join(sorted({file.stem for folder in folders for file in folder.glob("*.toml")}))
        raise Refused("mapping_missing", file=name_or_path, value=kept)
    try:
        return parse_mapping(path.name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("mapping_syntax", file=path.name, reason=str(error)) from None


def parse_mapping(file: str, text: str) -> Mapping:
    """The mapping a text holds; raises Refused with `file` and the place of what is wrong in it."""
    try:
        return _mapping(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Refused("mapping_syntax", file=file, reason=str(error)) from None


def _mapping(file: str, text: str, written: dict[str, Any]) -> Mapping:
    _known(written, _MAPPING_KEYS, file, "")
    encoding = written.get("encoding", "")
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise Refused("mapping_value", file=file, column="encoding", value=encoding) from None
    blocks = [block for entry in written.get("table", []) for block in _blocks(entry, file)]
    return Mapping(
        Path(file).stem, text, tuple(blocks), encoding, written.get("separator", ""),
        tuple(written.get("empty", ())), _platform(written.get("platform"), file),
    )  # fmt: skip


def _platform(spec: Any, file: str) -> Column | None:
    if spec is None:
        return None
    written = spec if isinstance(spec, dict) else {"column": spec}
    _known(written, _PLATFORM_KEYS, file, "platform.")
    if not _texts(written.get("column")):
        raise Refused("mapping_platform", file=file, column="platform")
    return Column(_texts(written["column"]), codes=written.get("codes", {}))


def _known(written: dict[str, Any], keys: set[str], file: str, where: str) -> None:
    for name in written:
        if name not in keys:
            raise Refused("mapping_key", file=file, column=f"{where}{name}", value=", ".join(sorted(keys)))


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _blocks(written: dict[str, Any], file: str) -> list[Block]:
    table = written.get("table", "")
    if table not in TABLES:
        raise Refused("mapping_table", file=file, value=table, tables=", ".join(TABLES))
    _known(written, _BLOCK_KEYS, file, f"{table}.")
    columns = {name: _column(table, name, spec, file) for name, spec in written.get("columns", {}).items()}
    for name, column in TABLES[table].columns().items():
        if name not in columns and not column.nullable:
            raise Refused("mapping_column_missing", file=file, column=f"{table}.{name}", value=name)
    block = Block(
        table, columns, _texts(written.get("file")), written.get("sheet", ""), written.get("query", ""),
        written.get("where", ""), _texts(written.get("numbers")),
    )  # fmt: skip
    return _months(block, written.get("wide", {}), file)


def _months(block: Block, wide: dict[str, list[Any]], file: str) -> list[Block]:
    """A block for each position of the lists in `wide`: texts are headers, everything else stands for itself."""
    lengths = {len(values) for values in wide.values()}
    if not lengths:
        return [block]
    if len(lengths) > 1:
        raise Refused("mapping_wide", file=file, column=f"{block.table}.wide", value=", ".join(wide))
    return [
        replace(
            block,
            aliases={name: values[i] for name, values in wide.items() if isinstance(values[i], str)},
            constants={name: values[i] for name, values in wide.items() if not isinstance(values[i], str)},
        )
        for i in range(lengths.pop())
    ]


def _column(table: str, name: str, spec: Any, file: str) -> Column:
    place = f"{table}.{name}"
    if name not in TABLES[table].columns():
        raise Refused("mapping_column", file=file, column=place, value=", ".join(TABLES[table].columns()))
    if isinstance(spec, str | list):
        return Column(headers=_texts(spec))
    written = spec if isinstance(spec, dict) else {"constant": spec}
    _known(written, _COLUMN_KEYS, file, f"{place}.")
    if len({"column", "constant", "expr"} & set(written)) != 1:
        raise Refused("mapping_one_source", file=file, column=place)
    if written.get("hash") and name not in HASHED:
        raise Refused("mapping_hash", file=file, column=place, value=", ".join(HASHED))
    form = Form(_texts(written.get("format")), written.get("times", 1), written.get("decimal_comma", False))
    return Column(
        _texts(written.get("column")), written.get("constant"), written.get("expr", ""), written.get("codes", {}),
        written.get("otherwise"), form, written.get("hash", False), written.get("month_end", False),
    )  # fmt: skip
