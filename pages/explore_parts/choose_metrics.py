"""Which metrics: found by typing, or looked through by subject with what each of them means."""

import streamlit as st

from pages.explore_parts import changes, state
from pages.explore_parts.state import Asked
from pages.shared import errors
from pages.shared.text import listing
from queries.dictionary import dictionary, metric, subjects
from queries.explore.exploration import MEASURES_MOST

_CHOSEN, _SUBJECT = "explore_metrics", "explore_subject"


def draw(asked: Asked) -> None:
    """A button that names the metrics chosen, and behind it all there are."""
    who = asked.who
    named = listing([metric(id).short[who.language] for id in asked.exploration.metrics], who.language, limit=2)
    menu = st.popover(
        who.say("explore.metrics_are", names=named), icon=":material/functions:", key="choose-metrics",
    )  # fmt: skip
    with menu, errors.guard(who.language):
        _typed(asked)
        _looked_through(asked)


def _typed(asked: Asked) -> None:
    st.session_state[_CHOSEN] = list(asked.exploration.metrics)
    st.multiselect(
        asked.who.say("explore.metrics", most=MEASURES_MOST), list(dictionary()), key=_CHOSEN,
        max_selections=MEASURES_MOST, format_func=lambda id: metric(id).label[asked.who.language],
        placeholder=asked.who.say("filter.search"), on_change=_chosen, args=(asked,),
    )  # fmt: skip


def _looked_through(asked: Asked) -> None:
    chosen, language = asked.exploration.metrics, asked.who.language
    start = next(name for name, ids in subjects().items() if chosen[-1] in ids)
    subject = st.pills(
        asked.who.say("definitions.subject"), list(subjects()), default=start, key=_SUBJECT, required=True,
        label_visibility="collapsed", format_func=lambda name: asked.who.say(f"definitions.subject_{name}"),
    )  # fmt: skip
    with st.container(height=300, border=False, key="explore-subject"), st.grid(2, min_column_width=230, gap="xsmall"):
        for id in subjects()[subject or start]:
            one = metric(id)
            key = f"explore_metric_{id}"
            st.session_state[key] = id in chosen
            st.checkbox(
                one.label[language], key=key, help=f"{one.definition[language]}  \n`{one.formula}`",
                disabled=id not in chosen and len(chosen) >= MEASURES_MOST, on_change=_toggled, args=(asked, id),
            )  # fmt: skip


def _chosen(asked: Asked) -> None:
    state.change(asked, changes.metrics(asked.exploration, st.session_state[_CHOSEN]))


def _toggled(asked: Asked, id: str) -> None:
    kept = [one for one in asked.exploration.metrics if one != id]
    added = [id] if st.session_state[f"explore_metric_{id}"] else []
    state.change(asked, changes.metrics(asked.exploration, [*kept, *added]))
