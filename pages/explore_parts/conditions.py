"""What narrows the exploration, each condition a button that takes it back; and what waits for metrics that take it."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from pages.explore_parts import changes, naming, state
from pages.explore_parts.said import ranged
from pages.explore_parts.state import Asked
from pages.shared.text import harmless, listing
from queries.explore.exploration import Exploration


def draw(asked: Asked) -> None:
    """The conditions in one row; nothing where there are none."""
    who = asked.who
    found = list(_conditions(asked))
    if found:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filter-sentence"):
            for key, name, without in found:
                st.button(
                    name, icon=":material/close:", type="tertiary", key=f"without-{key}",
                    help=who.say("explore.without"), on_click=partial(state.change, asked, without),
                )  # fmt: skip
    if asked.waiting:
        names = [who.say(f"filter.{dimension}") for dimension, _ in asked.waiting]
        st.caption(who.say("filter.unused", dimensions=listing(names, who.language, limit=4)))


def _conditions(asked: Asked) -> Iterator[tuple[str, str, Exploration]]:
    """Key, words, and the exploration without it."""
    run, say, language = asked.exploration, asked.who.say, asked.who.language
    for dimension, values in run.where:
        named = [naming.called(dimension, naming.value(dimension, value), language) for value in values]
        said = say("explore.said_values", by=say(f"filter.{dimension}"), values=listing(named, language))
        yield f"where-{dimension}", said, changes.keep(run, dimension, ())
    for dimension, words in run.search:
        said = say("explore.said_words", by=say(f"filter.{dimension}"), words=harmless(words))
        yield f"words-{dimension}", said, changes.search(run, dimension, "")
    for id, low, high in run.ranges:
        yield f"range-{id}", ranged(id, low, high, language), changes.bound(run, id, None, None)
    if run.top:
        said = say("explore.said_top", by=say(f"filter.{run.top.dimension}"), count=run.top.count)
        yield "top", said, changes.top(run, run.top.dimension, None)
