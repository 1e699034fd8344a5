"""The rules of the pack one by one: how often each was not followed, and which cannot be assessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.compliance_parts import common, packs
from pages.compliance_parts.common import ASSESSED, RATE, Row
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.plots import spark_address
from pages.shared.screen import View
from pages.shared.text import harmless, listing
from queries.estimates.compliance import MOST_MISSING
from queries.reference import Rule
from queries.warehouse import Answer

COLUMNS = ("rate", "trend", "breaches", "contacts", "assessable", "strength")
NUMBERS = ("rate", "breaches", "contacts", "assessable")


@dataclass(frozen=True)
class Told:
    """What is known of one rule: the row of its figures, and whether enough of its contacts can be assessed."""

    rule: Rule
    row: Row

    @property
    def is_concerned(self) -> bool:
        """Whether there were contacts it is about."""
        return bool(self.row.get(f"{ASSESSED}__denominator")) or bool(self.row.get(f"{ASSESSED}__masked"))

    @property
    def cannot(self) -> bool:
        """Whether too many of them lack a field it needs."""
        assessed = self.row.get(ASSESSED)
        return self.is_concerned and assessed is not None and float(assessed) < 1 - MOST_MISSING

    @property
    def rate(self) -> float | None:
        """Contacts that do not follow it, per 1,000; None where it cannot be assessed or is not told."""
        return None if self.cannot else numbers.number(self.row.get(RATE))

    @property
    def breaches(self) -> int:
        """How many contacts do not follow it, as far as that is told."""
        return 0 if self.cannot else int(self.row.get(f"{RATE}__numerator") or 0)


def asked(view: View) -> Answer:
    """The figures of each rule over the months added up."""
    return view.ask([RATE, ASSESSED], ["rule"], packs.during(view, RATE, ASSESSED))


def told(view: View) -> list[Told]:
    """Every rule of the pack, in its order."""
    rows = {row["rule"]: row for row in asked(view).frame.to_dicts()}
    return [Told(rule, rows.get(id, {})) for id, rule in packs.rules().items()]


def most(view: View) -> Told:
    """The rule most often not followed; the first where all are."""
    return max(told(view), key=lambda one: one.breaches)


def name(view: View, rule: Rule) -> str:
    """What a rule is called."""
    return rule.label[view.language]


def table(view: View) -> Chart:
    """The rules in a table, each with its course; below it what each counts and where it comes from."""
    packs.choose(view)
    known = told(view)
    broken = sum(bool(one.rate) for one in known)
    title = view.say("compliance.rules_title" if broken else "compliance.rules_title_none", broken=broken,
                     count=len(known))  # fmt: skip
    sub = view.say("compliance.rules_sub", months=span.said(view))
    notes = [view.say("compliance.rules_note"), *_gaps(view), *_elsewhere(view), *view.unfiltered(RATE)]
    drawn = partial(_drawn, view, known, title)
    return Chart("rules", title, sub, drawn, title, asked(view), (RATE, ASSESSED), notes=notes)


def _elsewhere(view: View) -> list[str]:
    here = packs.chosen() == packs.HERE
    return [] if here else [view.say("compliance.pack_note", pack=view.say(f"compliance.pack_{packs.chosen()}"))]


def _drawn(view: View, known: list[Told], alt: str) -> None:
    courses = _courses(view)
    rows = [{"rule": name(view, one.rule), **_figures(view, one, courses)} for one in known]
    schema = dict.fromkeys(("rule", *COLUMNS), pl.String)
    st.dataframe(
        pl.DataFrame(rows, schema=schema), hide_index=True, alt=alt, height="content", column_config=_columns(view)
    )
    with st.expander(view.say("compliance.wordings")):
        for one in known:
            st.markdown(_wording(view, one.rule))


def _columns(view: View) -> dict[str, Any]:
    heads = {column: view.say(f"compliance.head_{column}") for column in COLUMNS}
    right = {column: st.column_config.TextColumn(heads[column], alignment="right") for column in NUMBERS}
    trend = st.column_config.ImageColumn(heads["trend"], width="medium")
    named = st.column_config.TextColumn(view.say("compliance.head_rule"), pinned=True)
    return {"rule": named, **heads, **right, "trend": trend}


def _figures(view: View, one: Told, courses: Mapping[str, list[float | None]]) -> dict[str, Any]:
    """The cells of one rule; words where there is no number to give."""
    missing = view.say("compliance.cannot") if one.cannot else None
    if not one.is_concerned:
        missing = view.say("compliance.none_concerned")
    return {
        "rate": missing or common.told(view, one.row, RATE, common.rate),
        "trend": None if missing else course(view, courses[one.rule.id]),
        "breaches": "–" if missing else common.count(view, one.row, f"{RATE}__numerator"),
        "contacts": common.count(view, one.row, f"{ASSESSED}__denominator") if one.is_concerned else "0",
        "assessable": common.share(view, one.row, ASSESSED) if one.is_concerned else "–",
        "strength": standing(view, one.rule),
    }


def by_month(view: View) -> Answer:
    """The figures of each rule in each month shown."""
    return view.ask([RATE, ASSESSED], ["month", "rule"], packs.monthly(view, RATE, ASSESSED))


def _courses(view: View) -> dict[str, list[float | None]]:
    """The rate of each rule along the months shown; None where it is hidden, not reported or cannot be assessed."""
    rows = {(row["rule"], row["month"]): row for row in by_month(view).frame.to_dicts()}
    return {id: [Told(rule, rows.get((id, month), {})).rate for month in view.months]
            for id, rule in packs.rules().items()}  # fmt: skip


def course(view: View, rates: list[float | None]) -> str | None:
    """A sparkline from zero up with a gap for each month of which nothing is told; none where that is every month."""
    if all(rate is None for rate in rates):
        return None
    return spark_address(rates, view.look.colors.accent, width=240, height=24, zero=True)


def _gaps(view: View) -> list[str]:
    """What a gap in a course means to those from whom figures are hidden."""
    masked = by_month(view)
    if not masked.masked:
        return []
    reasons = listing([view.say(f"masked.{reason}") for reason in masked.reasons], view.language, len(masked.reasons))
    return [view.say("compliance.trend_gaps", reasons=reasons)]


def standing(view: View, rule: Rule) -> str:
    """Whether a rule is law or a recommendation, and how far its text was seen."""
    strength, seen = view.say(f"compliance.strength_{rule.strength}"), view.say(f"compliance.seen_{rule.seen}")
    return view.say("compliance.strength", strength=strength, seen=seen)


def _wording(view: View, rule: Rule) -> str:
    return view.say(
        "compliance.wording", name=name(view, rule), id=rule.id, strength=standing(view, rule),
        wording=rule.wording[view.language], source=harmless(rule.source[view.language]),
    )  # fmt: skip
