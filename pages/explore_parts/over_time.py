"""Figures over time: lines, and columns stacked where parts add up; months, quarters, years, days or vintages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from pages.explore_parts.drawing import SERIES_MOST, Drawing, with_clicks
from pages.explore_parts.naming import Row
from pages.shared import numbers
from pages.shared.axes import Figure, is_daily
from pages.shared.charts import Series, Stage, lines, stacked
from queries.explore.exploration import OTHERS
from queries.explore.periods import GRAINS, shifted

_LABELS, _LABELS_NARROW = 8, 4


@dataclass(frozen=True)
class _Line:
    """The cells of one line by its places in time; what it is called, its colour, whether it is one of the largest."""

    key: tuple[Any, ...]
    name: str
    rows: Sequence[Row | None]
    color: str
    strong: bool


def line(d: Drawing) -> Figure:
    """A line for each part; the largest are named, the others grey, and what they are compared with dashed."""
    places = _places(d)
    found = _lines(d, places)
    series = [_series(d, one, places) for one in found]
    clicks = [_clicks(d, one, places) for one in found]
    if d.run.compare and len(found) == 1:
        series.insert(0, _earlier(d, found[0]))
        clicks.insert(0, clicks[0])
    figure = lines(_stage(d, places), series, d.metric.unit, zero=not _is_flat(d))
    return _timed(d, with_clicks(figure, clicks), places)


def columns(d: Drawing) -> Figure:
    """A column for each place in time, of its parts where there are any."""
    places = _places(d)
    found = _lines(d, places)
    strong, rest = [one for one in found if one.strong], [one for one in found if not one.strong]
    series = [_series(d, one, places) for one in strong]
    clicks = [_clicks(d, one, places) for one in strong]
    if rest:
        series.append(_folded(d, rest, places))
        clicks.append([""] * len(places))
    return _timed(d, with_clicks(stacked(_stage(d, places), series, d.metric.unit), clicks), places)


def _is_flat(d: Drawing) -> bool:
    """Whether all values lie so far from nought that an axis from nought would hide how they differ."""
    known = [value for row in d.rows if (value := d.value(row)) is not None]
    return bool(known) and d.metric.unit in ("share", "index", "score") and min(known) > 0.75 * max(known)


def _stage(d: Drawing, places: Sequence[date]) -> Stage:
    monthly = d.time == "month" and d.run.grain == "month"
    return Stage(places, d.look, height=340, labels=10, events=d.view.events() if monthly else ())


def _places(d: Drawing) -> list[date]:
    """Every place from the first to the last there is a cell for: one without any is a gap."""
    known = sorted({row[d.time] for row in d.rows if row[d.time] is not None})
    if not known:
        return []
    if d.time == "day":
        return [known[0] + timedelta(days=i) for i in range((known[-1] - known[0]).days + 1)]
    step = GRAINS[d.run.grain] if d.time == "month" else 1
    found = [known[0]]
    while found[-1] < known[-1]:
        found.append(shifted(found[-1], step))
    return found


def _lines(d: Drawing, places: Sequence[date]) -> list[_Line]:
    rows: dict[tuple[Any, ...], dict[date, Row]] = {}
    for row in d.rows:
        if row[d.time] is not None:
            rows.setdefault(tuple(row[one] for one in d.rest), {})[row[d.time]] = row
    orders = [{value: place for place, value in enumerate(d.along(one))} for one in d.rest]
    keys = sorted(rows, key=lambda key: [order[value] for order, value in zip(orders, key, strict=True)])
    weights = {key: max(map(d.weight, rows[key].values())) for key in keys}
    ranked = sorted((key for key in keys if OTHERS not in key), key=lambda key: -weights[key])
    # One alone is as well named as called the rest.
    most = SERIES_MOST + (len(ranked) == SERIES_MOST + 1)
    largest = {*ranked[:most], *(key for key in keys if OTHERS in key)}
    colors = _colors(d, [key for key in keys if key in largest])
    return [
        _Line(key, d.name(dict(zip(d.rest, key, strict=True)), d.rest) if d.rest else "",
              [rows[key].get(place) for place in places], colors.get(key, d.look.colors.context), key in largest)
        for key in keys
    ]  # fmt: skip


def _colors(d: Drawing, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], str]:
    if not d.rest:
        return dict.fromkeys(keys, d.look.colors.accent)
    if len(d.rest) == 1:
        return dict(zip(keys, d.colors(d.rest[0], [key[0] for key in keys]), strict=True))
    return dict(zip(keys, d.look.colors.entities, strict=False))


def _series(d: Drawing, one: _Line, places: Sequence[date]) -> Series:
    names = [" · ".join(filter(None, (d.name({d.time: place}, [d.time]), one.name))) for place in places]
    hollow = [d.few(row) for row in one.rows]
    return Series(
        one.name if one.strong else "", [d.value(row) for row in one.rows], one.color,
        [d.hover(row, name) for row, name in zip(one.rows, names, strict=True)],
        width=2.0 if one.strong else 1.0, hollow=hollow if any(hollow) and len(places) <= 60 else (),
    )  # fmt: skip


def _earlier(d: Drawing, one: _Line) -> Series:
    said = d.view.say(f"explore.compare_{d.run.compare}")
    written = [d.hover(row, said) for row in one.rows]
    before = [d.value(row, "__before") for row in one.rows]
    return Series(said, before, d.look.colors.context, written, dash="dot", width=1.5)


def _folded(d: Drawing, rest: Sequence[_Line], places: Sequence[date]) -> Series:
    """The small ones end to end as one: a stack without them would not be the whole."""
    said = d.view.say("explore.small_ones", count=len(rest))
    values = [[d.value(one.rows[i]) for one in rest] for i in range(len(places))]
    heights = [sum(one or 0.0 for one in found) if any(one is not None for one in found) else None for found in values]
    names = [f"<b>{d.name({d.time: place}, [d.time])} · {said}</b>" for place in places]
    written = [numbers.by_unit(one, d.metric.unit, d.view.language) for one in heights]
    hover = [f"{name}<br>{value}" for name, value in zip(names, written, strict=True)]
    return Series(said, heights, d.look.colors.context, hover)


def _clicks(d: Drawing, one: _Line, places: Sequence[date]) -> list[str]:
    return [d.click({d.time: place, **dict(zip(d.rest, one.key, strict=True))}) for place in places]


def _timed(d: Drawing, figure: Figure, places: Sequence[date]) -> Figure:
    """The axis named after what its places are, where they are not months, or days of one."""
    if d.time == "month" and d.run.grain == "month" or is_daily(places) or not places:
        return figure
    most = _LABELS_NARROW if d.look.narrow else _LABELS
    shown = list(range(0, len(places), ceil(len(places) / most)))
    names = [d.name({d.time: places[i]}, [d.time]) for i in shown]
    figure["layout"]["xaxis"] |= {"tickvals": shown, "ticktext": names}
    return figure
