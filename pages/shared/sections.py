"""The parts of a screen below its main chart, one open at a time: a filter change redraws only what is seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pages.shared import chart, link
from pages.shared.chart import Chart
from pages.shared.screen import View


@dataclass(frozen=True)
class Row:
    """Charts side by side, with their relative widths; one below the other on a phone."""

    charts: Sequence[Callable[[View], Chart]]
    widths: Sequence[int] = ()


@st.fragment
def draw(view: View, sections: Mapping[str, Sequence[Row]]) -> None:
    """Tabs named by the texts `section.<name>`; only the open one is asked for and drawn."""
    names = {view.say(f"section.{name}"): name for name in sections}
    start = next((label for label, name in names.items() if name == link.first("tab")), None)
    key = f"tabs-{view.language}"
    tabs = st.tabs(list(names), default=start, key=key, on_change=_opened, args=(names, key))
    for tab, rows in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                for row in rows:
                    _row(view, row)


def _opened(names: Mapping[str, str], key: str) -> None:
    name = names[st.session_state[key]]
    link.choose("tab", () if name == next(iter(names.values())) else (name,))


def _row(view: View, row: Row) -> None:
    for column, build in zip(st.columns(row.widths or len(row.charts), gap="medium"), row.charts, strict=True):
        with column:
            chart.draw(view, build)
