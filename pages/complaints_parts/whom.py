"""About whom: platforms, agencies or teams by the complaints one would expect of their cases."""

from typing import Any

import streamlit as st

from pages.shared import control, drill, numbers, span
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.figures.funnel import Unit, funnel, limits
from pages.shared.screen import View
from pages.shared.text import listing
from queries.filters import Filters

ASKS = "complaints/funnel"
LEVELS = ("platform", "agency", "team")
LIMITS = ("exact", "adjusted")
NOBODY = "unknown"
# Fewer expected complaints than this and a ratio says next to nothing.
FEW = 5.0
NAMED = 3
_PREFIX = {"exact": "", "adjusted": "adjusted_"}
_OUTSIDE = {"exact": "outside", "adjusted": "outside_adjusted"}


def funnel_plot(view: View) -> Chart:
    """Complaints over those expected, by how many were expected, with limits; a click keeps that unit alone."""
    level, drawn = _controls(view)
    asked = view.question(ASKS, _among(view, level), level=level)
    rows = known(asked.frame.to_dicts())
    outside = _OUTSIDE[drawn]
    units = [_unit(view, level, row, outside) for row in rows]
    names = {f"{_PREFIX[drawn]}{kind}": view.say(f"complaints.limit_{kind}") for kind in ("95", "998")}
    chosen = [click(level, value) for value in view.selection.kept(level)]
    figure = funnel(units, limits(rows, "expected", names), 1.0, "ratio", view.look, zero=True, chosen=chosen)
    title = _title(view, level, rows, outside)
    sub = view.say("complaints.funnel_sub", months=span.said(view))
    return Chart(
        "funnel", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), clicks=True,
        notes=[view.say("complaints.funnel_note"), *view.unfiltered(ASKS, without=(level,))],
    )  # fmt: skip


def _controls(view: View) -> tuple[str, str]:
    """By whom, the next step down unless the reader chose; and which limits."""
    start = drill.level(view.viewer, view.selection, LEVELS)
    with st.container(horizontal=True, gap="small"):
        level = control.choice(
            "level", view.say("complaints.level"), LEVELS, lambda one: view.say(f"complaints.by_{one}"), start
        )
        drawn = control.choice("limits", view.say("complaints.limits"), LIMITS, lambda k: view.say(f"complaints.{k}"))
    return level, drawn


def called(view: View, level: str, unit: str) -> str:
    """What a unit is called: a team with its platform where the reader looks at several."""
    name = view.label(level, unit)
    several = len(view.selection.kept("platform") or view.viewer.platforms or ("", "")) > 1
    if level != "team" or not several:
        return name
    return view.say("complaints.unit_of", platform=view.label("platform", unit.partition("/")[0]), unit=name)


def known(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of somebody of whom complaints were expected."""
    return [row for row in rows if row["unit"].rpartition("/")[2] != NOBODY and row["ratio"] is not None]


def above(view: View, level: str) -> list[str]:
    """Who lies above the exact 99.8 % limits, furthest first, as `name (ratio)`."""
    rows = known(view.question(ASKS, _among(view, level), level=level).frame.to_dicts())
    found = sorted((row for row in rows if row["outside"] == "above"), key=lambda row: -row["ratio"])
    return [
        view.say("complaints.times", name=called(view, level, row["unit"]),
                 ratio=numbers.decimal(row["ratio"], 1))
        for row in found
    ]  # fmt: skip


def _among(view: View, level: str) -> Filters:
    """The filters without the level looked at: whoever is chosen stays among the others."""
    return span.within(view, ASKS, without=(level,))


def _unit(view: View, level: str, row: dict[str, Any], outside: str) -> Unit:
    hover = view.say(
        "complaints.funnel_hover", name=called(view, level, row["unit"]),
        ratio=numbers.decimal(row["ratio"], 2), count=row["complaints"],
        expected=numbers.decimal(row["expected"], 1), cases=numbers.count(row["cases"], view.language),
        estimate=numbers.decimal(row["estimate"], 2),
        low=numbers.decimal(row["estimate_lower"], 2),
        high=numbers.decimal(row["estimate_upper"], 2),
        verdict=view.say(f"complaints.side_{row[outside] or 'inside'}"),
    )  # fmt: skip
    return Unit(
        called(view, level, row["unit"]), row["expected"], row["ratio"], hover, row[outside] or "",
        row["expected"] < FEW, click(level, row["unit"]),
    )  # fmt: skip


def _title(view: View, level: str, rows: list[dict[str, Any]], outside: str) -> str:
    if not rows:
        return view.say("complaints.funnel_question")
    far = [called(view, level, row["unit"]) for row in rows if row[outside] == "above"]
    if not far:
        return view.say("complaints.funnel_none")
    return view.say("complaints.funnel_some", names=listing(far, view.language, limit=NAMED))
