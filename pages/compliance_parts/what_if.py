"""What if another pack applied: the same contacts held against the rules of each."""

from collections.abc import Callable

from pages.compliance_parts import common, packs
from pages.compliance_parts.common import Row
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View

ASKS = "compliance/what_if"


def contacts(view: View) -> Chart:
    """Contacts that would not follow the rules of each pack, per 1,000."""
    return _compared(view, "what_if", "per_thousand", _rate, [view.say("compliance.what_if_note")])


def cases(view: View) -> Chart:
    """The share of cases with at least one such contact."""
    return _compared(view, "what_if_cases", "share", _share, [])


def _compared(view: View, key: str, unit: str, bar: Callable[[View, Row], Bar], notes: list[str]) -> Chart:
    asked = view.question(ASKS, span.within(view, ASKS))
    bars = [bar(view, row) for row in asked.frame.to_dicts()]
    title, sub = view.say(f"compliance.{key}_title"), view.say(f"compliance.{key}_sub", months=span.said(view))
    return Chart(key, title, sub, ranked(bars, unit, view.look, ordered=True), f"{title}. {sub}", asked, (ASKS,),
                 notes=[*notes, *view.unfiltered(ASKS)])  # fmt: skip


def _rate(view: View, row: Row) -> Bar:
    written = common.told(view, row, "rate", common.rate)
    hover = view.say(
        "compliance.what_if_hover", name=view.label("pack", row["pack"]), rate=written,
        breaches=common.count(view, row, "breaches"), contacts=common.count(view, row, "contacts"),
    )  # fmt: skip
    return _bar(view, row, "rate", written, hover)


def _share(view: View, row: Row) -> Bar:
    written = common.share(view, row, "breached_case_share")
    hover = view.say(
        "compliance.what_if_cases_hover", name=view.label("pack", row["pack"]), share=written,
        breached=common.count(view, row, "breached_cases"), cases=common.count(view, row, "cases"),
    )  # fmt: skip
    return _bar(view, row, "breached_case_share", written, hover)


def _bar(view: View, row: Row, column: str, written: str, hover: str) -> Bar:
    colors = view.look.colors
    color = colors.accent if row["pack"] == packs.chosen() else colors.context
    name, value = view.say(f"compliance.pack_{row['pack']}"), numbers.number(row[column])
    return Bar(row["pack"], name, value, written, hover, color)
