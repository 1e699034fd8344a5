"""Where: platforms and townships side by side, at the month looked at."""

from collections.abc import Mapping
from typing import Any

from pages.overdue_parts.level import rate_metric
from pages.shared import numbers
from pages.shared.axes import click
from pages.shared.chart import Chart
from pages.shared.labels import reference
from pages.shared.map import Tile, tiles
from pages.shared.plots import Bar, ranked
from pages.shared.screen import View
from pages.shared.text import listing
from queries.dictionary import metric
from queries.warehouse import Answer

FEW = 30


def platforms(view: View) -> Chart:
    """The rate of every platform; a platform chosen stays strong among the others."""
    asked, rate = _by(view, "platform")
    bars = [
        Bar(
            click("platform", row["platform"]),
            view.label("platform", row["platform"]),
            row[rate],
            numbers.share(row[rate], view.language),
            _hover(view, "platform", row, rate),
            view.look.colors.accent,
            few=_few(row, rate),
        )
        for row in asked.frame.to_dicts()
    ]
    chosen = [click("platform", value) for value in view.selection.kept("platform")]
    figure = ranked(bars, "share", view.look, chosen=chosen)
    values = {bar.name: bar.value for bar in bars}
    return _chart(view, "platform", asked, rate, figure, values)


def regions(view: View) -> Chart:
    """The rate of every township on the schematic map; what lies outside the list is said below."""
    asked, rate = _by(view, "region")
    rows = {row["region"]: row for row in asked.frame.to_dicts()}
    shown = {
        region: Tile(
            row[rate],
            "*" if view.hidden(row, rate) else numbers.share(row[rate], view.language),
            _hover(view, "region", row, rate),
            _few(row, rate),
            bool(view.hidden(row, rate)),
        )
        for region, row in rows.items()
    }
    figure = tiles(shown, view.look, chosen=view.selection.kept("region"))
    values = {view.label("region", region): tile.value for region, tile in shown.items()}
    return _chart(view, "region", asked, rate, figure, values, [view.say("map.caption"), *_elsewhere(view, shown)])


def _elsewhere(view: View, shown: Mapping[str, Tile]) -> list[str]:
    """A note with the values of codes that have no tile."""
    outside = [
        f"{view.label('region', code)} {tile.written}"
        for code, tile in shown.items()
        if code not in reference().regions
    ]
    return [view.say("map.elsewhere", values=listing(outside, view.language, limit=6))] if outside else []


def _by(view: View, dimension: str) -> tuple[Answer, str]:
    rate = rate_metric(view)
    return view.ask([rate], [dimension], view.selection.at_focus(without=(dimension, "bucket"))), rate


def _chart(
    view: View, dimension: str, asked: Answer, rate: str, figure: dict[str, Any],
    values: Mapping[str, float | None], notes: list[str] | None = None,
) -> Chart:  # fmt: skip
    key, rated = f"{dimension}s", asked.frame.drop_nulls(rate).to_dicts()
    few = {view.label(dimension, row[dimension]) for row in rated if _few(row, rate)}
    known = {name: value for name, value in values.items() if value is not None and name not in few}
    said: dict[str, object] = {
        "metric": metric(rate).label[view.language],
        "month": numbers.month(view.selection.focus),
    }
    title = view.say(f"overdue.{key}_question")
    if len(known) > 1:
        top = max(known, key=known.__getitem__)
        said_as = f"overdue.{key}_title_few" if few else f"overdue.{key}_title"
        title = view.say(said_as, name=top, value=numbers.share(known[top], view.language))
    sub = view.say("overdue.where_sub", **said)
    return Chart(key, title, sub, figure, f"{title}. {sub}", asked, (rate,), clicks=True, notes=notes or ())


def _few(row: Mapping[str, Any], rate: str) -> bool:
    return (row[f"{rate}__count"] or 0) < FEW


def _hover(view: View, dimension: str, row: Mapping[str, Any], rate: str) -> str:
    return view.say(
        "overdue.hover_share",
        name=view.label(dimension, row[dimension]),
        value=numbers.share(row[rate], view.language, 2),
        count=view.behind(row[f"{rate}__count"]),
    )
