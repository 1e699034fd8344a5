"""Questions the dictionary cannot express: one .sql file each, asked with the viewer's scope and filters applied.

What SQL cannot compute is a function of `queries/estimates`, run on the rows; a question without a file is such a
function alone, which asks the warehouse itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from queries.access import PEOPLE, Viewer, check_people
from queries.askable import check
from queries.disclosing import Columns
from queries.disclosure import Disclosed, Plan, wholes
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused, nearest
from queries.warehouse import Answer, Warehouse

_FOLDER = Path(__file__).parent


Value = int | str
Parameters = Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """A .sql file or a function, and what it is called; `questions.toml` says what the fields mean."""

    id: str
    title: Mapping[str, str] = field(hash=False)
    definition: Mapping[str, str] = field(hash=False)
    parameters: Mapping[str, Value] = field(default_factory=dict, hash=False)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    file: str = ""
    estimate: str = ""
    people: bool = False
    looks_back: bool = False
    not_by: tuple[str, ...] = ()
    only_by: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    disclose: Columns | None = field(default=None, hash=False)

    @cached_property
    def sql(self) -> str:
        """The file's text: valid SQL over the logical tables; empty where there is none."""
        path = _FOLDER / f"{self.file or self.id}.sql"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @cached_property
    def function(self) -> Any:
        """The function of `queries/estimates`: of rows and parameters, or of warehouse, viewer, filters, parameters."""
        module, _, name = self.estimate.rpartition(".")
        return getattr(import_module(f"queries.estimates.{module}"), name)


@cache
def questions() -> dict[str, Question]:
    """Every question by id, such as `overdue/vintage`."""
    entries = tomllib.loads((_FOLDER / "questions.toml").read_text(encoding="utf-8"))
    found = [
        _question(f"{subject}/{name}", entry) for subject, named in entries.items() for name, entry in named.items()
    ]
    return {question.id: question for question in found}


def _question(id: str, entry: Mapping[str, Any]) -> Question:
    choices = {name: tuple(values) for name, values in entry.get("choices", {}).items()}
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    columns = Columns.of(entry["disclose"]) if "disclose" in entry else None
    return Question(id=id, **{**entry, **lists, "choices": choices, "disclose": columns})


def question(id: str) -> Question:
    """One question; raises AskRefused, naming the nearest, where there is none of that id."""
    if id not in questions():
        raise AskRefused("unknown_name", name=id, near=nearest(id, questions()))
    return questions()[id]


def filterable(warehouse: Warehouse, id: str) -> frozenset[str]:
    """The dimensions a question can be filtered by."""
    one = question(id)
    held = warehouse.dimensions(one.sql, one.whole) if one.sql else frozenset(one.only_by)
    return held - set(one.not_by)


def ask_question(
    warehouse: Warehouse, viewer: Viewer, id: str, filters: Filters = NO_FILTERS, **parameters: Value
) -> Answer:
    """The rows of a question, as its file says; raises AskRefused for a filter or parameter it does not have."""
    one = question(id)
    values = {**one.parameters, **{name: _value(one, name, value) for name, value in parameters.items()}}
    check_people(viewer, {*filters.dimensions(), *map(str, values.values())})
    _check(filterable(warehouse, id), one, filters)
    plan = _plan(one, warehouse, viewer, filters, values)
    if not one.sql:
        return Answer(one.function(warehouse, viewer, filters, values), "", {}, (), reads_facts=False)
    bound = {**values, "first_month": filters.first_month, "last_month": filters.last_month}
    answer = warehouse.query(
        one.sql, bound, viewer, filters, whole=one.whole, since=not one.looks_back, people=one.people, disclose=plan
    )
    if one.estimate and not (plan and one.disclose and one.disclose.after):
        answer = replace(answer, frame=_without_people(one, one.function(answer.frame, values)))
    kept_back = set(one.disclose.largest.values()) if one.disclose else ()
    return replace(answer, frame=answer.frame.drop(kept_back, strict=False))


def _plan(one: Question, warehouse: Warehouse, viewer: Viewer, filters: Filters, values: Parameters) -> Plan | None:
    """How a guarded viewer is answered; raises AskRefused where the question does not say."""
    columns = one.disclose
    if not viewer.is_guarded:
        return None
    if columns is None:
        raise AskRefused("not_for_role", role=viewer.role)
    if columns.asks:
        return None
    check(filters, warehouse.months, columns.keep)

    def disclose(rows: pl.DataFrame, of: Mapping[str, pl.DataFrame]) -> Disclosed:
        if not columns.after:
            return columns.disclose(rows, of)
        estimated = {name: _without_people(one, one.function(frame, values)) for name, frame in of.items()}
        return columns.disclose(_without_people(one, one.function(rows, values)), estimated)

    return Plan(disclose, wholes(filters, columns.keep))


def _without_people(one: Question, frame: pl.DataFrame) -> pl.DataFrame:
    """What reads persons only to count them shows none; raises ValueError where an estimate lets them through."""
    if one.people and PEOPLE & set(frame.columns):
        raise ValueError(f"{one.id} shows persons")
    return frame


def _value(one: Question, name: str, value: Value) -> Value:
    if name not in one.parameters:
        raise AskRefused("unknown_parameter", question=one.id, name=name, possible=", ".join(one.parameters) or "–")
    possible = one.choices.get(name)
    if possible and value not in possible:
        raise AskRefused("not_a_choice", question=one.id, name=name, value=value, possible=", ".join(possible))
    if not isinstance(one.parameters[name], int):
        return str(value)
    try:
        return int(value)
    except ValueError:
        raise AskRefused("not_a_choice", question=one.id, name=name, value=value, possible="1, 2, 3 …") from None


def _check(possible: frozenset[str], one: Question, filters: Filters) -> None:
    for dimension in filters.dimensions():
        if dimension not in possible:
            raise AskRefused("cannot_filter", subject=one.id, dimension=dimension, possible=", ".join(sorted(possible)))
