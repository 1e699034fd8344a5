"""Overview: how is the county doing, and what changed? A manager's minute."""

import streamlit as st

from pages.overview_parts import health, moved, place, words
from pages.shared import cards, chart, errors, screen

OFFERS = ("platform_kind", "platform", "region", "product")
LENDING = (
    "balance", "overdue_rate_balance", "overdue_rate_count", "overdue_rate_due", "par30_balance", "par90_balance",
)  # fmt: skip
COLLECTING = (
    "npl_ratio", "cash_recovered", "cost_per_case", "cost_per_yuan_recovered", "complaints_per_1000_cases",
    "breach_rate",
)  # fmt: skip

view, answer = screen.begin("overview", OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, LENDING)
cards.row(view, COLLECTING)
left, right = st.columns((3, 2), gap="medium")
with right:
    chart.draw(view, place.by_township)
chart.draw(view, health.strip)
# Last, as it looks into every dimension: what is above and beside it is there already.
with left:
    chart.draw(view, moved.most)
