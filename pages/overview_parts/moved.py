"""What moved: figures beyond their usual noise first, each with whose change did most, leading to the evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from pages.overview_parts.asked import TOGETHER
from pages.shared import cards, control, link, numbers
from pages.shared.chart import Chart
from pages.shared.menu import SCREENS
from pages.shared.screen import View
from pages.shared.selection import COMMON, DIMENSIONS
from pages.shared.text import inside, listing
from queries.dictionary import metric
from queries.refusals import AskRefused

ASKS = "overview/what_moved"
# So many figures, and of each so many parts of different dimensions: more would say the same again.
FIGURES, PARTS = 4, 2
# Figures that did nothing out of the ordinary, or of which nobody can say that they did.
QUIET = ("common", "few")
# Dimensions that name a cause or a place to look; how a contact ended, or a door a complaint came in by, do not.
TOLD = ("platform", "platform_kind", "region", "product", "bucket", "channel", "category", "agency", "cause")
SCREEN_OF = {
    "overdue_rate_balance": "overdue", "par30_balance": "overdue", "roll_rate_m0": "overdue", "cost_per_case": "cost",
    "cost_per_yuan_recovered": "cost", "promise_kept_rate": "agents", "breach_rate": "agents",
    "complaints_per_1000_cases": "complaints",
}  # fmt: skip
_PAGES = Path(__file__).parents[1]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """A figure, what its control chart says of the month looked at, and the parts that moved it most."""

    metric: str
    signal: str
    rows: Sequence[Row]


def most(view: View) -> Chart:
    """Whose change moved the county's figures most between two months, in sentences that lead to the evidence."""
    base, focus = _base(view), numbers.month(view.selection.focus)
    within = view.within(view.selection.filters(), ASKS)
    asked = view.question(ASKS, within, before=base, after=focus, among=",".join(TOLD))
    found = list(figures(view, asked.frame.to_dicts()))
    loud = [one for one in found if one.signal not in QUIET][:FIGURES] or found[:FIGURES]
    quiet = [one for one in found if one.signal in QUIET and one not in loud]
    title = view.say("overview.moved_title" if found else "overview.moved_none", before=base, after=focus)
    sub = view.say("overview.moved_sub")
    return Chart(
        "moved", title, sub, partial(_list, view, loud, base), title, asked, (ASKS,),
        notes=[*_quiet(view, quiet), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _base(view: View) -> str:
    months = [numbers.month(month) for month in view.months if month != view.selection.focus]
    before = [month for month in months if month < numbers.month(view.selection.focus)]
    start = (before or months or [numbers.month(view.selection.focus)])[-12:][0]
    return control.pick("base", view.say("overview.base"), months or [start], str, start)


def figures(view: View, rows: Sequence[Row]) -> Iterator[Moved]:
    """The figures that changed, the largest contribution first, each with its parts, one of a dimension."""
    told: dict[str, dict[str, Row]] = {}
    for row in rows:
        parts = told.setdefault(row["metric"], {}) if row["change"] else {}
        if row["change"]:
            parts.setdefault(row["dimension"], row)
    for id, parts in told.items():
        if parts:
            yield Moved(id, _signal(view, id), list(parts.values())[:PARTS])


def _signal(view: View, id: str) -> str:
    try:
        return cards.card(view, id, among=TOGETHER).signal
    except AskRefused:
        return "short"


def _list(view: View, found: Sequence[Moved], base: str) -> None:
    linked = [name for name, _ in SCREENS]
    with st.container(key="moved", gap="xxsmall"):
        for one in found:
            st.markdown(f"{cards.ICONS[one.signal]} {headline(view, one)}")
            for row in one.rows:
                screen = SCREEN_OF[one.metric]
                if screen not in linked:
                    st.markdown(sentence(view, row))
                    continue
                st.page_link(
                    _PAGES / f"{screen}.py", label=sentence(view, row), icon=":material/subdirectory_arrow_right:",
                    width="stretch", query_params=target(row, base),
                )  # fmt: skip


def headline(view: View, one: Moved) -> str:
    """What a figure was and is, and whether it is beyond its usual noise now."""
    row, unit = one.rows[0], metric(one.metric).unit
    return view.say(
        "overview.moved_figure", metric=metric(one.metric).label[view.language],
        before=numbers.by_unit(row["before"], unit, view.language, 2),
        after=numbers.by_unit(row["after"], unit, view.language, 2),
        change=_change(view, row["change"], unit), signal=view.say(f"card.{one.signal}"),
    )  # fmt: skip


def sentence(view: View, row: Row) -> str:
    """What a part did to a figure: by its own level, and by its weight among the parts."""
    unit = metric(row["metric"]).unit
    effects = {name: _change(view, row[name], unit) for name in ("rate_effect", "mix_effect")}
    return view.say(
        "overview.moved_part", dimension=view.say(f"filter.{row['dimension']}"),
        part=view.label(row["dimension"], row["part"]),
        contribution=_change(view, row["rate_effect"] + row["mix_effect"], unit), **effects,
    )  # fmt: skip


def _change(view: View, difference: float, unit: str) -> str:
    """A difference, signed; of a rate per thousand it stands bare beside values that name the unit."""
    if unit.startswith("per_"):
        return numbers.signed(difference)
    return numbers.change(difference, unit, view.language)


def _quiet(view: View, found: Sequence[Moved]) -> list[str]:
    if not found:
        return []
    names = [inside(metric(one.metric).short[view.language]) for one in found]
    return [view.say("overview.moved_quiet", names=listing(names, view.language, limit=8))]


def target(row: Row, base: str) -> dict[str, list[str]]:
    """The choices a sentence leads to: those all screens share, the part it speaks of, and the place that shows it."""
    chosen = {name: list(values) for name, values in link.choices().items() if name in (*COMMON, *DIMENSIONS)}
    screen = SCREEN_OF[row["metric"]]
    if row["dimension"] in DIMENSIONS:
        chosen[row["dimension"]] = [row["part"]]
    if screen == "overdue":
        chosen |= {"tab": ["why"], "base": [base]}
    if screen == "complaints" and row["dimension"] != "cause":
        chosen |= {"tab": ["whom"]}
    return chosen
