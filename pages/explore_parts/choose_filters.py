"""Of what: values of any dimension, chosen or searched by their names, and ranges of the metrics' values."""

from functools import partial

import streamlit as st

from pages.explore_parts import answers, changes, naming, state
from pages.explore_parts.state import Asked
from pages.shared import errors
from queries.dictionary import metric

_DIMENSION = "explore_dimension"


def draw(asked: Asked) -> None:
    """A button with the number of filters, and behind it their choice."""
    who, run = asked.who, asked.exploration
    used = len(run.where) + len(run.search) + len(run.ranges)
    name = who.say("explore.filters")
    menu = st.popover(f"{name} · {used}" if used else name, icon=":material/filter_alt:", key="choose-filters")
    with menu, errors.guard(who.language):
        _values(asked)
        _ranges(asked)


def _values(asked: Asked) -> None:
    who, run = asked.who, asked.exploration
    possible = answers.filters(run.metrics, who.viewer)
    order = [d for d in naming.USUAL if d in possible]
    options = [*order, *(d for d in possible if d not in order)]
    if st.session_state.get(_DIMENSION) not in options:
        st.session_state[_DIMENSION] = next((d for d, _ in run.where if d in options), options[0])
    dimension = st.selectbox(
        who.say("explore.dimension"), options, key=_DIMENSION, format_func=lambda d: who.say(f"filter.{d}")
    )
    values = list(answers.values(asked.version, who.viewer, run.metrics[0], dimension))
    kept = [value for value in dict(run.where).get(dimension, ()) if value in values]
    key = f"explore_where_{dimension}"
    named = partial(_called, asked, dimension)
    if who.viewer.is_guarded:
        st.session_state[key] = next(iter(kept), None)
        st.selectbox(
            who.say("explore.values"), values, index=None, key=key, format_func=named,
            placeholder=who.say("filter.search"), on_change=partial(_kept, asked, dimension),
        )  # fmt: skip
        return
    st.session_state[key] = kept
    st.multiselect(
        who.say("explore.values"), values, key=key, format_func=named, placeholder=who.say("filter.search"),
        on_change=partial(_kept, asked, dimension),
    )  # fmt: skip
    st.session_state["explore_words"] = dict(run.search).get(dimension, "")
    st.text_input(
        who.say("explore.words"), key="explore_words", placeholder=who.say("explore.words_hint"),
        on_change=partial(_searched, asked, dimension),
    )  # fmt: skip


def _called(asked: Asked, dimension: str, value: str) -> str:
    return naming.called(dimension, naming.value(dimension, value), asked.who.language)


def _kept(asked: Asked, dimension: str) -> None:
    chosen = st.session_state[f"explore_where_{dimension}"]
    state.change(
        asked, changes.keep(asked.exploration, dimension, [chosen] if isinstance(chosen, str) else chosen or ())
    )


def _searched(asked: Asked, dimension: str) -> None:
    state.change(asked, changes.search(asked.exploration, dimension, st.session_state["explore_words"]))


def _ranges(asked: Asked) -> None:
    run, say = asked.exploration, asked.who.say
    st.caption(say("explore.ranges"))
    given = {id: (low, high) for id, low, high in run.ranges}
    for id in run.metrics:
        one, scale = metric(id), _scale(id)
        with st.container(horizontal=True, gap="small"):
            for place, end in enumerate(("low", "high")):
                bound = given.get(id, (None, None))[place]
                key = f"explore_{end}_{id}"
                st.session_state[key] = None if bound is None else bound * scale
                name = f"{one.short[asked.who.language]} {'%' if scale == 100 else ''} {say(f'explore.{end}')}"
                st.number_input(name, key=key, value=None, width=190, on_change=partial(_bound, asked, id))


def _scale(id: str) -> int:
    """Shares are typed as percentages."""
    return 100 if metric(id).unit == "share" else 1


def _bound(asked: Asked, id: str) -> None:
    ends = [st.session_state[f"explore_{end}_{id}"] for end in ("low", "high")]
    low, high = (None if end is None else end / _scale(id) for end in ends)
    state.change(asked, changes.bound(asked.exploration, id, low, high))
