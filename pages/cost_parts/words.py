"""The screen's answer in one line of words."""

from decimal import Decimal

from pages.cost_parts import common
from pages.shared import numbers, periods
from pages.shared.screen import View
from pages.shared.text import listing
from queries.statistics.xmr import xmr

CASE, YUAN, CHANNEL = "cost_per_case", "cost_per_yuan_recovered", "cost"
# A channel that takes less of the money than this is no waste worth a sentence.
_WORTH_SAYING = 0.03


def answer(view: View) -> str:
    """What a case cost in the month looked at, how that moved, what a yuan recovered cost, and what is wasted."""
    rows = view.ask([CASE], ["month"], view.within(view.selection.filters(), CASE)).frame.to_dicts()
    by_month = {row["month"]: row for row in rows}
    now = by_month.get(view.selection.focus, {})
    if now.get(CASE) is None:
        return view.say("cost.answer_silent", month=numbers.month(view.selection.focus))
    values = [numbers.number(by_month.get(month, {}).get(CASE)) for month in view.months]
    before = by_month.get(periods.back(view.selection.focus, 12), {})
    parts = [_level(view, now[CASE]), _moved(view, now, before), _signal(view, values), _yuan(view), _waste(view)]
    return "".join(part for part in parts if part) + view.say("cost.stop")


def _level(view: View, value: Decimal) -> str:
    """The cost of a case; only the part of a channel, where one is chosen."""
    said = {"month": numbers.month(view.selection.focus), "value": numbers.money(value, view.language)}
    channels = [view.label("channel", one) for one in view.selection.kept("channel")]
    if not channels:
        return view.say("cost.answer_case", **said)
    return view.say("cost.answer_channel", channels=listing(channels, view.language), **said)


def _moved(view: View, now: common.Row, before: common.Row) -> str:
    """How far it is from a year before; not said of a handful of cases."""
    if not before.get(CASE) or common.few(now, CASE) or common.few(before, CASE):
        return ""
    change = float(now[CASE]) / float(before[CASE]) - 1
    way = "flat" if abs(change) < 0.005 else "up" if change > 0 else "down"
    return view.say(f"cost.answer_{way}", change=numbers.share(abs(change), view.language))


def _signal(view: View, values: list[float | None]) -> str:
    chart = xmr(values)
    if chart is None or chart.is_trial:
        return ""
    point = chart.points[view.months.index(view.selection.focus)]
    if point.rule is None:
        return view.say("cost.answer_common")
    return view.say(f"cost.answer_unusual_{'up' if point.direction > 0 else 'down'}",
                    rule=view.say(f"card.rule_{point.rule}"))  # fmt: skip


def _yuan(view: View) -> str:
    rows = view.ask([YUAN], [], view.within(view.selection.at_focus(), YUAN)).frame.to_dicts()
    value = rows[0][YUAN] if rows else None
    return "" if value is None else view.say("cost.answer_yuan", value=numbers.by_unit(value, "ratio", view.language))


def _waste(view: View) -> str:
    """The channel that brought in less than it cost and took the most money, over the months shown."""
    within = view.within(view.selection.filters(without=("channel",)), CHANNEL, YUAN)
    rows = [row for row in view.ask([CHANNEL, YUAN], ["channel"], within).frame.to_dicts() if row["cost"]]
    spent = sum(float(row["cost"]) for row in rows)
    lost = [row for row in rows if row["channel"] not in ("none", "unknown") and (row[YUAN] or 0) > 1
            and float(row["cost"]) > spent * _WORTH_SAYING]  # fmt: skip
    if not lost:
        return ""
    worst = max(lost, key=lambda row: row["cost"])
    return view.say(
        "cost.answer_waste", name=view.label("channel", worst["channel"]),
        part=numbers.share(float(worst["cost"]) / spent, view.language, 0),
        value=numbers.by_unit(worst[YUAN], "ratio", view.language),
    )  # fmt: skip
