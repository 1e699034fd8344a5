"""Questions the dictionary cannot express: one .sql file each, asked with the viewer's scope and filters applied."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.refusals import AskRefused, nearest
from queries.warehouse import Answer, Warehouse

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """A .sql file and what it is called; `questions.toml` says what the fields mean."""

    id: str
    title: Mapping[str, str] = field(hash=False)
    definition: Mapping[str, str] = field(hash=False)
    parameters: Mapping[str, int | str] = field(default_factory=dict, hash=False)
    looks_back: bool = False
    not_by: tuple[str, ...] = ()

    @cached_property
    def sql(self) -> str:
        """The file's text: valid SQL over the logical tables."""
        return (_FOLDER / f"{self.id}.sql").read_text(encoding="utf-8")


@cache
def questions() -> dict[str, Question]:
    """Every question by id, such as `overdue/vintage`."""
    entries = tomllib.loads((_FOLDER / "questions.toml").read_text(encoding="utf-8"))
    found = [
        _question(f"{subject}/{name}", entry) for subject, named in entries.items() for name, entry in named.items()
    ]
    return {question.id: question for question in found}


def _question(id: str, entry: Mapping[str, Any]) -> Question:
    return Question(id=id, **{**entry, "not_by": tuple(entry.get("not_by", ()))})


def question(id: str) -> Question:
    """One question; raises AskRefused, naming the nearest, where there is none of that id."""
    if id not in questions():
        raise AskRefused("unknown_name", name=id, near=nearest(id, questions()))
    return questions()[id]


def filterable(warehouse: Warehouse, id: str) -> frozenset[str]:
    """The dimensions a question can be filtered by."""
    one = question(id)
    return warehouse.dimensions(one.sql) - set(one.not_by)


def ask_question(
    warehouse: Warehouse, viewer: Viewer, id: str, filters: Filters = NO_FILTERS, **parameters: int | str
) -> Answer:
    """The rows of a question, as its file says; raises AskRefused for a filter or parameter it does not have."""
    one = question(id)
    _check(warehouse, one, filters, parameters)
    values = {**one.parameters, **parameters, "first_month": filters.first_month, "last_month": filters.last_month}
    return warehouse.query(one.sql, values, viewer, filters, since=not one.looks_back)


def _check(warehouse: Warehouse, one: Question, filters: Filters, parameters: Mapping[str, int | str]) -> None:
    for name in parameters:
        if name not in one.parameters:
            possible = ", ".join(one.parameters) or "–"
            raise AskRefused("unknown_parameter", question=one.id, name=name, possible=possible)
    possible_filters = filterable(warehouse, one.id)
    for dimension in filters.dimensions():
        if dimension not in possible_filters:
            possible = ", ".join(sorted(possible_filters))
            raise AskRefused("cannot_filter", subject=one.id, dimension=dimension, possible=possible)
