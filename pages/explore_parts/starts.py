"""Questions to begin with, for whoever has not explored before: a click asks one."""

from functools import partial

import streamlit as st

from pages.explore_parts import state
from pages.explore_parts.state import Asked
from queries.explore.exploration import Exploration

QUESTIONS = {
    "where": Exploration(("overdue_rate_balance",), ("region",), period="last:1"),
    "ages": Exploration(("balance",), ("month", "bucket"), period="last:24"),
    "value": Exploration(("cost_per_yuan_recovered", "case_recovery_rate"), ("platform",), period="last:12"),
    "causes": Exploration(("complaints",), ("platform", "cause"), period="last:12"),
    "reached": Exploration(("contact_rate",), ("month", "channel"), period="last:24"),
    "lent": Exploration(("originated_principal",), ("product",), period="last:12", compare="previous"),
    "people": Exploration(("overdue_rate_count",), ("age_band", "occupation"), period="last:1"),
}  # fmt: skip
FIGURES = {"ages": "stacked"}


def draw(asked: Asked) -> None:
    """The questions, while one is at the start."""
    if not state.is_start(asked):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="explore-starts"):
        st.caption(asked.who.say("explore.try"), width="content")
        for name, exploration in QUESTIONS.items():
            st.button(
                asked.who.say(f"explore.try_{name}"), key=f"try-{name}",
                on_click=partial(state.change, asked, exploration, FIGURES.get(name, "")),
            )  # fmt: skip
