"""The entries found, under their subjects; each a link to itself in full."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from unicodedata import east_asian_width

import streamlit as st

from pages.definitions_parts.catalogue import RULES, Entry
from pages.shared.explain import PAGE, target
from pages.shared.numbers import count
from pages.shared.screen import View
from queries.reference import credit_lines, packs

# In columns of the page, of which a Chinese character takes two.
_LONGEST = 92


def draw(view: View, found: Mapping[str, Sequence[Entry]]) -> None:
    """The entries by subject, with how many there are."""
    for subject, entries in found.items():
        heading = view.say(f"definitions.subject_{subject}")
        st.markdown(f"## {heading} :gray[:small[{count(len(entries), view.language)}]]")
        for name, part in _parts(view, subject, entries).items():
            if name:
                st.markdown(f"**{name}**")
            _grid(view, f"{subject}-{name}", part)


def _parts(view: View, subject: str, entries: Sequence[Entry]) -> Mapping[str, Sequence[Entry]]:
    """Rules pack by pack; other subjects in one part without a name."""
    if subject != RULES:
        return {"": entries}
    parts = {view.say("definitions.credit_lines"): [one for one in entries if one.id in credit_lines()]}
    for pack in packs().values():
        parts[pack.label[view.language]] = [one for one in entries if one.id in pack.rules]
    return {name: part for name, part in parts.items() if part}


def _grid(view: View, key: str, entries: Sequence[Entry]) -> None:
    with st.container(key=f"entries-{key}"), st.grid(3, min_column_width=300, gap="xsmall"):
        for one in entries:
            with st.container(gap=None, key=f"item-{one.id.replace('/', '-')}"):
                st.page_link(PAGE, label=one.title[view.language], query_params=target(one.id))
                st.caption(f"`{one.id}` {_short(one.gist[view.language])}")


def _short(words: str) -> str:
    plain = words.replace("*", "∗").replace("$", "＄")
    widths = accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in plain)
    shown = sum(width < _LONGEST for width in widths)
    return plain if shown == len(plain) else plain[:shown] + "…"
