"""The main chart: complaints per 1,000 active cases by month, with limits, set anew at documented events."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.charts import Stage
from pages.shared.figures.control_chart import Controlled, control_chart
from pages.shared.screen import View
from pages.shared.text import listing
from queries.dictionary import metric
from queries.warehouse import Answer

ASKS = "complaints/control_chart"
RATE = "complaints_per_1000_cases"
NO_REBASE = "none"


def readings(view: View, rebase: str = "") -> list[dict[str, Any]]:
    """The months shown with rate, mean, limits and signal, limits set anew from the month `rebase`."""
    return _asked(view, rebase).frame.to_dicts()


def by_month(view: View) -> Chart:
    """Whether complaints per 1,000 cases move more than they usually do; a click looks at that month, by day."""
    named = documented(view)
    chosen = control.pick(
        "rebase", view.say("complaints.rebase"), [NO_REBASE, *named], lambda m: _called(view, named, m), NO_REBASE
    )
    rebase = "" if chosen == NO_REBASE else chosen
    asked = _asked(view, rebase)
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    points = _points(view, rows)
    focus = view.months.index(view.selection.focus)
    marked = focus if focus != len(view.months) - 1 else None
    stage = Stage(view.months, view.look, height=340, labels=13, events=view.events(), focus=marked)
    names = (view.say("card.mean"), view.say("card.lower"), view.say("card.upper"))
    figure = control_chart(stage, points, metric(RATE).unit, names, rebased=view.say("complaints.rebased"))
    title = _title(view, rows.get(view.selection.focus, {}))
    sub = view.say("complaints.main_sub")
    return Chart(
        "rate", title, sub, figure, f"{title}. {sub}", asked, (ASKS, RATE), clicks=True,
        notes=[*_method(view, list(rows.values())), *_moved(view, list(rows.values()), named.get(rebase)),
               *view.unfiltered(ASKS)],
    )  # fmt: skip


def _asked(view: View, rebase: str) -> Answer:
    return view.question(ASKS, view.within(view.selection.filters(), ASKS), rebase=rebase)


def documented(view: View) -> dict[str, str]:
    """The months shown in which a documented event lies, and what it is called; there must be months before it."""
    found: dict[str, list[str]] = {}
    known = [row["month"] for row in readings(view) if row["rate"] is not None]
    later = {numbers.month(month) for month in view.months if known and month > min(known)}
    for event in view.events():
        month = numbers.month(event.on)
        if month in later:
            found.setdefault(month, []).append(event.name)
    return {month: listing(names, view.language) for month, names in sorted(found.items())}


def signal(view: View, row: Mapping[str, Any]) -> str:
    """What the chart says of a month: usual, unusually high or low by which rule, or that it cannot tell yet."""
    if row.get("mean") is None or row.get("rate") is None:
        return view.say("complaints.signal_short")
    if not row["direction"]:
        return view.say("complaints.signal_common")
    side = "up" if row["direction"] > 0 else "down"
    return view.say(f"complaints.signal_{side}", rule=view.say(f"card.rule_{row['rule']}"))


def _called(view: View, named: Mapping[str, str], month: str) -> str:
    if month == NO_REBASE:
        return view.say("complaints.rebase_none")
    return view.say("complaints.rebase_at", month=month, name=named[month])


def _points(view: View, rows: Mapping[date, Mapping[str, Any]]) -> list[Controlled]:
    """A point per month shown; one that nobody reported belongs to the phase of the month before it."""
    points: list[Controlled] = []
    phase = min((row["phase"] for row in rows.values()), default=1)
    for month in view.months:
        row = rows.get(month, {"month": month})
        phase = row.get("phase") or phase
        points.append(_point(view, row, phase))
    return points


def _point(view: View, row: Mapping[str, Any], phase: int) -> Controlled:
    value, mean, lower, upper = (numbers.number(row.get(side)) for side in ("rate", "mean", "lower", "upper"))
    return Controlled(
        value, mean, lower, upper, _hover(view, row), row.get("direction") or 0, phase,
    )  # fmt: skip


def _hover(view: View, row: Mapping[str, Any]) -> str:
    if row.get("rate") is None:
        return view.say("complaints.hover_silent", month=numbers.month(row["month"]))
    return view.say(
        "complaints.hover_month", month=numbers.month(row["month"]), rate=rated(view, row["rate"]),
        complaints=numbers.count(row["complaints"], view.language), cases=numbers.count(row["cases"], view.language),
        signal=signal(view, row),
    )  # fmt: skip


def rated(view: View, rate: float | None) -> str:
    """A number of complaints per 1,000 cases, bare: the words around it name the unit."""
    return view.say("shared.not_reported") if rate is None else numbers.decimal(rate, 2)


def _title(view: View, row: Mapping[str, Any]) -> str:
    month = numbers.month(view.selection.focus)
    if row.get("rate") is None:
        return view.say("complaints.main_silent", month=month)
    return view.say("complaints.main_title", month=month, rate=rated(view, row["rate"]), signal=signal(view, row))


def _method(view: View, rows: list[dict[str, Any]]) -> list[str]:
    """Which chart it is, and why."""
    known = [row["complaints"] for row in rows if row["complaints"] is not None]
    method = next((row["method"] for row in rows if row["method"]), None)
    if not known or method is None or (view.viewer.is_guarded and not any(known)):
        return []
    return [view.say(f"complaints.method_{method}", each=numbers.decimal(sum(known) / len(known), 1))]


def _moved(view: View, rows: list[dict[str, Any]], name: str | None) -> list[str]:
    """What the mean was before the event that re-based the chart, and what it is since."""
    means = list(dict.fromkeys(row["mean"] for row in rows if row["mean"] is not None))
    if name is None or len(means) < 2:
        return []
    return [view.say("complaints.moved", name=name, before=rated(view, means[0]), after=rated(view, means[-1]))]
