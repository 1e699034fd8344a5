"""Receipts: what each submission brought, what it was compared with, and what changed row by row."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import numbers
from pages.shared.reader import Reader
from pages.shared.text import harmless
from pages.submissions_parts import common
from queries.handing import Desk, Receipt
from queries.handing.desk import Submission, reason, when

MONEY = ("principal", "balance", "paid", "cost")
SHOWN = 10


def draw(who: Reader, desk: Desk) -> None:
    """Every submission, newest first; one is chosen to be looked into."""
    found = desk.receipts()
    if not found:
        st.info(who.say("submissions.nothing_yet"))
        return
    in_force = {(one.platform, one.as_of, one.id) for one in desk.submissions()}
    rows = [
        {
            "platform": common.platform(who, one.platform),
            "as_of": one.as_of,
            "number": one.number,
            "received": when(told),
            "rows": told.stored,
            "quarantined": told.quarantined,
            "state": who.say(
                "submissions.in_force" if (one.platform, one.as_of, one.id) in in_force else "submissions.replaced"
            ),
        }
        for one, told in found
    ]
    config: dict[str, Any] = {name: who.say(f"submissions.receipt_{name}") for name in rows[0]}
    for name in ("rows", "quarantined", "number"):
        config[name] = st.column_config.NumberColumn(config[name], format="localized")
    config["received"] = st.column_config.DatetimeColumn(config["received"], format="YYYY-MM-DD HH:mm")
    config["as_of"] = st.column_config.DateColumn(config["as_of"], format="YYYY-MM-DD")
    st.dataframe(
        pl.DataFrame(rows), hide_index=True, alt=who.say("submissions.tab_receipts"), column_config=config,
        height="content" if len(rows) < SHOWN else 380,
    )  # fmt: skip
    place = st.selectbox(
        who.say("submissions.look_into"), range(len(found)), key="submissions_receipt", width=420,
        format_func=lambda i: named(who, found[i][0]),
    )  # fmt: skip
    one, told = found[place]
    summary(who, told)
    _difference(who, desk, one, [other for other, _ in found if other.platform == one.platform and other != one])


def named(who: Reader, one: Submission) -> str:
    """A submission by platform, date and number."""
    return f"{common.platform(who, one.platform)} · {one.as_of} · {one.id}"


def summary(who: Reader, told: Receipt) -> None:
    """Counts and reasons by table, totals with their change, notices, and what was not read."""
    key = "dry" if told.dry_run else "same" if told.unchanged else "kept"
    values = {"stored": numbers.count(told.stored, who.language), "held": numbers.count(told.quarantined, who.language)}
    said = who.say(
        f"submissions.summary_{key}", platform=common.platform(who, told.platform), day=told.as_of,
        id=told.submission, **values,
    )  # fmt: skip
    (st.info if told.dry_run or told.unchanged else st.success)(said, icon=":material/receipt_long:")
    left, right = st.columns((3, 2), gap="medium")
    with left:
        _counts(who, told)
    with right:
        _totals(who, told)
    for notice in told.notices:
        st.caption(f"• {harmless(notice.message(who.language))}")
    if told.ignored:
        st.caption(who.say("submissions.not_read", what=harmless(", ".join(told.ignored[:12]))))


def _counts(who: Reader, told: Receipt) -> None:
    heads = [who.say(f"submissions.count_{name}") for name in ("table", "in", "stored", "quarantined", "reasons")]
    rows = [
        (common.table(who, name), count.rows_in, count.stored, count.quarantined, _reasons(who, count.reasons))
        for name, count in told.tables.items()
    ]
    st.dataframe(
        pl.DataFrame(rows, schema=heads, orient="row"), hide_index=True, height="content",
        alt=who.say("submissions.counts"),
        column_config={name: st.column_config.NumberColumn(name, format="localized") for name in heads[1:4]},
    )  # fmt: skip


def _reasons(who: Reader, found: dict[str, int]) -> str:
    return "；".join(f"{reason(code, who.language)} ×{count}" for code, count in found.items())


def _totals(who: Reader, told: Receipt) -> None:
    heads = [who.say(f"submissions.total_{name}") for name in ("of", "now", "change")]
    rows = [
        (who.say(f"submissions.total_{name}"), _amount(who, value), _change(who, told.difference.get(name)))
        for name, value in told.totals.items()
    ]
    st.dataframe(
        pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row"), hide_index=True, height="content",
        alt=who.say("submissions.totals"),
        column_config={name: st.column_config.TextColumn(name, alignment="right") for name in heads[1:]},
    )  # fmt: skip


def _amount(who: Reader, value: str | None) -> str:
    return who.say("shared.not_reported") if value is None else numbers.compact(Decimal(value), who.language)


def _change(who: Reader, value: str | None) -> str:
    if value is None:
        return ""
    return ("+" if Decimal(value) > 0 else "") + numbers.compact(Decimal(value), who.language)


def _difference(who: Reader, desk: Desk, one: Submission, others: Sequence[Submission]) -> None:
    st.markdown(f"**{who.say('submissions.difference')}**")
    if not others:
        st.caption(who.say("submissions.no_other"))
        return
    earlier = [other for other in others if (other.as_of, other.number) < (one.as_of, one.number)]
    start = others.index(max(earlier, key=lambda each: (each.as_of, each.number))) if earlier else 0
    other = others[
        st.selectbox(
            who.say("submissions.compare_with"),
            range(len(others)),
            start,
            key=f"submissions_with_{one.id}",
            width=420,
            format_func=lambda i: named(who, others[i]),
        )  # fmt: skip
    ]
    found = desk.difference(other, one)
    names = ("before", "after", "added", "changed", "gone")
    title, head = who.say("submissions.difference"), who.say("submissions.table")
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(who.say(f"submissions.difference_{name}"), format="localized")
        for name in names
    }
    st.dataframe(
        found.with_columns(pl.col("table").map_elements(lambda id: common.table(who, id), pl.String)),
        hide_index=True, height="content", alt=title, column_config={"table": head, **config},
    )  # fmt: skip
    st.caption(who.say("submissions.difference_note"))
