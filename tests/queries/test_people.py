"""A person is shown to the manager of the person's own platform and to nobody else."""

from __future__ import annotations

import duckdb
import pytest

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask, dictionary
from queries.questions import ask_question, questions
from queries.refusals import AskRefused
from queries.tables import tables
from queries.warehouse import Warehouse
from tests.queries import county

OTHERS = (Viewer("operator", None), Viewer("analyst", county.PLATFORMS))
OWN = Viewer("manager", (county.BY_DAYS,))
AGENT = f"{county.BY_DAYS}/a1"


def refused(code: str) -> pytest.RaisesExc[AskRefused]:
    return pytest.raises(AskRefused, check=lambda error: error.code == code)


@pytest.mark.parametrize("viewer", OTHERS)
def test_no_other_role_may_split_or_filter_by_person(warehouse: Warehouse, viewer: Viewer) -> None:
    for id in (one.id for one in dictionary().values() if "agent" in one.dimensions):
        with refused("people_hidden"):
            ask(warehouse, viewer, [id], ["agent"])
        with refused("people_hidden"):
            ask(warehouse, viewer, [id], (), Filters.of({"agent": [AGENT]}))


@pytest.mark.parametrize("viewer", OTHERS)
def test_no_other_role_may_ask_a_question_about_persons(warehouse: Warehouse, viewer: Viewer) -> None:
    for one in questions().values():
        with refused("people_hidden"):
            ask_question(warehouse, viewer, one.id, Filters.of({"agent": [AGENT]}))
        if "agent" in one.choices.get("level", ()):
            with refused("people_hidden"):
                ask_question(warehouse, viewer, one.id, level="agent")


@pytest.mark.parametrize("viewer", OTHERS)
def test_rows_name_no_person_to_another_role(warehouse: Warehouse, viewer: Viewer) -> None:
    for logical in tables().values():
        if "agent" in logical.dimensions:
            sql = f"select * from {logical.name}"
            stored = warehouse.query(sql, {}, viewer, needed=("agent",)).frame
            assert stored["agent"].null_count() == stored.height > 0, logical.name


@pytest.mark.parametrize("viewer", OTHERS)
def test_no_answer_holds_the_id_of_a_person(warehouse: Warehouse, viewer: Viewer) -> None:
    for id in questions():
        for name, column in ask_question(warehouse, viewer, id).frame.to_dict().items():
            values = {value for value in column.to_list() if isinstance(value, str)}
            assert not [value for value in values if value.rpartition("/")[2] in county.AGENTS], (id, name)


def test_every_stored_table_with_persons_is_known_to_have_them(warehouse: Warehouse) -> None:
    known = {one.name for logical in tables().values() for one in logical.stored if "agent" in one.dimensions}
    with duckdb.connect(str(warehouse.version.warehouse), read_only=True) as connection:
        rows = connection.sql("select table_name from duckdb_columns() where column_name like 'agent%'").fetchall()
    readable = {one.name for logical in tables().values() for one in logical.stored}
    assert {name for (name,) in rows} & readable <= known


def test_persons_are_counted_for_everyone(warehouse: Warehouse) -> None:
    county_wide = ask(warehouse, OTHERS[0], ["cases_per_agent"], ["team"]).frame
    assert county_wide["cases_per_agent"].drop_nulls().len() > 0
    effect = ask_question(warehouse, OTHERS[0], "agents/training_effect").frame
    assert effect.height and "agent" not in effect.columns


def test_a_manager_sees_own_agents_and_no_others(warehouse: Warehouse) -> None:
    seen = ask(warehouse, OWN, ["cases"], ["agent"]).frame["agent"].to_list()
    assert AGENT in seen
    assert {agent.partition("/")[0] for agent in seen} == {county.BY_DAYS, "unknown"}
    other = Filters.of({"agent": [f"{county.BY_BUCKET}/a1"]})
    assert ask(warehouse, OWN, ["cases"], (), other).frame["cases"][0] is None
    units = ask_question(warehouse, OWN, "agents/funnel", NO_FILTERS, level="agent").frame["unit"].to_list()
    assert units and all(unit.startswith(f"{county.BY_DAYS}/") for unit in units)


def test_an_estimate_that_lets_persons_pass_is_stopped(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    one = questions()["agents/training_effect"]
    monkeypatch.setitem(one.__dict__, "function", lambda frame, parameters: frame)
    with pytest.raises(ValueError, match="persons"):
        ask_question(warehouse, OTHERS[0], one.id)
