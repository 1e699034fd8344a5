"""Whether training worked: against the untrained, beside the plain before and after, with a verdict in words."""

from functools import partial
from typing import Any

import streamlit as st

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.forest import Dot, forest
from pages.shared.screen import View

ASKS = "agents/training_effect"
SPANS = {"effect": ("estimate", "lower", "upper"), "naive": ("naive", "naive_lower", "naive_upper")}


def effects(view: View) -> Chart:
    """Every wave that can be judged: its estimate with interval, the naive difference beside it, the rest in words."""
    asked = view.question(ASKS, people.among(view))
    rows = asked.frame.to_dicts()
    judged = [row for row in rows if row["estimate"] is not None]
    notes = [said for row in judged for said in (_said(view, row), _regression(view, row)) if said]
    notes += _not_estimable(view, [row for row in rows if row["estimate"] is None])
    title, sub = _title(view, rows, judged), view.say("agents_training.effect_sub")
    figure = _figure(view, judged) if judged else partial(st.info, _silence(view, rows))
    return Chart("training", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), notes=notes)


def course(view: View, code: str) -> str:
    """What a course is called."""
    return view.label("course", code)


def _wave(view: View, row: dict[str, Any]) -> str:
    return view.say("agents_training.wave", course=course(view, row["course"]), month=numbers.month(row["month"]))


def _title(view: View, rows: list[dict[str, Any]], judged: list[dict[str, Any]]) -> str:
    """The finding on the wave that can best be told, credible before weak."""
    if not judged:
        return view.say("agents_training.not_title" if rows else "agents_training.none_title")
    first = min(judged, key=lambda row: row["verdict"] != "credible")
    estimate = numbers.points(first["estimate"], view.language)
    return view.say(f"agents_training.title_{first['verdict']}", course=_wave(view, first), estimate=estimate)


def _silence(view: View, rows: list[dict[str, Any]]) -> str:
    return view.say("agents_training.too_few" if rows else "agents_training.none")


def _figure(view: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    dots = [_dot(view, row, kind, columns, alone=len(rows) == 1) for row in rows for kind, columns in SPANS.items()]
    return forest([dot for dot in dots if dot.value is not None], "ratio", view.look, center=0.0)


def _dot(view: View, row: dict[str, Any], kind: str, columns: tuple[str, str, str], *, alone: bool) -> Dot:
    """In percentage points; a wave alone is named in the title."""
    name = view.say(f"agents_training.row_{kind}")
    if not alone:
        name = view.say("agents_training.row_of", course=_wave(view, row), kind=name)
    color = view.look.colors.context if kind == "naive" else view.look.colors.accent
    value, low, high = (None if row[column] is None else row[column] * 100 for column in columns)
    if value is None or low is None or high is None:
        return Dot(name, None, None, None, "", "", color)
    written = [numbers.points(edge / 100, view.language) for edge in (value, low, high)]
    hover = view.say("agents_training.hover", name=name, value=written[0], low=written[1], high=written[2])
    return Dot(name, value, low, high, numbers.signed(value, 1), hover, color, few=kind == "naive")


def _said(view: View, row: dict[str, Any]) -> str:
    """The verdict with what it rests on."""
    points = {name: numbers.points(row[name], view.language) for name in ("estimate", "lower", "upper")}
    doubt = view.say(f"agents_training.reason_{row['reason']}") if row["reason"] else ""
    return view.say(
        f"agents_training.said_{row['verdict']}", wave=_wave(view, row), treated=row["treated"],
        control=row["control"], before=row["months_before"], after=row["months_after"], doubt=doubt,
        p=_p(view, row["p_value"]), pre=_p(view, row["pre_trend_p"]), **points,
    )  # fmt: skip


def _p(view: View, value: float | None) -> str:
    if value is None:
        return view.say("shared.no_data")
    return "< 0.001" if value < 0.001 else f"= {numbers.decimal(value, 3)}"


def _regression(view: View, row: dict[str, Any]) -> str:
    """Why the plain difference says more, where it does."""
    if row["naive"] is None or row["regression_to_the_mean"] <= 0:
        return ""
    return view.say(
        "agents_training.regression", naive=numbers.points(row["naive"], view.language),
        excess=numbers.points(row["regression_to_the_mean"], view.language),
    )  # fmt: skip


def _not_estimable(view: View, rows: list[dict[str, Any]]) -> list[str]:
    """The waves that cannot be judged, with the reason of each."""
    reasons = [view.say(f"agents_training.reason_{row['reason']}") for row in rows]
    said = [view.say("agents_training.because", wave=_wave(view, row), reason=reason)
            for row, reason in zip(rows, reasons, strict=True)]  # fmt: skip
    joined = ("；" if view.language == "zh" else "; ").join(said)
    return [view.say("agents_training.not_estimable", waves=joined)] if said else []
