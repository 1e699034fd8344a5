"""The mapping assistant: for each file its table, its first rows, and where every column comes from, to be changed."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shared.reader import Reader
from pages.shared.text import harmless
from pages.submissions_parts import common
from queries.handing import Sheet, why
from queries.handing.desk import codes, columns, tables

SHOWN = ("column", "header", "constant", "sure", "why", "like")
_REVISION = "submissions_revision"


def follows_contract(one: Sheet) -> bool:
    """Whether a file is read as it is, by the contract's own names, with nothing to translate."""
    return bool(one.table) and (
        all(found.open or (found.reasons == ("why_name",) and not found.how) for found in one.matches.values())
        and one.certainty == 1.0 and not one.renamed
    )  # fmt: skip


def draw(who: Reader, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Every file or sheet; those that need nothing stay closed. The sheets as they are now chosen."""
    return tuple(_sheet(who, number, one) for number, one in enumerate(sheets))


def _sheet(who: Reader, number: int, one: Sheet) -> Sheet:
    place = harmless(f"{one.file} / {one.sheet}" if one.sheet else one.file)
    said = common.table(who, one.table) if one.table else who.say("submissions.table_open")
    fine = bool(one.table) and not one.missing and not one.personal and follows_contract(one)
    icon = ":material/check_circle:" if fine else ":material/rule:"
    rows = who.say("submissions.rows_of", count=one.rows)
    with st.expander(f"{place} → {said} · {rows}", expanded=not fine, icon=icon):
        chosen = st.selectbox(
            who.say("submissions.table"), ["", *tables()], index=["", *tables()].index(one.table), width=280,
            key=f"submissions_table_{number}_{revision()}",
            format_func=lambda id: common.table(who, id) if id else who.say("submissions.pass_over"),
        )  # fmt: skip
        if chosen != one.table:
            return _changed(one.as_table(chosen))
        if one.personal:
            listed = "、".join(map(harmless, one.personal))
            st.warning(who.say("submissions.personal", headers=listed), icon=":material/privacy_tip:")
        said = who.say("submissions.first_rows")
        st.dataframe(one.first.cast(pl.String), hide_index=True, height="content", alt=said)
        if not one.table:
            return one
        after = _matches(who, number, one)
        return _codes(who, number, after)


def revision() -> int:
    """Counts up with every choice made: what was drawn before it is out of date then."""
    return int(st.session_state.setdefault(_REVISION, 0))


def _changed(one: Sheet) -> Sheet:
    """A choice was made: the widgets are drawn anew from what is chosen now."""
    st.session_state[_REVISION] = revision() + 1
    return one


def _matches(who: Reader, number: int, one: Sheet) -> Sheet:
    wanted, headers = columns(one.table), ["", *one.columns]
    heads = {name: who.say(f"submissions.match_{name}") for name in SHOWN}
    rows = [
        {
            heads["column"]: common.column(who, one.table, name) + (" *" if wanted[name] else ""),
            heads["header"]: found.header,
            heads["constant"]: "" if found.constant is None else str(found.constant),
            heads["sure"]: None if found.open else found.certainty,
            heads["why"]: why(found, who.language) if wanted[name] or not found.open else "",
            heads["like"]: " · ".join(one.columns[found.header].examples) if found.header else "",
        }
        for name, found in one.matches.items()
    ]
    edited = st.data_editor(
        pl.DataFrame(rows, schema_overrides={heads["sure"]: pl.Float64}), hide_index=True, height="content",
        key=f"submissions_matches_{number}_{revision()}", num_rows="fixed", placeholder="–",
        disabled=[heads[name] for name in ("column", "sure", "why", "like")],
        column_config={
            heads["header"]: st.column_config.SelectboxColumn(heads["header"], options=headers, required=False),
            heads["constant"]: st.column_config.TextColumn(heads["constant"], max_chars=200),
            heads["sure"]: st.column_config.ProgressColumn(heads["sure"], min_value=0, max_value=1, format="percent"),
        },
    )  # fmt: skip
    st.caption(who.say("submissions.match_note"))
    return _edited(one, edited[heads["header"]].to_list(), edited[heads["constant"]].to_list())


def _edited(one: Sheet, headers: Sequence[Any], constants: Sequence[Any]) -> Sheet:
    for (name, found), header, constant in zip(tuple(one.matches.items()), headers, constants, strict=True):
        was = "" if found.constant is None else str(found.constant)
        if (constant or "") != was:
            return _changed(one.with_constant(name, constant) if constant else one.with_header(name, ""))
        if (header or "") != found.header and (not header or header in one.columns):
            return _changed(one.with_header(name, header or ""))
    return one


def _codes(who: Reader, number: int, one: Sheet) -> Sheet:
    """What is written that no code was found for, with the contract's codes to choose from."""
    for name, found in one.matches.items():
        if not found.unknown:
            continue
        heads = [who.say("submissions.written"), who.say("submissions.code")]
        edited = st.data_editor(
            pl.DataFrame(
                {heads[0]: found.unknown, heads[1]: [None] * len(found.unknown)}, schema=dict.fromkeys(heads, pl.String)
            ),
            key=f"submissions_codes_{number}_{name}_{revision()}", hide_index=True, height="content", placeholder="–",
            disabled=[heads[0]], width=480,
            column_config={heads[1]: st.column_config.SelectboxColumn(heads[1], options=codes(one.table, name))},
        )  # fmt: skip
        given = {value: code for value, code in zip(found.unknown, edited[heads[1]].to_list(), strict=True) if code}
        if given:
            return _changed(one.with_codes(name, given))
    return one
