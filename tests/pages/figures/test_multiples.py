from __future__ import annotations

from typing import Any

import pytest
from plotly.graph_objects import Figure

from pages.shared.axes import Look
from pages.shared.figures.multiples import Cell, Measure, multiples
from pages.shared.theme import DARK, LIGHT

LOOKS = [Look(LIGHT, "zh"), Look(DARK, "en"), Look(LIGHT, "zh", narrow=True)]
ROWS = ["<b>一组</b>", "甲", "乙"]
RATE = Measure(
    "本人接通率", "share", 0.3, [Cell(None, ""), Cell(0.3, "甲", 0.2, 0.45), Cell(0.5, "乙", few=True)]
)  # fmt: skip
SILENT = Measure("质检得分", "count", None, [Cell(None, "")] * 3)


def drawn(look: Look = LOOKS[0], chosen: tuple[bool, ...] = ()) -> dict[str, Any]:
    return multiples(ROWS, [RATE, SILENT], look, missing="未报送", chosen=chosen)


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_columns_are_a_valid_figure_side_by_side_over_the_same_rows(look: Look) -> None:
    figure = drawn(look)
    Figure(figure)
    first, second = figure["layout"]["xaxis"]["domain"], figure["layout"]["xaxis2"]["domain"]
    assert 0 == first[0] < first[1] < second[0] < second[1] <= 1
    assert [trace["y"] for trace in figure["data"]] == [[0, 1, 2], [0, 1, 2]]
    assert figure["layout"]["yaxis"]["range"][0] > figure["layout"]["yaxis"]["range"][1]


def test_an_interval_reaches_from_its_lower_to_its_upper_end() -> None:
    error = drawn()["data"][0]["error_x"]
    assert error["array"] == pytest.approx([0, 0.15, 0])
    assert error["arrayminus"] == pytest.approx([0, 0.1, 0])


def test_few_cases_are_hollow_and_whoever_is_chosen_stands_out() -> None:
    marker = drawn(chosen=(False, True, False))["data"][0]["marker"]
    assert marker["color"] == [LIGHT.context, LIGHT.accent, LIGHT.background]
    assert marker["line"]["color"] == [LIGHT.context, LIGHT.accent, LIGHT.context]


def test_a_column_without_values_says_so_and_draws_no_line() -> None:
    layout = drawn()["layout"]
    assert [note["text"] for note in layout["annotations"]] == ["本人接通率", "质检得分", "未报送"]
    assert [shape["x0"] for shape in layout["shapes"]] == [0.3]


def test_a_value_of_few_cases_does_not_stretch_its_column() -> None:
    odd = Measure(
        "千案投诉率", "per_thousand", 4.0, [Cell(3.0, ""), Cell(5.0, ""), Cell(900.0, "", 20.0, 3000.0, few=True)]
    )
    figure = multiples(ROWS, [odd], LOOKS[0], missing="")
    dots, end = figure["data"][0], figure["layout"]["xaxis"]["range"][1]
    assert end < 20
    assert dots["marker"]["symbol"] == ["circle", "circle", "triangle-right"]
    assert dots["x"][2] + dots["error_x"]["array"][2] == end


def test_a_column_may_start_at_zero() -> None:
    level = Measure("在管案件", "count", 41.0, [Cell(v, "") for v in (40.0, 41.0, 42.0)], zero=True)
    assert multiples(ROWS, [level], LOOKS[0], missing="")["layout"]["xaxis"]["range"][0] == 0


def test_without_rows_nothing_is_drawn() -> None:
    assert multiples([], [], LOOKS[0], missing="")["data"] == []
