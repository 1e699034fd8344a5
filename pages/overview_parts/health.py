"""Whether the data can carry the figures: gaps, tables nobody sent, how old everything is."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.screen import View
from pages.shared.text import listing

ASKS = "overview/data_health"
# In the order a reader should hear of them.
CHECKS = ("party_unknown", "months_missing", "table_reported", "days_old")
Row = Mapping[str, Any]


def strip(view: View) -> Chart:
    """What is missing, what was never sent, how old it is: gaps in words, the rest counted."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    rows = asked.frame.to_dicts()
    said = lines(view, [row for row in rows if row["is_gap"]])
    title = view.say("overview.health_gaps" if said else "overview.health_good", count=len(said))
    sub = view.say("overview.health_sub", checks=len(rows))
    return Chart("health", title, sub, partial(_draw, said), title, asked, (ASKS,), notes=_ages(view, rows))


def _draw(said: Sequence[str]) -> None:
    with st.container(key="health", gap="xxsmall"):
        for line in said:
            st.markdown(f":material/rule: {line}")


def lines(view: View, gaps: Sequence[Row]) -> list[str]:
    """A sentence per gap; all tables a platform does not report are one."""
    ordered = sorted(gaps, key=lambda row: (CHECKS.index(row["check"]), row["subject"], row["item"]))
    found = groupby(ordered, key=lambda row: (row["check"], row["subject"]))
    return [_line(view, check, list(rows)) for (check, _), rows in found]


def _line(view: View, check: str, rows: Sequence[Row]) -> str:
    first, shares = rows[0], check == "party_unknown"
    tables = [view.say(f"overview.table_{row['item']}") for row in rows] if check == "table_reported" else []
    return view.say(
        f"overview.health_{check}", subject=view.label(first["subject_kind"], first["subject"]),
        tables=listing(tables, view.language, limit=6), count=int(first["value"]),
        share=numbers.share(first["value"], view.language) if shares else "",
        usual=numbers.share(first["threshold"], view.language) if shares else int(first["threshold"]),
    )  # fmt: skip


def _ages(view: View, rows: Sequence[Row]) -> list[str]:
    """To which day the platforms' data goes, where none is behind by so much that it is a gap."""
    behind = {row["subject"]: int(row["value"]) for row in rows if row["check"] == "days_old"}
    if not behind:
        return []
    day = f"{view.warehouse.as_of:%Y-%m-%d}"
    late = [view.say("overview.behind", name=view.label("platform", name), count=days)
            for name, days in sorted(behind.items(), key=lambda one: -one[1]) if days]  # fmt: skip
    if not late:
        return [view.say("overview.all_current", day=day, count=len(behind))]
    return [view.say("overview.some_behind", day=day, names=listing(late, view.language, limit=6))]
