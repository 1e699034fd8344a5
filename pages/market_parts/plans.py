"""Repayment plans: how often one is agreed, what became of those agreed, and what came in under them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pages.market_parts import common
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines, stacked
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.timeline import over_time
from queries.dictionary import metric
from queries.warehouse import Answer

TAKE_UP, KEPT, PAID = "plan_take_up", "plan_kept_rate", "plan_paid_share"
ASKS = "market/plans"
STATES = ("complete", "active", "broken")
Cells = Mapping[tuple[date, str], common.Row]


def take_up(view: View) -> Chart:
    """Plans agreed over cases worked, by month."""
    along = over_time(view, [TAKE_UP], days=False)
    series = common.line(view, along, TAKE_UP, view.look.colors.accent, metric(TAKE_UP).short[view.language])
    now = common.at_focus(view, along, TAKE_UP)
    title = view.say("market.take_up_question")
    if now is not None:
        row = along.rows()[view.selection.focus]
        title = view.say(
            "market.take_up_title", month=numbers.month(view.selection.focus), share=numbers.share(now, view.language),
            plans=numbers.count(row[f"{TAKE_UP}__numerator"], view.language),
        )  # fmt: skip
    sub = view.say("market.take_up_sub")
    return Chart(
        "plan_take_up", title, sub, lines(along.stage(view), [series], "share"), f"{title}. {sub}", along.answer,
        (TAKE_UP,), clicks=True, notes=view.unfiltered(TAKE_UP),
    )  # fmt: skip


def states(view: View) -> Chart:
    """Plans by the month agreed: completed, running, broken."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    cells = {(row["month"], row["plan_status"]): row for row in asked.frame.to_dicts()}
    told = _told(view, cells)
    series = [_state(view, state, color, cells, told) for state, color in zip(STATES, _colors(view), strict=True)]
    is_known = any(value is not None for one in series for value in one.values)
    figure = stacked(Stage(view.months, view.look, labels=7), series, "count") if is_known else common.NOTHING
    title, sub = _outcome(view), view.say("market.states_sub")
    return Chart(
        "plan_states", title, sub, figure, f"{title}. {sub}", asked, (ASKS, KEPT, PAID), clicks=True,
        notes=[*_paid(view), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _colors(view: View) -> tuple[str, str, str]:
    return view.look.colors.bucket("M1"), view.look.colors.context, view.look.colors.bucket("M4")


def _state(view: View, state: str, color: str, cells: Cells, told: Collection[date]) -> Series:
    shown = [cells.get((month, state), {"plans": 0}) if month in told else {"plans": None} for month in view.months]
    name = view.say(f"market.state_{state}")
    said = [
        view.say("market.hover", name=f"{name} · {numbers.month(month)}",
                 value=numbers.count(row["plans"], view.language))
        for month, row in zip(view.months, shown, strict=True)
    ]  # fmt: skip
    return Series(name, [numbers.number(row["plans"]) for row in shown], color, said)


def _told(view: View, cells: Cells) -> set[date]:
    """The months of which plans are reported, whether or not one was agreed, and of which no part is hidden."""
    rows = view.ask([TAKE_UP], ["month"], view.within(view.selection.filters(), TAKE_UP)).frame.to_dicts()
    hidden = {month for (month, _), row in cells.items() if row["plans"] is None}
    return {row["month"] for row in rows if row[TAKE_UP] is not None} - hidden


def _outcome(view: View) -> str:
    """How many of those over were kept, of all agreed in the months looked at."""
    rows = view.ask([KEPT], (), span.within(view, KEPT)).frame.to_dicts()
    if not rows or rows[0][KEPT] is None:
        return view.say("market.states_question")
    return view.say("market.states_title", months=span.said(view), share=numbers.share(rows[0][KEPT], view.language))


def _paid(view: View) -> list[str]:
    rows = view.ask([PAID], (), span.within(view, PAID)).frame.to_dicts()
    if not rows or rows[0][PAID] is None:
        return [view.say("market.paid_silent")]
    total, cash = (numbers.money(rows[0][f"{PAID}__{part}"], view.language) for part in ("denominator", "numerator"))
    share = numbers.share(rows[0][PAID], view.language)
    return [view.say("market.paid", months=span.said(view), total=total, cash=cash, share=share)]


def kept(view: View) -> Chart:
    """Plans kept, by platform; by kind of platform where disclosure control hides it of every one."""
    asked = _by(view, "platform", KEPT)
    if asked.masked and asked.frame[KEPT].is_null().all():
        note = view.say("market.kept_hidden", count=asked.frame.height, reasons=common.reasons(view, asked))
        return _ranked(view, "platform_kind", KEPT, "kept_kinds", [note])
    return _ranked(view, "platform", KEPT, "kept")


def agreed(view: View) -> Chart:
    """Plans agreed over cases worked, by how late the loan was."""
    return _ranked(view, "bucket", TAKE_UP, "agreed")


def _by(view: View, dimension: str, id: str) -> Answer:
    return view.ask([id], [dimension], span.within(view, id, without=(dimension,)))


def _ranked(view: View, dimension: str, id: str, key: str, notes: Sequence[str] = ()) -> Chart:
    asked = _by(view, dimension, id)
    bars = common.bars(view, asked.frame.sort(dimension).to_dicts(), dimension, id)
    figure = ranked(
        bars, "share", view.look, chosen=common.chosen(view, dimension), ordered=dimension == "bucket"
    )  # fmt: skip
    known = [bar for bar in bars if bar.value is not None and not bar.few]
    title = view.say(f"market.{key}_question")
    if len(known) > 1:
        top = max(known, key=lambda bar: bar.value or 0)
        title = view.say(f"market.{key}_title", name=top.name, value=top.label)
    sub = view.say(f"market.{key}_sub", months=span.said(view))
    return Chart(
        f"plan_{key}", title, sub, figure, f"{title}. {sub}", asked, (id,), clicks=True,
        notes=[*notes, *view.unfiltered(id, without=(dimension,))],
    )  # fmt: skip
