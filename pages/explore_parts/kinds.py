"""Which figures can show what is asked, the most telling first."""

from collections.abc import Sequence

from pages.explore_parts.naming import TIMES
from queries.dictionary import Metric, metric

KINDS = ("line", "bar", "stacked", "grouped", "heat", "scatter", "map", "table")
ICONS = {
    "line": "show_chart", "bar": "bar_chart", "stacked": "stacked_bar_chart", "grouped": "leaderboard",
    "heat": "grid_on", "scatter": "scatter_plot", "map": "map", "table": "table_rows",
}  # fmt: skip


def fitting(metrics: Sequence[str], by: Sequence[str]) -> tuple[str, ...]:
    """The kinds of figure that fit so many metrics by these dimensions; the first is drawn unless another is chosen.

    Time becomes a line, one split bars, townships a map, two metrics over one split a scatter; parts are stacked only
    where they add up to a whole. A table fits always.
    """
    asked = [metric(id) for id in metrics]
    timed, rest = [d for d in by if d in TIMES], [d for d in by if d not in TIMES]
    stack = ("stacked",) if all(adds_up(one) for one in asked) else ()
    if not by:
        return ("table",)
    if len(by) == 1:
        return (*(("line", "bar") if timed else _one(rest[0], len(asked))), "table")
    if len(by) == 2 and len(timed) == 2:
        return "heat", "line", "table"
    if len(by) == 2 and timed:
        return "line", *stack, "heat", "table"
    if len(by) == 2:
        return (*(("stacked", "grouped", "heat") if stack else ("heat", "grouped")), "table")
    return ("line", "table") if len(timed) == 1 else ("table",)


def _one(dimension: str, metrics: int) -> tuple[str, ...]:
    two = ("scatter",) if metrics == 2 else ()
    return (*two, *(("map",) if dimension == "region" else ()), "bar")


def adds_up(one: Metric) -> bool:
    """Whether its parts add up to the whole: a sum that is no ratio, and counts nobody twice."""
    return not one.denominator and not one.value and one.component(one.numerator).kind == "sum"
