"""Market: how big is it, who competes, is money coming back, who recovers well at what reputation?"""

import streamlit as st

from pages.market_parts import (
    concentration,
    education,
    growth,
    liquidation,
    liquidity,
    people,
    plans,
    reputation,
    size,
    table,
    words,
)
from pages.shared import cards, chart, errors, screen, sections
from pages.shared.sections import Row
from pages.shared.selection import LOAN

CARDS = (
    "originated_principal", "balance", "active_borrowers", "concentration_hhi", "collection_ratio", "plan_take_up",
)  # fmt: skip

view, answer = screen.begin("market", LOAN)
with answer, errors.guard(view.language):
    st.markdown(words.answer(view))
cards.row(view, CARDS)
chart.draw(view, size.by_month)
sections.draw(
    view,
    {
        "competition": [Row([size.shares, concentration.hhi]), Row([people.borrowers, growth.dilution])],
        "liquidity": [Row([liquidity.flows, liquidity.ratio]), Row([liquidity.platforms])],
        "liquidation": [Row([liquidation.cohorts])],
        "reputation": [Row([reputation.both])],
        "plans": [Row([plans.take_up, plans.states]), Row([plans.kept, plans.agreed])],
        "education": [Row([education.effects]), Row([education.events])],
        "table": [Row([table.numbers_by])],
    },
)
