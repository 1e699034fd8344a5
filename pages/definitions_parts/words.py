"""The screen's answer in words."""

from pages.definitions_parts.catalogue import QUESTIONS, RULES, by_subject, entries
from pages.shared import numbers
from pages.shared.screen import View


def answer(view: View) -> str:
    """How much is explained, and what the examples are of."""
    found = by_subject(entries().values())
    counts = {name: len(found[name]) for name in (QUESTIONS, RULES)}
    metrics = len(entries()) - sum(counts.values())
    said = {name: numbers.count(count, view.language) for name, count in {"metrics": metrics, **counts}.items()}
    return view.say("definitions.answer", **said)
