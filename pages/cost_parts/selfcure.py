"""The baseline of honest credit: how much would have come in without anyone being contacted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pages.cost_parts import common
from pages.shared import labels, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.charts import Series, lines, stacked
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.timeline import Timeline
from pages.shared.timeline import over_time as timeline
from queries.dictionary import metric

CASH = "cash_recovered"
SHARE = "self_cure_share"
SHARES = (SHARE, "attributed_share")
# The baseline at the bottom, what nobody can explain on top.
ORDER = ("self_cure", "contacted", "attributed", "legal", "sale", "not_known")


def over_time(view: View) -> Chart:
    """Cash recovered by how it came in, by month; by day within a chosen month."""
    along = timeline(view, [CASH], ["recovered_by"])
    cells = {(row[along.by], row["recovered_by"]): row for row in along.answer.frame.to_dicts()}
    known = {day for day, _ in cells}
    if along.is_daily and known:
        known = set(along.dates)
    present = {how for _, how in cells}
    series = [_series(view, along, how, cells, known) for how in ORDER if how in present]
    figure = stacked(along.stage(view, height=300, labels=13), series, "money")
    title = _title(view, along)
    sub = view.say("cost.cash_sub_day" if along.is_daily else "cost.cash_sub")
    return Chart(
        "recovered", title, sub, figure, f"{title}. {sub}", along.answer, (CASH,), clicks=True,
        notes=[view.say("cost.cash_note"), *view.unfiltered(CASH)],
    )  # fmt: skip


def _title(view: View, along: Timeline) -> str:
    """What came in during the month looked at."""
    within = along.answer.frame if along.is_daily else along.answer.frame.filter(month=view.selection.focus)
    if within.is_empty():
        return view.say("cost.cash_question")
    said = {"month": numbers.month(view.selection.focus), "value": numbers.money(within[CASH].sum(), view.language)}
    return view.say("cost.cash_title", **said)


def _series(
    view: View, along: Timeline, how: str, cells: Mapping[tuple[date, str], Mapping[str, Any]], known: set[date]
) -> Series:
    name = view.label("recovered_by", how)
    rows = [cells.get((day, how), {}) for day in along.dates]
    cash = [view.known(row, CASH) if day in known else None for day, row in zip(along.dates, rows, strict=True)]
    values = [None if amount is None else max(float(amount), 0.0) for amount in cash]
    hover = [
        view.say("cost.cash_hover", name=name, month=common.when(day, along),
                 value=numbers.money(view.known(row, CASH), view.language),
                 count=numbers.count(view.known(row, f"{CASH}__count"), view.language))
        for day, row in zip(along.dates, rows, strict=True)
    ]  # fmt: skip
    return Series(name, values, labels.color("recovered_by", how, view.look), hover)


def share(view: View) -> Chart:
    """Self-cured and attributed shares of the cash whose cause is known."""
    along = timeline(view, SHARES, days=False)
    colors = (view.look.colors.context, view.look.colors.accent)
    series = [
        common.line(view, metric(id).short[view.language], color, along, id)
        for id, color in zip(SHARES, colors, strict=True)
    ]
    now = along.rows().get(view.selection.focus, {}).get(SHARE)
    title = view.say("cost.self_question")
    if now is not None:
        title = view.say("cost.self_title", month=numbers.month(view.selection.focus),
                         value=numbers.share(now, view.language))  # fmt: skip
    sub = view.say("cost.self_sub")
    return Chart(
        "self_share", title, sub, lines(along.stage(view), series, "share"), f"{title}. {sub}", along.answer, SHARES,
        clicks=True, notes=view.unfiltered(*SHARES),
    )  # fmt: skip


def buckets(view: View) -> Chart:
    """The self-cure share by how late the loan was, over the months shown."""
    asked = view.ask([SHARE], ["bucket"], view.within(view.selection.filters(without=("bucket",)), SHARE))
    rows = [row for row in asked.frame.to_dicts() if row["bucket"] != "unknown"]
    chosen = [click("bucket", value) for value in view.selection.kept("bucket")]
    figure = ranked(common.bars(view, rows, "bucket", SHARE), "share", view.look, chosen=chosen, ordered=True)
    title, sub = view.say("cost.self_buckets"), view.say("cost.self_buckets_sub", months=common.span(view))
    return Chart(
        "self_buckets", title, sub, figure, f"{title}. {sub}", asked, (SHARE,), clicks=True,
        notes=view.unfiltered(SHARE),
    )  # fmt: skip
