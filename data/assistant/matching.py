"""Which header is which column of a table: each pair scored by names, values and earlier mappings, then one to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from data.assistant import words
from data.assistant.earlier import Known
from data.assistant.forms import written
from data.assistant.profile import Profile
from data.contract import TABLES
from data.mapping import Constant
from data.reading.raw import key

# Below this a pair is left open for people to decide.
SURE = 0.6
_POSSIBLE = 0.45
_HARDLY = 0.35
_EARLIER = 0.97
# What the values of a column with codes are worth where its header says nothing.
_BY_VALUES = 0.68
Earlier = Mapping[tuple[str, str], Known]


@dataclass(frozen=True)
class Match:
    """Where a contract column comes from: a header, a constant, or nothing yet.

    `how` are the further keys of the mapping, `reasons` keys of words.toml, `unknown` values without a code.
    """

    column: str
    header: str = ""
    constant: Constant | None = None
    certainty: float = 0.0
    reasons: tuple[str, ...] = ()
    how: Mapping[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nothing is said of the column."""
        return not self.header and self.constant is None


def pair(one: Profile, table: str, column: str, earlier: Earlier) -> Match:
    """A header as a column, with the certainty that it is one."""
    before = earlier.get((table, key(one.header)))
    alike, reason = words.likeness(one.header, table, column)
    telling = bool(_named(one)) and bool(words.vocabulary(table, column))
    if not (alike > _HARDLY or telling or (before and before.column == column)):
        return Match(column, one.header)
    form = written(one, table, column)
    if before and before.column == column:
        return Match(column, one.header, None, _EARLIER, ("why_earlier",), {**form.how, **before.how}, form.unknown)
    certainty = alike * (0.35 + 0.65 * form.fit) if form.fit > 0.3 else 0.0
    reasons = (reason, *form.reasons)
    if telling and form.fit > 0.9 and certainty < _BY_VALUES:
        certainty, reasons = _BY_VALUES * form.fit, ("why_values", *form.reasons)
    return Match(column, one.header, None, round(certainty, 3), tuple(filter(None, reasons)), form.how, form.unknown)


def choose(one: Profile, table: str, column: str, earlier: Earlier) -> Match:
    """A header that somebody says is a column, read as its values and earlier mappings tell."""
    form, before = written(one, table, column), earlier.get((table, key(one.header)))
    how = {**form.how, **(before.how if before and before.column == column else {})}
    return Match(column, one.header, None, 1.0, ("why_chosen", *form.reasons), how, form.unknown)


def _named(one: Profile) -> bool:
    """Whether the values may tell a column of codes by themselves: several words."""
    return sum(not value.isdigit() and len(value) > 1 for value in one.distinct) > 2


@dataclass(frozen=True)
class Matched:
    """A table's columns with what they come from, and how well the file suits the table (0 to 1)."""

    table: str
    matches: Mapping[str, Match]
    suits: float


def match(columns: Mapping[str, Profile], table: str, earlier: Earlier) -> Matched:
    """The best one-to-one assignment of headers to the columns of a table; those not sure stay open."""
    wanted = TABLES[table].columns()
    pairs = {
        (name, header): pair(one, table, name, earlier) for name in wanted for header, one in columns.items()
    }  # fmt: skip
    names, headers = list(wanted), list(columns)
    worth = np.array([[pairs[name, header].certainty for header in headers] for name in names])
    rows, places = linear_sum_assignment(np.where(worth >= _POSSIBLE, worth, 0), maximize=True)
    chosen = {names[r]: pairs[names[r], headers[p]] for r, p in zip(rows, places, strict=True)}
    found = {name: one for name, one in chosen.items() if one.certainty >= SURE}
    required = [name for name, column in wanted.items() if not column.nullable]
    covered = sum(found[name].certainty for name in required if name in found) / len(required)
    used = sum(one.certainty for one in found.values()) / max(1, len(columns))
    return Matched(table, {name: found.get(name, Match(name)) for name in wanted}, 0.55 * covered + 0.45 * used)
