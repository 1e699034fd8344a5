"""Everything the screen can explain: metrics by subject, questions, rules; and the search over all of their words."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pages.shared.text import Language
from queries.dictionary import dictionary, subjects
from queries.questions import questions
from queries.reference import credit_lines, rules

# Subjects beside those of the dictionary, and after them.
QUESTIONS, RULES, NOTES = "questions", "rules", "notes"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One thing explained: `gist` is its shortest explanation, `words` all that can be searched, folded."""

    id: str
    subject: str
    title: Texts = field(hash=False)
    gist: Texts = field(hash=False)
    words: str = field(repr=False)


@cache
def entries() -> Mapping[str, Entry]:
    """Every entry by id, subject by subject."""
    return {one.id: one for one in (*_metrics(), *_questions(), *_rules())}


def by_subject(found: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """Entries under their subjects, in the order they come."""
    grouped: dict[str, list[Entry]] = {}
    for one in found:
        grouped.setdefault(one.subject, []).append(one)
    return grouped


def search(words: str, language: Language) -> Sequence[Entry]:
    """The entries that hold every word, in either language; those called so come first."""
    wanted = [folded(word) for word in words.split()]
    found = [one for one in entries().values() if all(word in one.words for word in wanted)]
    return sorted(found, key=lambda one: _distance(one, wanted, language))


def _distance(one: Entry, wanted: Sequence[str], language: Language) -> int:
    """0 where the entry is called just that, 1 where its name holds it, 2 where only its explanation does."""
    name, id = folded(one.title[language]), folded(one.id)
    if "".join(wanted) in (name, id):
        return 0
    return 1 if all(word in name or word in id for word in wanted) else 2


def folded(words: str) -> str:
    """Words as they are compared: without case, the width of characters, or gaps, which Chinese may leave out."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def _entry(id: str, subject: str, title: Texts, gist: Texts, *more: str) -> Entry:
    words = folded("\n".join((id, *title.values(), *gist.values(), *more)))
    return Entry(id, subject, title, gist, words)


def _metrics() -> Iterable[Entry]:
    for subject, ids in subjects().items():
        for one in (dictionary()[id] for id in ids):
            gist = {"zh": one.definition["zh"], "en": one.formula}
            more = (*one.short.values(), one.definition["en"], one.formula, *one.source.values(), one.unit)
            yield _entry(one.id, subject, one.label, gist, *more)


def _questions() -> Iterable[Entry]:
    for one in questions().values():
        yield _entry(one.id, QUESTIONS, one.title, one.definition, *one.parameters)


def _rules() -> Iterable[Entry]:
    for line in credit_lines().values():
        yield _entry(line.id, RULES, line.label, line.wording, *line.source.values(), line.strength, line.seen)
    for one in rules().values():
        yield _entry(one.id, RULES, one.label, one.wording, *one.source.values(), one.strength, one.seen)
