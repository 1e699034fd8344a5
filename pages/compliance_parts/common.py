"""How the screen's numbers are written, and the rates it compares everything with."""

from collections.abc import Callable, Mapping
from typing import Any

from pages.compliance_parts import packs
from pages.shared import numbers
from pages.shared.screen import View

RATE = "breach_rate"
ASSESSED = "assessable_share"
Row = Mapping[str, Any]


def told(view: View, row: Row, column: str, write: Callable[[Any], str]) -> str:
    """A value written; an asterisk where it is not disclosed, the word where it was not reported."""
    value = row.get(column)
    if value is not None:
        return write(value)
    return "*" if view.hidden(row, column) else view.say("shared.not_reported")


def count(view: View, row: Row, column: str) -> str:
    """A number of contacts, cases or loans."""
    return told(view, row, column, lambda value: numbers.count(value, view.language))


def rate(value: float) -> str:
    """A number per 1,000, bare: the words around it name the unit."""
    return numbers.decimal(value, 2)


def share(view: View, row: Row, column: str) -> str:
    """A share, to one decimal."""
    return told(view, row, column, lambda value: numbers.share(value, view.language))


def overall(view: View) -> Row:
    """All contacts together over the months added up; empty where none were reported."""
    rows = view.ask([RATE], [], packs.during(view, RATE)).frame.to_dicts()
    return rows[0] if rows else {}
