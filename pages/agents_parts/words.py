"""The screen's answer in one sentence: who needs help, who can teach, or that nobody stands out."""

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.screen import View
from pages.shared.text import listing

NAMED = 4


def answer(view: View) -> str:
    """Who is outside the exact 99.8 % limits of the case-mix expectation, on either side, and how many are not."""
    rows = people.ordered(view.question("agents/funnel", people.among(view), level=people.level(view)).frame)
    said: dict[str, object] = {"first": numbers.month(view.selection.first), "last": numbers.month(view.selection.last)}
    if not rows:
        return view.say("agents.answer_silent", **said)
    all_of_them = counted(view, len(rows))
    below, above = (_names(view, [row for row in rows if row["outside"] == side]) for side in ("below", "above"))
    if not below and not above:
        return view.say("agents.answer_nobody", who=all_of_them, **said)
    parts = [view.say("agents.answer_among", who=all_of_them, **said)]
    parts += [view.say("agents.answer_below", names=below)] if below else []
    parts += [view.say("agents.answer_and")] if below and above else []
    parts += [view.say("agents.answer_above", names=above)] if above else []
    return "".join(parts) + view.say("agents.answer_rest")


def counted(view: View, count: int) -> str:
    """So many agents, teams or agencies."""
    return view.say(f"agents.count_{people.level(view)}", count=count)


def _names(view: View, rows: list[dict[str, object]]) -> str:
    return listing([people.called(view, row) for row in rows], view.language, limit=NAMED)
