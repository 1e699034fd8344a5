"""The lists of single loans, cases and the like, and which of them stand behind a metric; `rows.toml` says what is in
them, a file of `queries/rows` how they are read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from queries import printing
from queries.access import Viewer
from queries.dictionary import Component, Metric, metric
from queries.refusals import AskRefused

_HERE = Path(__file__).parent
PARTS = ("numerator", "count", "denominator")


@dataclass(frozen=True)
class RowList:
    """A list of rows of one `source`; the fields are those of `rows.toml`."""

    id: str
    source: str
    tables: tuple[str, ...]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    after: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    needs: str = ""
    once: bool = False
    looks_around: bool = False

    @cached_property
    def sql(self) -> str:
        """The file's text: valid SQL over the logical tables."""
        return (_HERE / "rows" / f"{self.id}.sql").read_text(encoding="utf-8")

    def offered(self, viewer: Viewer) -> tuple[str, ...]:
        """The columns a viewer may see, in order."""
        return tuple(name for name in self.columns if name not in viewer.hidden)


@dataclass(frozen=True)
class Column:
    """What a column is called and holds, by language. `unit` is one of the metrics', or month, day, id or code; the
    values of a code are called by the list `codes`.
    """

    name: str
    unit: str
    label: Mapping[str, str] = field(hash=False)
    about: Mapping[str, str] = field(hash=False)
    codes: str = ""


@dataclass(frozen=True)
class Part:
    """The rows behind one of a metric's sums: `name` is one of PARTS, `list` the list they are in."""

    name: str
    list: RowList
    component: Component

    @property
    def condition(self) -> str:
        """Which rows of the list count, in SQL: those that add something, of an amount those that are its units."""
        one = self.component
        if one.kind == "distinct":
            return one.when or "true"
        counts = f"({one.units if one.units and one.unit != 'count' else one.expression}) <> 0"
        return f"({one.when}) and {counts}" if one.when else counts


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((_HERE / "rows.toml").read_text(encoding="utf-8"))


@cache
def row_lists() -> dict[str, RowList]:
    """Every list by id; the first of a source is the one without a metric."""
    return {id: _row_list(id, entry) for id, entry in _file()["lists"].items()}


def _row_list(id: str, entry: Mapping[str, Any]) -> RowList:
    named: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return RowList(id=id, **named)


@cache
def source_names() -> dict[str, dict[str, str]]:
    """Every source with what it is called, by language."""
    return dict(_file()["sources"])


@cache
def column(name: str) -> Column:
    """A column of any list."""
    entry = _file()["columns"].get(name, {})
    label = {lang: entry.get(lang) or printing.word(name, lang) for lang in ("zh", "en")}
    about = {lang: entry.get(f"about_{lang}", "") for lang in ("zh", "en")}
    return Column(name, entry.get("unit", "code"), label, about, entry.get("codes", name))


@cache
def parts(id: str) -> tuple[Part, ...]:
    """The sums of a metric whose rows can be listed, those that are the same rows once; raises AskRefused for an
    unknown metric.
    """
    one = metric(id)
    found: dict[tuple[str, str, object], Part] = {}
    for name in PARTS:
        if part := _part(one, name):
            found.setdefault((part.list.id, part.condition, part.component.instead), part)
    return tuple(found.values())


def sources(metric_id: str) -> tuple[str, ...]:
    """What stands behind a metric row by row, what its numerator is made of first; none where that is not kept."""
    return tuple(dict.fromkeys(part.list.source for part in parts(metric_id)))


def nearby(metric_id: str) -> str:
    """The source whose rows lie in the scope of a metric that is kept in sums only: where its money or work arose."""
    dimensions = metric(metric_id).dimensions
    return "contacts" if "rule" in dimensions else "cases" if "agency" in dimensions else "loans"


def part(metric_id: str, source: str, name: str = "") -> Part:
    """The part of a metric by its name, or the first of a source; raises AskRefused where there is none."""
    own = [one for one in parts(metric_id) if one.list.source == source]
    found = next((one for one in own if name in ("", one.name)), None)
    if found is None:
        raise AskRefused("no_rows_behind", metric=metric_id, source=source)
    return found


def _part(one: Metric, name: str) -> Part | None:
    id = getattr(one, name)
    if not id:
        return None
    component = one.component(id)
    fits = (
        each
        for each in row_lists().values()
        if component.table in each.tables and each.once == (component.adds_up == "once") and id not in each.without
    )
    # The mean of several month-ends has no rows of its own, and those behind a median are those that are counted.
    has_rows = component.adds_up != "average" and component.kind not in ("squares", "median")
    found = next(fits, None) if has_rows else None
    return Part(name, found, component) if found else None
