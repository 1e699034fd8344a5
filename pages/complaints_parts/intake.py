"""Through which door complaints came in, and which of them are doors of an authority."""

from typing import Any

from pages.complaints_parts.rate import RATE, rated
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View
from queries.dictionary import metric

ESCALATED = "escalated_rate"


def ways(view: View) -> Chart:
    """Complaints per 1,000 cases by the way they came in; the share that reached an authority is the finding."""
    within = span.within(view, RATE, ESCALATED)
    asked = view.ask([RATE], ["intake"], within)
    rows = [row for row in asked.frame.to_dicts() if row[f"{RATE}__numerator"]]
    total = sum(row[f"{RATE}__numerator"] for row in rows)
    bars = [_bar(view, row, total) for row in rows]
    found = view.ask([ESCALATED], (), within).frame[ESCALATED].to_list()
    known = found[0] if found else None
    title = view.say("complaints.intake_question")
    if known is not None:
        title = view.say("complaints.intake_title", share=numbers.share(known, view.language))
    sub = view.say("complaints.intake_sub", months=span.said(view))
    figure = ranked(bars, metric(RATE).unit, view.look)
    return Chart("intake", title, sub, figure, f"{title}. {sub}", asked, (RATE, ESCALATED))


def _bar(view: View, row: dict[str, Any], total: int) -> Bar:
    name = view.label("intake", row["intake"])
    share = numbers.share(row[f"{RATE}__numerator"] / total, view.language)
    hover = view.say(
        "complaints.causes_hover", name=name, rate=rated(view, row[RATE]), share=share,
        count=row[f"{RATE}__numerator"], cases=numbers.count(row[f"{RATE}__denominator"], view.language),
    )  # fmt: skip
    return Bar(row["intake"], name, row[RATE], share, hover, view.look.colors.accent)
