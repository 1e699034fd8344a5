from __future__ import annotations

import datetime as dt
from calendar import monthrange
from types import SimpleNamespace
from typing import Any

import pytest

from pages.shared.signals import Signals, controlled, signals
from pages.shared.text import text
from queries.dictionary import metric

MONTHS = [dt.date(2023 + n // 12, n % 12 + 1, monthrange(2023 + n // 12, n % 12 + 1)[1]) for n in range(18)]


def charted(id: str, values: list[float | None], counts: list[int | None], scale: int = 1) -> Signals:
    """The signals of a metric whose value stands over its count."""
    rows = {
        month: {id: value, f"{id}__count": count, f"{id}__denominator": count,
                f"{id}__numerator": None if value is None or count is None else round(value * count / scale)}
        for month, value, count in zip(MONTHS, values, counts, strict=True)
    }  # fmt: skip
    return signals(metric(id), MONTHS, values, rows)


def test_a_rate_of_few_events_is_judged_by_exact_limits() -> None:
    rates: list[float | None] = [3.0, 4.0] * 9
    few = charted("complaints_per_1000_cases", rates, [1000] * 18, 1000)
    many = charted("complaints_per_1000_cases", rates, [10_000] * 18, 1000)
    assert (few.method, many.method) == ("poisson", "xmr")
    assert few.of(17) == "common"


def test_a_rate_of_few_events_still_signals_a_burst() -> None:
    rates: list[float | None] = [3.0, 4.0] * 8 + [3.0, 20.0]
    found = charted("complaints_per_1000_cases", rates, [1000] * 18, 1000)
    assert (found.of(16), found.of(17)) == ("common", "up")
    view: Any = SimpleNamespace(months=MONTHS, language="zh", say=lambda key, **said: text(key, "zh", **said))
    assert "超出界限" in controlled(view, metric("complaints_per_1000_cases"), found)[17].hover


def test_rate_and_limits_stand_in_the_unit_of_the_metric() -> None:
    found = charted("complaints_per_1000_cases", [3.0] * 18, [1000] * 18, 1000)
    assert found.points[0].value == pytest.approx(3.0)
    assert found.points[0].mean == pytest.approx(3.0)


@pytest.mark.parametrize(("count", "said"), [(19, "few"), (20, "common"), (None, "common")])
def test_nothing_is_concluded_from_shares_of_a_few(count: int | None, said: str) -> None:
    assert charted("upheld_rate", [0.2, 0.3] * 9, [count] * 18).of(17) == said


def test_too_few_months_tell_nothing() -> None:
    values: list[float | None] = [None] * 10 + [0.2, 0.3] * 4
    assert charted("upheld_rate", values, [100] * 18).of(17) == "short"
    assert charted("upheld_rate", [0.2, 0.3] * 9, [100] * 18).of(None) == "short"
