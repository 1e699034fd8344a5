"""The search, and the choice of a subject: both stand in the link."""

from collections.abc import Sequence

import streamlit as st

from pages.definitions_parts.catalogue import NOTES, QUESTIONS, RULES, Entry, entries, search
from pages.shared import link
from pages.shared.screen import View
from queries.dictionary import SUBJECTS

SUBJECT = (*SUBJECTS, QUESTIONS, RULES, NOTES)


def draw(view: View) -> tuple[Sequence[Entry], str]:
    """The search field and the subjects; the entries found, and the subject chosen.

    Words are looked for in every subject; without any, the entries are those of the subject.
    """
    words = (link.first("find") or "").strip()
    subject = _subject(view, words)
    if words:
        return search(words, view.language), ""
    return [one for one in entries().values() if one.subject == subject], subject


def _subject(view: View, words: str) -> str:
    one = entries().get(link.first("metric") or "")
    chosen = link.first("subject") or (one.subject if one else None)
    start = chosen if chosen in SUBJECT else SUBJECT[0]
    with st.container(key="search"):
        st.session_state["definitions_find"] = words
        st.text_input(
            view.say("definitions.find"), key="definitions_find", icon=":material/search:",
            label_visibility="collapsed", placeholder=view.say("definitions.find_hint"), on_change=_words_chosen,
        )  # fmt: skip
        st.session_state["definitions_subject"] = None if words else start
        st.pills(
            view.say("definitions.subject"), SUBJECT, key="definitions_subject", label_visibility="collapsed",
            format_func=lambda name: view.say(f"definitions.subject_{name}"), on_change=_subject_chosen,
        )  # fmt: skip
    return start


def _words_chosen() -> None:
    link.clear(("metric",))
    link.choose("find", [words] if (words := st.session_state["definitions_find"].strip()) else ())


def _subject_chosen() -> None:
    chosen = st.session_state["definitions_subject"]
    link.clear(("metric", "find"))
    link.choose("subject", () if chosen in (None, SUBJECT[0]) else (chosen,))
