"""Amounts as guarded viewers are told them: no coarser than they must be, and by no metric finer than by another."""

from __future__ import annotations

import polars as pl
import pytest

from data.store import Store
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.guarding import disclose, left_whole, sums
from queries.metrics import ask
from queries.statement import sums as sums_statement
from queries.warehouse import Warehouse, open_current
from tests.queries import county
from tests.queries.policy import amount_step
from tests.sharing import once

PLATFORMS = (*county.PLATFORMS, "fourth_lender")
EXACT, GUARDED = Viewer("operator", None), Viewer("regulator", None)
AMOUNTS = [one for one in dictionary().values() if one.unit == "money" and not one.denominator and not one.value]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    opened = open_current(Store(once(tmp_path_factory, "tiny", lambda folder: county.built(folder, PLATFORMS, 45))))
    assert opened is not None
    return opened


def test_whatever_holds_a_hidden_amount_is_rounded_by_its_largest_unit(small: Warehouse) -> None:
    """So a total less all that is shown of it is no nearer than that: neither by a split, a filter nor a range."""
    hidden = 0
    for one in AMOUNTS:
        part = one.component(one.numerator)
        units = part.behind or one.component(one.count)
        peak = part.peak.name if part.peak else None
        for by in ([], ["platform"], ["month"], ["month", "platform"]):
            statement = sums_statement(sums([one]), by)
            whole = {*one.whole, *left_whole([one])}
            as_of = {"as_of": small.months[-1]}
            exact = small.query(statement, as_of, EXACT, needed=by, whole=whole, people=True).frame
            shown = ask(small, GUARDED, [one.id], by, as_of=small.months[-1]).frame
            for told, true in zip(shown.to_dicts(), exact.to_dicts(), strict=True):
                hidden += told[f"{one.id}__masked"] is not None
                if told[one.id] is not None and true[units.name]:
                    value = float(true[part.name])
                    worth = abs(float(true[peak])) if peak and true[peak] is not None else abs(value) / 20
                    step = amount_step(value, true[units.name], worth)
                    assert step >= 0.4 * worth * 0.999999
                    assert float(told[one.id]) % step == pytest.approx(0, abs=0.01), (one.id, told)
                    assert abs(float(told[one.id]) - value) <= step / 2 * 1.000001
    assert hidden


@pytest.mark.parametrize("id", [one.id for one in dictionary().values() if one.numerator in ("cost", "commission")])
def test_a_cost_hidden_for_its_few_cases_is_told_by_no_metric(id: str) -> None:
    """Few cases may have many contacts: what they cost must not stand above those."""
    one = dictionary()[id]
    exact = {part.name: [5000.0, 9e4, 8e4] if part.is_amount else [400, 500, 600] for part in sums([one])}
    exact[one.component(one.numerator).peak.name] = [1000.0, 2e3, 2e3]  # type: ignore[union-attr]
    for cases, is_hidden in ((5, True), (300, False)):
        exact[one.component(one.numerator).behind.name] = [cases, 500, 600]  # type: ignore[union-attr]
        told = disclose([one], ["region"], pl.DataFrame({"region": ["a", "b", "c"], **exact}), []).frame
        assert (told[id][0] is None) == (told[f"{id}__numerator"][0] is None) == is_hidden
        assert told[id][1] is not None


def test_costs_by_channel_are_told_though_cases_have_none(small: Warehouse) -> None:
    frame = ask(small, GUARDED, ["cost_per_contact", "cost"], ["channel"]).frame
    assert frame["cost_per_contact__numerator"].drop_nulls().len()
    within = Filters.of({"channel": ["phone"]})
    [why] = ask(small, GUARDED, ["cost_per_contact"], (), within).frame["cost_per_contact__masked"]
    assert why in (None, "dominated")
