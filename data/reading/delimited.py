"""Separated text as a frame of text columns, every row with the physical line it starts on."""

from __future__ import annotations

import csv
import io
from typing import Literal

import polars as pl

from data.problems import Refused
from data.reading.encodings import to_utf8
from data.reading.raw import LINE, Raw, drop_nameless, unique_headers

SEPARATORS = (",", ";", "\t")
_LONGEST_HEADER = 1_000_000


def read_delimited(data: bytes, file: str, encoding: str = "", separator: str = "") -> Raw:
    """Text in any known encoding, separator and line end; rows with too many or too few fields come as `ragged`."""
    text = to_utf8(data, file, encoding)
    stripped = text.lstrip(b"\n\r\t ,;")
    if not stripped:
        raise Refused("empty_file", file=file)
    blank = text[: len(text) - len(text.lstrip(b"\n"))].count(b"\n")
    headers, separator, lines = _header(text[blank:], separator, file, blank + 1)
    body = text[_after_lines(text, blank + lines) :]
    first = blank + lines + 1
    named = unique_headers(headers, file, blank + 1)
    raw = _plain(body, named, separator, first) or _careful(body, named, separator, first, file)
    return Raw(file, drop_nameless(raw[0]), blank + 1, raw[1])


def _header(text: bytes, separator: str, file: str, line: int) -> tuple[list[str], str, int]:
    """The header's fields, the separator that gives most of them, and how many lines it takes."""
    head = text[:_LONGEST_HEADER].decode("utf-8", errors="ignore")
    best: tuple[list[str], str, int] = ([], separator or ",", 1)
    for candidate in [separator] if separator else SEPARATORS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=candidate)
        try:
            fields = next(reader)
        except csv.Error:
            raise Refused("bad_quotes", file=file, line=line) from None
        if len(fields) > len(best[0]):
            best = (fields, candidate, reader.line_num)
    return best


def _after_lines(text: bytes, lines: int) -> int:
    """Where the line after the first `lines` lines begins."""
    position = 0
    for _ in range(lines):
        position = text.find(b"\n", position) + 1
        if not position:
            return len(text)
    return position


def _parse(
    body: bytes, headers: list[str], separator: str, quote: str | None, extra: Literal["ignore", "raise"]
) -> pl.DataFrame:
    if not body:
        return pl.DataFrame(schema=dict.fromkeys(headers, pl.String))
    return pl.read_csv(
        body, has_header=False, schema=dict.fromkeys(headers, pl.String), separator=separator, quote_char=quote,
        extra_columns=extra, missing_columns="insert", infer_schema=False,
    )  # fmt: skip


def _plain(body: bytes, headers: list[str], separator: str, first: int) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """The quick way, for files without blank lines, multi-line fields and ragged rows; None where it does not apply."""
    if b"\n\n" in body or body.startswith(b"\n"):
        return None
    lines = body.count(b"\n") + (not body.endswith(b"\n") and bool(body))
    quote = '"' if b'"' in body else None
    try:
        frame = _parse(body, headers, separator, quote, extra="raise")
    except pl.exceptions.PolarsError:
        return None
    between = body.count(separator.encode()) - (_inside(frame, separator) if quote else 0)
    if frame.height != lines or between != lines * (len(headers) - 1):
        return None
    numbered = frame.with_columns(pl.int_range(first, first + frame.height, dtype=pl.Int64).alias(LINE))
    return numbered, Raw("", numbered).ragged


def _inside(frame: pl.DataFrame, separator: str) -> int:
    """How many separators stand inside fields."""
    counts = frame.select(pl.all().str.count_matches(separator, literal=True).sum())
    return sum(counts.row(0)) if frame.width else 0


def _careful(
    body: bytes, headers: list[str], separator: str, first: int, file: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Line by line: joins quoted multi-line fields, skips blank rows, counts the fields of each row."""
    records = _records(body, separator, first, file)
    joined = "\n".join(records["text"].to_list()).encode()
    try:
        frame = _parse(joined, headers, separator, '"', extra="ignore")
    except pl.exceptions.PolarsError:
        raise Refused("bad_quotes", file=file, line=_stray_quote(records)) from None
    if frame.height != records.height:
        raise Refused("bad_quotes", file=file, line=_stray_quote(records))
    wanted = len(headers)
    ragged = (pl.col("fields") < wanted) | (pl.col("filled") > wanted)
    rows = records.with_row_index("_row").filter(ragged).select("_row", pl.col("text").alias("value"))
    return frame.with_columns(records[LINE]), rows


def _records(body: bytes, separator: str, first: int, file: str) -> pl.DataFrame:
    """One row per record: text, `_line`, number of fields, and of fields up to the last filled one."""
    text = pl.Series("text", [body.decode("utf-8").removesuffix("\n")]).str.split("\n").explode()
    quotes = text.str.count_matches('"', literal=True)
    inside = (quotes.cum_sum() - quotes) % 2 == 1
    lines = text.to_frame().with_columns(
        (~inside).cum_sum().alias("record"), pl.int_range(first, first + len(text), dtype=pl.Int64).alias(LINE)
    )
    if quotes.sum() % 2:
        raise Refused("unclosed_quote", file=file, line=lines.filter(~inside)[LINE][-1])
    if inside.any():
        joined = pl.col("text").str.join("\n", ignore_nulls=False)
        lines = lines.group_by("record", maintain_order=True).agg(joined, pl.col(LINE).first())
    bare = pl.col("text").str.replace_all(r'"[^"]*"', '"')
    filled = bare.str.strip_chars_end(f"{separator} \u3000")
    blank = pl.col("text").str.strip_chars(f"{separator} \t\r\u3000") == ""
    return lines.filter(~blank).with_columns(
        (bare.str.count_matches(separator, literal=True) + 1).alias("fields"),
        (filled.str.count_matches(separator, literal=True) + 1).alias("filled"),
    )


def _stray_quote(records: pl.DataFrame) -> int | None:
    """The first line with a quote in the middle of a field, else the first with a quote at all."""
    inner = pl.col("text").str.replace_all('""', "", literal=True).str.contains(r'[^",;\t\n]"[^",;\t\n]')
    quoted = records.filter(pl.col("text").str.contains('"', literal=True))
    found = quoted.filter(inner)[LINE].to_list() or quoted[LINE].to_list()
    return found[0] if found else None
