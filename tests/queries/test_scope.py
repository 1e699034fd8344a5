"""A viewer with some platforms gets the answers of a county in which there are no others."""

from __future__ import annotations

import pytest
from polars.testing import assert_frame_equal

from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask, dictionary
from queries.questions import ask_question, filterable, questions
from queries.refusals import AskRefused
from queries.warehouse import Warehouse, open_current
from tests.queries import county

EVERYTHING = Viewer("operator", None)
OTHERS = Filters.of({"platform": [county.BY_BUCKET, county.BY_SCHEDULE]})


@pytest.fixture(scope="module", params=county.PLATFORMS)
def own(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def alone(own: str, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    opened = open_current(county.shared(tmp_path_factory, own))
    assert opened is not None
    return opened


def test_no_metric_shows_a_manager_another_platform(warehouse: Warehouse, alone: Warehouse, own: str) -> None:
    manager = Viewer("manager", (own,))
    for one in dictionary().values():
        for by in ((), ("month",), ("platform", "region" if "region" in one.dimensions else "platform_kind")):
            seen = ask(warehouse, manager, [one.id], by)
            assert seen.frame.equals(ask(alone, EVERYTHING, [one.id], by).frame), (one.id, by)
            assert seen.silent == ()


def test_no_fact_table_shows_a_manager_another_platform(warehouse: Warehouse, alone: Warehouse, own: str) -> None:
    manager, by = Viewer("manager", (own,)), ["income_band", "age_band"]
    for id in ("loans", "borrowers", "originated_principal"):
        seen = ask(warehouse, manager, [id], by)
        assert seen.reads_facts
        assert seen.frame.equals(ask(alone, EVERYTHING, [id], by).frame)


def test_no_question_shows_a_manager_another_platform(warehouse: Warehouse, alone: Warehouse, own: str) -> None:
    manager = Viewer("manager", (own,))
    for id in questions():
        seen = ask_question(warehouse, manager, id).frame
        assert seen.height or own != county.BY_DAYS, id
        # Expectations are sums of floats, made anew in each county.
        assert_frame_equal(seen, ask_question(alone, manager, id).frame, rel_tol=1e-9, abs_tol=1e-9)


def test_no_filter_opens_another_platform_to_a_manager(warehouse: Warehouse) -> None:
    manager = Viewer("manager", (county.BY_DAYS,))
    for one in dictionary().values():
        assert ask(warehouse, manager, [one.id], ["platform"], OTHERS).frame.height == 0
        assert not any(ask(warehouse, manager, [one.id], (), OTHERS).frame.row(0)), one.id
    for id in questions():
        if "platform" not in filterable(warehouse, id):
            with pytest.raises(AskRefused):
                ask_question(warehouse, manager, id, OTHERS)
            continue
        seen = ask_question(warehouse, manager, id, OTHERS).frame
        assert not any(any(row) for row in seen.drop("position", "step", strict=False).rows()), id


def test_a_viewer_granted_nothing_sees_nothing(warehouse: Warehouse) -> None:
    assert ask(warehouse, Viewer("analyst", ()), ["loans", "originated_loans"], ["platform"]).frame.height == 0


def test_reported_months_keep_to_the_scope(warehouse: Warehouse) -> None:
    seen = warehouse.reported(Viewer("analyst", (county.BY_DAYS,)), Filters())
    assert set(seen["platform"]) == {county.BY_DAYS}


def test_values_with_quotes_and_sql_in_them_are_only_values(warehouse: Warehouse) -> None:
    odd = "o'brien; drop"
    by_region = dict(ask(warehouse, EVERYTHING, ["loans"], ["region"]).frame.select("region", "loans").rows())
    found = ask(warehouse, EVERYTHING, ["loans"], (), Filters.of({"region": [odd]}))
    assert found.frame["loans"][0] == by_region[odd] > 0
    assert odd not in found.sql
    for attack in ("x') or true --", "' union select 1 --", "$scope", "420923100' or '1'='1"):
        nothing = ask(warehouse, EVERYTHING, ["originated_loans"], (), Filters.of({"region": [attack]}))
        assert nothing.frame["originated_loans"][0] is None
        scoped = ask(warehouse, Viewer("manager", (attack,)), ["originated_loans"])
        assert scoped.frame["originated_loans"][0] is None


def test_a_dimension_is_a_name_of_the_dictionary_and_never_sql(warehouse: Warehouse) -> None:
    for attack in ("month; drop table x", "1", "(select 1)", "*"):
        with pytest.raises(AskRefused):
            ask(warehouse, EVERYTHING, ["loans"], [attack])
        with pytest.raises(AskRefused):
            ask(warehouse, EVERYTHING, ["loans"], (), Filters.of({attack: ["x"]}))


@pytest.mark.parametrize(
    ("role", "platforms", "code"),
    [("manager", None, "platform_needed"), ("analyst", None, "platform_needed"),
     ("root", None, "unknown_role")],
)  # fmt: skip
def test_who_may_not_look_is_told_why(role: str, platforms: tuple[str, ...] | None, code: str) -> None:
    with pytest.raises(AskRefused) as refused:
        Viewer(role, platforms)
    assert refused.value.code == code
