"""What an entry's fields say, in words: basis, unit, when it is read, what it can be split by, where it comes from."""

from collections.abc import Iterable, Sequence

from pages.definitions_parts.example import name
from pages.shared.screen import View
from pages.shared.text import listing
from queries.dictionary import Metric, dictionary
from queries.questions import Question, questions

Fact = tuple[str, str]
_EVERYTHING = 99
# Dimensions in the order in which a reader looks for them.
_ORDER = (
    "month", "platform", "platform_kind", "region", "product", "bucket", "channel", "agency", "team", "agent",
)  # fmt: skip


def of_metric(view: View, one: Metric) -> list[Fact]:
    """The facts of a metric, as (what, what it is)."""
    facts = [
        ("numerator", name(view, one.component(one.numerator)) if one.numerator and not one.value else ""),
        ("denominator", name(view, one.component(one.denominator)) if one.denominator else ""),
        ("count", name(view, one.component(one.count)) if one.count else ""),
        ("unit", view.say(f"definitions.unit_{one.unit}")),
        ("better", view.say(f"definitions.better_{one.better}")),
        ("read", read(view, one)),
        ("reported", _reported(view, one)),
        ("split", dimensions(view, one.dimensions)),
        ("filter", dimensions(view, one.filterable) if one.filterable != one.dimensions else ""),
        ("whole", dimensions(view, one.whole)),
        ("formula", one.formula),
        ("source", one.source[view.language]),
    ]
    return [(view.say(f"definitions.fact_{what}"), said) for what, said in facts if said]


def of_question(view: View, one: Question, filterable: Iterable[str]) -> list[Fact]:
    """The facts of a question."""
    possible = {id: ", ".join(one.choices.get(id, ())) or str(value or "…") for id, value in one.parameters.items()}
    chosen = [f"{id} = {values}" for id, values in possible.items()]
    facts = [("filter", dimensions(view, filterable)), ("parameters", "; ".join(chosen))]
    return [(view.say(f"definitions.fact_{what}"), said) for what, said in facts if said]


def read(view: View, one: Metric) -> str:
    """When its sums are read: at a month-end, over the range, each case once."""
    kinds = dict.fromkeys(component.adds_up for component in one.components)
    if one.numerator and one.component(one.numerator).kind == "median":
        return view.say("definitions.read_median")
    return " ".join(view.say(f"definitions.read_{kind}") for kind in kinds)


def _reported(view: View, one: Metric) -> str:
    names = [view.say(f"overview.table_{table}") for table in one.where_reported]
    return view.say("definitions.where_reported", tables=listing(names, view.language, _EVERYTHING)) if names else ""


def dimensions(view: View, found: Iterable[str]) -> str:
    """Dimensions by their names, the usual first."""
    held = set(found)
    ordered = [d for d in _ORDER if d in held] + sorted(held - set(_ORDER))
    return listing([view.say(f"filter.{d}") for d in ordered], view.language, _EVERYTHING)


def related(view: View, one: Metric) -> Sequence[Question]:
    """The questions asked of the same tables, those asked of most of them first."""
    shared = {question: len(_tables(one) & _read(view, question)) for question in questions().values()}
    return sorted((question for question, count in shared.items() if count), key=lambda question: -shared[question])


def counted_from(view: View, one: Question) -> Sequence[Metric]:
    """The metrics made from tables that a question reads, in the dictionary's order."""
    read = _read(view, one)
    return [metric for metric in dictionary().values() if _tables(metric) & read]


def _tables(one: Metric) -> set[str]:
    return {component.table for component in one.components}


def _read(view: View, one: Question) -> frozenset[str]:
    return view.warehouse.reads(one.sql) if one.sql else frozenset()
