"""The main chart: each unit's cures over those its case mix let expect, by what its cases are worth, with limits.

Cases are counted by what they can tell: those years late hardly ever come back, whoever holds them.
"""

from typing import Any

from pages.agents_parts import people
from pages.shared import control, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.figures.funnel import Limits, Unit, funnel, limits
from pages.shared.screen import View

ASKS = "agents/funnel"
FEW = 30
LIMITS = ("exact", "adjusted")
LEVELS = ("95", "998")
_BEFORE = {"exact": "", "adjusted": "adjusted_"}
_OUTSIDE = {"exact": "outside", "adjusted": "outside_adjusted"}


def by_cases(view: View) -> Chart:
    """Who is outside the limits that chance, or chance and over-dispersion, allow; a click looks at one alone."""
    drawn = control.choice("limits", view.say("agents.limits"), LIMITS, lambda kind: view.say(f"agents.limits_{kind}"))
    asked = view.question(ASKS, people.among(view), level=people.level(view))
    rows = people.ordered(asked.frame)
    title = _title(view, rows, _OUTSIDE[drawn])
    sub = view.say("agents.funnel_sub", limits=view.say(f"agents.limits_{drawn}"), few=FEW)
    return Chart(
        "funnel", title, sub, _figure(view, rows, drawn), f"{title}. {sub}", asked, (ASKS,), clicks=True,
        notes=[*_chosen(view), *_notes(view, rows), *_persons(view)],
    )  # fmt: skip


def _title(view: View, rows: list[dict[str, Any]], outside: str) -> str:
    if not rows:
        return view.say("agents.funnel_silent")
    below, above = (_count(rows, outside, side) for side in ("below", "above"))
    found = "both" if below and above else "below" if below else "above" if above else "none"
    return view.say(f"agents.funnel_{found}", below=below, above=above)


def _count(rows: list[dict[str, Any]], outside: str, side: str) -> int:
    return sum(row[outside] == side for row in rows)


def _figure(view: View, rows: list[dict[str, Any]], drawn: str) -> dict[str, Any]:
    level, outside = people.level(view), _OUTSIDE[drawn]
    units = [
        Unit(people.called(view, row), row["worth"], row["ratio"], _hover(view, row, outside), row[outside] or "",
             row["at_risk"] < FEW, click(level, row["unit"]))
        for row in rows if row["worth"] is not None
    ]  # fmt: skip
    chosen = [click(level, unit) for unit in people.chosen(view)]
    return funnel(units, _limits(view, rows, drawn), 1.0, "ratio", view.look, height=400, chosen=chosen)


def _limits(view: View, rows: list[dict[str, Any]], drawn: str) -> list[Limits]:
    """The limits of the adjusted rate, as those of observed over expected.

    Of units of few cases they jump from one to the next: not drawn, unless hardly any has more.
    """
    judged = [row for row in rows if row["worth"] is not None]
    solid = [row for row in judged if row["at_risk"] >= FEW]
    ends = [f"{_BEFORE[drawn]}{side}_{level}" for side in ("lower", "upper") for level in LEVELS]
    scaled = [{"worth": row["worth"], **{end: row[end] / row["overall"] for end in ends}}
              for row in (solid if len(solid) > 1 else judged)]  # fmt: skip
    names = {f"{_BEFORE[drawn]}{level}": view.say(f"agents.limit_{level}") for level in LEVELS}
    return limits(scaled, "worth", names)


def _hover(view: View, row: dict[str, Any], outside: str) -> str:
    return view.say(
        "agents.funnel_hover",
        name=people.called(view, row),
        rate=numbers.share(row["rate"], view.language, 2),
        observed=numbers.count(row["observed"], view.language),
        expected=numbers.decimal(row["expected"], 1),
        ratio=numbers.decimal(row["ratio"], 2),
        cases=numbers.count(row["at_risk"], view.language),
        verdict=view.say(f"agents.{row[outside] or 'inside'}"),
    )


def _chosen(view: View) -> list[str]:
    """Where to read on about the one unit chosen."""
    chosen = people.chosen(view)
    return [view.say("agents.chosen", name=view.label(people.level(view), chosen[0]))] if len(chosen) == 1 else []


def _notes(view: View, rows: list[dict[str, Any]]) -> list[str]:
    """How to read what is drawn, where something is."""
    return [view.say("agents.signal"), *_dispersed(view, rows), view.say("agents.worth")] if rows else []


def _dispersed(view: View, rows: list[dict[str, Any]]) -> list[str]:
    """Why fewer stay outside the wider limits, or that they are no wider."""
    if rows[0]["phi"] is None:
        return []
    said = {"who": view.say(f"agents.who_{people.level(view)}"),
            "phi": numbers.decimal(rows[0]["phi"], 2)}  # fmt: skip
    if not rows[0]["tau2"]:
        return [view.say("agents.not_dispersed", **said)]
    counts = {kind: sum(row[column] is not None for row in rows) for kind, column in _OUTSIDE.items()}
    kept = view.say(f"agents.kept_{'same' if counts['exact'] == counts['adjusted'] else 'fewer'}", **counts)
    return [view.say("agents.dispersed", **said, kept=kept)]


def _persons(view: View) -> list[str]:
    """How persons can be seen, told to whoever may not."""
    return [] if "agent" in people.levels(view) else [view.say("agents.persons")]
