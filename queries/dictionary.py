"""The metric dictionary: what each number is called, what it means, and the sums it is made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from queries.refusals import AskRefused, nearest
from queries.tables import tables

Texts = Mapping[str, str]
SUBJECTS = ("lending", "cost", "agents", "complaints", "compliance", "credit", "market")
UNITS = ("share", "money", "count", "ratio", "per_thousand", "per_ten_thousand", "hours", "days", "score", "index")
KINDS = ("sum", "distinct", "median", "squares")
_BEHIND = ("units", "largest", "units_of")


@dataclass(frozen=True)
class Component:
    """A sum over a logical table; `components.toml` says what the fields mean. `kind` is one of KINDS."""

    id: str
    table: str
    expression: str
    unit: str
    adds_up: str
    kind: str = "sum"
    when: str = ""
    instead: tuple[tuple[str, str], ...] = ()
    entered: str = ""
    each: Component | None = None
    where_reported: tuple[str, ...] = ()
    units: str = ""
    largest: str = ""
    units_of: str = ""

    @property
    def name(self) -> str:
        """What it is called in a statement, where it may stand with and without a limit to some months."""
        return "_".join([self.id, "where", *self.where_reported]) if self.where_reported else self.id

    @property
    def dimensions(self) -> frozenset[str]:
        """What it can be split by."""
        return tables()[self.table].dimensions

    @property
    def is_amount(self) -> bool:
        """Whether it adds up something of units, and does not count them."""
        return self.kind in ("sum", "squares") and (self.unit != "count" or bool(self.units))

    @property
    def behind(self) -> Component | None:
        """The units behind an amount, where its table counts them or another does."""
        if self.is_amount and self.units_of:
            return replace(components()[self.units_of], where_reported=self.where_reported)
        return self._beside("units", self.units, "sum", "count")

    @property
    def peak(self) -> Component | None:
        """The largest single one of the units of an amount, where its table keeps it; month by month over several."""
        return self._beside("largest", self.largest, "max", "weight")

    def _beside(self, part: str, expression: str, kind: str, unit: str) -> Component | None:
        if not expression or not self.is_amount or self.kind != "sum":
            return None
        return replace(self, id=f"{self.id}__{part}", expression=expression, kind=kind, unit=unit, units="", largest="")


@dataclass(frozen=True)
class Metric:
    """An entry of the dictionary. Texts are by language, `unit` is one of UNITS.

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
    source: Texts = field(hash=False)
    numerator: str = ""
    denominator: str = ""
    count: str = ""
    value: str = ""
    scale: int = 1
    parts: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    where_reported: tuple[str, ...] = ()

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The sums it is made of, each once."""
        names = dict.fromkeys((self.numerator, self.denominator, *self.parts, self.count))
        return tuple(self.component(name) for name in names if name)

    def component(self, id: str) -> Component:
        """One of its sums, over the months that count."""
        return replace(components()[id], where_reported=self.where_reported)

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """What it can be split by: a dimension in `whole` need not be one of what the numerator is set against."""
        whole = frozenset(self.whole)
        held = [one.dimensions | (whole if one.id != self.numerator else frozenset()) for one in self.components]
        return frozenset.intersection(*held) - set(self.not_by)

    def is_whole_by(self, dimension: str) -> bool:
        """Whether what it is set against is taken whole when it is split by `dimension`."""
        return bool(self.denominator) and dimension not in self.component(self.denominator).dimensions

    @cached_property
    def filterable(self) -> frozenset[str]:
        """What it can be filtered by: a dimension that stands for something else in one of its sums is left out."""
        return self.dimensions - {dimension for component in self.components for dimension, _ in component.instead}

    @property
    def expression(self) -> str:
        """Its value in SQL, over the names of its sums."""
        if self.value or not self.denominator:
            return self.value or self.numerator
        ratio = f"{self.counted} / nullif({self.component(self.denominator).name}, 0)"
        return ratio if self.scale == 1 else f"{ratio} * {self.scale}"

    @property
    def counted(self) -> str:
        """Its numerator in SQL: where both tables are reported, none is nought."""
        name = self.component(self.numerator).name if self.numerator else ""
        if not self.where_reported:
            return name
        return f"coalesce({name}, case when {self.component(self.denominator).name} is not null then 0 end)"


@cache
def components() -> dict[str, Component]:
    """Every component by id, from `components.toml`."""
    found = [_component(table, id, entry) for table, entry in _read("components.toml").items() for id in entry]
    return {component.id: component for component in found if component}


def _component(table: str, id: str, entries: Mapping[str, Any]) -> Component | None:
    entry = entries[id]
    if id in ("adds_up", *_BEHIND):
        return None
    kind = next(kind for kind in KINDS if kind in entry)
    each = entry.get("each", {})
    # What a table says of its amounts says nothing of what it counts.
    behind = {} if entry["unit"] == "count" else {part: entries.get(part, "") for part in _BEHIND}
    return Component(
        id=id,
        table=table,
        expression=entry[kind],
        unit=entry["unit"],
        adds_up=entry.get("adds_up", entries["adds_up"]),
        kind=kind,
        when=entry.get("when", ""),
        instead=tuple(entry.get("instead", {}).items()),
        entered=entry.get("entered", ""),
        each=_component(each["table"], id, {id: {"unit": entry["unit"], **each}, "adds_up": "flow"}) if each else None,
        **{part: entry.get(part, behind.get(part, "")) for part in _BEHIND},
    )


@cache
def dictionary() -> dict[str, Metric]:
    """Every metric by id, in the dictionary's order, from `metrics/*.toml`."""
    entries = [entry for subject in SUBJECTS for entry in _read(f"metrics/{subject}.toml").items()]
    return {id: Metric(id=id, **_tuples(entry)) for id, entry in entries}


@cache
def subjects() -> dict[str, tuple[str, ...]]:
    """The ids of every subject's metrics, in the dictionary's order."""
    return {subject: tuple(_read(f"metrics/{subject}.toml")) for subject in SUBJECTS}


def metric(id: str) -> Metric:
    """One metric; raises AskRefused, naming the nearest, where there is none of that id."""
    if id not in dictionary():
        raise AskRefused("unknown_name", name=id, near=nearest(id, dictionary()))
    return dictionary()[id]


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
