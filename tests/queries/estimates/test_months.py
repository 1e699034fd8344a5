from __future__ import annotations

import pytest

from queries.access import Viewer
from queries.questions import ask_question
from queries.statistics.arrays import floats
from queries.statistics.funnel import exact_limit
from queries.warehouse import Warehouse
from tests.queries import county


def test_months_carry_the_limits_chance_sets(warehouse: Warehouse) -> None:
    rows = ask_question(warehouse, Viewer("manager", (county.BY_DAYS,)), "agents/months").frame
    assert rows.height and rows["rate"].to_list() == pytest.approx((rows["cured"] / rows["at_risk"]).to_list())
    upper = exact_limit(floats(rows["at_risk"]), floats(rows["expected_rate"]), 0.999)
    assert rows["upper_998"].to_list() == pytest.approx(list(upper), nan_ok=True)
    assert (rows["lower_998"] <= rows["lower_95"]).all() and (rows["upper_95"] <= rows["upper_998"]).all()
