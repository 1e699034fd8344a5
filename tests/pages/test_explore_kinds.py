from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.explore_parts.kinds import ICONS, KINDS, adds_up, fitting
from queries.dictionary import dictionary, metric
from queries.explore.exploration import splits

RATE, SUM = "overdue_rate_balance", "balance"


@pytest.mark.parametrize(
    ("metrics", "by", "first"),
    [
        ([RATE], [], "table"),
        ([RATE], ["month"], "line"),
        ([RATE], ["month", "platform"], "line"),
        ([RATE], ["platform", "month"], "line"),
        ([RATE], ["platform"], "bar"),
        ([RATE], ["region"], "map"),
        ([RATE, "par30_balance"], ["platform"], "scatter"),
        ([RATE, "par30_balance", SUM], ["platform"], "bar"),
        ([RATE], ["platform", "product"], "heat"),
        ([SUM], ["platform", "product"], "stacked"),
        ([RATE], ["month", "vintage"], "heat"),
        ([RATE], ["platform", "product", "region"], "table"),
        ([RATE], ["platform", "product", "month"], "line"),
    ],
)
def test_the_figure_drawn_is_the_most_telling_one(metrics: list[str], by: list[str], first: str) -> None:
    assert fitting(metrics, by)[0] == first


def test_only_parts_of_a_whole_are_stacked() -> None:
    assert "stacked" in fitting([SUM], ["month", "platform"])
    assert "stacked" not in fitting([RATE], ["month", "platform"])
    assert "stacked" not in fitting([SUM, RATE], ["platform", "product"])
    assert adds_up(metric("complaints"))
    assert not adds_up(metric("borrowers")), "a borrower of two platforms is one borrower"
    assert not adds_up(metric("time_to_first_contact"))


@given(st.data())
def test_whatever_is_asked_can_be_shown_and_a_table_always_fits(data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.sampled_from(sorted(dictionary())), min_size=1, max_size=6, unique=True))
    possible = sorted(splits(ids))
    by = data.draw(st.lists(st.sampled_from(possible), max_size=3, unique=True)) if possible else []
    found = fitting(ids, by)
    assert found[-1] == "table"
    assert len(set(found)) == len(found)
    assert set(found) <= set(KINDS) == set(ICONS)
