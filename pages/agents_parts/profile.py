"""Who a chosen unit is: team, agency, how long, and what it did over the months shown."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import listing

ASKS = "agents/profile"


def of(view: View) -> Chart:
    """A short list of facts about the chosen unit."""
    asked = view.question(ASKS, view.selection.filters(first=None, last=None))
    rows = asked.frame.to_dicts()
    name = view.label(people.level(view), people.chosen(view)[0])
    title = view.say("agents_own.profile_title", name=name)
    facts = "\n".join(f"- {fact}" for fact in _facts(view, rows))
    return Chart("profile", title, _where(view, rows), partial(st.markdown, facts), title, asked, (ASKS,))


def _where(view: View, rows: list[dict[str, Any]]) -> str:
    parts = [("platform", "platform"), ("agency", "agency"), ("team", "team")]
    held = [listing(sorted({view.label(d, row[c]) for row in rows if row[c]}), view.language) for d, c in parts]
    return " · ".join(part for part in held if part)


def _facts(view: View, rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return [view.say("agents_own.no_roster")]
    agents, active = (sum(row[column] for row in rows) for column in ("agents", "active"))
    hired = min((row["first_hired_on"] for row in rows if row["first_hired_on"]), default=None)
    facts = [_tenure(view, rows[0])] if people.level(view) == "agent" else []
    if not facts:
        facts = [view.say("agents_own.roster", count=agents, active=active, hired=_day(view, hired))]
    return [*facts, *_worked(view)]


def _tenure(view: View, row: dict[str, Any]) -> str:
    said = {"hired": _day(view, row["first_hired_on"]), "left": _day(view, row["last_left_on"])}
    return view.say("agents_own.left" if row["last_left_on"] else "agents_own.hired", **said)


def _day(view: View, day: date | None) -> str:
    return view.say("shared.not_reported") if day is None else f"{day:%Y-%m-%d}"


def _worked(view: View) -> list[str]:
    """What it did over the months shown, against its expectation."""
    asked = view.question("agents/funnel", people.among(view), level=people.level(view))
    row = next((row for row in people.ordered(asked.frame) if row["unit"] in people.chosen(view)), None)
    if row is None:
        return [view.say("agents_own.no_cases")]
    return [
        view.say(
            "agents_own.outcome", cases=numbers.count(row["at_risk"], view.language),
            observed=numbers.count(row["observed"], view.language),
            expected=numbers.decimal(row["expected"], 1),
        ),
        view.say(
            "agents_own.estimate", estimate=numbers.share(row["estimate"], view.language),
            low=numbers.share(row["estimate_lower"], view.language),
            high=numbers.share(row["estimate_upper"], view.language),
            overall=numbers.share(row["overall"], view.language),
        ),
        view.say(f"agents.{row['outside'] or 'inside'}"),
    ]  # fmt: skip
