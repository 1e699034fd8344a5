"""The logical tables a query may read, and which stored table stands for each: the smallest with all that is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from queries.refusals import AskRefused


@dataclass(frozen=True)
class Stored:
    """A table of the warehouse that can stand for a logical one.

    `renamed` maps a dimension to its stored column, `filled` to the value that stands for an empty one.
    """

    name: str
    dimensions: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    filled: Mapping[str, str] = field(default_factory=dict, hash=False)
    where: str = ""
    is_fact: bool = False

    def column(self, dimension: str) -> str:
        """The stored column that holds a dimension, or the expression that fills it."""
        if dimension in self.filled:
            return f"coalesce({dimension}, '{self.filled[dimension]}')"
        return self.renamed.get(dimension, dimension)

    @property
    def columns(self) -> str:
        """What to select from it, in SQL."""
        filled = ", ".join(f"{self.column(name)} as {name}" for name in self.filled)
        renamed = [f"{column} as {name}" for name, column in self.renamed.items()]
        return ", ".join([f"* replace ({filled})" if filled else "*", *renamed])


@dataclass(frozen=True)
class Logical:
    """A bare name a query reads; `stored` runs from the smallest table to the fact table.

    `whatever` marks a table whose rows do not depend on the loan: filters on dimensions it lacks leave it alone.
    """

    name: str
    stored: tuple[Stored, ...]
    whatever: bool = False

    @property
    def dimensions(self) -> frozenset[str]:
        """Every dimension some stored table holds."""
        return frozenset().union(*(one.dimensions for one in self.stored))

    def resolve(self, needed: Collection[str], available: Collection[str]) -> Stored:
        """The smallest stored table with every dimension needed; raises AskRefused where there is none."""
        built = [one for one in self.stored if one.name in available]
        if not built:
            raise AskRefused("not_built", table=self.name)
        wanted = set(needed) & self.dimensions if self.whatever else set(needed)
        for one in built:
            if wanted <= one.dimensions:
                return one
        raise self._refusal(wanted, built)

    def _refusal(self, wanted: set[str], built: list[Stored]) -> AskRefused:
        held = frozenset().union(*(one.dimensions for one in built))
        possible = ", ".join(sorted(held))
        if missing := sorted(wanted - held):
            return AskRefused("cannot_filter", subject=self.name, dimension=", ".join(missing), possible=possible)
        extra = ", ".join(sorted(wanted - built[0].dimensions))
        return AskRefused("cannot_combine", subject=self.name, dimension=extra)


@cache
def tables() -> dict[str, Logical]:
    """Every logical table by name, from `tables.toml`."""
    entries = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))
    families = [Logical(name, tuple(_stored(name, entry)), "whatever" in entry) for name, entry in entries.items()]
    return {one.name: one for family in families for one in (family, *_variants(family))}


def _variants(family: Logical) -> list[Logical]:
    """A variant may be read by its own name too; what is wider than it can stand for it."""
    own = next(one for one in family.stored if one.name == family.name)
    cubes = [one for one in family.stored if one.dimensions > own.dimensions and not one.is_fact]
    wider = [one for one in family.stored if one.is_fact]
    return [Logical(one.name, (one, *wider), family.whatever) for one in cubes]


def _stored(name: str, entry: Mapping[str, Any]) -> list[Stored]:
    common = frozenset(entry["dimensions"])
    own = Stored(name, common, entry.get("renamed", {}), entry.get("filled", {}), is_fact=entry.get("facts", False))
    variants = [
        replace(own, name=f"{name}_{extra}", dimensions=common | {extra}) for extra in entry.get("variants", ())
    ]
    return [*_narrow(own, entry), own, *variants, *_fact(own, entry)]


def _narrow(own: Stored, entry: Mapping[str, Any]) -> list[Stored]:
    narrow = entry.get("narrow")
    return [replace(own, name=narrow["table"], dimensions=frozenset(narrow["dimensions"]))] if narrow else []


def _fact(own: Stored, entry: Mapping[str, Any]) -> list[Stored]:
    if "fact" not in entry:
        return []
    fact = entry["fact"]
    dimensions = own.dimensions | set(fact["dimensions"])
    where, renamed, filled = fact.get("where", ""), fact.get("renamed", {}), fact.get("filled", {})
    return [Stored(fact["table"], dimensions, renamed, filled, where, is_fact=True)]
