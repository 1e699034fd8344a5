"""The manager's minute in one line: the figures that say how the county is doing, each with its signal."""

from pages.overview_parts.asked import TOGETHER
from pages.shared import cards, numbers
from pages.shared.screen import View
from pages.shared.text import inside
from queries.dictionary import metric
from queries.refusals import AskRefused

SAID = ("overdue_rate_balance", "cost_per_case", "complaints_per_1000_cases")


def answer(view: View) -> str:
    """How much is late, what a case costs, how many complain: value and whether that is more than usual noise."""
    said = [_one(view, id) for id in SAID]
    return view.say(
        "overview.answer", month=numbers.month(view.selection.focus),
        figures=view.say("overview.between").join(one for one in said if one),
    )  # fmt: skip


def _one(view: View, id: str) -> str:
    name = inside(metric(id).label[view.language])
    try:
        card = cards.card(view, id, among=TOGETHER)
    except AskRefused:
        return view.say("overview.answer_silent", name=name)
    if card.value is None or card.at is None or card.months[card.at] != view.selection.focus:
        return view.say("overview.answer_silent", name=name)
    rated = card.metric.unit.startswith("per_")  # the label names the unit
    value = numbers.decimal(card.value, 2) if rated else numbers.by_unit(card.value, card.metric.unit, view.language)
    return view.say("overview.answer_one", name=name, value=value, signal=view.say(f"card.{card.signal}"))
