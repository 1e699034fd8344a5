"""A value as cells and hovering say it: written by its unit, with what is behind it, or why it is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pages.explore_parts.naming import Row
from pages.shared import numbers
from pages.shared.text import Language, text
from queries.dictionary import metric
from queries.disclosure import MASKED

MISSING, HIDDEN = "missing", "hidden"


@dataclass(frozen=True)
class Said:
    """The value written, lines that explain it, whether it is missing or hidden, and the change where one is asked."""

    text: str
    lines: Sequence[str]
    state: str = ""
    change: str = ""


def said(row: Row | None, id: str, language: Language) -> Said:
    """One metric of a row, or of no row at all: where there is nothing, nothing was there to be counted."""
    one = metric(id)
    if row is None:
        return Said("–", [text("explore.nothing", language)], MISSING)
    if why := row.get(f"{id}{MASKED}"):
        return Said("*", [text(f"masked.{why}", language)], HIDDEN)
    if row[id] is None:
        return Said("–", [_why_not(row, id, language)], MISSING)
    written = numbers.by_unit(row[id], one.unit, language, 2)
    return Said(written, [_exact(row[id], one.unit, written, language), *_behind(row, id, language),
                          *_before(row, id, language)], "", _change(row, id, language))  # fmt: skip


def _exact(value: Any, unit: str, written: str, language: Language) -> str:
    return numbers.fen(value, language) if unit == "money" else written


def _why_not(row: Row, id: str, language: Language) -> str:
    """Not reported, or nothing to divide by."""
    empty = metric(id).denominator and row.get(f"{id}__denominator") in (0, None) and row.get(f"{id}__count") == 0
    return text("explore.no_base" if empty else "shared.not_reported", language)


def _behind(row: Row, id: str, language: Language) -> list[str]:
    count = row.get(f"{id}__count")
    return [] if count is None else [text("explore.behind", language, count=numbers.count(count, language))]


def _before(row: Row, id: str, language: Language) -> list[str]:
    if f"{id}__before" not in row:
        return []
    before = row[f"{id}__before"]
    said = text("explore.no_before", language) if before is None else text(
        "explore.before", language, value=numbers.by_unit(before, metric(id).unit, language, 2)
    )  # fmt: skip
    change = _change(row, id, language)
    return [said, *([text("explore.changed", language, change=change)] if change else [])]


def _change(row: Row, id: str, language: Language) -> str:
    change = row.get(f"{id}__change")
    return "" if change is None else numbers.change(change, metric(id).unit, language)
