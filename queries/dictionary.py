"""The metric dictionary: what each number is called, what it means, and the sums it is made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from queries.refusals import AskRefused, nearest
from queries.tables import tables

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Component:
    """A sum over a logical table; `components.toml` says what the fields mean."""

    id: str
    table: str
    expression: str
    unit: str
    adds_up: str
    when: str = ""
    is_distinct: bool = False
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def dimensions(self) -> frozenset[str]:
        """What it can be split by."""
        return tables()[self.table].dimensions


@dataclass(frozen=True)
class Metric:
    """An entry of the dictionary. Texts are by language, `unit` is share, money, count or days.

    `better` says whether a lower or higher value is better, or none; `definition` states basis, denominator and as-of
    rule in words, `formula` in signs, `source` where it comes from.
    """

    id: str
    label: Texts = field(hash=False)
    short: Texts = field(hash=False)
    unit: str
    better: str
    formula: str
    definition: Texts = field(hash=False)
    source: str
    numerator: str = ""
    denominator: str = ""
    count: str = ""
    value: str = ""
    parts: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The sums it is made of, each once."""
        names = dict.fromkeys((self.numerator, self.denominator, *self.parts, self.count))
        return tuple(components()[name] for name in names if name)

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """What it can be split by."""
        shared = frozenset.intersection(*(component.dimensions for component in self.components))
        return shared - set(self.not_by)

    @cached_property
    def filterable(self) -> frozenset[str]:
        """What it can be filtered by: a dimension that stands for something else in one of its sums is left out."""
        return self.dimensions - {dimension for component in self.components for dimension, _ in component.instead}

    @property
    def expression(self) -> str:
        """Its value in SQL, over the names of its sums."""
        ratio = f"{self.numerator} / nullif({self.denominator}, 0)"
        return self.value or (ratio if self.denominator else self.numerator)


@cache
def components() -> dict[str, Component]:
    """Every component by id, from `components.toml`."""
    found = [_component(table, id, entry) for table, entry in _read("components.toml").items() for id in entry]
    return {component.id: component for component in found if component}


def _component(table: str, id: str, entries: Mapping[str, Any]) -> Component | None:
    entry = entries[id]
    if id == "adds_up":
        return None
    return Component(
        id=id,
        table=table,
        expression=entry.get("sum") or entry["distinct"],
        unit=entry["unit"],
        adds_up=entry.get("adds_up", entries["adds_up"]),
        when=entry.get("when", ""),
        is_distinct="distinct" in entry,
        instead=tuple(entry.get("instead", {}).items()),
    )


@cache
def dictionary() -> dict[str, Metric]:
    """Every metric by id, in the dictionary's order, from `metrics.toml`."""
    return {id: Metric(id=id, **_tuples(entry)) for id, entry in _read("metrics.toml").items()}


def metric(id: str) -> Metric:
    """One metric; raises AskRefused, naming the nearest, where there is none of that id."""
    if id not in dictionary():
        raise AskRefused("unknown_name", name=id, near=nearest(id, dictionary()))
    return dictionary()[id]


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
