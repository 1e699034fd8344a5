"""Is money coming back: cash due beside cash received, by month and platform."""

from pages.market_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import lines
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.timeline import over_time
from queries.dictionary import metric

RATIO = "collection_ratio"
DUE, RECEIVED = "cash_due", "cash_received"
# What tells which platforms there are.
BOOK = "balance"


def flows(view: View) -> Chart:
    """What fell due and what came in, of platforms and months of which both are reported."""
    along = over_time(view, [RATIO, DUE], days=False)
    rows = along.rows()
    due, received = ([numbers.number(rows.get(month, {}).get(f"{RATIO}__{side}")) for month in along.dates]
                     for side in ("denominator", "numerator"))  # fmt: skip
    colors = (view.look.colors.context, view.look.colors.accent)
    series = [
        common.line(view, along, DUE, colors[0], metric(DUE).short[view.language]),
        common.plain(view, along, received, "money", colors[1], metric(RECEIVED).short[view.language]),
    ]
    place = list(along.dates).index(view.selection.focus) if view.selection.focus in along.dates else -1
    title = view.say("market.flows_question")
    if place >= 0 and due[place] is not None and received[place] is not None:
        title = view.say(
            "market.flows_title", month=numbers.month(view.selection.focus),
            due=numbers.money(due[place], view.language), received=numbers.money(received[place], view.language),
        )  # fmt: skip
    sub = view.say("market.flows_sub")
    return Chart(
        "market_flows", title, sub, lines(along.stage(view), series, "money"), f"{title}. {sub}", along.answer,
        (DUE, RECEIVED), clicks=True, notes=view.unfiltered(RATIO),
    )  # fmt: skip


def ratio(view: View) -> Chart:
    """Cash received over cash due, by month."""
    along = over_time(view, [RATIO], days=False)
    series = common.line(view, along, RATIO, view.look.colors.accent, metric(RATIO).short[view.language])
    figure = lines(along.stage(view), [series], "share", zero=False)
    now = common.at_focus(view, along, RATIO)
    title = view.say("market.ratio_question")
    if now is not None:
        title = view.say(
            "market.ratio_title", month=numbers.month(view.selection.focus), value=numbers.share(now, view.language)
        )
    sub = view.say("market.ratio_sub")
    return Chart(
        "market_ratio", title, sub, figure, f"{title}. {sub}", along.answer, (RATIO,), clicks=True,
        notes=view.unfiltered(RATIO),
    )  # fmt: skip


def platforms(view: View) -> Chart:
    """The ratio of every platform at the month looked at, those on the book that report no cash among them."""
    within = view.within(view.selection.at_focus(without=("platform",)), RATIO)
    asked = view.ask([RATIO, BOOK], ["platform"], within)
    bars = common.bars(view, asked.frame.to_dicts(), "platform", RATIO)
    figure = ranked(bars, "share", view.look, chosen=common.chosen(view, "platform"))
    known = [bar for bar in bars if bar.value is not None and not bar.few]
    title = view.say("market.ratio_platforms_question")
    if len(known) > 1:
        low = min(known, key=lambda bar: bar.value or 0)
        title = view.say("market.ratio_platforms_title", name=low.name, value=low.label)
    sub = view.say("market.ratio_platforms_sub", month=numbers.month(view.selection.focus))
    return Chart(
        "market_ratio_platforms", title, sub, figure, f"{title}. {sub}", asked, (RATIO,), clicks=True,
        notes=view.unfiltered(RATIO, without=("platform",)),
    )  # fmt: skip
