"""Whose is a row? Files of a hotline or a regulator hold the rows of many platforms and name each one's in a column."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.mapping import Column
from data.problems import Refused
from data.reading.raw import LINE, OWNER, Raw, key
from data.reading.values import tidy


def header(raw: Raw, platform: Column) -> str:
    """The file's own spelling of the header that names the platform; raises Refused where it has none."""
    found = {key(header): header for header in raw.headers}
    spelled = next((found[key(name)] for name in platform.headers if key(name) in found), None)
    if spelled is None:
        wanted = " / ".join(platform.headers)
        raise Refused("missing_column", file=raw.file, line=raw.header_line, column="platform", value=wanted)
    return spelled


def named(raw: Raw, header: str, codes: Mapping[str, str], empty: tuple[str, ...]) -> Raw:
    """The file with each row's platform in `OWNER`; raises Refused where a row does not tell."""
    names = tidy(raw.frame[header].cast(pl.String), empty)
    torn = pl.Series(range(raw.frame.height), dtype=pl.UInt32).is_in(raw.ragged["_row"].implode())
    untold = raw.frame.filter(names.is_null() | torn)
    if len(untold):
        raise Refused("no_platform_named", file=raw.file, line=untold[LINE][0], column=header, value=len(untold))
    frame = raw.frame.with_columns(names.replace(dict(codes)).alias(OWNER))
    return Raw(raw.file, frame, raw.header_line, raw.ragged)
