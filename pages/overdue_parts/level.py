"""How much is late and how late: the book by month and bucket, and what a chosen bucket means elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.shared import labels, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, stacked
from pages.shared.screen import View
from pages.shared.theme import BUCKETS

LATE = BUCKETS[1:]
# What is at least as late as the earliest bucket chosen.
_AT_LEAST = {"M1": "overdue_rate_balance", "M2": "par30_balance", "M3": "par60_balance"}


def rate_metric(view: View) -> str:
    """The overdue rate by balance, or the PAR that begins with the earliest bucket chosen."""
    chosen = sorted(view.selection.kept("bucket"))
    return _AT_LEAST.get(chosen[0], "par90_balance") if chosen and chosen[0] != "M0" else "overdue_rate_balance"


def by_month(view: View) -> Chart:
    """The share of the balance in every late bucket, stacked by month; clicking looks at that month and bucket."""
    asked = view.question("overdue/buckets", view.selection.filters(without=("bucket",)))
    cells = {(row["month"], row["bucket"]): row for row in asked.frame.to_dicts()}
    reported = {month for month, _ in cells}
    series = [_series(view, bucket, cells, reported) for bucket in LATE]
    months = list(view.months)
    focus = months.index(view.selection.focus)
    late = sum(s.values[focus] or 0 for s in series) if view.selection.focus in reported else None
    said = {"month": numbers.month(view.selection.focus), "value": numbers.share(late, view.language)}
    marked = focus if view.selection.focus != months[-1] else None
    stage = Stage(months, view.look, height=340, labels=13, events=view.events(), focus=marked)
    chosen = [click("bucket", bucket) for bucket in view.selection.kept("bucket")]
    figure = stacked(stage, series, "share", chosen=chosen)
    title = view.say("overdue.main_title" if late is not None else "overdue.main_silent", **said)
    return Chart(
        "buckets",
        title,
        view.say("overdue.main_sub"),
        figure,
        f"{title}. {view.say('overdue.main_sub')}",
        asked,
        ("overdue/buckets", "overdue_rate_balance"),
        clicks=True,
        notes=_silent(view),
    )


def _series(view: View, bucket: str, cells: Mapping[tuple[date, str], dict[str, Any]], reported: set[date]) -> Series:
    rows = [cells.get((month, bucket), {}) for month in view.months]
    values = [
        None if month not in reported or (share := view.known(row, "share_of_balance")) is None else float(share)
        for month, row in zip(view.months, rows, strict=True)
    ]
    hover = [_hover(view, bucket, month, row) for month, row in zip(view.months, rows, strict=True)]
    return Series(bucket, values, labels.color("bucket", bucket, view.look), hover, id=click("bucket", bucket))


def _hover(view: View, bucket: str, month: date, row: Mapping[str, Any]) -> str:
    return view.say(
        "overdue.main_hover",
        month=numbers.month(month),
        bucket=view.label("bucket", bucket, full=True),
        value=numbers.share(view.known(row, "share_of_balance"), view.language, 2),
        balance=numbers.money(view.known(row, "balance"), view.language),
        count=view.behind(view.known(row, "loans")),
    )


def _silent(view: View) -> list[str]:
    """A note naming the months shown that a platform did not report after it had begun to."""
    platforms = view.selection.filters().only(("platform", "platform_kind"))
    frame = view.question("overdue/reporting", platforms).frame
    notes: list[str] = []
    for platform, rows in frame.sort("month").group_by("platform", maintain_order=True):
        begun = rows.filter(pl.col("is_reported").cum_max())
        missing = begun.filter(~pl.col("is_reported"))["month"].to_list()
        if missing:
            name = view.label("platform", str(platform[0]))
            notes.append(view.say("overdue.silent", name=name, months=_spans(missing)))
    joined = ("；" if view.language == "zh" else "; ").join(notes)
    return [view.say("overdue.silent_all", notes=joined)] if notes else []


def _spans(months: list[date]) -> str:
    spans: list[list[date]] = []
    for month in months:
        follows = spans and (month.year * 12 + month.month) - (spans[-1][-1].year * 12 + spans[-1][-1].month) == 1
        spans[-1].append(month) if follows else spans.append([month])
    return ", ".join(
        numbers.month(span[0]) + (f"–{numbers.month(span[-1])}" if len(span) > 1 else "") for span in spans
    )
