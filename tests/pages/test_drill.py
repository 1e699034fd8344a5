from __future__ import annotations

from datetime import date

import pytest

from pages.shared import axes, drill, labels
from pages.shared.axes import Look
from pages.shared.charts import Series, Stage, lines
from pages.shared.selection import Selection
from pages.shared.theme import LIGHT
from queries.access import Viewer

MONTH = date(2024, 3, 31)
LOOK = Look(LIGHT, "zh")


def chosen(**where: str) -> Selection:
    return Selection((MONTH,), MONTH, None, None, tuple((d, (v,)) for d, v in where.items()))


@pytest.mark.parametrize(
    ("viewer", "where", "level"),
    [
        (Viewer("operator", None), {}, "platform"),
        (Viewer("operator", None), {"platform": "a"}, "team"),
        (Viewer("operator", None), {"platform": "a", "team": "a/1"}, "team"),
        (Viewer("manager", ("a",)), {}, "team"),
        (Viewer("manager", ("a",)), {"team": "a/1"}, "agent"),
        (Viewer("analyst", ("a",)), {"team": "a/1"}, "team"),
    ],
)
def test_what_comes_next_is_what_the_role_may_see(viewer: Viewer, where: dict[str, str], level: str) -> None:
    assert drill.level(viewer, chosen(**where)) == level


def test_the_path_runs_from_coarse_to_fine_and_skips_what_is_several() -> None:
    several = Selection((MONTH,), MONTH, None, None, (("team", ("a/1", "a/2")), ("platform", ("a",))))
    assert drill.path(several) == [("platform", "a")]
    assert drill.path(chosen(team="a/1", platform="a")) == [("platform", "a"), ("team", "a/1")]


def test_teams_and_agents_are_called_by_their_own_names() -> None:
    assert labels.label("team", "anhe_finance/催收一组", "zh") == "催收一组"
    assert labels.label("agent", "anhe_finance/U01", "en") == "U01"
    assert labels.label("agency", "in_house", "zh") == "自营"
    assert labels.label("category", "wages", "en") == "Wages"


def test_a_month_laid_out_in_days_is_labelled_by_days_and_clicks_choose_no_month() -> None:
    days = [date(2024, 3, day) for day in range(1, 32)]
    series = Series("回款", [1.0] * 31, LIGHT.accent, [""] * 31, id="channel=phone")
    figure = lines(Stage(days, LOOK), [series], "money")
    assert figure["layout"]["xaxis"]["ticktext"][:3] == ["03-01", "03-05", "03-10"]
    assert set(figure["data"][-1]["customdata"]) == {"channel=phone"}
    assert axes.is_daily(days)
    assert not axes.is_daily([date(2024, 3, 31), date(2024, 4, 30)])
