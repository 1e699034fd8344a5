"""What one column of a file looks like: a sample of what is written, its distinct values, whether it is personal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from data.problems import Refused
from data.reading import personal
from data.reading.raw import Raw
from data.reading.values import tidy

SAMPLE = 600
MOST_CODES = 40


@dataclass(frozen=True, eq=False)
class Profile:
    """A header with a tidy sample of its values as text; `distinct` holds all values where they are few."""

    header: str
    sample: pl.Series
    distinct: tuple[str, ...]
    personal: bool
    unique: bool

    @cached_property
    def examples(self) -> list[str]:
        """A few of the values, to be shown; none of a column that looks personal."""
        return [] if self.personal else self.sample.unique(maintain_order=True).head(3).to_list()


def profiles(raw: Raw) -> dict[str, Profile]:
    """Every column of a file, by header."""
    return {header: _profile(raw, header) for header in raw.headers}


def _profile(raw: Raw, header: str) -> Profile:
    series = raw.frame[header]
    if series.dtype.is_nested() or series.dtype in (pl.Binary, pl.Object):
        return Profile(header, pl.Series([], dtype=pl.String), (), personal=False, unique=False)
    text = tidy(series.cast(pl.String)).drop_nulls()
    sample = text.gather_every(max(1, len(text) // SAMPLE)).head(SAMPLE)
    counted = text.n_unique()
    distinct = tuple(text.value_counts(sort=True).to_series().to_list()) if counted <= MOST_CODES else ()
    return Profile(header, sample, distinct, _is_personal(series, header), counted == len(text) > 0)


def _is_personal(series: pl.Series, header: str) -> bool:
    if personal.named_personal(header):
        return True
    try:
        personal.refuse_content(series, "", header, known_id=False)
    except Refused:
        return True
    return False
