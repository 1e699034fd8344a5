from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from pages.agents_parts import estimates, funnel, months, people, quality, training, words
from pages.shared import answers, link
from pages.shared.axes import Look
from pages.shared.reader import Reader
from pages.shared.screen import View
from pages.shared.selection import Selection
from pages.shared.text import Language, entries
from pages.shared.theme import LIGHT
from queries.access import Viewer
from queries.warehouse import Answer, Warehouse

PLATFORM = "yunpan_microcredit"
MONTHS = tuple(dt.date(2024, m, monthrange(2024, m)[1]) for m in range(1, 7))
Rows = list[dict[str, Any]]
Chosen = tuple[tuple[str, tuple[str, ...]], ...]
VERDICTS = ("最差", "差评", "排名第", "worst", " bad agent")
Asked = Callable[..., View]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """A view whose questions are answered from hand-made rows."""

    def view(rows: Rows, role: str = "manager", language: Language = "zh", chosen: Chosen = ()) -> View:
        answer = Answer(pl.DataFrame(rows, infer_schema_length=None), "", {}, (), reads_facts=False)
        monkeypatch.setattr(answers, "question", lambda *_: answer)
        monkeypatch.setattr(link, "first", lambda _: None)
        viewer = Viewer(role, (PLATFORM,) if role == "manager" else (PLATFORM, "anhe_finance"))
        warehouse = cast(Warehouse, SimpleNamespace(id="v", sample=True, as_of=MONTHS[-1]))
        reader = Reader(language, Look(LIGHT, language), viewer, warehouse)
        return View(reader, Selection(MONTHS, MONTHS[-1], "36", None, chosen))

    return view


def unit(number: int, team: str = "催收一组", outside: str | None = None, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "unit": f"{PLATFORM}/U{number:04d}", "platform": PLATFORM, "team": f"{PLATFORM}/{team}", "agency": "in_house",
        "at_risk": 100 + number, "worth": 90.0 + number, "observed": 40, "expected": 42.0, "ratio": 0.95,
        "rate": 0.4 + number / 1000, "overall": 0.42, "phi": 1.5, "tau2": 0.001, "estimate": 0.41,
        "estimate_lower": 0.36, "estimate_upper": 0.46, "outside": outside, "outside_adjusted": None,
    }  # fmt: skip
    ends = {f"{kind}{side}_{level}": 0.3 if side == "lower" else 0.5
            for kind in ("", "adjusted_") for side in ("lower", "upper") for level in ("95", "998")}  # fmt: skip
    return row | ends | more


def test_answer_names_who_needs_help_and_who_can_teach(asked: Asked) -> None:
    view = asked([unit(1, outside="above"), unit(2), unit(3, outside="below")])
    said = words.answer(view)
    assert "3 名催收员" in said
    assert "**U0003**的治愈率低于 99.8% 界限，宜先查明原因、给予帮助" in said
    assert "**U0001**的治愈率高于 99.8% 界限，可请其传授" in said
    assert "U0002" not in said


def test_answer_says_that_nobody_stands_out(asked: Asked) -> None:
    assert "**无一突出**" in words.answer(asked([unit(1), unit(2)]))
    assert "**nobody stands out** among 2 agents" in words.answer(asked([unit(1), unit(2)], language="en"))


def test_answer_without_cases_says_why(asked: Asked) -> None:
    assert "没有可评估的案件" in words.answer(asked([]))


def test_only_a_manager_is_offered_persons(asked: Asked) -> None:
    assert people.levels(asked([])) == ("agent", "team", "agency")
    assert people.level(asked([])) == "agent"
    for role in ("analyst", "operator"):
        view = asked([], role=role) if role == "analyst" else asked([], role="analyst")
        assert people.levels(view) == ("team", "agency")


def test_order_is_by_team_and_id_whatever_the_values(asked: Asked) -> None:
    rows = [unit(3, "催收三组", rate=0.9), unit(1, "催收二组", rate=0.1), unit(2, "催收一组", rate=0.5)]
    frame = pl.DataFrame(rows)
    assert [row["unit"][-5:] for row in people.ordered(frame)] == ["U0002", "U0001", "U0003"]
    view = asked(rows)
    names = estimates.shrunken(view).figure["layout"]["yaxis"]["ticktext"]  # type: ignore[index]
    assert names[::-1] == ["<b>催收一组</b>", "U0002", "<b>催收二组</b>", "U0001", "<b>催收三组</b>", "U0003"]


def test_what_nobody_is_known_to_have_done_is_no_unit() -> None:
    frame = pl.DataFrame([unit(1), unit(2) | {"unit": "unknown"}, unit(3) | {"unit": f"{PLATFORM}/unknown"}])
    assert [row["unit"] for row in people.ordered(frame)] == [f"{PLATFORM}/U0001"]


def test_the_chosen_unit_stays_among_the_others(asked: Asked) -> None:
    view = asked([], chosen=(("agent", (f"{PLATFORM}/U0001",)), ("bucket", ("M1",))))
    assert people.among(view).dimensions() == ("bucket",)
    assert people.chosen(view) == (f"{PLATFORM}/U0001",)


def test_units_of_several_platforms_say_whose_they_are(asked: Asked) -> None:
    team = unit(1) | {"unit": f"{PLATFORM}/催收一组"}
    assert people.called(asked([], role="analyst"), team) == "涢畔小贷·催收一组"
    assert people.called(asked([]), unit(1)) == "U0001"


@pytest.mark.parametrize(
    ("sides", "title"),
    [
        (["below", "above"], "1 个低于、1 个高于"),
        (["below", None], "1 个低于 99.8% 界限"),
        ([None, "above"], "1 个高于 99.8% 界限"),
        ([None, None], "没有超出 99.8% 界限的"),
    ],
)
def test_funnel_says_how_many_are_outside(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, sides: list[str | None], title: str
) -> None:
    monkeypatch.setattr("pages.shared.control.choice", lambda name, label, options, called: options[0])
    view = asked([unit(i, outside=side) for i, side in enumerate(sides)])
    drawn = funnel.by_cases(view)
    assert drawn.title.startswith(title)
    assert any("信号，请查找原因" in note for note in drawn.notes)


def test_funnel_explains_why_few_stay_outside_wider_limits(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.shared.control.choice", lambda name, label, options, called: options[1])
    drawn = funnel.by_cases(asked([unit(1, outside="above"), unit(2)]))
    assert drawn.title.startswith("没有超出")
    assert any("1.50 倍（φ）" in note and "由 1 个减为 0 个" in note for note in drawn.notes)
    calm = funnel.by_cases(asked([unit(1, phi=0.9, tau2=0.0)]))
    assert any("未超过随机所能解释" in note for note in calm.notes)


def test_nowhere_is_anyone_called_bad() -> None:
    said = [str(entry) for key, entry in entries().items() if key.startswith("agents")]
    assert not [line for line in said if any(word in line for word in VERDICTS)]


def wave(**more: Any) -> dict[str, Any]:
    return {
        "course": "m1_conversation", "month": dt.date(2025, 2, 28), "treated": 12, "control": 18, "months_before": 12,
        "months_after": 20, "estimate": 0.025, "lower": 0.005, "upper": 0.045, "p_value": 0.0004, "pre_trend_p": 0.4,
        "naive": 0.047, "naive_lower": 0.03, "naive_upper": 0.06, "regression_to_the_mean": 0.022,
        "verdict": "credible", "reason": None,
    } | more  # fmt: skip


NONE = {name: None for name in ("estimate", "lower", "upper", "p_value", "pre_trend_p", "naive", "naive_lower",
                                "naive_upper", "regression_to_the_mean")}  # fmt: skip


def test_a_credible_training_is_told_from_regression_to_the_mean(asked: Asked) -> None:
    drawn = training.effects(asked([wave()]))
    assert drawn.title == "M1 沟通技巧（2025-02）的效果为 +2.50 个百分点：可信"
    assert any("趋均值回归" in note and "+4.70" in note and "+2.20" in note for note in drawn.notes)
    marks = drawn.figure["data"][-1]  # type: ignore[index]
    assert sorted(marks["x"]) == pytest.approx([2.5, 4.7])


def test_weak_evidence_names_its_doubt(asked: Asked) -> None:
    drawn = training.effects(asked([wave(verdict="weak", reason="includes_zero", lower=-0.01)]))
    assert "证据不足" in drawn.title
    assert any("区间包含零" in note for note in drawn.notes)


@pytest.mark.parametrize("reason", ["too_few_trained", "too_few_not_trained", "too_few_months_before",
                                    "too_few_months_after", "no_events"])  # fmt: skip
def test_what_cannot_be_estimated_says_so_and_draws_no_dot(asked: Asked, reason: str) -> None:
    drawn = training.effects(asked([wave(verdict="not_estimable", reason=reason, **NONE)]))
    assert drawn.title == "没有一次培训的效果可以估计"
    assert callable(drawn.figure)
    assert any(note.startswith("无法估计：") for note in drawn.notes)


def test_without_trainings_the_place_is_kept_kindly(asked: Asked) -> None:
    drawn = training.effects(asked([]))
    assert drawn.title == "没有可评估的培训"
    assert callable(drawn.figure)


def month(number: int, **more: Any) -> dict[str, Any]:
    return {"month": MONTHS[number], "at_risk": 40, "cured": 20, "expected": 18.0, "rate": 0.5, "expected_rate": 0.45,
            "lower_998": 0.2, "upper_998": 0.7, "outside": None} | more  # fmt: skip


def test_a_units_months_are_marked_only_where_they_are_outside(asked: Asked) -> None:
    calm = months.against_expectation(asked([month(0), month(2)]))
    assert calm.title == "逐月实际与预期：均在界限之内"
    assert not calm.notes
    odd = months.against_expectation(asked([month(0), month(1, rate=0.8, outside="above"), month(2, at_risk=4)]))
    assert odd.title == "逐月实际与预期：1 个月在界限之外"
    marks = odd.figure["data"][-1]["marker"]  # type: ignore[index]
    assert marks["symbol"][:3] == ["circle", "diamond", "circle"]
    assert marks["color"][2] == LIGHT.background
    assert any("信号" in note for note in odd.notes)


def test_a_month_without_cases_is_a_gap(asked: Asked) -> None:
    drawn = months.against_expectation(asked([month(0), month(2)])).figure
    assert drawn["data"][-1]["y"] == [0.5, None, 0.5, None, None, None]  # type: ignore[index]


def test_quality_together_weighs_every_unit_by_what_it_rests_on(asked: Asked) -> None:
    def row(number: int, value: float | None, base: int | None) -> dict[str, Any]:
        measures = {f"{id}{part}": None for id in quality.MEASURES for part in ("", "_lower", "_upper", "_base")}
        rate = "right_party_contact_rate"
        return unit(number) | measures | {rate: value, f"{rate}_lower": 0.1, f"{rate}_upper": 0.9, f"{rate}_base": base}

    figure = quality.side_by_side(asked([row(1, 0.2, 300), row(2, 0.6, 100), row(3, None, None)])).figure
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [pytest.approx(0.3)]  # type: ignore[index]
    words = [note["text"] for note in figure["layout"]["annotations"]]  # type: ignore[index]
    assert words.count("未报送") == len(quality.MEASURES) - 1
