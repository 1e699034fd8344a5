"""The one filter bar: presets in reach, everything else one click away, and what is filtered said in a sentence."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.shared import drill, labels, link, numbers
from pages.shared.reader import Reader
from pages.shared.selection import COMPARISONS, DIMENSIONS, DRILLED, RARE, Selection
from pages.shared.text import listing

Options = Mapping[str, Sequence[str]]
PILLS_UP_TO = 16


def draw(reader: Reader, selection: Selection, months: Sequence[date], options: Options) -> None:
    """The bar and the sentence under it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filter-bar"):
        _presets(reader, selection)
        _range(reader, selection, months)
        _compare(reader, selection)
        for dimension in options:
            if dimension not in (*RARE, *DRILLED):
                _values(reader, selection, dimension, options[dimension])
        _rare(reader, selection, options)
    _sentence(reader, selection)
    _unused(reader, options)


def _presets(reader: Reader, selection: Selection) -> None:
    st.session_state["filter_period"] = selection.preset
    st.segmented_control(
        reader.say("filter.period"),
        list(selection.presets),
        key="filter_period",
        label_visibility="collapsed",
        format_func=lambda name: reader.say(f"filter.preset_{name}"),
        on_change=_period_chosen,
        args=(selection.usual,),
    )


def _period_chosen(usual: str) -> None:
    chosen = st.session_state["filter_period"]
    link.clear(("from", "to", "month"))
    link.choose("period", () if chosen in (None, usual) else (chosen,))


def _range(reader: Reader, selection: Selection, months: Sequence[date]) -> None:
    written = f"{numbers.month(selection.first)} – {numbers.month(selection.last)}"
    shown = written if selection.preset is None else reader.say("filter.range")
    with st.popover(shown, icon=":material/date_range:", key="filter-range"):
        if selection.is_guarded:
            _end(reader, selection, months)
            return
        for name, chosen in (("from", selection.first), ("to", selection.last)):
            st.session_state[f"filter_{name}"] = numbers.month(chosen)
            st.selectbox(
                reader.say(f"filter.{name}"),
                [numbers.month(month) for month in months],
                key=f"filter_{name}",
                on_change=_range_chosen,
            )


def _end(reader: Reader, selection: Selection, months: Sequence[date]) -> None:
    """The last month of as many as are shown: of another length they could be set against each other."""
    st.session_state["filter_to"] = numbers.month(selection.last)
    ends = [numbers.month(month) for month in months[len(selection.months) - 1 :]]
    st.selectbox(reader.say("filter.to"), ends, key="filter_to", on_change=_end_chosen, args=(selection, months))


def _end_chosen(selection: Selection, months: Sequence[date]) -> None:
    written = [numbers.month(month) for month in months]
    last = written.index(st.session_state["filter_to"])
    link.clear(("period", "month"))
    link.choose("from", (written[last - len(selection.months) + 1],))
    link.choose("to", (written[last],))


def _range_chosen() -> None:
    first, last = sorted((st.session_state["filter_from"], st.session_state["filter_to"]))
    link.clear(("period", "month"))
    link.choose("from", (first,))
    link.choose("to", (last,))


def _compare(reader: Reader, selection: Selection) -> None:
    chosen = selection.compare or "none"
    name = reader.say("filter.compare" if chosen == "none" else f"filter.compare_{chosen}")
    with st.popover(name, icon=":material/compare_arrows:", key="filter-compare"):
        st.session_state["filter_compare"] = chosen
        st.radio(
            reader.say("filter.compare"),
            ("none", *COMPARISONS),
            key="filter_compare",
            on_change=_compare_chosen,
            format_func=lambda c: reader.say(f"filter.compare_{c}"),
            label_visibility="collapsed",
        )


def _compare_chosen() -> None:
    chosen = st.session_state["filter_compare"]
    link.choose("compare", () if chosen == "none" else (chosen,))


def _values(reader: Reader, selection: Selection, dimension: str, values: Sequence[str]) -> None:
    kept = selection.kept(dimension)
    name = reader.say(f"filter.{dimension}")
    shown = name if not kept else f"{name} · {_short(reader, dimension, kept)}"
    with st.popover(shown, disabled=len(values) < 2, key=f"filter-{dimension}"):
        (_single if selection.is_guarded else _picker)(reader, dimension, values, kept)


def _short(reader: Reader, dimension: str, kept: Sequence[str]) -> str:
    return labels.label(dimension, kept[0], reader.language) if len(kept) == 1 else str(len(kept))


def _picker(reader: Reader, dimension: str, values: Sequence[str], kept: Sequence[str]) -> None:
    key = f"filter_{dimension}"
    st.session_state[key] = list(kept)
    name = reader.say(f"filter.{dimension}")
    called = partial(labels.label, dimension, language=reader.language)
    if len(values) <= PILLS_UP_TO:
        st.pills(
            name, values, key=key, selection_mode="multi", on_change=_chosen, args=(dimension,), format_func=called
        )
    else:
        st.multiselect(
            name,
            values,
            key=key,
            on_change=_chosen,
            args=(dimension,),
            format_func=called,
            placeholder=reader.say("filter.search"),
        )


def _single(reader: Reader, dimension: str, values: Sequence[str], kept: Sequence[str]) -> None:
    """One value at a time: for whom sums over several would tell of their parts."""
    key = f"filter_{dimension}"
    st.session_state[key] = next(iter(kept), None)
    name = reader.say(f"filter.{dimension}")
    called = partial(labels.label, dimension, language=reader.language)
    if len(values) <= PILLS_UP_TO:
        st.pills(name, values, key=key, on_change=_chosen, args=(dimension,), format_func=called)
    else:
        st.selectbox(
            name, values, index=None, key=key, on_change=_chosen, args=(dimension,), format_func=called,
            placeholder=reader.say("filter.search"),
        )  # fmt: skip


def _chosen(dimension: str) -> None:
    chosen = st.session_state[f"filter_{dimension}"]
    drill.choose(dimension, [chosen] if isinstance(chosen, str) else chosen or ())


def _rare(reader: Reader, selection: Selection, options: Options) -> None:
    rare = [dimension for dimension in RARE if dimension in options]
    if not rare:
        return
    used = sum(bool(selection.kept(dimension)) for dimension in rare)
    name = reader.say("filter.more")
    with st.popover(f"{name} · {used}" if used else name, icon=":material/tune:", key="filter-more"):
        for dimension in rare:
            picker = _single if selection.is_guarded else _picker
            picker(reader, dimension, options[dimension], selection.kept(dimension))


def _sentence(reader: Reader, selection: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filter-sentence"):
        drill.breadcrumb(reader, selection)
        st.caption(sentence(reader, selection), width="content")
        if "month" in link.choices():
            st.button(
                reader.say("filter.focus", month=numbers.month(selection.focus)),
                icon=":material/close:",
                type="tertiary",
                key="filter-focus",
                on_click=link.clear,
                args=(("month",),),
            )
        if selection.where:
            st.button(
                reader.say("filter.clear"),
                icon=":material/filter_alt_off:",
                type="tertiary",
                key="filter-clear",
                on_click=link.clear,
                args=(DIMENSIONS,),
            )


def _unused(reader: Reader, options: Options) -> None:
    """Choices made on another screen that this one has no use for."""
    waiting = [reader.say(f"filter.{d}") for d in DIMENSIONS if d in link.choices() and d not in options]
    if waiting:
        st.caption(reader.say("filter.unused", dimensions=listing(waiting, reader.language, limit=4)))


def sentence(reader: Reader, selection: Selection) -> str:
    """What is shown, readable: 2024-01 至 2024-12 · 本地平台 · 城关镇、义堂镇."""
    first, last = numbers.month(selection.first), numbers.month(selection.last)
    parts = [reader.say("filter.sentence_range", first=first, last=last)]
    parts += [
        listing([labels.label(dimension, value, reader.language) for value in values], reader.language)
        for dimension, values in selection.where
    ]
    if not selection.where:
        parts.append(reader.say("filter.sentence_all"))
    return " · ".join(parts)
