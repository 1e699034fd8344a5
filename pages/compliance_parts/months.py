"""The rules month by month: contacts that do not follow each, per 1,000."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pages.compliance_parts import common, packs, rules
from pages.compliance_parts.common import ASSESSED, RATE
from pages.shared import numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines
from pages.shared.screen import View
from queries.reference import Rule

# More lines than this and none can be followed.
SHOWN = 7
Rows = Mapping[date, Mapping[str, Any]]


def by_rule(view: View) -> Chart:
    """A line for each rule that was not followed, the most frequent if they are many; a click picks the month."""
    asked = rules.by_month(view)
    known = [one for one in rules.told(view) if one.rate]
    shown = {one.rule.id for one in sorted(known, key=lambda one: -(one.rate or 0))[:SHOWN]}
    series = [_series(view, place, rule, _rows(asked.frame.to_dicts(), rule.id))
              for place, rule in enumerate(packs.rules().values()) if rule.id in shown]  # fmt: skip
    focus = view.months.index(view.selection.focus) if view.selection.is_focused else None
    stage = Stage(view.months, view.look, height=340, labels=13, events=view.events(), focus=focus)
    figure = lines(stage, series, "per_thousand") if series else {"data": [], "layout": {}}
    title, sub = _title(view), view.say("compliance.months_sub")
    notes = _named(view, shown) if view.look.narrow else []
    return Chart(
        "rule_months", title, sub, figure, f"{title}. {sub}", asked, (RATE, ASSESSED), clicks=True, notes=notes
    )


def _named(view: View, shown: set[str]) -> list[str]:
    """What the lines are, where a phone leaves no room for more than their ids."""
    names = [f"{id} {rules.name(view, rule)}" for id, rule in packs.rules().items() if id in shown]
    return [" · ".join(names)] if names else []


def _rows(rows: list[dict[str, Any]], rule: str) -> Rows:
    return {row["month"]: row for row in rows if row["rule"] == rule}


def _series(view: View, place: int, rule: Rule, rows: Rows) -> Series:
    """A rule keeps its colour whichever of them are drawn; months it cannot be assessed in are gaps."""
    told = [rules.Told(rule, rows.get(month, {})) for month in view.months]
    hover = [_hover(view, month, one) for month, one in zip(view.months, told, strict=True)]
    color = view.look.colors.entity(place)
    return Series(
        rule.id if view.look.narrow else rules.name(view, rule),
        [one.rate for one in told],
        color,
        hover,
        id=click("rule", rule.id),
    )


def _hover(view: View, month: date, one: rules.Told) -> str:
    if one.cannot:
        return view.say("compliance.months_cannot", name=rules.name(view, one.rule), month=numbers.month(month))
    return view.say(
        "compliance.months_hover", name=rules.name(view, one.rule), month=numbers.month(month),
        rate=common.told(view, one.row, RATE, common.rate),
        breaches=common.count(view, one.row, f"{RATE}__numerator"),
        contacts=common.count(view, one.row, f"{RATE}__denominator"),
    )  # fmt: skip


def _title(view: View) -> str:
    """The month looked at, all rules together."""
    month = numbers.month(view.selection.focus)
    rows = view.ask([RATE], ["month"], packs.monthly(view, RATE)).frame.to_dicts()
    rate = next((numbers.number(row[RATE]) for row in rows if row["month"] == view.selection.focus), None)
    if rate is None:
        return view.say("compliance.months_silent", month=month)
    return view.say("compliance.months_title", month=month, rate=common.rate(rate))
