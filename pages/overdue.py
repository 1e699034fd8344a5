"""Overdue: how much is late, how late, where, and why is it rising?"""

import streamlit as st

from pages.overdue_parts import bases, batch, level, roll, table, where, why, words
from pages.shared import cards, chart, errors, screen, sections

CARDS = ("balance", "overdue_rate_balance", "par30_balance", "par90_balance", "first_payment_default_30", "cure_rate")

view, answer = screen.begin("overdue")
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
chart.draw(view, level.by_month)
sections.draw(
    view,
    {
        "where": [[where.platforms, where.regions]],
        "bases": [[bases.three, bases.categories], [bases.growth, bases.added_back]],
        "batch": [[batch.vintage, batch.first_payment]],
        "roll": [[roll.matrix, roll.cures], [roll.rates]],
        "why": [[why.change], [why.reasons]],
        "table": [[table.numbers_by]],
    },
)
