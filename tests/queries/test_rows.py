from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from queries import audit
from queries.access import ROLES, Viewer
from queries.dictionary import dictionary
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.row_lists import Part, part, row_lists, source_names
from queries.rows import CAP, LARGEST, all_rows, column, parts, rows, sources
from queries.statement import sums
from queries.warehouse import Warehouse
from tests.queries import collecting_oracle, county, drawing, oracle

MANAGER = Viewer("manager", county.PLATFORMS)
ANALYST = Viewer("analyst", county.PLATFORMS)
BEHIND = [(id, part) for id in dictionary() for part in parts(id)]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(AskRefused) as found:
        yield
    assert found.value.code == code


def counted(part: Part, frame: pl.DataFrame) -> Any:
    """What the rows come to, told from what a reader is shown of them."""
    one = part.component
    if one.kind == "distinct":
        return frame.select(_distinct(one.expression)).n_unique()
    if one.expression in (
        "contacts",
        "connected",
        "right_party",
        "promises_given",
        "breaches",
        "handled_seconds",
        "party_known",
    ):
        return frame[one.expression].sum()
    return frame.height


def _distinct(expression: str) -> list[str]:
    return [name.strip() for name in expression.strip("()").split(",")]


def asked(warehouse: Warehouse, id: str, part: Part, filters: Filters) -> Any:
    """The same as the metric has it: its sum, or of an amount the units behind it."""
    answer, one = ask(warehouse, MANAGER, [id], (), filters), part.component
    if one.unit != "count" and one.behind:
        behind = warehouse.query(sums([one.behind], (), filters), {"as_of": answer.as_of}, MANAGER, filters)
        return behind.frame.to_series()[0]
    return answer.frame[f"{id}__{part.name}"][0]


def agrees(warehouse: Warehouse, id: str, part: Part, filters: Filters) -> None:
    source, expected = part.list.source, asked(warehouse, id, part, filters) or 0
    if part.component.kind != "distinct" and part.list.id != "contacts":
        assert rows(warehouse, MANAGER, source, filters, metric=id, of=part.name, size=1).total == expected
        return
    found = all_rows(warehouse, MANAGER, source, filters, metric=id, of=part.name, columns=part.list.columns)
    assert found.total == found.frame.height
    assert counted(part, found.frame) == expected


@pytest.mark.parametrize(("id", "part"), BEHIND, ids=[f"{id}-{part.name}" for id, part in BEHIND])
def test_the_rows_behind_a_metric_are_as_many_as_it_counts(warehouse: Warehouse, id: str, part: Part) -> None:
    agrees(warehouse, id, part, NO_FILTERS)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_so_they_are_in_any_cell(
    warehouse: Warehouse, facts: oracle.Facts, collected: collecting_oracle.Facts, data: st.DataObject
) -> None:
    id, part = data.draw(st.sampled_from(BEHIND))

    def values(dimension: str) -> list[str]:
        return sorted({*facts.values(dimension), *collected.values(dimension)}) or ["unknown"]

    _, _, filters = drawing.asked(data, [id], values)
    try:
        agrees(warehouse, id, part, filters)
    except AskRefused as said:
        assume(said.code not in ("cannot_combine", "cannot_filter"))
        raise


def test_what_cannot_be_told_row_by_row_has_no_rows() -> None:
    assert sources("overdue_rate_balance") == ("loans",)
    assert sources("complaints_per_1000_cases") == ("complaints", "cases")
    assert sources("active_borrowers") == ("borrowers",)
    assert sources("cash_received") == sources("quality_score") == ()
    with refused("no_rows_behind"):
        part("loans", "cases")
    with refused("no_rows_behind"):
        part("overdue_rate_balance", "loans", "denominator")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"manager", "analyst"}))
def test_who_does_not_work_with_single_cases_sees_none(warehouse: Warehouse, role: str) -> None:
    for asked in (rows, all_rows):
        with refused("rows_not_for_role"):
            asked(warehouse, Viewer(role, None), "loans")
    assert "rows_not_for_role" in audit.FOR_ROLE


@pytest.mark.parametrize("source", source_names())
def test_a_platform_sees_its_own_rows_alone(warehouse: Warehouse, source: str) -> None:
    for role in ("manager", "analyst"):
        found = all_rows(warehouse, Viewer(role, (county.BY_DAYS,)), source, columns=["platform"])
        assert set(found.frame["platform"]) == {county.BY_DAYS}
        other = Filters.of({"platform": [county.BY_SCHEDULE]})
        assert all_rows(warehouse, Viewer(role, (county.BY_DAYS,)), source, other).total == 0


def test_agents_are_named_to_managers_alone(warehouse: Warehouse) -> None:
    named = all_rows(warehouse, MANAGER, "contacts", columns=["agent"]).frame["agent"]
    assert named.null_count() == 0
    assert "agent" not in rows(warehouse, ANALYST, "contacts").columns
    for asked in ({"columns": ["agent"]}, {"sort": ["agent"]}):
        with refused("unknown_column"):
            rows(warehouse, ANALYST, "contacts", **asked)  # type: ignore[arg-type]
    with refused("people_hidden"):
        rows(warehouse, ANALYST, "contacts", Filters.of({"agent": [named[0]]}))


def test_pages_follow_each_other_without_gap_or_repeat(warehouse: Warehouse) -> None:
    columns = row_lists()["contacts"].offered(ANALYST)
    whole = all_rows(warehouse, ANALYST, "contacts", columns=columns, sort=["channel", "contacts"], descending=True)
    pages = [
        rows(warehouse, ANALYST, "contacts", columns=columns, sort=["channel", "contacts"], descending=True,
             page=page, size=LARGEST).frame
        for page in range(-(-whole.total // LARGEST))
    ]  # fmt: skip
    assert pl.concat(pages).equals(whole.frame)
    assert whole.frame["channel"].to_list() == sorted(whole.frame["channel"], reverse=True)


def test_empty_values_come_last_either_way(warehouse: Warehouse) -> None:
    for descending in (False, True):
        found = all_rows(
            warehouse, ANALYST, "complaints", columns=["reply_hours"], sort=["reply_hours"], descending=descending
        ).frame["reply_hours"]
        known = found.drop_nulls()
        assert 0 < found.null_count() < len(found)
        assert found.head(len(known)).equals(known.sort(descending=descending))


def test_no_more_rows_are_given_than_the_cap(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rows(warehouse, ANALYST, "loans", size=9999).frame.height <= LARGEST < CAP
    monkeypatch.setattr("queries.rows.CAP", 30)
    found = all_rows(warehouse, ANALYST, "loans")
    assert (found.frame.height, found.capped) == (30, True)
    assert found.total > 30
    assert rows(warehouse, ANALYST, "loans", page=1, size=20).frame.height == 10
    assert rows(warehouse, ANALYST, "loans", page=99, size=20).frame.height == 0


@pytest.mark.parametrize("name", ["nothing", "loan_id; drop table loans", "platform_kind", "*", "1"])
def test_a_name_that_is_no_column_reaches_no_statement(warehouse: Warehouse, name: str) -> None:
    for asked in ({"columns": [name]}, {"sort": [name]}):
        with refused("unknown_column"):
            rows(warehouse, ANALYST, "loans", **asked)  # type: ignore[arg-type]


def test_what_is_set_against_something_whole_says_what_its_rows_are_not_kept_by(warehouse: Warehouse) -> None:
    one = dictionary()["cost_per_case"]
    found = rows(warehouse, ANALYST, "cases", Filters.of({"channel": ["phone"]}), metric="cost_per_case")
    assert ("channel" in one.whole, found.ignored) == (True, ("channel",))
    assert found.total == rows(warehouse, ANALYST, "cases", metric="cost_per_case").total > 0


def test_every_column_has_a_name_in_both_languages_and_a_list_shows_some() -> None:
    for one in row_lists().values():
        assert set(one.shown) <= set(one.columns)
        for name in one.columns:
            said = column(name)
            assert said.label["zh"] != name and said.label["en"]
            assert said.label["zh"].isascii() is False or name == "apr"
    for names in source_names().values():
        assert names["zh"] and names["en"]
