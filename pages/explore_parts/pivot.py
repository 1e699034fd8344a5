"""The pivot table as plain values: rows by columns, with subtotals and totals that were asked for, never added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pages.explore_parts import naming, values
from pages.explore_parts.naming import Row
from pages.shared.text import Language, text
from queries.dictionary import metric
from queries.explore.explored import Explored

# What a reader can still find something in, and a browser draws at once; the rest is in the download.
MOST_ROWS, MOST_COLUMNS = 150, 60
Head = dict[str, Any]


@dataclass(frozen=True)
class Pivot:
    """What is drawn: rows of column heads, body rows, and how many values along rows and columns were left out.

    `lead` is the number of columns that hold the heads of rows.
    """

    lead: int
    heads: Sequence[Sequence[Head]]
    body: Sequence[Mapping[str, Any]]
    left_out: tuple[int, int] = (0, 0)
    aligned: Sequence[str] = field(default_factory=tuple)


def pivot(explored: Explored, language: Language) -> Pivot:
    """All but the last split down, the last across with the metrics under it; a single split down, metrics across."""
    by, asked = explored.exploration.by, explored.exploration.metrics
    down, across = (by[:-1], by[-1:]) if len(by) > 1 else (by, ())
    found = _Found(explored, language)
    columns = found.along(across[0]) if across else []
    rows = found.along(down[0]) if down else []
    shown = columns[: max(MOST_COLUMNS // len(asked), 1)]
    places: list[Row] = [{across[0]: value} for value in shown] if across else []
    body, cut = _body(found, down, rows, [*places, {}])
    left_out = (len(rows) - cut, len(columns) - len(shown))
    return Pivot(max(len(down), 1), found.heads(down, across, places), body, left_out)


def _body(found: "_Found", down: Sequence[str], rows: Sequence[Any], places: Sequence[Row]) -> tuple[list[Any], int]:
    """The rows with their subtotals and the total, and of how many values of the first dimension."""
    body: list[Mapping[str, Any]] = []
    shown = 0
    for value in rows:
        if len(body) >= MOST_ROWS:
            break
        shown += 1
        if len(down) == 1:
            body.append(found.row([found.name(down[0], value)], {down[0]: value}, places))
            continue
        inner = found.within(down, value)
        head = {"text": found.name(down[0], value), "rows": len(inner) + 1}
        for place, one in enumerate(inner):
            heads = [*([head] if not place else []), found.name(down[1], one)]
            body.append(found.row(heads, {down[0]: value, down[1]: one}, places))
        body.append(found.row([found.say("subtotal")], {down[0]: value}, places, "subtotal"))
    total = {"text": found.say("total" if down else "all"), "columns": max(len(down), 1)}
    return [*body, found.row([total], {}, places, "total" if down else "")], shown


class _Found:
    """Every cell asked for, found by what it is of."""

    def __init__(self, explored: Explored, language: Language) -> None:
        self.explored, self.language = explored, language
        self.exploration = explored.exploration
        self.rows = {
            frozenset(by): {tuple(row[d] for d in by): row for row in frame.iter_rows(named=True)}
            for by, frame in {self.exploration.by: explored.cells, **explored.subtotals}.items()
        }
        self.orders = {frozenset(by): tuple(by) for by in (self.exploration.by, *explored.subtotals)}

    def say(self, name: str, **values: object) -> str:
        return text(f"explore.{name}", self.language, **values)

    def name(self, dimension: str, value: Any) -> str:
        return naming.called(dimension, value, self.language, self.exploration.grain)

    def along(self, dimension: str) -> list[Any]:
        return naming.in_order(dimension, self.explored.cells[dimension].unique().to_list())

    def within(self, down: Sequence[str], value: Any) -> list[Any]:
        cells = self.explored.cells
        inner = cells.filter(pl.col(down[0]).eq_missing(value))[down[1]].unique().to_list()
        return naming.in_order(down[1], inner)

    def at(self, place: Row) -> Row | None:
        dims = frozenset(place)
        return self.rows.get(dims, {}).get(tuple(place[d] for d in self.orders.get(dims, ())))

    def row(self, heads: Sequence[Any], own: Row, places: Sequence[Row], kind: str = "") -> dict[str, Any]:
        cells = []
        for place in places:
            where = {**own, **place}
            # Beside the values of the split across stands what all of them are together.
            whole = kind or ("whole" if len(places) > 1 and not place else "")
            cells += [self.cell(id, where, whole) for id in self.exploration.metrics]
        return {"heads": [one if isinstance(one, dict) else {"text": one} for one in heads], "kind": kind,
                "cells": cells}  # fmt: skip

    def cell(self, id: str, where: Row, kind: str) -> dict[str, Any]:
        found = self.at(where)
        said = values.said(found, id, self.language)
        head = " · ".join(self.name(d, where[d]) for d in self.exploration.by if d in where) or self.say("all")
        return {
            "text": said.text, "hover": "\n".join([head, metric(id).label[self.language], *said.lines]),
            "state": said.state, "kind": kind, "beside": said.change,
            "id": naming.written(where, self.exploration.by) if found is not None else None,
        }  # fmt: skip

    def heads(self, down: Sequence[str], across: Sequence[str], places: Sequence[Row]) -> list[list[Head]]:
        """One row of heads, or two where a split goes across: its values over the metrics."""
        asked = self.exploration.metrics
        names = [{"text": metric(id).short[self.language], "hover": metric(id).definition[self.language]}
                 for id in asked]  # fmt: skip
        corner = [{"text": text(f"filter.{d}", self.language)} for d in down] or [{"text": ""}]
        if not across:
            return [[*corner, *names]]
        over = [{"text": self.name(across[0], place[across[0]]), "columns": len(asked)} for place in places]
        over.append({"text": self.say("total"), "columns": len(asked), "kind": "whole"})
        if len(asked) == 1:
            return [[*corner, *over]]
        deep = [one | {"rows": 2} for one in corner]
        whole = [one | {"kind": "whole"} for one in names]
        return [[*deep, *over], [*[dict(one) for _ in places for one in names], *whole]]
