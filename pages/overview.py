"""Overview: how is the county doing, and what changed? A manager's minute."""

import streamlit as st

from pages.explore_parts import saved_views
from pages.overview_parts import health, moved, place, words
from pages.overview_parts.asked import COLLECTING, LENDING, TOGETHER
from pages.shared import cards, chart, errors, screen

OFFERS = ("platform_kind", "platform", "region", "product")

view, answer = screen.begin("overview", OFFERS)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
    saved_views.start(view.reader)
cards.row(view, LENDING, among=TOGETHER)
cards.row(view, COLLECTING, among=TOGETHER)
left, right = st.columns((3, 2), gap="medium")
with right:
    chart.draw(view, place.by_township)
chart.draw(view, health.strip)
# Last, as it looks into every dimension: what is above and beside it is there already.
with left:
    chart.draw(view, moved.most)
