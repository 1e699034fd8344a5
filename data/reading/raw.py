"""A file as read, before anything is understood: columns by header, rows with the line they start on."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from data.problems import Refused

# No header can be spelled like this, so no file can take the name.
LINE = "\x1fline"
OWNER = "\x1fplatform"


@dataclass(frozen=True)
class Raw:
    """One table of one file; `frame` holds the columns by header and `LINE`, `ragged` rows by index and text.

    Where the rows are of several platforms, `OWNER` holds the name of each row's.
    """

    file: str
    frame: pl.DataFrame
    header_line: int | None = 1
    ragged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"_row": pl.UInt32, "value": pl.String}))

    @property
    def headers(self) -> list[str]:
        """The columns as the file names them."""
        return [name for name in self.frame.columns if name not in (LINE, OWNER)]


def key(header: str) -> str:
    """What two spellings of the same header share: width, case, and spaces or hyphens as underscores."""
    plain = unicodedata.normalize("NFKC", header).replace("\ufeff", "").strip().casefold()
    return "_".join(plain.replace("-", " ").replace("_", " ").split())


def unique_headers(headers: list[str], file: str, line: int | None) -> list[str]:
    """Headers without surrounding space, nameless ones numbered; refuses a header that stands twice."""
    named = [" ".join(header.replace("\ufeff", "").split()) or f"#{i}" for i, header in enumerate(headers, 1)]
    twice = [header for header in named if Counter(map(key, named))[key(header)] > 1]
    if twice:
        raise Refused("duplicate_header", file=file, line=line, column=twice[0])
    if not any(headers):
        raise Refused("no_header", file=file, line=line)
    return named


def drop_nameless(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the nameless columns that hold nothing (a comma too many at the end of every line)."""
    nameless = [name for name in frame.columns if name.startswith("#") and name[1:].isdigit()]
    return frame.drop(name for name in nameless if frame[name].null_count() == frame.height)
