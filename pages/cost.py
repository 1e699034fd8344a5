"""Collection cost: what does a case cost, what does a yuan recovered cost, where is money wasted?"""

import streamlit as st

from pages.cost_parts import by_month, first_contact, ledger, nth, selfcure, steps, table, value, where, words
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row

CARDS = (
    "cost_per_case", "cost_per_closed_case", "cost_per_yuan_recovered", "cost_per_contact", "cash_recovered",
    "recovery_rate",
)  # fmt: skip
OFFERS = ("platform_kind", "platform", "region", "product", "bucket", "channel", "agency", "team", "agent")

view, answer = screen.begin("cost", OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
chart.draw(view, by_month.parts)
sections.draw(
    view,
    {
        "where": where.rows(view),
        "value": [Row([value.units, value.channels]), Row([value.over_time])],
        "steps": [Row([steps.funnel]), Row([first_contact.over_time, first_contact.units])],
        "nth": [Row([nth.marginal, nth.paid])],
        "selfcure": [Row([selfcure.over_time]), Row([selfcure.share, selfcure.buckets])],
        "table": [Row([ledger.reconciled]), Row([table.numbers_by])],
    },
)
