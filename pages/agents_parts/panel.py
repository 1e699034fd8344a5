"""The event study of a course: trained and untrained side by side, month by month around it."""

from functools import partial
from typing import Any

import streamlit as st

from pages.agents_parts import people, training
from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View

ASKS = "agents/training_panel"
FEW = 30
GROUPS = ("trained", "not_trained")


def before_and_after(view: View) -> Chart:
    """The adjusted cure rate of the trained and of everyone else, by months from the training."""
    known = view.question(training.ASKS, people.among(view)).frame
    # A course that can be judged comes first: it is the one worth looking at.
    courses = list(dict.fromkeys(known.sort("estimate", nulls_last=True)["course"]))
    title = view.say("agents_training.panel_title")
    if not courses:
        asked, said = view.question(training.ASKS, people.among(view)), view.say("agents_training.none")
        return Chart("panel", title, "", partial(st.info, said), title, asked, (ASKS,))
    chosen = courses[0]
    if len(courses) > 1:
        called = partial(training.course, view)
        chosen = control.pick("course", view.say("agents_training.course"), courses, called, chosen)
    asked = view.question(ASKS, people.among(view), course=chosen)
    sub = view.say("agents_training.panel_sub", course=training.course(view, chosen))
    notes = [view.say("agents_training.panel_note")]
    return Chart("panel", title, sub, _figure(view, asked.frame.to_dicts()), f"{title}. {sub}", asked, (ASKS,),
                 notes=notes)  # fmt: skip


def _figure(view: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    colors = (view.look.colors.accent, view.look.colors.context)
    curves = [_curve(view, group, color, [row for row in rows if row["group"] == group])
              for group, color in zip(GROUPS, colors, strict=True)]  # fmt: skip
    every = 6 if view.look.narrow else 3
    places = sorted({row["relative_month"] for row in rows})
    shown = [place for place in places if place % every == 0]
    words = [numbers.signed(place, 0) for place in shown]
    along = Along(shown, words, [(0, view.say("agents_training.trained_here"))])
    return bands(curves if rows else [], along, "share", view.look, height=320, zero=False)


def _curve(view: View, group: str, color: str, rows: list[dict[str, Any]]) -> Banded:
    ordered = sorted(rows, key=lambda row: row["relative_month"])
    name = view.say(f"agents_training.{group}")
    return Banded(
        name,
        [row["relative_month"] for row in ordered],
        [row["adjusted_rate"] for row in ordered],
        color,
        [_hover(view, name, row) for row in ordered],
        hollow=[(row["at_risk"] or 0) < FEW for row in ordered],
    )


def _hover(view: View, name: str, row: dict[str, Any]) -> str:
    return view.say(
        "agents_training.panel_hover", group=name, month=numbers.month(row["month"]),
        relative=numbers.signed(row["relative_month"], 0),
        rate=numbers.share(row["adjusted_rate"], view.language, 2), cases=numbers.count(row["at_risk"], view.language),
    )  # fmt: skip
