"""Why two cells differ: the parts add up to the difference, and what cannot be taken apart is said."""

from __future__ import annotations

import datetime as dt

import pytest

from queries.access import Viewer
from queries.explore.explaining import explain_cells, explained_by
from queries.explore.exploration import OTHERS, Exploration, Top
from queries.explore.explored import explore
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county

OPERATOR, REGULATOR = Viewer("operator", None), Viewer("regulator", None)
MARCH, JUNE = {"month": dt.date(2024, 3, 31)}, {"month": dt.date(2024, 6, 30)}
QUARTERS = ("par30_balance", "roll_rate", "contacts_per_case", "balance", "contacts", "cost_per_case", "cases")


@pytest.mark.parametrize("id", QUARTERS)
def test_parts_add_up_to_the_difference_of_the_cells(warehouse: Warehouse, id: str) -> None:
    one = Exploration((id,), ("month",), "quarter")
    cells = {row["month"]: row[id] for row in explore(warehouse, OPERATOR, one).cells.rows(named=True)}
    for dimension in explained_by(OPERATOR, one, id)[:3]:
        found = explain_cells(warehouse, OPERATOR, one, id, MARCH, JUNE, dimension)
        assert found is not None and (found.metric, found.dimension, found.hidden) == (id, dimension, 0)
        parts = found.decomposition
        assert (parts.before, parts.after) == pytest.approx((float(cells[MARCH["month"]]), float(cells[JUNE["month"]])))
        assert parts.rate_effect + parts.mix_effect == pytest.approx(parts.after - parts.before)
        assert parts.parts["rate_effect"].sum() == pytest.approx(parts.rate_effect)
        if found.is_sum:
            assert parts.mix_effect == 0 and parts.parts["rate_after"].sum() == pytest.approx(parts.after)


def test_a_platform_is_set_against_the_others_together(warehouse: Warehouse) -> None:
    one = Exploration(("overdue_rate_balance",), ("platform",), period="last:1", top=Top("platform", 1))
    kept, rest = explore(warehouse, OPERATOR, one).cells.rows(named=True)
    sides = ({"platform": kept["platform"]}, {"platform": OTHERS})
    found = explain_cells(warehouse, OPERATOR, one, "overdue_rate_balance", *sides)
    assert found is not None and found.dimension == "product"
    wanted = (kept["overdue_rate_balance"], rest["overdue_rate_balance"])
    assert (found.decomposition.before, found.decomposition.after) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("id", "dimension", "code"),
    [
        ("time_to_first_contact", "", "not_explained"),
        ("concentration_hhi", "region", "not_explained"),
        ("borrowers", "region", "not_explained"),
        ("breaches", "rule", "not_explained"),
        ("balance", "month", "not_explained"),
        ("cases", "agency", "not_explained"),
    ],
)
def test_what_has_no_parts_that_add_up_is_refused(warehouse: Warehouse, id: str, dimension: str, code: str) -> None:
    one = Exploration((id,), ("month",))
    with pytest.raises(AskRefused) as refused:
        explain_cells(warehouse, OPERATOR, one, id, MARCH, JUNE, dimension)
    assert refused.value.code == code
    assert all(refused.value.message(language) for language in ("zh", "en"))


def test_a_person_explains_nothing_to_who_may_not_see_persons() -> None:
    one = Exploration(("contacts",), ("month",))
    assert "agent" in explained_by(Viewer("manager", (county.BY_DAYS,)), one, "contacts")
    assert "agent" not in explained_by(OPERATOR, one, "contacts")


def test_what_is_split_or_filtered_by_one_value_explains_nothing() -> None:
    one = Exploration(("loans",), ("region",), where=(("bucket", ("M1", "M2")), ("product", ("cash",))))
    assert {"region", "product"}.isdisjoint(explained_by(OPERATOR, one, "loans"))
    assert "bucket" in explained_by(OPERATOR, one, "loans")


def test_nothing_reported_has_nothing_to_explain(warehouse: Warehouse) -> None:
    one = Exploration(("arrears_ratio",), ("platform",))
    sides = ({"platform": county.BY_DAYS}, {"platform": county.BY_BUCKET})
    assert explain_cells(warehouse, OPERATOR, one, "arrears_ratio", *sides) is None


def test_a_regulator_is_explained_what_is_told_and_how_much_is_left_out(warehouse: Warehouse) -> None:
    one = Exploration(("overdue_rate_count",), ("month",))
    found = explain_cells(warehouse, REGULATOR, one, "overdue_rate_count", MARCH, JUNE, "region")
    exact = explain_cells(warehouse, OPERATOR, one, "overdue_rate_count", MARCH, JUNE, "region")
    assert exact is not None and exact.hidden == 0
    told = explore(warehouse, REGULATOR, Exploration(("overdue_rate_count",), ("month", "region"))).cells
    months = told.filter(told["month"].is_in([MARCH["month"], JUNE["month"]]))
    hidden = months.drop_nulls("overdue_rate_count__masked")["region"].n_unique()
    if hidden < months["region"].n_unique():
        assert found is not None and found.hidden == hidden
        assert found.decomposition.parts.height == months["region"].n_unique() - hidden
    else:
        assert found is None
