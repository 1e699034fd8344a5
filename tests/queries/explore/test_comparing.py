"""What is set beside an exploration: the months before, and the same months a year earlier."""

from __future__ import annotations

import datetime as dt

import pytest

from data.store import Store
from queries.access import Viewer
from queries.explore.exploration import Exploration
from queries.explore.explored import explore
from queries.filters import Filters
from queries.metrics import ask
from queries.warehouse import Warehouse, open_current
from tests.queries import county
from tests.sharing import once

OPERATOR = Viewer("operator", None)
IDS = ("balance", "contacts", "par30_count")


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A platform that reports for more than a year."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(county, "MONTHS", 16)
        root = once(tmp_path_factory, "longer", lambda folder: county.built(folder, (county.BY_DAYS,), loans=25))
    opened = open_current(Store(root))
    assert opened is not None
    return opened


def test_months_stand_beside_the_same_months_a_year_before(longer: Warehouse) -> None:
    found = explore(longer, OPERATOR, Exploration(IDS, ("month",), compare="year"))
    by_month = {row["month"]: row for row in ask(longer, OPERATOR, IDS, ["month"]).frame.rows(named=True)}
    beside = 0
    for row in found.cells.rows(named=True):
        month = row["month"]
        same = next((other for other in by_month if (other.year, other.month) == (month.year - 1, month.month)), None)
        for id in IDS:
            before = by_month[same][id] if same else None
            assert row[f"{id}__before"] == before
            assert row[f"{id}__change"] == (None if before is None or row[id] is None else row[id] - before)
            beside += before is not None
    assert beside > 6
    assert found.cells["month"].to_list() == sorted(by_month)


@pytest.mark.parametrize(("grain", "label"), [("quarter", dt.date(2025, 3, 31)), ("year", dt.date(2025, 12, 31))])
def test_a_period_begun_is_set_beside_as_many_months_of_the_year_before(
    longer: Warehouse, grain: str, label: dt.date
) -> None:
    """January to March are reported of 2025: the year 2024 counts for its first quarter."""
    last = dt.date(2025, 3, 31)
    found = explore(longer, OPERATOR, Exploration(IDS, ("month",), grain, last=last, compare="year"))
    row = found.cells.filter(found.cells["month"] == label).rows(named=True)[0]
    before = ask(longer, OPERATOR, IDS, (), Filters.of({}, dt.date(2024, 1, 1), dt.date(2024, 3, 31))).frame
    assert {id: row[f"{id}__before"] for id in IDS} == before.select(IDS).rows(named=True)[0]


def test_what_is_not_wholly_in_view_is_not_set_beside(longer: Warehouse) -> None:
    long = explore(longer, OPERATOR, Exploration(IDS, period="last:10", compare="previous")).cells
    assert long.select(f"{id}__before" for id in IDS).row(0) == (None, None, None)
    short = explore(longer, OPERATOR, Exploration(IDS, period="last:6", compare="previous")).cells
    within = Filters.of({}, dt.date(2024, 5, 1), dt.date(2024, 10, 31))
    assert short.select(f"{id}__before" for id in IDS).row(0) == ask(longer, OPERATOR, IDS, (), within).frame.select(
        IDS
    ).row(0)


def test_what_was_there_before_only_is_kept(warehouse: Warehouse) -> None:
    one = Exploration(("balance",), ("platform",), period="last:2", compare="previous")
    rows = {row["platform"]: row for row in explore(warehouse, OPERATOR, one).cells.rows(named=True)}
    gone = rows[county.BY_BUCKET]
    assert gone["balance"] is None and gone["balance__before"] > 0 and gone["balance__change"] is None


def test_a_regulator_is_not_told_of_a_range_that_may_not_be_asked(longer: Warehouse) -> None:
    """2025 has four months: no range a regulator may add up, so what stands beside it is hidden, and said to be."""
    one = Exploration(IDS, period="this_year", compare="year")
    found = explore(longer, Viewer("regulator", None), one).cells.rows(named=True)[0]
    assert {found[f"{id}__before"] for id in IDS} == {None}
    assert {found[f"{id}__before__masked"] for id in IDS} == {"complement"}
