"""Complaints: are they really rising, about what, about whom, and are they handled in time?"""

import streamlit as st

from pages.complaints_parts import (
    again,
    causes,
    closing,
    days,
    intake,
    outcome,
    pressure,
    rate,
    regions,
    reply,
    whom,
    within,
    words,
)
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row
from pages.shared.selection import LOAN

OFFERS = (*LOAN, "agency", "team")
CARDS = (
    "complaints_per_1000_cases", "complaints_per_10000_contacts", "upheld_rate", "repeat_complaint_rate",
    "escalated_rate", "closed_within_15_days",
)  # fmt: skip

view, answer = screen.begin("complaints", OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
chart.draw(view, rate.by_month)
sections.draw(
    view,
    {
        "about": [Row([causes.pareto, causes.over_time]), Row([intake.ways, days.by_day])],
        "whom": [Row([whom.funnel_plot, regions.tile_map])],
        "handling": [Row([within.days, closing.still_open]), Row([reply.hours, outcome.over_time])],
        "pressure": [Row([pressure.paying, pressure.complaining])],
        "again": [Row([again.borrowed])],
    },
)
