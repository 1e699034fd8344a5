"""What the money brings in: cost beside recovery by platform and by channel, and what a yuan recovered costs."""

from collections.abc import Sequence

from pages.cost_parts import common
from pages.shared import drill, labels, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import lines
from pages.shared.figures.scatter import Measure, Spot, scatter
from pages.shared.screen import View
from pages.shared.text import listing
from pages.shared.timeline import over_time as timeline
from queries.dictionary import metric

UNITS = ("cost_per_case", "recovery_rate")
CHANNELS = ("cost", "cash_recovered")
YUAN = "cost_per_yuan_recovered"
_FINER = {"platform": ("team", "agent"), "team": ("agent",)}


def units(view: View) -> Chart:
    """Cost per case against the share recovered within 30 days: one point per platform, team or agent."""
    level = drill.level(view.viewer, view.selection)
    within = view.within(view.selection.filters(without=(level, *_FINER.get(level, ()))), *UNITS)
    asked, whole = view.ask(UNITS, [level], within), view.ask(UNITS, [], within).frame.to_dicts()
    rows = [row for row in asked.frame.to_dicts() if row[level] not in (None, "unknown")]
    spots = [_spot(view, level, row) for row in rows if row[UNITS[0]] is not None and row[UNITS[1]] is not None]
    across, up = (
        Measure(metric(id).unit, metric(id).short[view.language], numbers.number(whole[0][id]) if whole else None)
        for id in UNITS
    )
    title, sub = view.say("cost.units_title"), view.say("cost.units_sub", months=common.span(view))
    chosen = [click(level, value) for value in view.selection.kept(level)]
    return Chart(
        "value_units", title, sub, scatter(spots, across, up, view.look, chosen=chosen), f"{title}. {sub}", asked,
        UNITS, clicks=True, notes=[*_undrawn(view, level, rows), *view.unfiltered(*UNITS)],
    )  # fmt: skip


def _spot(view: View, level: str, row: common.Row) -> Spot:
    name = view.label(level, row[level])
    color = labels.color(level, row[level], view.look) if level == "platform" else view.look.colors.accent
    cost, rate = (common.written(view, id, row[id]) for id in UNITS)
    cases = row[f"{UNITS[0]}__count"]
    said = view.say("cost.units_hover", name=name, cost=cost, rate=rate, count=numbers.count(cases, view.language))
    return Spot(
        name, float(row[UNITS[0]]), float(row[UNITS[1]]), float(cases), said, color, common.few(row, UNITS[1]),
        click(level, row[level]),
    )  # fmt: skip


def _undrawn(view: View, level: str, rows: Sequence[common.Row]) -> list[str]:
    """A note naming those of whom only one of the two measures was reported."""
    half = [view.label(level, row[level]) for row in rows if (row[UNITS[0]] is None) != (row[UNITS[1]] is None)]
    return [view.say("cost.units_missing", names=listing(half, view.language, limit=6))] if half else []


def channels(view: View) -> Chart:
    """What each channel cost against what came in after it, and the line below which it brought less than it cost."""
    within = view.within(view.selection.filters(without=("channel",)), *CHANNELS)
    asked = view.ask([*CHANNELS, YUAN], ["channel"], within)
    rows = [row for row in asked.frame.to_dicts()
            if row["channel"] not in (None, "unknown", "none") and row["cost"] is not None]  # fmt: skip
    spots = [
        Spot(
            view.label("channel", row["channel"]), float(row["cost"]), float(row["cash_recovered"] or 0),
            float(row["cost"]), _yield(view, row), labels.color("channel", row["channel"], view.look),
            id=click("channel", row["channel"]),
        )
        for row in rows if row["cost"] and row["cash_recovered"] is not None
    ]  # fmt: skip
    worst = max((row for row in rows if row[YUAN] and row[YUAN] > 1), key=lambda row: row["cost"], default=None)
    title = view.say("cost.channels_title")
    if worst:
        title = view.say("cost.channels_worst", name=view.label("channel", worst["channel"]),
                         value=common.written(view, YUAN, worst[YUAN]))  # fmt: skip
    sub = view.say("cost.channels_sub", months=common.span(view))
    across, up = (Measure("money", metric(id).short[view.language]) for id in CHANNELS)
    chosen = [click("channel", value) for value in view.selection.kept("channel")]
    figure = scatter(spots, across, up, view.look, chosen=chosen, even=view.say("cost.even"))
    return Chart(
        "value_channels", title, sub, figure, f"{title}. {sub}", asked, (*CHANNELS, YUAN), clicks=True,
        notes=[view.say("cost.channels_note"), *view.unfiltered(*CHANNELS)],
    )  # fmt: skip


def _yield(view: View, row: common.Row) -> str:
    return view.say(
        "cost.channels_hover", name=view.label("channel", row["channel"]),
        cost=numbers.money(row["cost"], view.language), cash=numbers.money(row["cash_recovered"], view.language),
        each=common.written(view, YUAN, row[YUAN]),
    )  # fmt: skip


def over_time(view: View) -> Chart:
    """What one yuan recovered cost, month by month."""
    along = timeline(view, [YUAN])
    series = common.line(view, "", view.look.colors.accent, along, YUAN)
    now = along.rows().get(view.selection.focus, {}).get(YUAN)
    title = view.say("cost.yuan_question")
    if now is not None:
        title = view.say("cost.yuan_title", month=numbers.month(view.selection.focus),
                         value=common.written(view, YUAN, now))  # fmt: skip
    sub = view.say("cost.yuan_sub")
    figure = lines(along.stage(view, height=240, labels=13), [series], "ratio")
    return Chart(
        "yuan", title, sub, figure, f"{title}. {sub}", along.answer, (YUAN,), clicks=True, notes=view.unfiltered(YUAN)
    )  # fmt: skip
