"""Which months the parts of the screen add up: the one picked by a click, else all that are shown."""

from collections.abc import Collection

from pages.shared import numbers
from pages.shared.screen import View
from queries.filters import Filters


def within(view: View, *ids: str, without: Collection[str] = ()) -> Filters:
    """The filters `ids` can take, for the month picked or for the whole range: what happens in a month is little."""
    chosen = view.selection
    return view.within(chosen.at_focus(without=without) if chosen.is_focused else chosen.filters(without=without), *ids)


def said(view: View) -> str:
    """The months added up, as a reader writes them."""
    first, last = numbers.month(view.selection.first), numbers.month(view.selection.last)
    if view.selection.is_focused or first == last:
        return numbers.month(view.selection.focus)
    return view.say("filter.sentence_range", first=first, last=last)
