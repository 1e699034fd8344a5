"""What borrowing costs a year against the lines there are, and whom each line is for."""

from typing import Any

from pages.compliance_parts import common
from pages.compliance_parts.common import Row
from pages.shared import control, labels, numbers, span
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines
from pages.shared.figures.multiples import Cell, Measure, multiples
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View
from pages.shared.text import harmless
from queries.dictionary import metric
from queries.reference import credit_lines
from queries.statistics.intervals import wilson

ASKS = "compliance/credit_cost"
# The loans above each line, those it can be told of, and the share.
LINES = {"24": ("above_24", "known", "above_24_share"), "36": ("above_36", "known", "above_36_share"),
         "lpr": ("above_cap", "cap_known", "above_cap_share")}  # fmt: skip
TOGETHER = {"24": "above_24_share", "36": "above_36_share", "lpr": "above_four_lpr_share"}
METRICS = tuple(TOGETHER.values())
COURSE = ("median_apr", "above_24_share")
FEW = 30


def bands(view: View) -> Chart:
    """Loans lent by band of the annual rate, from the lowest; those of which it is not known last."""
    asked = view.question(ASKS, span.within(view, ASKS), level="apr_band")
    rows = {row["unit"]: row for row in asked.frame.to_dicts()}
    total = sum(row["loans"] or 0 for row in rows.values())
    bars = [_bar(view, rows[band], total) for band in labels.in_order("apr_band", rows)]
    title, sub = _title(view), view.say("compliance.credit_sub", months=span.said(view))
    return Chart("apr_bands", title, sub, ranked(bars, "share", view.look, ordered=True), f"{title}. {sub}", asked,
                 (ASKS,), notes=[*_lines(view), *view.unfiltered(ASKS)])  # fmt: skip


def by_platform(view: View) -> Chart:
    """Each platform's loans above each line, platforms of a kind together; on a phone one line at a time."""
    called = {line: view.say(f"compliance.line_{line}") for line in LINES}
    shown = control.shown("show", view.say("compliance.line"), list(LINES), called.__getitem__, narrow=view.look.narrow)
    asked = view.question(ASKS, span.within(view, ASKS, without=("platform",)), level="platform")
    listed = _headed(view, asked.frame.to_dicts())
    together = _together(view)
    measures = [_measure(view, line, listed, numbers.number(together.get(TOGETHER[line]))) for line in shown]
    kept = view.selection.kept("platform")
    figure = multiples([name for name, _ in listed], measures, view.look, missing=view.say("shared.not_reported"),
                       chosen=[row is not None and row["unit"] in kept for _, row in listed])  # fmt: skip
    title = view.say("compliance.credit_who_title")
    sub = view.say("compliance.credit_who_sub", months=span.said(view))
    return Chart("apr_platforms", title, sub, figure, f"{title}. {sub}", asked, (ASKS, *METRICS))


def _lines(view: View) -> list[str]:
    """Which loans each line is for, and how far it may be trusted."""
    return [
        view.say("compliance.credit_line", name=line.label[view.language], wording=line.wording[view.language],
                 source=harmless(line.source[view.language]))
        for line in credit_lines().values()
    ]  # fmt: skip


def over_time(view: View) -> Chart:
    """The median rate and the share above 24 %, by month lent."""
    asked = view.ask(COURSE, ["month"], view.within(view.selection.filters(), *COURSE))
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    colors = (view.look.colors.accent, view.look.colors.bucket("M4"))
    series = [_series(view, id, color, rows) for id, color in zip(COURSE, colors, strict=True)]
    stage = Stage(view.months, view.look, height=280, labels=13, events=view.events())
    month, rate = view.selection.focus, rows.get(view.selection.focus, {}).get(COURSE[0])
    title = view.say("compliance.credit_course_title", month=numbers.month(month),
                     rate=numbers.share(rate, view.language))  # fmt: skip
    sub = view.say("compliance.credit_course_sub")
    return Chart("apr_months", title, sub, lines(stage, series, "share"), f"{title}. {sub}", asked, COURSE, clicks=True)


def _title(view: View) -> str:
    rows = view.ask(METRICS[:1], [], span.within(view, *METRICS[:1])).frame.to_dicts()
    if not rows or rows[0][METRICS[0]] is None:
        return view.say("compliance.credit_silent")
    return view.say("compliance.credit_title", share=numbers.share(rows[0][METRICS[0]], view.language))


def _bar(view: View, row: Row, total: int) -> Bar:
    name, color = view.label("apr_band", row["unit"]), view.look.colors
    value = row["loans"] / total if row["loans"] is not None and total else None
    written = "*" if row.get("loans__masked") else numbers.share(value, view.language)
    hover = view.say("compliance.credit_hover", name=name, share=written, loans=common.count(view, row, "loans"),
                     count=row["loans"] or 0)  # fmt: skip
    shade = {"24_to_36": color.bucket("M4"), "over_36": color.signal, "unknown": color.context}
    return Bar(click("apr_band", row["unit"]), name, value, written, hover, shade.get(row["unit"], color.accent))


def _headed(view: View, rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any] | None]]:
    """Platforms in listed order under the name of their kind."""
    found = {row["unit"]: row for row in rows}
    listed: list[tuple[str, dict[str, Any] | None]] = []
    for kind in labels.in_order("platform_kind", {row["platform_kind"] for row in rows}):
        listed.append((f"<b>{view.label('platform_kind', kind)}</b>", None))
        here = [unit for unit, row in found.items() if row["platform_kind"] == kind]
        listed += [(view.label("platform", unit), found[unit]) for unit in labels.in_order("platform", here)]
    return listed


def _measure(view: View, line: str, listed: list[tuple[str, dict[str, Any] | None]], together: float | None) -> Measure:
    cells = [Cell(None, "") if row is None else _cell(view, line, name, row) for name, row in listed]
    return Measure(view.say(f"compliance.line_{line}"), "share", together, cells, zero=True)


def _together(view: View) -> Row:
    """The shares of all loans lent, whoever lent them."""
    rows = view.ask(METRICS, [], span.within(view, *METRICS, without=("platform",))).frame.to_dicts()
    return rows[0] if rows else {}


def _cell(view: View, line: str, name: str, row: Row) -> Cell:
    above, known, share = LINES[line]
    hover = view.say(
        "compliance.credit_who_hover", name=name, line=view.say(f"compliance.line_{line}"),
        share=common.share(view, row, share), above=common.count(view, row, above),
        known=common.count(view, row, known),
    )  # fmt: skip
    value, base = numbers.number(row[share]), row[known]
    if value is None or not base:
        return Cell(None, hover)
    low, high = wilson(round(value * base), base) or (None, None)
    return Cell(value, hover, low, high, few=base < FEW)


def _series(view: View, id: str, color: str, rows: dict[Any, dict[str, Any]]) -> Series:
    values = [numbers.number(rows.get(month, {}).get(id)) for month in view.months]
    name = metric(id).short[view.language]
    hover = [f"<b>{name}</b><br>{numbers.month(month)} · {numbers.share(value, view.language)}"
             for month, value in zip(view.months, values, strict=True)]  # fmt: skip
    return Series(name, values, color, hover)
