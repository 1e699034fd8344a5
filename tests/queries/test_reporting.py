"""Where all is reported, nothing is left out: the answer is the same, and sooner planned."""

from __future__ import annotations

import pytest
from polars.testing import assert_frame_equal

from queries import metrics
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.reporting import everywhere
from queries.warehouse import Warehouse
from tests.queries import county

EVERYTHING = Viewer("operator", None)
NEEDING = {one.id: one for one in dictionary().values() if one.where_reported}
# Before, it handed in what it did not report wholly.
SINCE = county.month_end(county.FIRST + 2)


def at(*platforms: str) -> Filters:
    return Filters.of({"platform": platforms}, SINCE)


def test_a_set_is_reported_everywhere_where_who_is_in_view_reports_it(warehouse: Warehouse) -> None:
    costs, contacts = ("cases", "costs"), ("cases", "contacts")
    asked = [costs, contacts, ()]
    assert everywhere(warehouse, EVERYTHING, at(*county.PLATFORMS), asked) == set()
    assert everywhere(warehouse, EVERYTHING, at(county.BY_DAYS), asked) == {costs, contacts}
    assert everywhere(warehouse, EVERYTHING, at(county.BY_BUCKET), asked) == {contacts}
    assert everywhere(warehouse, EVERYTHING, at(county.BY_SCHEDULE), asked) == {costs}
    assert everywhere(warehouse, Viewer("manager", (county.BY_DAYS,)), at(), asked) == {costs, contacts}


def test_months_count_that_have_rows_and_are_not_reported_wholly(warehouse: Warehouse) -> None:
    costs, own = [("cases", "costs")], {"platform": [county.BY_DAYS]}
    assert everywhere(warehouse, EVERYTHING, Filters.of(own), costs) == set()
    assert everywhere(warehouse, EVERYTHING, Filters.of(own, last_month=SINCE), costs) == set()
    assert everywhere(warehouse, EVERYTHING, Filters.of({**own, "month": [f"{SINCE:%Y-%m}"]}), costs) == {*costs}


@pytest.mark.parametrize("id", NEEDING)
def test_the_answer_is_the_same(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    splits = [[], ["month"], *([one] for one in sorted(NEEDING[id].dimensions - {"month", "agent"}))]
    put = [metrics.ask(warehouse, EVERYTHING, [id], by, at(county.BY_DAYS)) for by in splits]
    monkeypatch.setattr(metrics, "everywhere", lambda *_: frozenset())
    for by, answer in zip(splits, put, strict=True):
        left_out = metrics.ask(warehouse, EVERYTHING, [id], by, at(county.BY_DAYS))
        assert answer.sql.count("semi join") < left_out.sql.count("semi join")
        assert_frame_equal(answer.frame, left_out.frame)
