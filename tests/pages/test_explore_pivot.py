"""The pivot table says what was asked for and nothing it added up itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.store import Store
from pages.explore_parts import naming, values
from pages.explore_parts import pivot as pivots
from pages.explore_parts.pivot import pivot
from pages.shared import numbers
from queries.access import Viewer
from queries.dictionary import metric
from queries.explore.exploration import Exploration, splits
from queries.explore.explored import Explored, explore
from queries.metrics import ask
from queries.warehouse import open_current
from tests.queries import county

ALL = Viewer("operator", None)
IDS = ("overdue_rate_balance", "balance", "loans", "borrowers", "complaints", "cost_per_case", "recovery_rate")


def found(store: Store, exploration: Exploration, viewer: Viewer = ALL) -> Explored:
    warehouse = open_current(store)
    assert warehouse is not None
    return explore(warehouse, viewer, exploration)


def cells(explored: Explored) -> dict[str, list[str]]:
    """Every cell of the table that stands for something, by what it stands for: its texts, one for each metric."""
    said: dict[str, list[str]] = {}
    for line in pivot(explored, "en").body:
        for cell in line["cells"]:
            if cell["id"] is not None:
                said.setdefault(cell["id"], []).append(cell["text"])
    return said


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_cell_and_total_is_an_answer_of_its_own(data: st.DataObject, full: Store) -> None:
    ids = tuple(data.draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=2, unique=True)))
    possible = sorted(splits(ids) & {"month", "platform", "platform_kind", "product", "region", "bucket", "age_band"})
    by = tuple(data.draw(st.lists(st.sampled_from(possible), max_size=3, unique=True)))
    explored = found(full, Exploration(ids, by))
    said = cells(explored)
    warehouse = open_current(full)
    assert warehouse is not None
    for size in range(len(by) + 1):
        kept = by[:size]
        frame = ask(warehouse, ALL, ids, kept).frame
        for row in frame.iter_rows(named=True):
            written = [
                "–" if row[id] is None else numbers.by_unit(row[id], metric(id).unit, "en", 2) for id in ids
            ]  # fmt: skip
            assert said[naming.written(row, kept)][: len(ids)] == written, (ids, by, kept)


def test_a_total_of_rates_is_their_rate_and_not_their_sum(full: Store) -> None:
    explored = found(full, Exploration(("overdue_rate_count",), ("platform", "product")))
    rows = pivot(explored, "en").body
    parts = [row[f"overdue_rate_count__{part}"] for part in ("numerator", "denominator") for row in [
        explored.subtotals[()].row(0, named=True)]]  # fmt: skip
    assert rows[-1]["kind"] == "total"
    assert rows[-1]["cells"][-1]["text"] == numbers.share(parts[0] / parts[1], "en", 2)
    assert rows[-1]["cells"][-1]["kind"] == "total"
    assert rows[0]["cells"][-1]["kind"] == "whole"


def test_three_splits_nest_and_every_group_has_its_subtotal(full: Store) -> None:
    made = pivot(found(full, Exploration(("loans",), ("platform", "product", "bucket"))), "zh")
    subtotals = [line for line in made.body if line["kind"] == "subtotal"]
    groups = [line["heads"][0] for line in made.body if "rows" in line["heads"][0]]
    assert len(subtotals) == len(groups) > 1
    assert sum(group["rows"] for group in groups) == len(made.body) - 1
    assert made.lead == 2
    widths = {sum(head.get("columns", 1) for head in made.heads[0])}
    assert widths == {2 + len(made.body[0]["cells"])}


def test_what_is_not_there_says_why(full: Store) -> None:
    explored = found(full, Exploration(("cost_per_case", "cases"), ("platform",)))
    silent = next(
        cell for line in pivot(explored, "zh").body for cell in line["cells"]
        if cell["id"] == f"platform={county.BY_BUCKET}"
    )  # fmt: skip
    assert silent["text"] == "–"
    assert silent["state"] == values.MISSING
    assert "未报送" in silent["hover"]
    assert values.said(None, "cases", "zh").lines == ["没有记录"]


def test_what_is_hidden_is_a_star_with_its_reason(full: Store) -> None:
    explored = found(full, Exploration(("loans",), ("region", "bucket")), Viewer("regulator", None))
    hidden = [cell for line in pivot(explored, "zh").body for cell in line["cells"] if cell["state"] == values.HIDDEN]
    assert hidden
    assert {cell["text"] for cell in hidden} == {"*"}
    assert all("1–7" in cell["hover"] or "推算" in cell["hover"] or "其余" in cell["hover"] for cell in hidden)


def test_a_change_stands_beside_its_value(full: Store) -> None:
    explored = found(full, Exploration(("loans",), ("platform",), period="last:3", compare="previous"))
    row = explored.cells.filter(pl.col("loans__change").is_not_null()).row(0, named=True)
    said = values.said(row, "loans", "zh")
    assert said.change == numbers.change(row["loans__change"], "count", "zh")
    assert any(numbers.count(row["loans__before"], "zh") in line for line in said.lines)


def test_a_large_table_is_cut_and_says_so(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pivots, "MOST_ROWS", 2)
    monkeypatch.setattr(pivots, "MOST_COLUMNS", 1)
    explored = found(full, Exploration(("loans",), ("month", "platform")))
    made = pivot(explored, "zh")
    assert len(made.body) == 3
    assert made.left_out == (len(explored.cells["month"].unique()) - 2, len(county.PLATFORMS) - 1)


@pytest.mark.parametrize(
    ("grain", "written"), [("month", "2024-06"), ("quarter", "2024 Q2"), ("year", "2024")]
)  # fmt: skip
def test_periods_are_called_by_their_grain(grain: str, written: str) -> None:
    assert naming.called("month", dt.date(2024, 6, 30), "zh", grain) == written


def test_values_stand_in_their_order_and_the_rest_at_the_end() -> None:
    some: list[Any] = [None, "M1", "__others__", "M0", "M7+"]
    assert naming.in_order("bucket", some) == ["M0", "M1", "M7+", "__others__", None]
    assert naming.called("bucket", "__others__", "zh") == "其他"
