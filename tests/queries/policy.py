"""The policy of disclosure control once more, in plain Python: what may be told of a cell, held against the truth."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from queries.dictionary import Metric


def amount_step(value: float, units: int, largest: float) -> float:
    """What an amount is rounded to: the round figure (1, 2 or 5 and noughts) below five units or the largest."""
    worth = max(100.0, abs(value) / max(units, 1) * 5, largest)
    power = 10.0 ** math.floor(math.log10(worth) + 1e-12)
    return next(power * lead for lead in (5, 2, 1) if power * lead <= worth * (1 + 1e-12))


def follows_the_policy(one: Metric, shown: dict[str, Any], exact: dict[str, Any]) -> None:
    """What is told of one cell, held against what is true of it."""
    units = {
        "numerator": one.numerator and one.component(one.numerator), "count": one.count and one.component(one.count),
        "denominator": one.denominator and one.component(one.denominator),
    }  # fmt: skip
    for part, component in units.items():
        told, true = shown[f"{one.id}__{part}"], exact[f"{one.id}__{part}"]
        if told is None or not component or component.kind == "median":
            continue
        if component.unit == "count" and not component.is_amount:
            assert (told % 5, told == 0) == (0, true == 0)
            assert true == 0 or (true >= 8 and abs(told - true) <= 2)
        elif component.kind == "sum":
            assert Decimal(str(told)) % 100 == 0
    value, why = shown[one.id], shown[f"{one.id}__masked"]
    assert (value is None) == (exact[one.id] is None or why is not None)
    if value is not None and one.denominator:
        numerator, denominator = (float(shown[f"{one.id}__{part}"]) for part in ("numerator", "denominator"))
        assert value == pytest.approx(numerator / denominator * one.scale)
        assert exact[f"{one.id}__count"] is None or exact[f"{one.id}__count"] >= 50
    elif value is not None and one.unit in ("count", "money"):
        assert value == shown[f"{one.id}__numerator"]


def leaves_few(one: Metric, exact: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a count is of all but 1 to 7 of those it was filtered from."""
    of, among = exact[one.id], whole[one.id]
    return bool(one.unit == "count" and one.numerator and of and among and 1 <= among - of <= 7)
