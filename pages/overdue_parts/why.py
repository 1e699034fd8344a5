"""Why it changes: what every part and its weight did between two months, and the reasons on record."""

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from pages.overdue_parts.level import rate_metric
from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.plots import Bar, Step, ranked, waterfall
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric
from queries.statistics.kitagawa import Decomposition

SPLITS = ("platform", "platform_kind", "region", "product", "age_band", "occupation", "vintage")
SHOWN = 6


def change(view: View) -> Chart:
    """From the rate of one month to that of another: each part's own change, and the shift between parts."""
    split, before = _controls(view)
    rate, after = rate_metric(view), view.selection.focus
    within = view.selection.filters(without=("bucket",), first=min(before, after), last=max(before, after))
    asked = view.ask([rate], ["month", split], within)
    found = view.explain(rate, split, (before, after), within)
    months = {"before": numbers.month(before), "after": numbers.month(after)}
    sub = view.say("overdue.change_sub", metric=metric(rate).label[view.language], **months)
    if found is None:
        title = view.say("overdue.change_question")
        missing = partial(st.info, view.say("overdue.change_missing", **months))
        return Chart("change", title, sub, missing, title, asked, (rate,))
    title = view.say(
        "overdue.change_title", change=numbers.points(found.after - found.before, view.language),
        rate=numbers.points(found.rate_effect, view.language), mix=numbers.points(found.mix_effect, view.language),
        **months,
    )  # fmt: skip
    figure = waterfall(_steps(view, found, split, before, after), "share", view.look, height=340)
    return Chart(
        "change", title, sub, figure, f"{title}. {sub}", replace(asked, frame=found.parts), (rate,),
        notes=[view.say("overdue.change_note", split=inside(view.say(f"filter.{split}")))],
    )  # fmt: skip


def _controls(view: View) -> tuple[str, date]:
    months = [month for month in view.months if month != view.selection.focus] or [view.selection.focus]
    earlier = [month for month in months if month < view.selection.focus]
    start = numbers.month((earlier or months)[-12:][0])
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        split = control.pick("split", view.say("overdue.split"), SPLITS, lambda d: view.say(f"filter.{d}"), "platform")
        names = {numbers.month(month): month for month in months}
        before = control.pick("base", view.say("overdue.base"), list(names), str, start)
    return split, names[before]


def _steps(view: View, found: Decomposition, split: str, before: date, after: date) -> list[Step]:
    parts = sorted(found.parts.to_dicts(), key=lambda part: -abs(part["rate_effect"]))
    steps = [_level(view, found.before, before)]
    shown = SHOWN - 2 * view.look.narrow
    for part in parts[:shown]:
        value = part[split]
        name = numbers.month(value) if isinstance(value, date) else view.label(split, value)
        steps.append(_effect(view, name, part["rate_effect"]))
    rest = sum(part["rate_effect"] for part in parts[shown:])
    if len(parts) > shown:
        steps.append(_effect(view, view.say("shared.others"), rest))
    steps.append(_effect(view, view.say("overdue.mix"), found.mix_effect))
    return [*steps, _level(view, found.after, after)]


def _level(view: View, value: float, month: date) -> Step:
    written = numbers.share(value, view.language, 2)
    return Step(numbers.month(month), value, written, f"{numbers.month(month)}<br>{written}", total=True)


def _effect(view: View, name: str, effect: float) -> Step:
    written = numbers.points(effect, view.language)
    return Step(name, effect, numbers.signed(effect * 100), f"<b>{name}</b><br>{written}")


def reasons(view: View) -> Chart:
    """The reasons recorded for late loans, as shares of what is late, at the month looked at."""
    asked = view.question("overdue/reasons", view.selection.at_focus())
    bars = [
        Bar(
            row["overdue_reason"], view.label("overdue_reason", row["overdue_reason"]), float(row["share_of_loans"]),
            numbers.share(row["share_of_loans"], view.language),
            view.say(
                "overdue.hover_share", name=view.label("overdue_reason", row["overdue_reason"]),
                value=numbers.share(row["share_of_loans"], view.language, 2),
                count=view.behind(row["loans"]),
            ),
            view.look.colors.context if row["overdue_reason"] == "unknown" else view.look.colors.accent,
        )
        for row in asked.frame.to_dicts()
    ]  # fmt: skip
    title = view.say("overdue.reasons_title")
    sub = view.say("overdue.reasons_sub", month=numbers.month(view.selection.focus))
    return Chart(
        "reasons", title, sub, ranked(bars, "share", view.look), f"{title}. {sub}", asked, ("overdue/reasons",)
    )
