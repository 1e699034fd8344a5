"""The screen's answer in one line of words."""

import polars as pl

from pages.overdue_parts.level import rate_metric
from pages.overdue_parts.where import FEW
from pages.shared import numbers, periods
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric
from queries.statistics.xmr import xmr

_STILL = 0.00005


def answer(view: View) -> str:
    """How much is late at the month looked at, how it moved, whether that is more than noise, and who is latest."""
    rate = rate_metric(view)
    frame = view.ask([rate], ["month"], view.selection.filters(without=("bucket",))).frame
    by_month = dict(frame.select("month", rate).iter_rows())
    now = by_month.get(view.selection.focus)
    said = {"month": numbers.month(view.selection.focus), "metric": inside(metric(rate).label[view.language])}
    if now is None:
        return view.say("overdue.answer_silent", **said)
    parts = [view.say("overdue.answer_level", value=numbers.share(now, view.language), **said)]
    before = by_month.get(periods.back(view.selection.focus, 1))
    if before is not None:
        parts.append(_moved(view, float(now) - float(before)))
    values = [None if (v := by_month.get(m)) is None else float(v) for m in view.months]
    parts.append(_signal(view, values))
    parts.append(_latest(view, rate))
    return "".join(part for part in parts if part) + view.say("overdue.stop")


def _moved(view: View, difference: float) -> str:
    way = "flat" if abs(difference) < _STILL else "up" if difference > 0 else "down"
    size = numbers.decimal(abs(difference) * 100, 2)
    return view.say(f"overdue.answer_{way}", size=size)


def _signal(view: View, values: list[float | None]) -> str:
    chart = xmr(values)
    if chart is None or chart.is_trial:
        return view.say("overdue.answer_short")
    point = chart.points[view.months.index(view.selection.focus)]
    if point.rule is None:
        return view.say("overdue.answer_common")
    name = "unusual_up" if point.direction > 0 else "unusual_down"
    return view.say(f"overdue.answer_{name}", rule=view.say(f"card.rule_{point.rule}"))


def _latest(view: View, rate: str) -> str:
    rows = view.ask([rate], ["platform"], view.selection.at_focus(without=("bucket",))).frame
    rated = rows.drop_nulls(rate)
    known = rated.filter(pl.col(f"{rate}__count") >= FEW).sort(rate, descending=True)
    if known.height < 2:
        return ""
    first = known.row(0, named=True)
    name = view.label("platform", first["platform"])
    key = "highest" if known.height == rated.height else "highest_few"
    return view.say(f"overdue.answer_{key}", name=name, value=numbers.share(first[rate], view.language))
