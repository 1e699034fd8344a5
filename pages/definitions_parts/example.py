"""A metric worked out on the data looked at: the sums it is made of, and what comes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.shared import numbers
from pages.shared.screen import View
from pages.shared.text import entries, inside, listing
from queries.dictionary import Component, Metric, dictionary
from queries.warehouse import Answer

HIDDEN = "*"


@dataclass(frozen=True)
class Example:
    """The arithmetic, line by line, the answer it is from, and what is to be said of it."""

    lines: list[str]
    notes: list[str]
    asked: Answer


def worked(view: View, one: Metric) -> Example:
    """The metric over the months and by the filters chosen, with its numerator and denominator written out.

    Raises AskRefused where the viewer may not ask it so.
    """
    asked = view.ask([one.id], (), view.within(view.selection.filters(), one.id))
    row = asked.frame.row(0, named=True) if asked.frame.height else {}
    value = _value(view, one, row)
    words, figures = _parts(view, one, row)
    lines = [*([words] if words else []), *([f"= {figures}"] if figures else []), f"= {value}"]
    return Example(lines, _notes(view, one, row, asked), asked)


def _value(view: View, one: Metric, row: Mapping[str, Any]) -> str:
    if row.get(f"{one.id}__masked"):
        return HIDDEN
    value = row.get(one.id)
    if value is None:
        return view.say("definitions.no_value") if _is_over_nothing(one, row) else numbers.count(None, view.language)
    return (
        numbers.fen(value, view.language) if one.unit == "money" else numbers.by_unit(value, one.unit, view.language, 2)
    )


def _is_over_nothing(one: Metric, row: Mapping[str, Any]) -> bool:
    """Whether there is no value because nothing is there to divide by, and not because nothing was reported."""
    divided = row.get(f"{one.id}__denominator")
    return divided is not None and not divided


def _parts(view: View, one: Metric, row: Mapping[str, Any]) -> tuple[str, str]:
    """What is divided by what, in words and in figures; a metric that is no ratio has words alone."""
    if one.value:
        return one.formula, ""
    named = name(view, one.component(one.numerator)) if one.numerator else one.formula
    if not one.denominator:
        median = one.numerator and one.component(one.numerator).kind == "median"
        return view.say("definitions.median_of", name=named) if median else named, ""
    others = name(view, one.component(one.denominator))
    figures = [_figure(view, one, row, part) for part in ("numerator", "denominator")]
    times = "" if one.scale == 1 else f" × {numbers.count(one.scale, view.language)}"
    return f"{named} ÷ {inside(others)}{times}", f"{figures[0]} ÷ {figures[1]}{times}"


def _figure(view: View, one: Metric, row: Mapping[str, Any], part: str) -> str:
    value, component = row.get(f"{one.id}__{part}"), one.component(getattr(one, part))
    if value is None and row.get(f"{one.id}__masked"):
        return HIDDEN
    if component.unit == "money":
        return numbers.fen(value, view.language)
    if component.unit == "weight" and value is not None and not float(value).is_integer():
        return numbers.decimal(value, 2)
    return numbers.count(value, view.language)


def name(view: View, component: Component) -> str:
    """What a sum is called: in its own words, or those of the metric that is nothing else."""
    key = f"component.{component.id}"
    if key in entries():
        return view.say(key)
    bare = (one for one in dictionary().values() if one.numerator == component.id and not one.denominator)
    found = next((one for one in bare if not one.value), None)
    return found.label[view.language] if found else component.id


def _notes(view: View, one: Metric, row: Mapping[str, Any], asked: Answer) -> list[str]:
    notes = []
    reason = row.get(f"{one.id}__masked")
    if reason:
        notes.append(view.say(f"definitions.masked_{reason}"))
    elif row.get(one.id) is None:
        nothing = _is_over_nothing(one, row)
        notes.append(view.say("definitions.nothing_to_divide_by" if nothing else "definitions.not_reported"))
    elif one.count not in ("", one.numerator, one.denominator) and row.get(f"{one.id}__count") is not None:
        behind, counted = numbers.count(row[f"{one.id}__count"], view.language), name(view, one.component(one.count))
        notes.append(view.say("definitions.behind", name=inside(counted), count=behind))
    if view.viewer.is_guarded:
        notes.append(view.say("definitions.rounded"))
    if asked.as_of:
        notes.append(view.say("definitions.at_month_end", month=numbers.month(asked.as_of)))
    if asked.silent:
        silent = [view.label("platform", platform) for platform in asked.silent]
        notes.append(view.say("definitions.silent", platforms=listing(silent, view.language, len(silent))))
    return notes + view.unfiltered(one.id)
