"""Overdue: how much is late, how late, where, and why is it rising?"""

import streamlit as st

from pages.overdue_parts import bases, batch, level, roll, table, where, why, words
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row

CARDS = ("balance", "overdue_rate_balance", "par30_balance", "par90_balance", "first_payment_default_30", "cure_rate")

view, answer = screen.begin("overdue")
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
if view.selection.kept("bucket"):
    st.caption(view.say("overdue.bucket_note"))
cards.row(view, CARDS, without=("bucket",))
chart.draw(view, level.by_month)
sections.draw(
    view,
    {
        "where": [Row([where.platforms, where.regions])],
        "bases": [Row([bases.three, bases.categories]), Row([bases.growth, bases.added_back])],
        "batch": [Row([batch.vintage, batch.first_payment])],
        "roll": [Row([roll.matrix, roll.cures]), Row([roll.rates])],
        "why": [Row([why.change, why.reasons], widths=(3, 2))],
        "table": [Row([table.numbers_by])],
    },
)
