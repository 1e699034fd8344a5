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

    def columns(self, hidden: Collection[str] = ()) -> str:
        """What to select from it, in SQL; dimensions that are `hidden` are null in every row."""
        replaced = [f"{self.column(name)} as {name}" for name in self.filled]
        replaced += [f"null::varchar as {name}" for name in sorted(hidden) if name in self.dimensions]
        renamed = [f"{column} as {name}" for name, column in self.renamed.items()]
        return ", ".join([f"* replace ({', '.join(replaced)})" if replaced else "*", *renamed])


@dataclass(frozen=True)
class Logical:
    """A bare name a query reads; `stored` runs from the smallest table to the fact table.

    `whatever` marks a table whose rows do not depend on the loan: filters on dimensions it lacks leave it alone.
    `variant_of` names the table it is a variant of, `own` are the dimensions of the stored table it is named after.
    """

    name: str
    stored: tuple[Stored, ...]
    whatever: bool = False
    variant_of: str = ""
    own: frozenset[str] = frozenset()

    @property
    def dimensions(self) -> frozenset[str]:
        """Every dimension some stored table holds."""
        return frozenset().union(*(one.dimensions for one in self.stored))

    def resolve(self, needed: Collection[str], available: Collection[str], whole: Collection[str] = ()) -> Stored:
        """The smallest stored table with every dimension needed; raises AskRefused where there is none.

        Dimensions in `whole` that no stored table holds are not needed: the table is taken whole.
        """
        built = [one for one in self.stored if one.name in available]
        if not built:
            raise AskRefused("not_built", table=self.name)
        wanted = set(needed) & self.dimensions if self.whatever else set(needed) - (set(whole) - self.dimensions)
        for one in built:
            if wanted <= one.dimensions:
                return one
        raise self._refusal(wanted, built)

    def _refusal(self, wanted: set[str], built: list[Stored]) -> AskRefused:
        held = frozenset().union(*(one.dimensions for one in built))
        possible = ", ".join(sorted(held))
        if missing := sorted(wanted - held):
            return AskRefused("cannot_filter", subject=self.name, dimension=", ".join(missing), possible=possible)
        return AskRefused("cannot_combine", subject=self.name, dimension=", ".join(sorted(wanted)))


@cache
def tables() -> dict[str, Logical]:
    """Every logical table by name, from `tables.toml`."""
    entries = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))
    families = [_family(name, entry) for name, entry in entries.items()]
    return {one.name: one for members in families for one in members}


@cache
def facts() -> tuple[str, ...]:
    """The stored tables of loans and cases, kept beside the warehouse."""
    stored = [one for logical in tables().values() for one in logical.stored]
    return tuple(sorted({one.name for one in stored if one.is_fact}))


def _family(name: str, entry: Mapping[str, Any]) -> list[Logical]:
    """A table with all that can stand for it, and its variants: what is wider than one can stand for it."""
    own = _own(name, entry)
    variants, last = _variants(own, entry), _last(own, entry)
    family = Logical(name, (*_narrow(own, entry), own, *variants, *last), "whatever" in entry, "", own.dimensions)
    variants_too = (Logical(one.name, (one, *last), family.whatever, name, one.dimensions) for one in variants)
    return [family, *variants_too]


def _own(name: str, entry: Mapping[str, Any]) -> Stored:
    renamed, filled, is_fact = entry.get("renamed", {}), entry.get("filled", {}), entry.get("facts", False)
    return Stored(entry.get("table", name), frozenset(entry["dimensions"]), renamed, filled, is_fact=is_fact)


def _variants(own: Stored, entry: Mapping[str, Any]) -> list[Stored]:
    given = entry.get("variants", {})
    variants = given if isinstance(given, dict) else {extra: [*own.dimensions, extra] for extra in given}
    return [
        replace(own, name=f"{own.name}_{variant}", dimensions=frozenset(dimensions))
        for variant, dimensions in variants.items()
    ]


def _narrow(own: Stored, entry: Mapping[str, Any]) -> list[Stored]:
    narrow = entry.get("narrow")
    return [replace(own, name=narrow["table"], dimensions=frozenset(narrow["dimensions"]))] if narrow else []


def _last(own: Stored, entry: Mapping[str, Any]) -> list[Stored]:
    """The tables with a row per loan, case or complaint, which hold every dimension there is."""
    return [
        Stored(
            name=one["table"],
            dimensions=own.dimensions | set(one["dimensions"]),
            renamed=one.get("renamed", {}),
            filled=one.get("filled", {}),
            where=one.get("where", ""),
            is_fact=kind == "fact",
        )
        for kind in ("detail", "fact")
        if (one := entry.get(kind))
    ]
