"""Persons, teams or agencies: which of them a reader may see, in which order they stand, what they are called."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pages.shared import control, labels, link
from pages.shared.screen import View
from queries.filters import Filters

LEVELS = ("agent", "team", "agency")
# What the work of agents is kept by; the township or the product of a loan is not.
OFFERS = ("platform_kind", "platform", "bucket", *reversed(LEVELS))
NOBODY = "unknown"
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
Row = Mapping[str, Any]


def levels(view: View) -> tuple[str, ...]:
    """What this reader may see: persons only as a manager, of the own platform."""
    return LEVELS if view.viewer.role == "manager" else LEVELS[1:]


def level(view: View) -> str:
    """The level chosen, else the finest this reader may see."""
    known = levels(view)
    chosen = link.first("level")
    return chosen if chosen in known else known[0]


def choose(view: View) -> None:
    """The switch between levels, for the whole screen."""
    control.choice("level", view.say("agents.level"), levels(view), lambda name: view.say(f"agents.level_{name}"))


def among(view: View) -> Filters:
    """The filters without the level looked at and what is finer: whoever is chosen stays among the others."""
    finer = LEVELS[: LEVELS.index(level(view)) + 1]
    return view.selection.filters(without=finer)


def chosen(view: View) -> tuple[str, ...]:
    """The units chosen at the level looked at."""
    return view.selection.kept(level(view))


def ordered(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The units of a frame by platform, team and id, never by value; what nobody is known to have done is left out."""
    rows = [row for row in frame.to_dicts() if row["unit"].rpartition("/")[2] != NOBODY]
    places = {platform: i for i, platform in enumerate(labels.in_order("platform", _filled(rows, "platform")))}
    return sorted(rows, key=lambda row: (places.get(row["platform"], -1), _place(row["team"]), row["unit"]))


def _place(team: str | None) -> str:
    """The first team before the second and third, which their characters' codes would not give."""
    return (team or "").translate(_NUMERALS)


def _filled(rows: Iterable[Row], column: str) -> set[str]:
    return {row[column] for row in rows if row[column] is not None}


def called(view: View, row: Row, *, full: bool = True) -> str:
    """What a unit is called; with its platform where `full` and the reader looks at several."""
    name = view.label(level(view), row["unit"])
    several = len(view.selection.kept("platform") or view.viewer.platforms or ("", "")) > 1
    if not full or not several or level(view) == "agency" or row["platform"] is None:
        return name
    return view.say("agents.unit_of", platform=view.label("platform", row["platform"]), unit=name)


def heading(view: View, row: Row) -> str:
    """What a unit stands under in a list: a person under the team, a team under the platform."""
    if level(view) == "agency":
        return ""
    return view.label("team", row["team"]) if level(view) == "agent" else view.label("platform", row["platform"])


def headed(view: View, rows: Iterable[dict[str, Any]]) -> list[tuple[str, dict[str, Any] | None]]:
    """Name and row of every unit, in order, with a heading (bold, without a row) before each new group."""
    listed: list[tuple[str, dict[str, Any] | None]] = []
    last = ""
    for row in rows:
        group = heading(view, row)
        if group != last:
            listed.append((f"<b>{group}</b>", None))
            last = group
        listed.append((called(view, row, full=False), row))
    return listed
