"""Agents: who needs help, who can teach, did training work? Persons for the own manager, teams for everyone else."""

import streamlit as st

from pages.agents_parts import calibration, estimates, funnel, own, panel, people, quality, training, words, workload
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row

CARDS = (
    "cases_per_agent", "collections_per_agent_hour", "right_party_contact_rate", "promise_kept_rate", "quality_score",
    "breach_rate",
)  # fmt: skip

view, answer = screen.begin("agents", people.OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
people.choose(view)
chart.draw(view, funnel.by_cases)
sections.draw(
    view,
    {
        "estimate": [Row([estimates.shrunken, calibration.by_tenth], widths=(3, 2))],
        "workload": [Row([workload.cases, workload.hours]), Row([workload.units])],
        "quality": [Row([quality.side_by_side])],
        "training": [Row([training.effects, panel.before_and_after])],
        "own": own.rows(view),
    },
)
