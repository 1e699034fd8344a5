"""Shrunken estimates: where each unit's cure rate most likely lies, in order of team and id, never ranked by value."""

from typing import Any

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.figures.forest import Dot, forest
from pages.shared.screen import View

ASKS = "agents/funnel"
# Estimates closer than this read as one number.
POOLED = 0.0005


def shrunken(view: View) -> Chart:
    """The estimate of every unit with its 90 % interval beside the overall rate; crosses are rates before shrinking."""
    asked, level = view.question(ASKS, people.among(view), level=people.level(view)), people.level(view)
    rows = people.ordered(asked.frame)
    dots = [_heading(view, name) if row is None else _dot(view, name, row) for name, row in people.headed(view, rows)]
    figure = forest(
        dots, "share", view.look, center=next((row["overall"] for row in rows), None),
        chosen=[click(level, unit) for unit in people.chosen(view)],
    )  # fmt: skip
    title = _title(view, rows)
    sub = view.say("agents.forest_sub", order=view.say(f"agents.order_{level}"))
    notes = [view.say("agents.overlap"), view.say("agents.forest_note")] if rows else []
    return Chart("estimates", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), clicks=True, notes=notes)


def _title(view: View, rows: list[dict[str, Any]]) -> str:
    """That all are put at the overall rate, where they differ no more than by chance."""
    who, known = view.say(f"agents.who_{people.level(view)}"), [row["estimate"] for row in rows]
    if len(rows) > 1 and max(known) - min(known) < POOLED:
        overall = numbers.share(rows[0]["estimate"], view.language)
        return view.say("agents.forest_title_pooled", who=who, overall=overall)
    return view.say("agents.forest_title", who=who)


def _heading(view: View, name: str) -> Dot:
    return Dot(name, None, None, None, "", "", view.look.colors.context)


def _dot(view: View, name: str, row: dict[str, Any]) -> Dot:
    low, high = row["estimate_lower"], row["estimate_upper"]
    estimate = numbers.share(row["estimate"], view.language)
    hover = view.say(
        "agents.forest_hover",
        name=people.called(view, row),
        estimate=estimate,
        low=numbers.share(low, view.language),
        high=numbers.share(high, view.language),
        rate=numbers.share(row["rate"], view.language),
        cases=numbers.count(row["at_risk"], view.language),
    )
    id = click(people.level(view), row["unit"])
    return Dot(name, row["estimate"], low, high, estimate, hover, view.look.colors.accent, row["rate"], id=id)
