"""Clicks on the marks of charts: what a mark stands for is filtered by, and a second click takes it back."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from pages.shared import drill, link, reader

_KEY = "marks"
# Not in a shadow root, which takes no mark that it listens.
_MARKS = st.components.v2.component(
    "marks", js=Path(__file__).with_name("marks.js").read_text(encoding="utf-8"), isolate_styles=False
)


def listen() -> None:
    """The listener for clicks on charts, of which a page needs one."""
    _MARKS(key=_KEY, height=1, on_picked_change=_picked)


def _picked() -> None:
    picked = st.session_state[_KEY].picked
    if isinstance(picked, str):
        pick(parse_qsl(picked))


def pick(chosen: Sequence[tuple[str, str]]) -> None:
    """Filter by the names and values clicked; a second click on the same takes it back."""
    again = all(value in link.choices().get(name, ()) for name, value in chosen)
    single = reader.current().viewer.is_guarded
    for name, value in chosen:
        # Cells are not filtered by, only looked at: two of them do not add up.
        alone = name == "month" or (single and name != "cell")
        kept = [v for v in link.choices().get(name, ()) if v != value and not alone]
        drill.choose(name, kept if again else [*kept, value])
