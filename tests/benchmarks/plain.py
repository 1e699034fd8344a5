"""A plain page of the framework, to set the screens beside: six cards, a filter, six charts of random bars."""

import random

import streamlit as st

from tests.benchmarks.screen import PERIODS

st.set_page_config(layout="wide")
chosen = st.pills("period", PERIODS, default=PERIODS[0])
bars = list(range(12 if chosen == PERIODS[0] else 3))
for column in st.columns(6):
    column.metric("figure", random.random())
columns = st.columns(3)
for place in range(6):
    with columns[place % 3]:
        trace = {"type": "bar", "x": bars, "y": [random.random() for _ in bars]}
        st.plotly_chart({"data": [trace], "layout": {"height": 300}}, key=f"chart-{place}")
