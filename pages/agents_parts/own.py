"""One agent, team or agency by itself: who it is, its months against expectation, its contacts, checks, complaints."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.agents_parts import against, courses, months, people, profile
from pages.shared import link
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.sections import Row

ASKS = "agents/funnel"


def rows(view: View) -> Sequence[Row]:
    """The rows of the section: all of them once exactly one unit is chosen."""
    if len(people.chosen(view)) != 1:
        return [Row([who])]
    return [
        Row([who, months.against_expectation], widths=(2, 5)),
        Row([against.contacts, against.right_party, against.promises]),
        Row([against.quality, against.complaints, against.breaches]),
        Row([courses.completed, courses.causes]),
    ]


def who(view: View) -> Chart:
    """The list to choose from, and the profile of whoever is chosen."""
    asked = view.question(ASKS, people.among(view), level=people.level(view))
    _picker(view, [row["unit"] for row in people.ordered(asked.frame)],
            {row["unit"]: people.called(view, row) for row in asked.frame.to_dicts()})  # fmt: skip
    if len(people.chosen(view)) == 1:
        return profile.of(view)
    title = view.say("agents_own.choose_title")
    said = partial(st.info, view.say("agents_own.choose"))
    return Chart("own", title, view.say("agents_own.choose_sub"), said, title, asked, (ASKS,))


def _picker(view: View, units: Sequence[str], names: dict[str, str]) -> None:
    level = people.level(view)
    now = people.chosen(view)
    key = f"agents_own_{level}"
    st.session_state[key] = now[0] if len(now) == 1 and now[0] in units else None
    st.selectbox(
        view.say(f"agents_own.pick_{level}"),
        units,
        key=key,
        format_func=lambda unit: names.get(unit, unit),
        placeholder=view.say("agents_own.nobody"),
        on_change=_picked,
        args=(level, key),
    )


def _picked(level: str, key: str) -> None:
    chosen = st.session_state[key]
    link.choose(level, () if chosen is None else (chosen,))
    # The section is a fragment, and the answer, the cards and the funnel are outside it.
    st.rerun()
