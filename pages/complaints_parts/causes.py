"""About what: causes from the most to the least frequent, and how they changed."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from pages.complaints_parts.rate import RATE, rated
from pages.shared import labels, numbers, span
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, stacked
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View
from queries.dictionary import metric

SHOWN = 6
NOT_SAID = "unknown"


def pareto(view: View) -> Chart:
    """Complaints per 1,000 cases of each cause, with its share of all and the share of it and all above it."""
    asked = view.ask([RATE], ["cause"], span.within(view, RATE))
    rows = ordered(asked.frame.to_dicts())
    total = sum(row[f"{RATE}__numerator"] for row in rows)
    runs = accumulate(row[f"{RATE}__numerator"] for row in rows)
    bars = [_bar(view, row, run / total, total) for row, run in zip(rows, runs, strict=True)]
    title = _title(view, rows, total)
    sub = view.say("complaints.causes_sub", months=span.said(view), count=total)
    return Chart(
        "causes", title, sub, ranked(bars, metric(RATE).unit, view.look), f"{title}. {sub}", asked, (RATE,),
    )  # fmt: skip


def ordered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Causes that were complained of, most first."""
    heard = [row for row in rows if row[f"{RATE}__numerator"]]
    return sorted(heard, key=lambda row: (-row[f"{RATE}__numerator"], row["cause"]))


def _title(view: View, rows: Sequence[dict[str, Any]], total: int) -> str:
    if not rows:
        return view.say("complaints.causes_question")
    first = rows[0]
    share = numbers.share(first[f"{RATE}__numerator"] / total, view.language)
    return view.say("complaints.causes_title", name=view.label("cause", first["cause"]), share=share)


def _bar(view: View, row: dict[str, Any], run: float, total: int) -> Bar:
    name, share = view.label("cause", row["cause"]), numbers.share(row[f"{RATE}__numerator"] / total, view.language)
    hover = view.say(
        "complaints.causes_hover", name=name, rate=rated(view, row[RATE]), share=share,
        count=row[f"{RATE}__numerator"], cases=numbers.count(row[f"{RATE}__denominator"], view.language),
    )  # fmt: skip
    label = view.say("complaints.causes_label", share=share, run=numbers.share(run, view.language, 0))
    label = share if view.look.narrow else label
    color = view.look.colors.context if row["cause"] == NOT_SAID else view.look.colors.accent
    return Bar(row["cause"], name, row[RATE], label, hover, color)


def over_time(view: View) -> Chart:
    """The most frequent causes by month, stacked to all complaints per 1,000 cases."""
    within = view.within(view.selection.filters(), RATE)
    asked = view.ask([RATE], ["month", "cause"], within)
    cells = {(row["month"], row["cause"]): row for row in asked.frame.to_dicts()}
    reported = set(view.ask([RATE], ["month"], within).frame.drop_nulls(RATE)["month"])
    causes = _most_frequent(list(cells.values()))
    named = [cause for cause in causes[:SHOWN] if cause != NOT_SAID]
    series = [_series(view, [cause], view.label("cause", cause), _color(view, cause), cells, reported)
              for cause in named]  # fmt: skip
    rest = [cause for cause in causes if cause not in named]
    if rest:
        series.append(_series(view, rest, view.say("shared.others"), view.look.colors.context, cells, reported))
    title, sub = view.say("complaints.course_title"), view.say("complaints.course_sub")
    figure = stacked(Stage(view.months, view.look), series, metric(RATE).unit)
    return Chart("course", title, sub, figure, f"{title}. {sub}", asked, (RATE,), clicks=True)


def _most_frequent(rows: Sequence[dict[str, Any]]) -> list[str]:
    heard: dict[str, int] = {}
    for row in rows:
        heard[row["cause"]] = heard.get(row["cause"], 0) + (row[f"{RATE}__numerator"] or 0)
    return sorted((cause for cause in heard if heard[cause]), key=lambda cause: (-heard[cause], cause))


def _color(view: View, cause: str) -> str:
    return view.look.colors.entity(list(labels.reference().codes["cause"]).index(cause)
                                   if cause in labels.reference().codes["cause"] else None)  # fmt: skip


def _series(
    view: View, causes: Sequence[str], name: str, color: str, cells: dict[tuple[Any, str], Any], reported: set[Any]
) -> Series:
    values = [
        view.total((cells.get((month, cause), {}) for cause in causes), RATE) if month in reported else None
        for month in view.months
    ]
    hover = [view.say("complaints.course_hover", name=name, month=numbers.month(month), rate=rated(view, value))
             for month, value in zip(view.months, values, strict=True)]  # fmt: skip
    return Series(name, values, color, hover)
