"""Contact quality side by side: six measures of every unit with their intervals, in order of team and id."""

from typing import Any

from pages.agents_parts import people
from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.figures.multiples import Cell, Measure, multiples
from pages.shared.screen import View
from queries.dictionary import metric

ASKS = "agents/quality"
FEW = 30
MEASURES = (
    "right_party_contact_rate", "promise_kept_rate", "quality_score", "critical_error_rate",
    "complaints_per_1000_cases", "breach_rate",
)  # fmt: skip
Listed = list[tuple[str, dict[str, Any] | None]]


def side_by_side(view: View) -> Chart:
    """Every measure of every unit; on a phone one measure at a time."""
    called = {id: metric(id).short[view.language] for id in MEASURES}
    label = view.say("agents_quality.measure")
    measures = control.shown("measure", label, MEASURES, called.__getitem__, narrow=view.look.narrow)
    # Checks, complaints and rules are not kept by bucket.
    asked = view.question(ASKS, people.among(view), level=people.level(view))
    listed, chosen = people.headed(view, people.ordered(asked.frame)), people.chosen(view)
    figure = multiples(
        [name for name, _ in listed],
        [_measure(view, id, listed) for id in measures],
        view.look,
        missing=view.say("shared.not_reported"),
        chosen=[row is not None and row["unit"] in chosen for _, row in listed],
    )
    title = view.say("agents_quality.title")
    sub = view.say("agents_quality.sub", order=view.say(f"agents.order_{people.level(view)}"))
    return Chart("quality", title, sub, figure, f"{title}. {sub}", asked, (ASKS, *MEASURES),
                 notes=[view.say("agents_quality.note")])  # fmt: skip


def _measure(view: View, id: str, listed: Listed) -> Measure:
    cells = [Cell(None, "") if row is None else _cell(view, id, row) for _, row in listed]
    return Measure(metric(id).short[view.language], metric(id).unit, _together(id, listed), cells)


def _together(id: str, listed: Listed) -> float | None:
    """All units as one: their values weighted by what each is counted on."""
    known = [(float(row[id]), float(row[f"{id}_base"])) for _, row in listed if row and row[id] is not None]
    base = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / base if base else None


def _cell(view: View, id: str, row: dict[str, Any]) -> Cell:
    value, low, high, base = (row[f"{id}{part}"] for part in ("", "_lower", "_upper", "_base"))
    unit = metric(id).unit
    written = numbers.by_unit(value, unit, view.language)
    interval = ""
    if low is not None and high is not None:
        ends = {"low": numbers.by_unit(low, unit, view.language), "high": numbers.by_unit(high, unit, view.language)}
        interval = view.say("agents_quality.interval", **ends)
    hover = view.say(
        "agents_quality.hover", name=people.called(view, row), measure=metric(id).label[view.language], value=written,
        interval=interval, count=view.say("agents_quality.behind", count=numbers.count(base, view.language)),
    )  # fmt: skip
    return Cell(value, hover, low, high, few=(base or 0) < FEW)
