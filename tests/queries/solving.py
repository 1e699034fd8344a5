"""What follows from all that is told of many counts at once: the least and most each may be, by linear programming.

A count is a sum (a component's id) of a cell. Counts add up over the parts of a cell, one is never more than another
it is part of, and some are others under another name. Numbers are whole, so that bounds are drawn in to whole ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.queries.attack import ANY, Bounds, Cell

Count = tuple[str, Cell]
_MOST = 1e7


class System:
    """Bounds of counts, and the sums and inequalities between them."""

    def __init__(self) -> None:
        self.bounds: dict[Count, Bounds] = {}
        self._sums: list[dict[Count, float]] = []
        self._less: list[dict[Count, float]] = []

    def learn(self, count: Count, bounds: Bounds) -> None:
        """Take in what is said of a count."""
        low, high = self.bounds.get(count, ANY)
        self.bounds[count] = max(low, bounds[0]), min(high, bounds[1])
        assert self.bounds[count][0] <= self.bounds[count][1], f"{count} cannot be {(low, high)} and {bounds}"

    def adds_up(self, whole: Count, parts: Iterable[Count]) -> None:
        """The parts add up to the whole."""
        self._sums.append(self._row(whole, parts))

    def is_part_of(self, part: Count, whole: Count) -> None:
        """The one is never more than the other."""
        self._less.append({part: 1, whole: -1})

    def _row(self, whole: Count, parts: Iterable[Count]) -> dict[Count, float]:
        row = {whole: -1.0}
        for part in parts:
            row[part] = row.get(part, 0) + 1
        return row

    def spans(self, counts: Iterable[Count]) -> dict[Count, Bounds]:
        """The least and most whole numbers each of the counts may be; raises ValueError where nothing fits."""
        names = dict.fromkeys([*self.bounds, *(name for row in (*self._sums, *self._less) for name in row)])
        place = {name: number for number, name in enumerate(names)}
        bounds = [self.bounds.get(name, ANY) for name in place]
        given = {
            "A_eq": _matrix(self._sums, place), "b_eq": np.zeros(len(self._sums)), "A_ub": _matrix(self._less, place),
            "b_ub": np.zeros(len(self._less)), "bounds": [(low, min(high, _MOST)) for low, high in bounds],
        }  # fmt: skip
        return {name: (_end(place[name], 1, given), _end(place[name], -1, given)) for name in counts}


def _matrix(rows: list[dict[Count, float]], place: Mapping[Count, int]) -> csr_array | None:
    if not rows:
        return None
    entries = [(number, place[name], value) for number, row in enumerate(rows) for name, value in row.items()]
    lines, columns, values = zip(*entries, strict=True)
    return csr_array((values, (lines, columns)), shape=(len(rows), len(place)))


def _end(column: int, sign: int, given: Mapping[str, object]) -> float:
    aim = np.zeros(len(given["bounds"]))  # type: ignore[arg-type]
    aim[column] = sign
    found = linprog(aim, method="highs", **given)
    if found.status != 0:
        raise ValueError(found.message)
    value = found.fun * sign
    return math.ceil(value - 1e-6) if sign > 0 else math.floor(value + 1e-6)
