"""One entry in full: what it means, its arithmetic on the data looked at, and what it is related to."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from pages.definitions_parts import example, facts
from pages.definitions_parts.catalogue import QUESTIONS, RULES, Entry
from pages.shared import answers, errors, filter_bar, link, numbers
from pages.shared.explain import PAGE, target
from pages.shared.screen import View
from pages.shared.text import entries
from queries.dictionary import Metric, dictionary
from queries.questions import Question, questions
from queries.reference import CreditLine, credit_lines, rules

_FIRST_ROWS = 5


def draw(view: View, one: Entry) -> None:
    """The entry with everything known of it."""
    with st.container(border=True, key="entry"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"## {one.title[view.language]}  \n`{one.id}` · {_other(view, one)}", width="stretch")
            st.button(
                view.say("definitions.close"), icon=":material/close:", type="tertiary", key="close-entry",
                on_click=link.clear, args=(("metric",),),
            )  # fmt: skip
        with errors.guard(view.language):
            if one.subject == QUESTIONS:
                _question(view, questions()[one.id])
            elif one.subject == RULES:
                _rule(view, one)
            else:
                _metric(view, dictionary()[one.id])


def _other(view: View, one: Entry) -> str:
    return one.title["en" if view.language == "zh" else "zh"]


def _metric(view: View, one: Metric) -> None:
    st.markdown(one.definition[view.language])
    with errors.guard(view.language):
        _worked(view, one)
    _table(view, facts.of_metric(view, one))
    _related(view, [(found.id, found.title[view.language]) for found in facts.related(view, one)])


def _worked(view: View, one: Metric) -> None:
    found = example.worked(view, one)
    st.markdown(f"**{view.say('definitions.example')}**  \n:small[:gray[{_setting(view)}]]")
    st.code("\n".join(found.lines), language=None, wrap_lines=True)
    for note in found.notes:
        st.caption(note)


def _setting(view: View) -> str:
    version = view.say("shared.version", version=view.warehouse.id)
    return f"{filter_bar.sentence(view.reader, view.selection)} · {version}"


def _question(view: View, one: Question) -> None:
    st.markdown(one.definition[view.language])
    with errors.guard(view.language):
        _rows(view, one)
    _table(view, facts.of_question(view, one, answers.filterable(view.warehouse.id, one.id)))
    _related(view, [(metric.id, metric.label[view.language]) for metric in facts.counted_from(view, one)])


def _rows(view: View, one: Question) -> None:
    frame = view.question(one.id, view.within(view.selection.filters(), one.id)).frame
    st.markdown(f"**{view.say('definitions.example_rows')}**  \n:small[:gray[{_setting(view)}]]")
    if frame.is_empty():
        st.caption(view.say("definitions.no_rows"))
        return
    shown = frame.head(_FIRST_ROWS).select(pl.exclude("^.*__masked$")).with_columns(pl.col(pl.Date).cast(pl.String))
    st.dataframe(
        shown, hide_index=True, height="content", alt=one.title[view.language],
        placeholder=view.say("definitions.empty_cell"),
        column_config={column: _heading(view, column) for column in shown.columns},
    )  # fmt: skip
    st.caption(view.say("definitions.rows", count=numbers.count(frame.height, view.language)))


def _heading(view: View, column: str) -> str:
    """A dimension or a metric by its name, any other column by its id."""
    if f"filter.{column}" in entries():
        return view.say(f"filter.{column}")
    return dictionary()[column].short[view.language] if column in dictionary() else column


def _rule(view: View, one: Entry) -> None:
    found = credit_lines().get(one.id) or rules()[one.id]
    st.markdown(found.wording[view.language])
    said = [
        ("strength", view.say(f"definitions.strength_{found.strength}")),
        ("seen", view.say(f"definitions.seen_{found.seen}")),
        ("pack", "" if isinstance(found, CreditLine) else view.label("pack", found.pack)),
        ("source", found.source[view.language]),
    ]
    _table(view, [(view.say(f"definitions.fact_{what}"), words) for what, words in said if words])


def _table(view: View, rows: Sequence[tuple[str, str]]) -> None:
    head = f"| {view.say('definitions.fact')} | {view.say('definitions.said')} |\n|:--|:--|\n"
    st.markdown(head + "\n".join(f"| **{what}** | {_cell(said)} |" for what, said in rows))


def _cell(said: str) -> str:
    return said.replace("|", "\\|").replace("*", "\\*").replace("\n", " ").replace("$", "\\$")


def _related(view: View, found: Sequence[tuple[str, str]]) -> None:
    if not found:
        return
    st.markdown(f"**{view.say('definitions.related')}**")
    with st.container(horizontal=True, gap="medium", key="related"):
        for id, title in found:
            st.page_link(PAGE, label=title, query_params=target(id))
