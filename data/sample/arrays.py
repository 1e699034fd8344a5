"""Whole-array helpers of the generator: every column is a numpy array, codes are positions in a code list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Columns = dict[str, Any]

MISSING = -1


class Log:
    """Columns that grow by whole arrays; a single number is repeated."""

    def __init__(self) -> None:
        self._pieces: defaultdict[str, list[Any]] = defaultdict(list)

    def add(self, size: int, **columns: Ints | Floats | int) -> None:
        """Append `size` rows."""
        for name, values in columns.items():
            column = np.asarray(values)
            kind = np.float64 if column.dtype.kind == "f" else np.int64
            self._pieces[name].append(np.broadcast_to(column, size).astype(kind))

    def columns(self) -> Columns:
        """Everything added so far."""
        return {name: np.concatenate(pieces) for name, pieces in self._pieces.items()}


def take(columns: Columns, rows: Any) -> Columns:
    """The same columns at these rows (a mask or positions)."""
    return {name: values[rows] for name, values in columns.items()}


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For rows that each stand for several: the row of every item, and its position within the row, from 0."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Positions drawn with these weights."""
    edges = np.cumsum(weights)
    drawn: Ints = np.searchsorted(edges[:-1] / edges[-1], rng.random(size), side="right")
    return drawn


def between(rng: np.random.Generator, first: Any, last: Any, size: int) -> Ints:
    """Whole numbers drawn evenly from first..last, both included."""
    low = np.asarray(first)
    drawn: Ints = low + np.floor(rng.random(size) * (np.asarray(last) - low + 1)).astype(np.int64)
    return drawn


def chance(rng: np.random.Generator, probability: Any, size: int) -> Bools:
    """True with the given probability."""
    drawn: Bools = rng.random(size) < probability
    return drawn
