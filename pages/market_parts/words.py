"""The screen's answer in one line of words: how big, how it grew, whose, how concentrated, whether money comes back."""

from pages.shared import numbers, periods
from pages.shared.screen import View

BALANCE, HHI, RATIO = "balance", "concentration_hhi", "collection_ratio"
_STILL = 0.005


def answer(view: View) -> str:
    """The balance at the month looked at and a year before, the part of local platforms, concentration, cash in."""
    within = view.within(view.selection.filters(), BALANCE)
    rows = {row["month"]: row[BALANCE] for row in view.ask([BALANCE], ["month"], within).frame.to_dicts()}
    month, now = numbers.month(view.selection.focus), rows.get(view.selection.focus)
    if now is None:
        return view.say("market.answer_silent", month=month)
    parts = [view.say("market.answer_balance", month=month, value=numbers.money(now, view.language))]
    parts += [_moved(view, float(now)), _local(view), _concentration(view), _cash(view)]
    return "".join(parts) + view.say("market.stop")


def _moved(view: View, now: float) -> str:
    earlier = periods.back(view.selection.focus, 12)
    within = view.within(view.selection.filters(first=earlier, last=earlier), BALANCE)
    rows = view.ask([BALANCE], ["month"], within).frame.to_dicts()
    before = numbers.number(rows[0][BALANCE]) if rows else None
    if not before:
        return ""
    change = now / before - 1
    way = "flat" if abs(change) < _STILL else "up" if change > 0 else "down"
    return view.say(f"market.answer_{way}", change=numbers.share(abs(change), view.language))


def _local(view: View) -> str:
    """Whose balance it is, unless only some are looked at."""
    if view.selection.kept("platform") or view.selection.kept("platform_kind"):
        return ""
    rows = view.ask(["market_share"], ["platform_kind"], view.selection.at_focus(without=("bucket",))).frame.to_dicts()
    shares = {row["platform_kind"]: row["market_share"] for row in rows}
    if not shares.get("local") or not shares.get("national"):
        return ""
    return view.say("market.answer_local", share=numbers.share(shares["local"], view.language))


def _concentration(view: View) -> str:
    within = view.within(view.selection.at_focus(without=("platform",)), HHI)
    rows = view.ask([HHI], (), within).frame.to_dicts()
    value = numbers.number(rows[0][HHI]) if rows else None
    if not value or value > 9999:
        return ""
    return view.say(
        "market.answer_hhi", value=numbers.count(round(value), view.language),
        equal=numbers.decimal(10_000 / value, 1),
    )  # fmt: skip


def _cash(view: View) -> str:
    rows = view.ask([RATIO], (), view.within(view.selection.at_focus(), RATIO)).frame.to_dicts()
    if not rows or rows[0][RATIO] is None:
        return view.say("market.answer_no_cash")
    return view.say("market.answer_cash", share=numbers.share(rows[0][RATIO], view.language))
