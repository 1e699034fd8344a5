"""A small choice beside a chart (which basis, which threshold), kept in the link like every other choice."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from pages.shared import link


def choice(name: str, label: str, options: Sequence[str], called: Callable[[str], str], default: str = "") -> str:
    """One of `options` by buttons; the first, or `default`, until the reader chooses."""
    start = default or options[0]
    chosen = link.first(name)
    st.session_state[f"control_{name}"] = chosen if chosen in options else start
    st.segmented_control(
        label,
        options,
        key=f"control_{name}",
        required=True,
        format_func=called,
        on_change=partial(_keep, name, start),
        label_visibility="collapsed",
    )
    return str(st.session_state[f"control_{name}"])


def pick(name: str, label: str, options: Sequence[str], called: Callable[[str], str], default: str) -> str:
    """One of `options` from a list, for more than a handful."""
    chosen = link.first(name)
    st.session_state[f"control_{name}"] = chosen if chosen in options else default
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.caption(label, width="content")
        st.selectbox(
            label,
            options,
            key=f"control_{name}",
            format_func=called,
            on_change=partial(_keep, name, default),
            label_visibility="collapsed",
            width=180,
        )
    return str(st.session_state[f"control_{name}"])


def shown(
    name: str, label: str, options: Sequence[str], called: Callable[[str], str], *, narrow: bool
) -> Sequence[str]:
    """All of `options`, or on a phone the one the reader picks: side by side they need a desk."""
    return [pick(name, label, options, called, options[0])] if narrow else options


def _keep(name: str, start: str) -> None:
    chosen = st.session_state[f"control_{name}"]
    link.choose(name, () if chosen == start else (chosen,))
