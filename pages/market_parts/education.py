"""Borrower education: what was held where, and whether fewer fell behind afterwards than where nothing was held."""

from functools import partial
from typing import Any

import streamlit as st

from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.forest import Dot, forest
from pages.shared.screen import View
from pages.shared.text import harmless

ASKS, ALL = "market/outreach", "market/outreach_together"
# More rows than this no longer fit on a screen; all are in the table.
SHOWN = 12
_FIGURES = ("before", "after", "difference")


def effects(view: View) -> Chart:
    """All events together, and the latest of each that can be told: the change against townships without one."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    whole = view.question(ALL, view.within(view.selection.filters(), ALL)).frame.to_dicts()[0]
    rows = [row for row in asked.frame.to_dicts() if row["difference"] is not None]
    dots = [_dot(view, view.say("market.all_events"), whole, strong=True)] if whole["difference"] is not None else []
    dots += [_dot(view, _called(view, row), row) for row in rows[:SHOWN]]
    figure = forest(dots, "ratio", view.look, center=0.0)
    title, sub = _title(view, whole), view.say("market.effects_sub", count=min(len(rows), SHOWN))
    return Chart(
        "education", title, sub, figure, f"{title}. {sub}", asked, (ASKS, ALL),
        notes=[*_doubt(view, whole), view.say("market.effects_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _called(view: View, row: dict[str, Any]) -> str:
    return f"{view.label('region', row['region'])} {row['held_on']:%Y-%m-%d}"


def _dot(view: View, name: str, row: dict[str, Any], *, strong: bool = False) -> Dot:
    """In percentage points."""
    color = view.look.colors.accent if strong or row["verdict"] == "credible" else view.look.colors.context
    edges = {edge: numbers.points(row[edge], view.language) for edge in ("difference", "lower", "upper")}
    said = view.say(
        "market.effect_hover", name=name, topic=harmless(str(row.get("topic") or "")),
        verdict=verdict(view, row), **edges,
    )  # fmt: skip
    written = numbers.signed(row["difference"] * 100, 1)
    value, low, high = (row[edge] * 100 for edge in ("difference", "lower", "upper"))
    return Dot(name, value, low, high, written, said, color, few=not strong and row["verdict"] != "credible")


def verdict(view: View, row: dict[str, Any]) -> str:
    """The verdict in words, with the reason."""
    said = view.say(f"market.verdict_{row['verdict']}")
    if row["reason"] is None:
        return said
    return view.say("market.because", verdict=said, reason=view.say(f"market.reason_{row['reason']}"))


def _title(view: View, whole: dict[str, Any]) -> str:
    if not whole["events"]:
        return view.say("market.effects_silent")
    if whole["difference"] is None:
        return view.say("market.effects_not_estimable", count=whole["events"])
    said = {edge: numbers.points(whole[edge], view.language) for edge in ("difference", "lower", "upper")}
    return view.say(f"market.effects_{whole['verdict']}", count=whole["events"], **said)


def _doubt(view: View, whole: dict[str, Any]) -> list[str]:
    return [view.say("market.effects_doubt", verdict=verdict(view, whole))] if whole["reason"] else []


def events(view: View) -> Chart:
    """Every event in the months shown, with what came before and after, and the verdict."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    rows = asked.frame.to_dicts()
    people = [row["attendees"] for row in rows if row["attendees"] is not None]
    title = view.say("market.events_none")
    if rows:
        title = view.say("market.events_title", count=len(rows), people=numbers.count(sum(people), view.language))
    return Chart(
        "education_events", title, view.say("market.events_sub"), partial(_table, view, rows, title), title, asked,
        (ASKS, "market/events"), notes=view.unfiltered(ASKS),
    )  # fmt: skip


def _table(view: View, rows: list[dict[str, Any]], alt: str) -> None:
    if not rows:
        st.info(view.say("empty.chart"))
        return
    shown = [
        {
            view.say("market.held_on"): f"{row['held_on']:%Y-%m-%d}",
            view.say("filter.region"): view.label("region", row["region"]),
            view.say("filter.platform"): view.label("platform", row["platform"]),
            view.say("market.topic"): row["topic"],
            view.say("market.attendees"): row["attendees"],
            view.say("market.before"): _share(view, row, "before"),
            view.say("market.after"): _share(view, row, "after"),
            view.say("market.difference"): _interval(view, row),
            view.say("market.verdict"): verdict(view, row),
        }
        for row in rows
    ]
    right = {view.say(f"market.{name}"): st.column_config.TextColumn(alignment="right") for name in _FIGURES}
    st.dataframe(shown, hide_index=True, alt=alt, placeholder=view.say("shared.no_data"), column_config=right)


def _share(view: View, row: dict[str, Any], column: str) -> str:
    return _missing(view, row, column) or numbers.share(row[column], view.language, 2)


def _interval(view: View, row: dict[str, Any]) -> str:
    if missing := _missing(view, row, "difference"):
        return missing
    edges = {edge: numbers.signed(row[edge] * 100, 2) for edge in ("difference", "lower", "upper")}
    return view.say("market.interval", **edges)


def _missing(view: View, row: dict[str, Any], column: str) -> str:
    """What stands in place of a figure that is hidden, or that cannot be estimated as the verdict says."""
    if row[column] is not None:
        return ""
    return "*" if view.hidden(row, column) else "–"
