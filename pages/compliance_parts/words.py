"""The screen's answer in one sentence: how often the rules are not followed, which, by whom, what cannot be told."""

from pages.compliance_parts import common, packs, rules, units
from pages.compliance_parts.common import RATE
from pages.shared import numbers, span
from pages.shared.screen import View
from pages.shared.text import listing
from queries.refusals import AskRefused

NAMED = 3


def answer(view: View) -> str:
    """The rate of all contacts, the rule most often not followed, who stands out, what cannot be assessed."""
    together, months = common.overall(view), span.said(view)
    if together.get(RATE) is None:
        hidden = bool(together.get(f"{RATE}__masked"))
        return view.say("compliance.answer_hidden" if hidden else "compliance.answer_silent", months=months)
    rate = common.rate(together[RATE])
    said = view.say("compliance.answer_rate", months=months, rate=rate, against=_against(view))
    return said + _most(view) + _whom(view) + _cannot(view) + view.say("compliance.stop")


def _against(view: View) -> str:
    here = packs.chosen() == packs.HERE
    pack = view.say(f"compliance.pack_{packs.chosen()}")
    return view.say("compliance.against_cn") if here else view.say("compliance.against_other", pack=pack)


def _most(view: View) -> str:
    most = rules.most(view)
    if not most.breaches:
        return ""
    breaches = numbers.count(most.breaches, view.language)
    return view.say("compliance.answer_most", rule=rules.name(view, most.rule), breaches=breaches)


def _whom(view: View) -> str:
    """Agencies that stand out, else platforms."""
    try:
        names = units.above(view, "agency") or units.above(view, "platform")
    except AskRefused:
        return ""
    if not names:
        return view.say("compliance.answer_nobody")
    return view.say("compliance.answer_whom", names=listing(names, view.language, limit=NAMED))


def _cannot(view: View) -> str:
    names = [rules.name(view, one.rule) for one in rules.told(view) if one.cannot]
    if not names:
        return view.say("compliance.answer_all")
    return view.say("compliance.answer_cannot", names=listing(names, view.language, limit=NAMED))
