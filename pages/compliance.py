"""Compliance: which rules are not followed, how often, by whom, and what does credit cost?"""

import streamlit as st

from pages.compliance_parts import credit, hours, months, rules, units, what_if, words
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row

OFFERS = ("platform_kind", "platform", "region", "product", "bucket", "channel", "agency", "team")
CARDS = ("breach_rate", "breached_case_share", "assessable_share", "above_24_share")

view, answer = screen.begin("compliance", OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
chart.draw(view, rules.table)
sections.draw(
    view,
    {
        "months": [Row([months.by_rule])],
        "when": [Row([hours.of_week])],
        "by_whom": [Row([units.rates, units.cases], widths=(3, 2))],
        "packs": [Row([what_if.contacts, what_if.cases])],
        "credit": [Row([credit.bands, credit.by_platform], widths=(2, 3)), Row([credit.over_time])],
    },
)
