"""What somebody can work out who asks everything a guarded viewer may ask, in plain Python.

Every answer says of a cell (values of dimensions, a range of months) that it lies between two bounds; cells are parts
of others, and parts add up. The bounds are drawn closer until nothing changes any more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

Cell = frozenset[tuple[str, Any]]
Bounds = tuple[float, float]
ANY: Bounds = (0, math.inf)


def said(value: int | None, why: str | None) -> Bounds:
    """What one figure says of the number behind it: rounded to 5, a star for 1 to 7, or a star that says nothing."""
    if value is not None:
        return (0, 0) if value == 0 else (max(value - 2, 8), value + 2)
    return (1, 7) if why == "small" else ANY


class Knowledge:
    """Bounds by cell."""

    def __init__(self) -> None:
        self.bounds: dict[Cell, Bounds] = {}

    def learn(self, cell: Cell, bounds: Bounds) -> bool:
        """Take in what is said of a cell; whether it was news."""
        low, high = self.bounds.get(cell, ANY)
        new = max(low, bounds[0]), min(high, bounds[1])
        assert new[0] <= new[1], f"{set(cell)} cannot be both {(low, high)} and {bounds}"
        self.bounds[cell] = new
        return new != (low, high)

    def reckon(self, sums: Mapping[Cell, Iterable[Iterable[Cell]]]) -> None:
        """Draw the bounds closer: each cell of `sums` is what each of its lists of parts adds up to."""
        news = True
        while news:
            news = False
            for whole, ways in sums.items():
                for parts in ways:
                    news |= self._add_up(whole, list(parts))

    def _add_up(self, whole: Cell, parts: list[Cell]) -> bool:
        known = [self.bounds.get(part, ANY) for part in parts]
        least, most = sum(low for low, _ in known), sum(high for _, high in known)
        news = self.learn(whole, (least, most))
        low, high = self.bounds[whole]
        for part, (lower, _) in zip(parts, known, strict=True):
            others = sum(bound for other, (_, bound) in zip(parts, known, strict=True) if other != part)
            news |= self.learn(part, (low - others if others < math.inf else 0, high - (least - lower)))
        return news


def parts_of(true: Mapping[Cell, int], *, lasting: bool) -> dict[Cell, list[list[Cell]]]:
    """Of every cell, each way in which it is split; what lasts is not added up over months."""
    found: dict[Cell, dict[str, list[Cell]]] = {}
    for part in true:
        for dimension, value in part:
            if not (lasting and dimension == "month"):
                found.setdefault(part - {(dimension, value)}, {}).setdefault(dimension, []).append(part)
    return {
        whole: [parts for parts in ways.values() if sum(true[part] for part in parts) == true[whole]]
        for whole, ways in found.items()
        if whole in true
    }
