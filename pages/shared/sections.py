"""The parts of a screen below its main chart, one open at a time: a filter change redraws only what is seen."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from pages.shared import chart, link
from pages.shared.chart import Chart
from pages.shared.screen import View

Build = Callable[[View], Chart]
Rows = Sequence[Sequence[Build]]


@st.fragment
def draw(view: View, sections: Mapping[str, Rows]) -> None:
    """Tabs named by the screen's texts `section.<name>`; each holds rows of charts, side by side."""
    names = {view.say(f"section.{name}"): name for name in sections}
    open_name = link.first("tab")
    start = next((label for label, name in names.items() if name == open_name), None)
    tabs = st.tabs(
        list(names), default=start, key=f"tabs-{view.language}", on_change=_opened, args=(names, view.language)
    )
    for tab, rows in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                for row in rows:
                    _row(view, row)


def _opened(names: Mapping[str, str], key: str) -> None:
    name = names[st.session_state[key]]
    link.choose("tab", () if name == next(iter(names.values())) else (name,))


def _row(view: View, row: Sequence[Build]) -> None:
    for column, build in zip(st.columns(len(row), gap="medium"), row, strict=True):
        with column:
            chart.draw(view, build)
