"""A chosen unit's trainings, and what the complaints about it are about."""

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from pages.agents_parts import training
from pages.shared import numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View

ASKS = "agents/courses"


def completed(view: View) -> Chart:
    """The courses completed over the months shown, latest first."""
    asked = view.question(ASKS)
    title, sub = view.say("agents_own.courses_title"), view.say("agents_own.courses_sub")
    drawn: Callable[[], object] = partial(_table, view, asked.frame, title)
    if asked.frame.is_empty():
        drawn = partial(st.info, view.say("agents_own.no_courses"))
    return Chart("own_courses", title, sub, drawn, title, asked, (ASKS,))


def _table(view: View, frame: pl.DataFrame, alt: str) -> None:
    shown = frame.select(
        pl.col("course").map_elements(lambda code: training.course(view, code), pl.String),
        pl.col("month").dt.strftime("%Y-%m"), "completions", "hours", "score",
    )  # fmt: skip
    heads = {name: view.say(f"agents_own.head_{name}") for name in shown.columns}
    config = heads | {name: st.column_config.NumberColumn(heads[name], format="%.1f") for name in ("hours", "score")}
    st.dataframe(shown, hide_index=True, alt=alt, height="content", column_config=config)


def causes(view: View) -> Chart:
    """What the complaints over the months shown are about."""
    asked = view.ask(["complaints"], ["cause"])
    bars = [
        Bar(click("cause", row["cause"]), view.label("cause", row["cause"]), float(row["complaints"]),
            numbers.count(row["complaints"], view.language), "", view.look.colors.accent)
        for row in asked.frame.to_dicts() if row["complaints"]
    ]  # fmt: skip
    title, sub = view.say("agents_own.causes_title"), view.say("agents_own.causes_sub")
    if not bars:
        none = view.say("agents_own.no_complaints" if asked.frame.height else "shared.not_reported")
        return Chart("own_causes", title, sub, partial(st.info, none), title, asked, ("complaints",))
    return Chart("own_causes", title, sub, ranked(bars, "count", view.look), title, asked, ("complaints",))
