"""The screen's answer in one sentence: whether complaints really rise, about what, about whom, and how fast handled."""

from pages.complaints_parts import causes, rate, whom, within
from pages.shared import link, numbers, span
from pages.shared.screen import View
from pages.shared.text import listing
from queries.refusals import AskRefused

NAMED = 3


def answer(view: View) -> str:
    """Rate at the month looked at with what it rests on, signal, most frequent cause, who stands out, the clock."""
    month = numbers.month(view.selection.focus)
    rows = {row["month"]: row for row in rate.readings(view, rebase(view))}
    row = rows.get(view.selection.focus, {})
    if row.get("rate") is None:
        return view.say("complaints.answer_silent", month=month)
    parts = [view.say(
        "complaints.answer_rate", month=month, rate=rate.rated(view, row["rate"]), count=row["complaints"],
        cases=numbers.count(row["cases"], view.language), signal=rate.signal(view, row),
    )]  # fmt: skip
    parts += [_about(view), _whom(view), _clock(view)]
    return "".join(parts) + view.say("complaints.stop")


def rebase(view: View) -> str:
    """The month the reader re-bases the chart at, if it is one of those on offer."""
    chosen = link.first("rebase") or ""
    return chosen if chosen in rate.documented(view) else ""


def _about(view: View) -> str:
    rows = causes.ordered(view.ask([rate.RATE], ["cause"], span.within(view, rate.RATE)).frame.to_dicts())
    total = sum(row[f"{rate.RATE}__numerator"] for row in rows)
    if not rows:
        return ""
    share = numbers.share(rows[0][f"{rate.RATE}__numerator"] / total, view.language, 0)
    return view.say("complaints.answer_about", name=view.label("cause", rows[0]["cause"]), share=share)


def _whom(view: View) -> str:
    """Agencies that had more than chance explains, else platforms."""
    try:
        found = whom.above(view, "agency") or whom.above(view, "platform")
    except AskRefused:
        return ""
    if not found:
        return view.say("complaints.answer_nobody")
    return view.say("complaints.answer_whom", names=listing(found, view.language, limit=NAMED))


def _clock(view: View) -> str:
    frame = view.ask([within.WITHIN[0]], (), span.within(view, within.WITHIN[0])).frame
    value = frame[within.WITHIN[0]].to_list()
    if not value or value[0] is None:
        return view.say("complaints.answer_no_clock")
    return view.say("complaints.answer_clock", share=numbers.share(value[0], view.language))
