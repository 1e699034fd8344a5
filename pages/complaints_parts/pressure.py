"""How hard cases were pressed, and how often they then paid or complained. Not what pressing does: see the warning."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.complaints_parts.rate import RATE, rated
from pages.shared import control, link, numbers
from pages.shared.axes import Figure
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric
from queries.warehouse import Answer

ASKS = "complaints/contact_pressure"
DOSES = ("attempts", "connected", "busiest_day")
FEW = 100
# A band of fewer would set the scale of the figure by a chance or two.
LEAST = 30
SWITCH = 40
Rows = Sequence[Mapping[str, Any]]


def paying(view: View) -> Chart:
    """The share of case-months with a payment, by how often the case was contacted that month."""
    dose = control.choice("dose", view.say("complaints.dose"), DOSES, lambda one: view.say(f"complaints.dose_{one}"))
    asked, rows = _asked(view, dose)
    curve = Banded(
        "", _places(rows), [row["paid_share"] for row in rows], view.look.colors.accent,
        [_paid_hover(view, row) for row in rows], [row["paid_lower"] for row in rows],
        [row["paid_upper"] for row in rows], [row["case_months"] < FEW for row in rows],
    )  # fmt: skip
    return _chart(view, "paying", asked, curve, rows, "share", dose)


def complaining(view: View) -> Chart:
    """Complaints per 1,000 case-months in the month or the two after, by how often the case was contacted."""
    dose = _dose()
    # As high as the switch beside it, so that both figures stand on one line.
    with st.container(height=SWITCH, border=False):
        st.caption(view.say(f"complaints.dose_{dose}"))
    asked, rows = _asked(view, dose)
    curve = Banded(
        "", _places(rows), [row["complaint_rate"] for row in rows], view.look.colors.entities[1],
        [_complaint_hover(view, row) for row in rows], [row["complaint_lower"] for row in rows],
        [row["complaint_upper"] for row in rows], [row["followed"] < FEW for row in rows],
    )  # fmt: skip
    return _chart(view, "complaining", asked, curve, rows, metric(RATE).unit, dose)


def _dose() -> str:
    chosen = link.first("dose")
    return chosen if chosen in DOSES else DOSES[0]


def _asked(view: View, dose: str) -> tuple[Answer, list[dict[str, Any]]]:
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS), dose=dose)
    return asked, [row for row in asked.frame.to_dicts() if row["case_months"] >= LEAST and row["followed"] >= LEAST]


def _places(rows: Rows) -> list[float]:
    return [float(row["position"]) for row in rows]


def _chart(view: View, key: str, asked: Answer, curve: Banded, rows: Rows, unit: str, dose: str) -> Chart:
    along = Along(curve.x, [row["band"] for row in rows])
    drawn: Figure = bands([curve], along, unit, view.look, height=320)
    figure = drawn if rows else {"data": [], "layout": drawn["layout"]}
    title = view.say(f"complaints.{key}_title")
    sub = view.say(f"complaints.{key}_sub", dose=inside(view.say(f"complaints.dose_{dose}")), few=FEW, least=LEAST)
    return Chart(
        key, title, sub, figure, f"{title}. {sub}", asked, (ASKS,),
        notes=[view.say(f"complaints.{key}_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _paid_hover(view: View, row: Mapping[str, Any]) -> str:
    return view.say(
        "complaints.paying_hover", band=row["band"], share=numbers.share(row["paid_share"], view.language),
        low=numbers.share(row["paid_lower"], view.language), high=numbers.share(row["paid_upper"], view.language),
        count=row["case_months"],
    )  # fmt: skip


def _complaint_hover(view: View, row: Mapping[str, Any]) -> str:
    return view.say(
        "complaints.complaining_hover", band=row["band"], rate=rated(view, row["complaint_rate"]),
        low=rated(view, row["complaint_lower"]), high=rated(view, row["complaint_upper"]),
        complained=row["complained"], count=row["followed"],
    )  # fmt: skip
