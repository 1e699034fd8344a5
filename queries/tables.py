"""The logical tables a query may read, and which stored table stands for each: the smallest with all that is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from queries.refusals import AskRefused


@dataclass(frozen=True)
class Stored:
    """A table of the warehouse that can stand for a logical one; `renamed` maps a dimension to its stored column."""

    name: str
    dimensions: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    where: str = ""
    is_fact: bool = False

    def column(self, dimension: str) -> str:
        """The stored column that holds a dimension."""
        return self.renamed.get(dimension, dimension)


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
    renamed = entry.get("renamed", {})
    cubes = [Stored(name, common, renamed, is_fact=entry.get("facts", False))]
    if "narrow" in entry:
        cubes.insert(0, Stored(entry["narrow"]["table"], frozenset(entry["narrow"]["dimensions"]), renamed))
    cubes += [Stored(f"{name}_{extra}", common | {extra}, renamed) for extra in entry.get("variants", ())]
    return cubes + ([_fact(common, entry["fact"])] if "fact" in entry else [])


def _fact(common: frozenset[str], entry: Mapping[str, Any]) -> Stored:
    dimensions = common | set(entry["dimensions"])
    return Stored(entry["table"], dimensions, entry.get("renamed", {}), entry.get("where", ""), is_fact=True)
