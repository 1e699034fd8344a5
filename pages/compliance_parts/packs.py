"""Which pack of rules is looked at: that of this country, unless the reader takes another for comparison."""

from collections.abc import Collection
from dataclasses import replace

from pages.shared import control, link, span
from pages.shared.screen import View
from queries.filters import Filters
from queries.reference import Rule, packs

HERE = "cn"


def chosen() -> str:
    """The pack looked at."""
    named = link.first("pack")
    return named if named in packs() else HERE


def choose(view: View) -> str:
    """The switch between packs, for all that stands below it."""
    options = [HERE, *(pack for pack in packs() if pack != HERE)]
    return control.choice("pack", view.say("compliance.pack"), options, lambda one: view.say(f"compliance.pack_{one}"))


def rules() -> dict[str, Rule]:
    """The rules of the pack looked at, by id, in its order."""
    return dict(packs()[chosen()].rules)


def during(view: View, *ids: str, without: Collection[str] = ()) -> Filters:
    """The filters `ids` can take, over the month picked or the range shown, for the pack looked at."""
    return _of_pack(span.within(view, *ids, without=without))


def monthly(view: View, *ids: str) -> Filters:
    """The same over all months shown, whichever is picked."""
    return _of_pack(view.within(view.selection.filters(), *ids))


def _of_pack(filters: Filters) -> Filters:
    return replace(filters, where=tuple(sorted((*filters.where, ("pack", (chosen(),))))))
