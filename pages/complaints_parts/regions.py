"""Where: complaints per 1,000 cases of every township."""

from typing import Any

from pages.complaints_parts.rate import RATE, rated
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.map import Tile, tiles
from pages.shared.screen import View

# One complaint more or less moves the rate of fewer cases by over five in a thousand.
FEW = 200


def tile_map(view: View) -> Chart:
    """The rate of every township on the schematic map, its exact interval on hovering; a click keeps it alone."""
    asked = view.ask([RATE], ["region"], span.within(view, RATE, without=("region",)))
    shown = {row["region"]: _tile(view, row) for row in asked.frame.to_dicts()}
    figure = tiles(shown, view.look, chosen=view.selection.kept("region"))
    title = view.say("complaints.regions_title")
    sub = view.say("complaints.regions_sub", months=span.said(view), few=FEW)
    return Chart(
        "regions", title, sub, figure, f"{title}. {sub}", asked, (RATE,), clicks=True, notes=[view.say("map.caption")],
    )  # fmt: skip


def _tile(view: View, row: dict[str, Any]) -> Tile:
    rate, count, cases = row[RATE], row[f"{RATE}__numerator"], row[f"{RATE}__denominator"]
    name = view.label("region", row["region"])
    if why := view.hidden(row, RATE):
        return Tile(None, "*", view.say("masked.tile", name=name, reason=why), hidden=True)
    if rate is None:
        missing = view.say("shared.not_reported")
        return Tile(None, missing, view.say("complaints.region_silent", name=name))
    low, high = _interval(count, cases)
    hover = view.say(
        "complaints.region_hover", name=name, rate=rated(view, rate), count=count,
        low=rated(view, low), high=rated(view, high), cases=numbers.count(cases, view.language),
    )  # fmt: skip
    return Tile(float(rate), rated(view, rate), hover, few=cases < FEW)


def _interval(count: int, cases: int) -> tuple[float, float]:
    """The exact 95 % interval of a rate per 1,000."""
    import numpy as np  # with scipy half a second to import

    from queries.statistics.counts import poisson_interval

    _, low, high = poisson_interval(np.array([count], float), np.array([cases], float), 1000.0)
    return float(low[0]), float(high[0])
