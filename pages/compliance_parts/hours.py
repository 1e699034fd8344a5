"""When: contacts that do not follow a rule by hour of the day and day of the week, the quiet hours outlined."""

from collections.abc import Iterable, Mapping
from typing import Any

from pages.compliance_parts import common, packs, rules
from pages.shared import control, numbers, span
from pages.shared.chart import Chart
from pages.shared.plots import heat
from pages.shared.screen import View
from queries.reference import Rule

ASKS = "compliance/hours"
DAYS, HOURS = range(1, 8), range(24)
SUNDAY = 7
Cells = Mapping[tuple[int, int], Mapping[str, Any]]


def of_week(view: View) -> Chart:
    """The week hour by hour for one rule, the one broken most often until the reader takes another."""
    rule = _rule(view)
    asked = view.question(ASKS, span.within(view, ASKS), rule=rule.id)
    cells = {(row["weekday"], row["hour"]): row for row in asked.frame.to_dicts()}
    figure = _figure(view, cells) if any(row["breaches"] for row in cells.values()) else {"data": [], "layout": {}}
    title = _title(view, rule, cells)
    sub = view.say("compliance.hours_sub", months=span.said(view)) + (
        view.say("compliance.hours_quiet") if _quiet() else ""
    )
    return Chart("hours", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), notes=view.unfiltered(ASKS))


def _rule(view: View) -> Rule:
    known = packs.rules()
    start = rules.most(view).rule.id
    chosen = control.pick(
        "rule", view.say("compliance.rule"), list(known), lambda id: rules.name(view, known[id]), start
    )
    return known[chosen]


def _figure(view: View, cells: Cells) -> dict[str, Any]:
    rows = [[cells.get((day, hour), {}) for hour in HOURS] for day in DAYS]
    values = [[numbers.number(cell.get("breaches")) or None for cell in row] for row in rows]
    written = [["" if view.look.narrow else common.count(view, cell, "breaches") for cell in row] for row in rows]
    hover = [[_hover(view, day, hour, cells) for hour in HOURS] for day in DAYS]
    named = [f"{hour:02}" if not view.look.narrow or hour % 3 == 0 else "" for hour in HOURS]
    figure = heat([_day(view, day) for day in DAYS], named, values, written, hover, view.look, height=300)
    figure["layout"]["xaxis"] |= {"tickangle": 0, "range": [-0.5, 23.5]}
    figure["layout"]["margin"] |= {"t": 24}
    figure["layout"]["annotations"] += [star(view, place) for place in hidden(view, cells)]
    figure["layout"]["shapes"] = [_outline(view, *box) for box in _boxes(_quiet())]
    return figure


def hidden(view: View, cells: Cells) -> list[tuple[int, int]]:
    """The places whose number is hidden: left empty they would look like none."""
    return [place for place, cell in cells.items() if view.hidden(cell, "breaches")]


def star(view: View, place: tuple[int, int]) -> dict[str, Any]:
    """The mark of a hidden number at its day and hour."""
    day, hour = place
    return {"x": hour, "y": day - 1, "text": "*", "showarrow": False,
            "font": {"size": 12, "color": view.look.colors.muted}}  # fmt: skip


def _quiet() -> Rule | None:
    """The rule of the pack that says which hours are quiet."""
    return next((rule for rule in packs.rules().values() if rule.kind == "quiet_hours"), None)


def _boxes(quiet: Rule | None) -> Iterable[tuple[float, float, float, float]]:
    """Left, right, top and bottom of the quiet hours: before and after those allowed, Sundays whole where named."""
    if quiet is None:
        return
    last = SUNDAY - 1 if quiet.no_sundays else SUNDAY
    yield -0.5, (quiet.quiet_to or 0) - 0.5, -0.5, last - 0.5
    yield (quiet.quiet_from or 24) - 0.5, 23.5, -0.5, last - 0.5
    if quiet.no_sundays:
        yield -0.5, 23.5, last - 0.5, last + 0.5


def _outline(view: View, left: float, right: float, top: float, bottom: float) -> dict[str, Any]:
    return {"type": "rect", "x0": left, "x1": right, "y0": top, "y1": bottom,
            "line": {"color": view.look.colors.text, "width": 1.4}}  # fmt: skip


def _day(view: View, day: int) -> str:
    return view.say(f"compliance.weekday_{day}")


def _hover(view: View, day: int, hour: int, cells: Cells) -> str:
    row = cells.get((day, hour), {"breaches": 0, "contacts": 0})
    return view.say(
        "compliance.hours_hover", day=_day(view, day), hour=f"{hour:02}:00",
        breaches=common.count(view, row, "breaches"), contacts=common.count(view, row, "contacts"),
    )  # fmt: skip


def _title(view: View, rule: Rule, cells: Cells) -> str:
    known = {place: row["breaches"] for place, row in cells.items() if row["breaches"]}
    if not known:
        return view.say("compliance.hours_none", rule=rules.name(view, rule))
    day, hour = max(known, key=lambda place: known[place])
    return view.say("compliance.hours_title", day=_day(view, day), hour=f"{hour:02}:00", count=known[day, hour],
                    rule=rules.name(view, rule))  # fmt: skip
