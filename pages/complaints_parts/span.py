"""Which months the parts of the screen add up: the one picked by a click, else all that are shown."""

from collections.abc import Collection

from pages.shared import link, numbers
from pages.shared.screen import View
from queries.filters import Filters


def is_picked(view: View) -> bool:
    """Whether the reader looks at one month alone."""
    return link.first("month") == numbers.month(view.selection.focus)


def within(view: View, without: Collection[str] = ()) -> Filters:
    """Filters for the month picked, or for the whole range: a month's complaints are few."""
    return view.selection.at_focus(without=without) if is_picked(view) else view.selection.filters(without=without)


def said(view: View) -> str:
    """The months added up, as a reader writes them."""
    first, last = numbers.month(view.selection.first), numbers.month(view.selection.last)
    if is_picked(view) or first == last:
        return numbers.month(view.selection.focus)
    return view.say("filter.sentence_range", first=first, last=last)
