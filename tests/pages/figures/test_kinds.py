from __future__ import annotations

from typing import Any

import pytest
from plotly.graph_objects import Figure

from pages.shared.axes import Look
from pages.shared.charts import Stage
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.figures.control_chart import Controlled, control_chart
from pages.shared.figures.forest import Dot, forest
from pages.shared.figures.funnel import Limits, Unit, funnel, limits
from pages.shared.figures.labels import Ground, beside, clear_of_each_other
from pages.shared.figures.scatter import Measure, Spot, scatter
from pages.shared.figures.steps import Stair, steps
from pages.shared.theme import DARK, LIGHT
from tests.pages.test_figures import months

LOOK = Look(LIGHT, "zh")
LOOKS = [LOOK, Look(DARK, "en"), Look(LIGHT, "zh", narrow=True)]
UNITS = [
    Unit("甲组", 100, 0.3, "甲组 30%", id="team=a/1"),
    Unit("乙组", 900, 0.5, "乙组 50%", outside="above"),
    Unit("丙组", 20, 0.9, "丙组 90%", few=True),
]
PAIR = Limits("99.8%", [20, 100, 900], [0.0, 0.1, 0.25], [0.9, 0.6, 0.4])
STAIRS = [
    Stair("触达", 1000, "1,000", ("–", "0.80元"), "触达"),
    Stair("接通", None, "未报送", ("–", "未报送"), "接通"),
]
CURVE = Banded(
    "90天", [1, 2, 3], [0.3, None, 0.1], LIGHT.accent, ["a", "b", "c"], [0.2, None, 0.0], [0.4, None, 0.2],
    hollow=[False, False, True],
)  # fmt: skip
DOTS = [
    Dot("甲组", 1.1, 0.9, 1.3, "1.10", "甲组", LIGHT.accent, raw=1.4),
    Dot("乙组", None, None, None, "未报送", "乙组", LIGHT.accent),
]


def charted(phases: list[int], values: list[float | None]) -> list[Controlled]:
    return [Controlled(v, 2.0 + p, 1.0 + p, 3.0 + p, str(v), phase=p) for p, v in zip(phases, values, strict=True)]


def every_figure(look: Look) -> list[dict[str, Any]]:
    stage = Stage(months(4), look)
    spots = [Spot("甲", 1.0, 0.2, 30, "甲", LIGHT.accent), Spot("乙", 2.0, 0.1, 0, "乙", LIGHT.accent, few=True)]
    return [
        funnel(UNITS, [PAIR], 0.3, "share", look, chosen=["team=a/1"]),
        funnel([], [], 0.3, "share", look),
        control_chart(stage, charted([0, 0, 1, 1], [2.0, None, 3.0, 9.0]), "ratio", ("均值", "下限", "上限")),
        scatter(spots, Measure("money", "成本", 1.5), Measure("share", "回收率"), look),
        scatter([], Measure("money", "成本"), Measure("share", "回收率"), look),
        steps(STAIRS, ("占上一步", "每个成本"), look),
        bands([CURVE], Along([1, 2, 3], ["1", "2", "3"], [(2, "两次")]), "share", look),
        bands([CURVE], Along([1, 3], ["1", "3"]), "share", look, stairs=True),
        bands([], Along([], []), "share", look),
        forest(DOTS, "ratio", look, center=1.0),
        forest([], "ratio", look),
    ]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_every_kind_is_a_valid_figure_without_a_legend(look: Look) -> None:
    for figure in every_figure(look):
        Figure(figure)
        assert not figure["layout"]["showlegend"]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_no_figure_takes_more_than_a_handful_of_traces(look: Look) -> None:
    assert max(len(figure["data"]) for figure in every_figure(look)) <= 5


def words(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_funnel_names_only_what_lies_outside_and_not_by_colour_alone() -> None:
    figure = funnel(UNITS, [PAIR], 0.3, "share", LOOK)
    assert "乙组" in words(figure)
    assert not {"甲组", "丙组"} & set(words(figure))
    marker = figure["data"][-1]["marker"]
    assert marker["symbol"] == ["circle", "triangle-up", "circle"]
    assert marker["color"] == [LIGHT.accent, LIGHT.signal, LIGHT.background]


def test_a_funnel_reads_its_limits_from_the_rows_in_order_of_size() -> None:
    row = {"lower_998": 0.1, "upper_998": 0.5, "adjusted_lower_998": None, "adjusted_upper_998": None}
    rows = [row | {"at_risk": 50}, row | {"at_risk": 10, "upper_998": 0.9}, row | {"at_risk": 0}]
    pairs = limits(rows, "at_risk", {"998": "99.8%", "adjusted_998": "调整"})
    assert [(p.name, p.sizes, p.upper, p.is_adjusted) for p in pairs] == [("99.8%", [10.0, 50.0], [0.9, 0.5], False)]


def test_mean_and_limits_are_never_joined_across_a_new_phase() -> None:
    figure = control_chart(
        Stage(months(4), LOOK),
        charted([0, 0, 1, 1], [2.0, 2.0, 3.0, 3.0]),
        "ratio",
        ("均值", "", ""),
        rebased="重新定限",
    )
    mean = figure["data"][0]
    assert mean["y"] == [2.0, 2.0, 2.0, 2.0, None, 3.0, 3.0, 3.0, 3.0, None]
    assert "重新定限" in words(figure)
    assert figure["layout"]["shapes"][-1]["x0"] == 1.5


def test_a_month_outside_the_limits_is_a_diamond_that_carries_its_month() -> None:
    points = [*charted([0, 0, 0], [2.0, 2.0, 2.0]), Controlled(9.0, 2.0, 1.0, 3.0, "", direction=1)]
    line = control_chart(Stage(months(4), LOOK), points, "ratio", ("", "", ""))["data"][-1]
    assert line["marker"]["symbol"] == ["circle"] * 3 + ["diamond"]
    assert line["customdata"][3] == "month=2024-04"


def test_steps_write_not_reported_and_keep_their_columns_on_a_phone() -> None:
    wide, narrow = (steps(STAIRS, ("占上一步", "每个成本"), look) for look in (LOOK, LOOKS[2]))
    assert {"未报送", "占上一步", "每个成本", "0.80元"} <= set(words(wide))
    assert narrow["layout"]["yaxis"]["ticktext"] == ["接通<br>未报送", "触达<br>0.80元"]


def test_a_band_encloses_its_curve_and_a_survival_curve_goes_in_stairs() -> None:
    whole = Banded("", [1, 2], [0.3, 0.2], LIGHT.accent, ["", ""], [0.2, 0.1], [0.4, 0.3])
    band = bands([whole], Along([1, 2], ["1", "2"]), "share", LOOK)["data"][0]
    assert (band["x"], band["y"]) == ([1, 2, 2, 1], [0.4, 0.3, 0.1, 0.2])
    stairs = bands([whole], Along([1, 2], ["1", "2"]), "share", LOOK, stairs=True)["data"]
    assert (stairs[0]["x"][:3], stairs[0]["y"][:3]) == ([1, 2, 2], [0.4, 0.4, 0.3])
    assert stairs[1]["line"]["shape"] == "hv"


def test_a_forest_keeps_its_order_and_draws_the_interval() -> None:
    figure = forest(DOTS, "ratio", LOOK, center=1.0)
    assert figure["layout"]["yaxis"]["ticktext"] == ["乙组", "甲组"]
    marks = next(trace for trace in figure["data"] if "error_x" in trace)
    assert marks["error_x"]["array"] == pytest.approx([0.2])
    assert marks["error_x"]["arrayminus"] == pytest.approx([0.2])
    written = next(trace for trace in figure["data"] if trace["mode"] == "text")
    assert "未报送" in written["text"]


GROUND = Ground({"range": [0.0, 10.0]}, {"range": [0.0, 10.0]}, LOOK)


def test_notes_that_would_overlap_give_way_to_the_first() -> None:
    notes = [{"x": 1.0, "y": 1.0, "text": name, "xanchor": "left"} for name in ("甲组", "乙组")]
    far = {"x": 1.0, "y": 9.0, "text": "丙组", "xanchor": "left"}
    assert [note["text"] for note in clear_of_each_other([*notes, far], GROUND)] == ["甲组", "丙组"]


def test_a_name_goes_to_whichever_side_of_its_point_is_free() -> None:
    points = [(5.0, 5.0, 5.0, "甲组"), (5.4, 5.0, 5.0, "乙组"), (9.9, 5.0, 5.0, "丙组")]
    anchors = {note["text"]: note["xanchor"] for note in beside(points, GROUND, LIGHT.text)}
    assert anchors == {"甲组": "right", "乙组": "left", "丙组": "right"}


def test_a_name_without_room_is_left_out() -> None:
    crowd = [(5.0 + i / 50, 5.0 + j / 30, 6.0, f"平台{i}{j}") for i in range(8) for j in range(8)]
    assert 0 < len(beside(crowd, GROUND, LIGHT.text)) < len(crowd)
