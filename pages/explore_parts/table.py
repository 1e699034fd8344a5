"""The pivot table on the screen; a click on a cell chooses it."""

from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from pages.explore_parts import answers, naming, state
from pages.explore_parts.pivot import Pivot, pivot
from pages.explore_parts.state import Asked
from pages.shared import errors
from pages.shared.text import Language, listing
from queries.access import Viewer
from queries.dictionary import metric
from queries.explore.exploration import Exploration

_HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "pivot",
    html='<div class="frame" tabindex="-1" role="region"></div>',
    css=(_HERE / "pivot.css").read_text(encoding="utf-8"),
    js=(_HERE / "pivot.js").read_text(encoding="utf-8"),
)
_KEY = "explore_pivot"
_MANY = 6


@lru_cache(maxsize=100)
def _made(version: str, viewer: Viewer, exploration: Exploration, language: Language) -> Pivot:
    return pivot(answers.explored(version, viewer, exploration), language)


def is_slim(asked: Asked) -> bool:
    """Whether the table is so narrow that it stands beside the figure."""
    run = asked.exploration
    return len(run.by) == 1 and len(run.metrics) == {"table": 0, "scatter": 2}.get(asked.figure, 1)


def draw(asked: Asked) -> None:
    """The table, what its totals are, and how much of it there was no room for."""
    who = asked.who
    with st.container(key="frame-pivot"), errors.guard(who.language):
        made = _made(asked.version, who.viewer, asked.exploration, who.language)
        by = asked.exploration.by
        names = listing([metric(id).short[who.language] for id in asked.exploration.metrics], who.language, limit=6)
        split = " × ".join(who.say(f"filter.{one}") for one in by)
        title = who.say("explore.table_title", metrics=names, by=split) if by else names
        sub = who.say("explore.table_sub_short" if is_slim(asked) else "explore.table_sub")
        st.markdown(f"**{title}**  \n:small[:gray[{sub}]]")
        _TABLE(
            key=_KEY, on_picked_change=partial(_picked, asked),
            data={"heads": made.heads, "body": made.body, "caption": title, "width": _width(asked, made),
                  "chosen": [naming.written(row, by) for row in asked.cells]},
        )  # fmt: skip
        if any(made.left_out):
            st.caption(who.say("explore.left_out", rows=made.left_out[0], columns=made.left_out[1]))


def _width(asked: Asked, made: Pivot) -> str:
    """Beside a figure, or with many columns, as wide as there is room: else values would stand far from their heads."""
    return "slim" if is_slim(asked) else "wide" if len(made.body[0]["cells"]) >= _MANY else ""


def _picked(asked: Asked) -> None:
    picked = st.session_state[_KEY].picked
    if isinstance(picked, str):
        state.pick(asked, picked)
