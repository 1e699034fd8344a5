"""Whether the case-mix expectation can be trusted: expected against observed by tenth, and the c statistic."""

from typing import Any

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.scatter import Measure, Spot, scatter
from pages.shared.screen import View
from queries.statistics.intervals import wilson

ASKS = "agents/calibration"


def by_tenth(view: View) -> Chart:
    """Ten groups of cases by their expected chance of a cure, against how many were cured."""
    asked = view.question(ASKS, people.among(view))
    rows = asked.frame.drop_nulls(["expected", "observed"]).to_dicts()
    title, sub = view.say("agents.calibration_title"), view.say("agents.calibration_sub")
    notes = [view.say("agents.calibration_note", c=numbers.decimal(c, 2))
             for row in rows[:1] if (c := row["c_statistic"]) is not None]  # fmt: skip
    return Chart("calibration", title, sub, _figure(view, rows), f"{title}. {sub}", asked, (ASKS,), notes=notes)


def _figure(view: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    spots = [
        Spot("", row["expected"], row["observed"], 0, _hover(view, row),
             view.look.colors.accent)
        for row in rows
    ]  # fmt: skip
    across, up = (Measure("share", view.say(f"agents.calibration_{axis}")) for axis in ("x", "y"))
    figure = scatter(spots, across, up, view.look, height=340)
    if spots:
        end = min(figure["layout"][axis]["range"][1] for axis in ("xaxis", "yaxis"))
        figure["layout"]["shapes"] = [{"type": "line", "x0": 0, "y0": 0, "x1": end, "y1": end, "layer": "below",
                                       "line": {"color": view.look.colors.line, "width": 1.2}}]  # fmt: skip
        figure["data"][0]["error_y"] = _intervals(view, rows)
    return figure


def _intervals(view: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    spans = [(row["observed"], *(wilson(row["observed"] * row["cases"], row["cases"]) or (0.0, 1.0))) for row in rows]
    return {
        "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": view.look.colors.context,
        "array": [high - value for value, _, high in spans], "arrayminus": [value - low for value, low, _ in spans],
    }  # fmt: skip


def _hover(view: View, row: dict[str, Any]) -> str:
    return view.say(
        "agents.calibration_hover",
        decile=row["decile"],
        expected=numbers.share(row["expected"], view.language),
        observed=numbers.share(row["observed"], view.language),
        cases=numbers.count(row["cases"], view.language),
    )
