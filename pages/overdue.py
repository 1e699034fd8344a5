"""Overdue: how much is late, how late, where, and why is it rising?"""

import streamlit as st

from pages.overdue_parts import where
from pages.shared import chart, screen

view, answer = screen.begin("overdue")
left, right = st.columns(2)
with left:
    chart.draw(view, where.platforms)
with right:
    chart.draw(view, where.regions)
