"""Where: platforms and townships side by side, at the month looked at."""

from typing import Any

from pages.shared import labels, numbers
from pages.shared.chart import Chart
from pages.shared.map import Tile, tiles
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View
from queries.metrics import metric

METRIC = "overdue_rate_balance"


def platforms(view: View) -> Chart:
    """The overdue rate of every platform; a platform chosen stays strong among the others."""
    asked = view.ask([METRIC], ["platform"], view.selection.at_focus(without=("platform", "bucket")))
    rows = asked.frame.to_dicts()
    bars = [
        Bar(
            f"platform={row['platform']}",
            view.label("platform", row["platform"]),
            row[METRIC],
            numbers.share(row[METRIC], view.language),
            _hover(view, "platform", row),
            labels.color("platform", row["platform"], view.look),
        )
        for row in rows
    ]
    chosen = [f"platform={value}" for value in view.selection.kept("platform")]
    said = {"metric": metric(METRIC).label[view.language], "month": numbers.month(view.selection.focus)}
    top = max(bars, key=lambda b: b.value or 0)
    return Chart(
        "platforms",
        view.say("overdue.where_platform"),
        view.say("overdue.where_platform_sub", **said),
        ranked(bars, "share", view.look, chosen=chosen),
        view.say("overdue.where_platform_alt", name=top.name, value=top.label, **said),
        asked,
        (METRIC,),
        clicks=True,
    )


def regions(view: View) -> Chart:
    """The overdue rate of every township on the schematic map."""
    asked = view.ask([METRIC], ["region"], view.selection.at_focus(without=("region", "bucket")))
    shown = {
        row["region"]: Tile(row[METRIC], numbers.share(row[METRIC], view.language), _hover(view, "region", row))
        for row in asked.frame.to_dicts()
    }
    said = {"metric": metric(METRIC).label[view.language], "month": numbers.month(view.selection.focus)}
    return Chart(
        "regions",
        view.say("overdue.where_region"),
        view.say("overdue.where_region_sub", **said),
        tiles(shown, view.look, chosen=view.selection.kept("region")),
        view.say("overdue.where_region"),
        asked,
        (METRIC,),
        clicks=True,
    )


def _hover(view: View, dimension: str, row: dict[str, Any]) -> str:
    return view.say(
        "overdue.hover_share",
        name=view.label(dimension, str(row[dimension])),
        value=numbers.share(row[METRIC], view.language, 2),
        count=view.say("chart.count_behind", count=row[f"{METRIC}__count"]),
    )
