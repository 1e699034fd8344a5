"""The way down and back: county, platform, team, agent; county, township. What is chosen stands in the link as ever."""

from collections.abc import Collection, Iterable

import streamlit as st

from pages.shared import labels, link
from pages.shared.reader import Reader
from pages.shared.selection import Selection
from queries.access import Viewer

# Coarse to fine, as far as one is within the other.
STEPS = ("platform", "region", "team", "agent")
_WITHIN = {"platform": ("team", "agent"), "team": ("agent",)}


def choose(dimension: str, values: Iterable[str]) -> None:
    """Choose values of a dimension; teams and agents of platforms no longer chosen are given up."""
    kept = tuple(values)
    link.choose(dimension, kept)
    for finer in _WITHIN.get(dimension, ()):
        chosen = link.choices().get(finer, ())
        link.choose(finer, [value for value in chosen if dimension == "platform" and _platform(value) in kept])


def _platform(unit: str) -> str:
    return unit.partition("/")[0]


def level(viewer: Viewer, selection: Selection, offers: Collection[str] = ("platform", "team", "agent")) -> str:
    """What to split by next: platforms; the teams of the only one; for its manager, the agents of the only team."""
    one = len(selection.kept("platform") or viewer.platforms or ()) == 1
    if one and len(selection.kept("team")) == 1 and "agent" in offers and not viewer.hidden:
        return "agent"
    return "team" if one and "team" in offers else "platform"


def path(selection: Selection) -> list[tuple[str, str]]:
    """The dimensions of which exactly one value is chosen, coarse to fine, with that value."""
    found = [(dimension, selection.kept(dimension)) for dimension in STEPS]
    return [(dimension, values[0]) for dimension, values in found if len(values) == 1]


def breadcrumb(reader: Reader, selection: Selection) -> None:
    """Where one has got to, every step a way back; nothing while at the top."""
    steps = path(selection)
    if not steps:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", width="content", key="drill"):
        _crumb(reader.say("drill.top"), "top", STEPS)
        for place, (dimension, value) in enumerate(steps):
            st.caption("›", width="content")
            name = labels.label(dimension, value, reader.language)
            finer = STEPS[STEPS.index(dimension) + 1 :]
            if place < len(steps) - 1:
                _crumb(name, dimension, finer)
            else:
                st.markdown(f"**{name}**", width="content")


def _crumb(name: str, key: str, clears: Collection[str]) -> None:
    st.button(name, key=f"crumb-{key}", type="tertiary", on_click=link.clear, args=(tuple(clears),))
