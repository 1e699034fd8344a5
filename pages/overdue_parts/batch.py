"""Which batch: how each month's lending turned out as it aged, and who missed the very first instalment."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st

from pages.overdue_parts.bases import line
from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines
from pages.shared.plots import curves
from pages.shared.screen import View
from queries.dictionary import metric

BASES = ("ever", "current")
THRESHOLDS = ("30", "60", "90", "written_off")
FIRST = ("first_payment_default_1", "first_payment_default_7", "first_payment_default_30")
HIGHLIGHTED = 5
FEW = 30


def vintage(view: View) -> Chart:
    """Curves by month on book for every cohort; a handful of cohorts, half a year apart, stand out and are named."""
    basis, threshold = _controls(view)
    asked = view.question("overdue/vintage", view.selection.filters(without=("bucket",)))
    enough = asked.frame.filter(pl.col("threshold") == threshold, pl.col("loans_opened") >= FEW)
    rows = enough.sort("cohort", "month_on_book").to_dicts()
    cohorts = {cohort: list(group) for cohort, group in groupby(rows, key=lambda row: row["cohort"])}
    series = _curves(view, cohorts, f"share_{basis}")
    places = max((len(s.values) for s in series), default=1)
    sub = view.say(
        "overdue.vintage_sub", basis=view.say(f"overdue.basis_{basis}"),
        threshold=view.say(f"overdue.threshold_{threshold}"),
    )  # fmt: skip
    title = view.say("overdue.vintage_title")
    return Chart(
        "vintage", title, sub, curves(series, "share", view.look, places=places), f"{title}. {sub}", asked,
        ("overdue/vintage",),
    )  # fmt: skip


def _controls(view: View) -> tuple[str, str]:
    late = {"M3": "60", "M4": "90", "M5": "90", "M6": "90", "M7+": "90"}
    chosen = sorted(view.selection.kept("bucket"))
    start = late.get(chosen[0], "30") if chosen else "30"
    with st.container(horizontal=True, gap="small"):
        basis = control.choice("basis", view.say("overdue.basis"), BASES, lambda b: view.say(f"overdue.basis_{b}"))
        threshold = control.choice(
            "threshold", view.say("overdue.threshold"), THRESHOLDS, lambda t: view.say(f"overdue.threshold_{t}"), start
        )
    return basis, threshold


def _curves(view: View, cohorts: Mapping[date, Sequence[Mapping[str, Any]]], column: str) -> list[Series]:
    seen = {cohort: _observed(rows) for cohort, rows in cohorts.items()}
    seen = {cohort: rows for cohort, rows in seen.items() if len(rows) > 1}
    long = sorted(cohort for cohort, rows in seen.items() if len(rows) > 3)
    standing = long[::-6][:HIGHLIGHTED][::-1]
    color = dict(zip(standing, view.look.colors.scale[-len(standing) :], strict=True)) if standing else {}
    quiet = [
        _curve(view, c, rows, column, "", view.look.colors.grid, 1.0) for c, rows in seen.items() if c not in color
    ]
    loud = [_curve(view, c, seen[c], column, numbers.month(c), color[c], 2.2) for c in standing]
    return [*quiet, *loud]


def _observed(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows up to the last month on book at which nearly the whole cohort was observed."""
    last = max((i for i, row in enumerate(rows) if row["loans_observed"] >= 0.9 * row["loans_opened"]), default=-1)
    return list(rows[: last + 1])


def _curve(
    view: View, cohort: date, rows: Sequence[Mapping[str, Any]], column: str, name: str, color: str, width: float
) -> Series:
    values: list[float | None] = [None] * (rows[-1]["month_on_book"] + 1)
    hover = [""] * len(values)
    for row in rows:
        value = row[column]
        values[row["month_on_book"]] = None if value is None else float(value)
        hover[row["month_on_book"]] = view.say(
            "overdue.vintage_hover", cohort=numbers.month(cohort), age=row["month_on_book"],
            value=numbers.share(value, view.language, 2), observed=numbers.count(row["loans_observed"], view.language),
            opened=numbers.count(row["loans_opened"], view.language),
        )  # fmt: skip
    return Series(name, values, color, hover, width=width)


def first_payment(view: View) -> Chart:
    """Loans whose first instalment was missed by more than 1, 7 and 30 days, by the month it fell due."""
    asked = view.ask(FIRST, ["month"], view.selection.filters(without=("bucket",)))
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    colors = [view.look.colors.bucket(shade) for shade in ("M1", "M3", "M6")]
    series = [
        _hollow(view, line(view, metric(id).short[view.language], color, rows, id), rows, id)
        for id, color in zip(FIRST, colors, strict=True)
    ]
    title = view.say("overdue.first_title")
    return Chart(
        "first_payment", title, view.say("overdue.first_sub"), lines(Stage(view.months, view.look), series, "share"),
        f"{title}. {view.say('overdue.first_sub')}", asked, FIRST, clicks=True,
    )  # fmt: skip


def _hollow(view: View, series: Series, rows: Mapping[date, Mapping[str, Any]], id: str) -> Series:
    few = [(rows.get(month, {}).get(f"{id}__count") or 0) < FEW for month in view.months]
    if not any(f and v is not None for f, v in zip(few, series.values, strict=True)):
        return series
    return Series(series.name, series.values, series.color, series.hover, hollow=few)
