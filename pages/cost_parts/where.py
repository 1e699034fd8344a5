"""Where cost arises: platforms, teams or agents, townships, buckets, channels and categories at the month looked at."""

from pages.cost_parts import common
from pages.shared import control, drill, link, numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.labels import reference
from pages.shared.map import Tile, tiles
from pages.shared.plots import ranked
from pages.shared.screen import View
from pages.shared.sections import Row
from pages.shared.text import listing
from queries.dictionary import metric
from queries.warehouse import Answer

MEASURES = ("cost_per_case", "cost_per_closed_case", "cost_per_yuan_recovered", "cost_per_contact", "cost")
_FINER = {"platform": ("team", "agent"), "team": ("agent",)}


def rows(view: View) -> list[Row]:
    """Platforms (or what they are made of) beside townships, then buckets, channels and categories."""
    return [Row([units, regions]), Row([buckets, channels, categories])]


def measure() -> str:
    """The measure chosen for this section."""
    chosen = link.first("measure")
    return chosen if chosen in MEASURES else MEASURES[0]


def units(view: View) -> Chart:
    """Platforms; teams of the only platform; agents of the only team, for their manager."""
    control.pick("measure", view.say("cost.measure"), MEASURES, lambda id: metric(id).short[view.language], MEASURES[0])
    return _ranked(view, drill.level(view.viewer, view.selection), "units")


def buckets(view: View) -> Chart:
    """By how late the loan was."""
    return _ranked(view, "bucket", "buckets")


def channels(view: View) -> Chart:
    """By the channel the money went to."""
    return _ranked(view, "channel", "channels")


def categories(view: View) -> Chart:
    """By what it was spent on."""
    return _ranked(view, "category", "categories")


def _ranked(view: View, dimension: str, key: str) -> Chart:
    id, asked = _by(view, dimension)
    found = [row for row in asked.frame.to_dicts() if row[dimension] != "unknown" or row[id] is not None]
    chosen = [click(dimension, value) for value in view.selection.kept(dimension)]
    figure = ranked(common.bars(view, found, dimension, id), metric(id).unit, view.look, chosen=chosen,
                    ordered=dimension in ("bucket", "agent"))  # fmt: skip
    top = common.highest(view, found, dimension, id)
    title = view.say(f"cost.by_{dimension}_question")
    if top and dimension != "agent":
        title = view.say(f"cost.by_{dimension}", name=top[0], value=common.written(view, id, top[1]))
    return Chart(
        f"cost_{key}", title, _sub(view, id), figure, f"{title}. {_sub(view, id)}", asked, (id,),
        clicks=dimension != "category", notes=view.unfiltered(id),
    )  # fmt: skip


def _by(view: View, dimension: str) -> tuple[str, Answer]:
    id = measure()
    without = (dimension, *_FINER.get(dimension, ()))
    return id, view.ask([id], [dimension], view.within(view.selection.at_focus(without=without), id))


def _sub(view: View, id: str) -> str:
    return view.say("cost.where_sub", metric=metric(id).label[view.language], month=numbers.month(view.selection.focus))


def regions(view: View) -> Chart:
    """Every township on the schematic map."""
    id, asked = _by(view, "region")
    rows = {row["region"]: row for row in asked.frame.to_dicts() if row["region"] is not None}
    shown = {
        region: Tile(
            numbers.number(row[id]), common.written(view, id, row[id]),
            common.hover(view, view.label("region", region), row, id), common.few(row, id),
        )
        for region, row in rows.items()
    }  # fmt: skip
    figure = tiles(shown, view.look, chosen=view.selection.kept("region"))
    top = common.highest(view, list(rows.values()), "region", id)
    title = view.say("cost.by_region_question")
    if top:
        title = view.say("cost.by_region", name=top[0], value=common.written(view, id, top[1]))
    outside = [
        f"{view.label('region', code)} {tile.written}"
        for code, tile in shown.items() if code not in reference().regions and tile.value is not None
    ]  # fmt: skip
    notes = [view.say("map.caption"), *view.unfiltered(id)]
    notes += [view.say("map.elsewhere", values=listing(outside, view.language, limit=6))] if outside else []
    return Chart(
        "cost_regions", title, _sub(view, id), figure, f"{title}. {_sub(view, id)}", asked, (id,), clicks=True,
        notes=notes,
    )  # fmt: skip
