"""An exploration in the address: what all screens share under the names they all know, the rest under its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pages.shared.link import Choices
from pages.shared.selection import COMMON, DIMENSIONS, GUARDED_DEFAULT, GUARDED_PRESETS, PRESETS
from pages.shared.selection import DEFAULT_PRESET as USUAL
from pages.shared.selection import OWN as OTHERS_OWN
from queries.dictionary import dictionary
from queries.explore.exploration import Exploration, filterable
from queries.filters import month_end

# Names this screen gives to its own choices, beside those of an exploration: the figure, and the cells chosen.
FIGURE, CELL = "as", "cell"
ASKED = ("m", "by", "grain", "first", "last", "w", "r", "q", "top", "cmp")
OWN = (*ASKED, FIGURE)
CELLS_MOST = 2
START = {"m": ("overdue_rate_balance",), "by": ("month",)}
_SHARED_PRESETS = {**PRESETS, **GUARDED_PRESETS}
_COMPARED = {"previous": "previous", "lunar": "year"}


@dataclass(frozen=True)
class Read:
    """What an address asks for, what of it means nothing, and filters that wait for metrics that can take them."""

    exploration: Exploration
    dropped: tuple[str, ...]
    waiting: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read(choices: Choices, *, is_guarded: bool = False) -> Read:
    """The exploration of an address; one that comes from another screen starts with what was chosen there."""
    started = "m" in choices
    asked: dict[str, Sequence[str]] = {name: values for name, values in choices.items() if name in ASKED}
    if not started:
        asked = {**START, **asked, "cmp": [_COMPARED[one] for one in choices.get("compare", ()) if one in _COMPARED]}
    asked |= _period(choices, started, is_guarded)
    known = [id for id in asked["m"] if id in dictionary()]
    strange = [f"m={id}" for id in asked["m"] if id not in known]
    asked["m"] = known or START["m"]
    possible = filterable(asked["m"])
    shared = {d: tuple(choices[d]) for d in DIMENSIONS if d in choices}
    named = [f"{d}:{value}" for d, values in shared.items() if d in possible for value in values]
    found, dropped = Exploration.from_link({**asked, "w": [*named, *asked.get("w", ())]})
    waiting = tuple((d, values) for d, values in shared.items() if d not in possible)
    names = {*COMMON, *DIMENSIONS, *OTHERS_OWN, *OWN, CELL}
    strange += [name for name in choices if name not in names]
    return Read(found, (*map(_plain, dropped), *strange), waiting)


def _period(choices: Choices, started: bool, is_guarded: bool) -> dict[str, Sequence[str]]:
    """The period under the names an exploration knows: other screens count in months and have a usual range."""
    if any(name in choices for name in ("first", "last")):
        return {}
    if "from" in choices or "to" in choices:
        return {"first": choices.get("from", ()), "last": choices.get("to", ())}
    usual = () if started else (GUARDED_DEFAULT if is_guarded else USUAL,)
    return {"period": [_relative(one) for one in choices.get("period", usual) if _relative(one)]}


def _relative(period: str) -> str:
    if period in _SHARED_PRESETS:
        months = _SHARED_PRESETS[period]
        return f"last:{months}" if months else ""
    return period


def _plain(dropped: str) -> str:
    """A choice of a shared dimension as it stands in the address: platform=x, and not w=platform:x."""
    dimension, colon, value = dropped.removeprefix("w=").partition(":")
    return f"{dimension}={value}" if dropped.startswith("w=") and colon and dimension in DIMENSIONS else dropped


def written(exploration: Exploration, figure: str = "") -> dict[str, tuple[str, ...]]:
    """The choices an exploration is in an address; the period is always said, as others have a usual one."""
    named = {name: values for name, values in exploration.to_link().items() if name not in ("first", "last", "period")}
    named["w"] = tuple(f"{d}:{value}" for d, values in exploration.where if d not in DIMENSIONS for value in values)
    named |= {d: values for d, values in exploration.where if d in DIMENSIONS}
    named |= _range(exploration.first, exploration.last) or {"period": (_shared(exploration.period),)}
    named[FIGURE] = (figure,) if figure else ()
    return {name: values for name, values in named.items() if values}


def _range(first: date | None, last: date | None) -> dict[str, tuple[str, ...]]:
    """Whole months as other screens write them; a range of days under names of its own."""
    if (first is None or first.day == 1) and (last is None or last == month_end(last)):
        return {name: (f"{day:%Y-%m}",) for name, day in (("from", first), ("to", last)) if day}
    return {name: (day.isoformat(),) for name, day in (("first", first), ("last", last)) if day}


def _shared(period: str) -> str:
    """A period all screens offer by their name for it, another by its own."""
    return next((name for name in PRESETS if _relative(name) == period), period)


def without(choices: Choices) -> Mapping[str, tuple[str, ...]]:
    """What of an address is not about the exploration: who looks, in which language, which tab, which version."""
    gone = {*OWN, *DIMENSIONS, CELL, "period", "from", "to"}
    return {name: values for name, values in choices.items() if name not in gone}
