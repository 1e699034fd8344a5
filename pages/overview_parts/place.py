"""Where: any card's metric on the schematic map of the townships."""

from typing import Any

from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.labels import reference
from pages.shared.map import Tile, tiles
from pages.shared.screen import View
from pages.shared.text import listing
from queries.dictionary import metric

ON_CARDS = (
    "overdue_rate_balance", "overdue_rate_count", "overdue_rate_due", "balance", "par30_balance", "par90_balance",
    "npl_ratio", "cash_recovered", "cost_per_case", "cost_per_yuan_recovered", "complaints_per_1000_cases",
    "breach_rate",
)  # fmt: skip
FEW = 30


def by_township(view: View) -> Chart:
    """The chosen metric of every township at the month looked at; a click keeps that township alone."""
    id = control.pick(
        "measure", view.say("overview.measure"), ON_CARDS, lambda one: metric(one).short[view.language], ON_CARDS[0]
    )
    asked = view.ask([id], ["region"], view.selection.at_focus(without=("region", "bucket")))
    shown = {row["region"]: _tile(view, row, id) for row in asked.frame.to_dicts()}
    title = _title(view, asked.frame.to_dicts(), id)
    sub = view.say("overview.map_sub", metric=metric(id).label[view.language],
                   month=numbers.month(view.selection.focus), few=FEW)  # fmt: skip
    return Chart(
        "township", title, sub, tiles(shown, view.look, chosen=view.selection.kept("region")), f"{title}. {sub}",
        asked, (id,), clicks=True, notes=[view.say("map.caption"), *_elsewhere(view, shown)],
    )  # fmt: skip


def _tile(view: View, row: dict[str, Any], id: str) -> Tile:
    if why := view.hidden(row, id):
        said = view.say("masked.tile", name=view.label("region", row["region"]), reason=why)
        return Tile(None, "*", said, hidden=True)
    hover = view.say(
        "overview.map_hover", name=view.label("region", row["region"]), metric=metric(id).short[view.language],
        value=numbers.by_unit(row[id], metric(id).unit, view.language, 2),
        count=numbers.count(row[f"{id}__count"], view.language),
    )  # fmt: skip
    value = None if row[id] is None else float(row[id])
    return Tile(value, _written(view, row[id], metric(id).unit), hover, value is not None and _few(row, id))


def _written(view: View, value: Any, unit: str) -> str:
    """The value as it stands on a tile, where the subtitle names the unit of a rate."""
    if value is not None and unit.startswith("per_"):
        return numbers.decimal(value, 2)
    return numbers.by_unit(value, unit, view.language)


def _few(row: dict[str, Any], id: str) -> bool:
    """Whether little stands behind a value; where nobody counts what does, it is taken to be enough."""
    count = row[f"{id}__count"]
    return count is not None and count < FEW


def _title(view: View, rows: list[dict[str, Any]], id: str) -> str:
    known = [row for row in rows if row[id] is not None and not _few(row, id)]
    if len(known) < 2:
        return view.say("overview.map_question")
    top = max(known, key=lambda row: row[id])
    value = numbers.by_unit(top[id], metric(id).unit, view.language)
    return view.say("overview.map_title", metric=metric(id).short[view.language],
                    name=view.label("region", top["region"]), value=value)  # fmt: skip


def _elsewhere(view: View, shown: dict[str, Tile]) -> list[str]:
    outside = [f"{view.label('region', code)} {tile.written}" for code, tile in shown.items()
               if code not in reference().regions]  # fmt: skip
    return [view.say("map.elsewhere", values=listing(outside, view.language, limit=6))] if outside else []
