from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from pages.shared import axes, charts, map, plots
from pages.shared.axes import Event, Look
from pages.shared.charts import Series, Stage
from pages.shared.map import Tile
from pages.shared.plots import Bar, Step
from pages.shared.theme import DARK, LIGHT
from queries.reference import load

LOOK = Look(LIGHT, "zh")
BAR = Bar("platform=a", "甲", 0.1, "10%", "", LIGHT.accent)
LOOKS = {"light": LOOK, "dark": Look(DARK, "en"), "phone": Look(LIGHT, "zh", narrow=True)}
VALUES: list[float | None] = [0.05, 0.06, None, 0.08, 0.07, 0.09]


def months(count: int, year: int = 2024) -> list[date]:
    numbers = [year * 12 + i for i in range(count)]
    return [date(n // 12, n % 12 + 1, monthrange(n // 12, n % 12 + 1)[1]) for n in numbers]


def series(values: list[float | None] = VALUES, **more: Any) -> Series:
    return Series("甲", values, LIGHT.accent, [str(v) for v in values], **more)


def every_figure(look: Look) -> list[dict[str, Any]]:
    stage = Stage(months(6), look, events=[Event(date(2024, 2, 10), "春节")], focus=2)
    tile = {code: Tile(0.1 + i / 100, "10%", "x", few=i == 0) for i, code in enumerate(load().regions)}
    steps = [Step("2024-01", 0.1, "10%", "", total=True), Step("甲", 0.02, "+2", ""), Step("乙", -0.01, "−1", ""),
             Step("2024-02", 0.11, "11%", "", total=True)]  # fmt: skip
    return [
        charts.stacked(stage, [series(id="bucket=M1"), series(id="bucket=M2")], "share", chosen=["bucket=M1"]),
        charts.lines(stage, [series(hollow=[True] * 6)], "share"),
        charts.lines(stage, [series([None] * 6)], "money"),
        plots.ranked([BAR, Bar("platform=b", "乙", None, "未报送", "", LIGHT.context)], "share", look),
        plots.curves([series([0.0, 0.01, 0.02]), series([0.0, 0.03])], "share", look, places=3),
        plots.heat(["M0"], ["M0", "M1"], [[0.9, None]], [["90", ""]], [["a", "b"]], look),
        plots.waterfall(steps, "share", look),
        plots.ranked([], "share", look),
        map.tiles(tile, look, chosen=["420923100"]),
        map.tiles({}, look),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "look", [LOOK, Look(DARK, "en"), Look(LIGHT, "zh", narrow=True)], ids=["light", "dark", "phone"]
)
def test_every_figure_is_valid_and_within_the_phones_height(look: Look) -> None:
    for figure in every_figure(look):
        Figure(figure)
        assert not figure["layout"]["showlegend"]


def test_time_charts_on_a_phone_are_280_pixels_high() -> None:
    figure = charts.lines(Stage(months(36), Look(LIGHT, "zh", narrow=True), height=340), [series([0.1] * 36)], "share")
    assert figure["layout"]["height"] == 280
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 4


def test_a_missing_month_is_hatched_and_named_and_never_bridged() -> None:
    figure = charts.lines(Stage(months(6), LOOK), [series()], "share")
    line = next(trace for trace in figure["data"] if trace.get("name") == "甲")
    assert line["y"][2] is None
    assert not line["connectgaps"]
    hatch = next(trace for trace in figure["data"] if trace["type"] == "bar")
    assert hatch["x"] == [2]
    assert hatch["marker"]["pattern"]["shape"] == "/"
    assert any(trace.get("text") == ["未报送"] for trace in figure["data"])


def test_stacked_bars_start_at_zero_and_are_named_at_the_end() -> None:
    figure = charts.stacked(Stage(months(6), LOOK), [series(), series()], "share")
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert [note["text"][-1] for note in figure["layout"]["annotations"]] == ["甲", "甲"]


def test_a_click_carries_month_and_bucket() -> None:
    figure = charts.stacked(Stage(months(6), LOOK), [series(id="bucket=M2")], "share")
    assert figure["data"][-1]["customdata"][1] == "month=2024-02&bucket=M2"


def test_events_outside_the_months_are_left_out() -> None:
    events = [Event(date(2023, 1, 22), "春节"), Event(date(2024, 2, 10), "春节")]
    shapes, notes = axes.event_marks(events, months(6), LOOK)
    assert len(shapes) == len(notes) == 1
    assert 0.5 < shapes[0]["x0"] < 1.5


def test_bars_are_sorted_and_say_not_reported() -> None:
    bars = [
        Bar("a", "甲", 0.1, "10%", "", ""),
        Bar("b", "乙", None, "未报送", "", ""),
        Bar("c", "丙", 0.3, "30%", "", ""),
    ]
    figure = plots.ranked(bars, "share", LOOK)
    assert figure["layout"]["yaxis"]["ticktext"] == ["乙", "甲", "丙"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["未报送", "10%", "30%"]


def test_waterfall_ends_where_its_steps_lead() -> None:
    steps = [Step("a", 0.10, "", "", total=True), Step("b", 0.02, "", ""), Step("c", 0.12, "", "", total=True)]
    bar = plots.waterfall(steps, "share", LOOK)["data"][0]
    tops = [base + height for base, height in zip(bar["base"], bar["y"], strict=True)]
    assert tops == pytest.approx([0.10, 0.12, 0.12])
    assert bar["base"][1] == pytest.approx(0.10)


def test_small_counts_are_hollow() -> None:
    bar = plots.ranked([Bar("a", "甲", 0.1, "10%", "", LIGHT.accent, few=True)], "share", LOOK)["data"][0]
    assert bar["marker"]["color"] == ["rgba(0,0,0,0)"]
    tile = map.tiles({"420923100": Tile(0.5, "50%", "", few=True)}, LOOK)["data"][0]
    assert tile["marker"]["color"] == [LIGHT.surface]


def test_tiles_lie_where_the_reference_puts_them() -> None:
    region = load().regions["420923101"]
    tile = map.tiles({"420923101": Tile(0.1, "10%", "")}, LOOK)["data"][0]
    assert (tile["x"], tile["base"]) == ([region.tile_column], [region.tile_row])


def test_a_sparkline_breaks_at_a_gap_and_marks_the_month_looked_at() -> None:
    drawn = plots.spark([1.0, 2.0, None, 3.0, 4.0], 1, LIGHT.accent, LIGHT.signal, "逾期率逐月走势")
    assert drawn.count("M") == 2
    assert drawn.count("circle") == 1
    assert 'alt="逾期率逐月走势"' in drawn
    assert "circle" not in plots.spark([None, None], None, LIGHT.accent, LIGHT.signal, "x")


def test_a_value_between_two_gaps_is_seen() -> None:
    assert unquote(plots.spark_address([1.0, 2.0, None, 3.0, None], LIGHT.accent)).count("circle") == 1
    values = [1.0, None, 2.0, None, *[3.0] * 20]
    drawn = charts.trace(Series("", values, LIGHT.accent, [""] * 24), list(range(24)), LOOK)
    assert [i for i, size in enumerate(drawn["marker"]["size"]) if size] == [0, 2]
    assert "markers" in drawn["mode"]
    whole = charts.trace(Series("", [1.0] * 24, LIGHT.accent, [""] * 24), list(range(24)), LOOK)
    assert whole["mode"] == "lines"


def test_a_sparkline_from_zero_lies_at_its_foot_where_there_is_none() -> None:
    drawn = unquote(plots.spark_address([0.0, 4.0, 2.0], LIGHT.accent, height=24, zero=True))
    assert "M4.0 20.0L100.0 4.0L196.0 12.0" in drawn
    assert "M4.0 20.0L196.0 20.0" in unquote(plots.spark_address([3.0, 3.0], LIGHT.accent, height=24))
    assert "M4.0 4.0L196.0 4.0" in unquote(plots.spark_address([3.0, 3.0], LIGHT.accent, height=24, zero=True))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_labels_keep_apart_and_inside(values: list[float]) -> None:
    gap = 0.08
    placed = axes.apart(values, gap, 0.0, 1.0)
    assert all(-1e-9 <= p <= 1 + 1e-9 for p in placed)
    order = sorted(range(len(values)), key=lambda i: values[i])
    assert all(placed[b] - placed[a] > gap * 0.5 for a, b in pairwise(order))


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=0, max_size=20), st.booleans())
def test_axis_holds_every_value(values: list[float], zero: bool) -> None:
    axis = axes.value_axis("money", values, LOOK, zero=zero)
    low, high = axis["range"]
    assert low < high
    slack = 1e-6 * (high - low)
    assert all(low - slack <= v <= high + slack for v in values)
    assert 2 <= len(axis["tickvals"]) <= 12


def test_the_last_tick_of_an_axis_carries_the_unit_and_no_tick_needless_zeros() -> None:
    assert axes.value_axis("money", [0, 600_000], LOOK)["ticktext"] == ["0", "20万", "40万", "60万元"]
    assert axes.value_axis("hours", [0, 60], LOOK)["ticktext"][-1] == "60 小时"
    assert axes.value_axis("money", [0, 2], LOOK)["ticktext"] == ["0", "0.5", "1", "1.5", "2元"]


def test_counts_are_marked_at_whole_numbers() -> None:
    assert axes.value_axis("count", [1], LOOK)["ticktext"] == ["0", "1"]
    assert axes.value_axis("count", [10], LOOK)["tickvals"] == [0, 5, 10]
    assert axes.value_axis("count", [100], LOOK)["tickvals"] == [0, 25, 50, 75, 100]
