"""What figures of every kind share: how they look, month and value axes, labels that keep out of each other's way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any
from urllib.parse import urlencode

from pages.shared import numbers
from pages.shared.text import Language, text
from pages.shared.theme import Theme, pixels

Figure = dict[str, Any]
LINE_HEIGHT = 15
# Zeros that end a fraction: on an axis 20万 stands for 20.0万.
_ZEROS = re.compile(r"(\.\d*?)0+(?!\d)")


def click(name: str, value: str) -> str:
    """What a mark of a figure filters by, as it travels with the mark: `bucket=M2`."""
    return urlencode({name: value})


@dataclass(frozen=True)
class Look:
    """How figures are drawn for this reader: colours, language, and whether the screen is a phone's."""

    colors: Theme
    language: Language
    narrow: bool = False

    def height(self, wide: int) -> int:
        """`wide` pixels, or the phone's 280 when that is less."""
        return min(wide, 280) if self.narrow else wide


@dataclass(frozen=True)
class Event:
    """Something that explains a turn in a series: drawn as a thin labelled vertical at its day."""

    on: date
    name: str


def is_daily(places: Sequence[date]) -> bool:
    """Whether the places of an axis are days of one month, and not month-ends."""
    return len(places) > 1 and places[0].month == places[1].month and places[0].year == places[1].year


def month_axis(months: Sequence[date], look: Look, *, labels: int) -> Figure:
    """A linear axis with one place per month (0, 1, …), labelled 2024-03 at most `labels` times (4 on a phone)."""
    room = min(labels, 4) if look.narrow else labels
    step = next(s for s in (1, 2, 3, 6, 12, 24, 48) if len(months) <= s * room or s == 48)
    places = [i for i, month in enumerate(months) if len(months) <= 6 or month.month % min(step, 12) == 0]
    if step > 12:
        places = places[:: step // 12]
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [numbers.month(months[i]) for i in places],
        "range": [-0.6, len(months) - 0.4],
    }


def day_axis(days: Sequence[date], look: Look) -> Figure:
    """The same for the days of one month, labelled 03-01, every fifth or tenth."""
    step = 10 if look.narrow else 5
    places = [i for i, day in enumerate(days) if i == 0 or day.day % step == 0]
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [f"{days[i]:%m-%d}" for i in places],
        "range": [-0.6, len(days) - 0.4],
    }


def value_axis(unit: str, values: Sequence[float], look: Look, *, zero: bool = True) -> Figure:
    """An axis for `unit` over `values`, its ticks written as the language writes them; from zero unless told not to.

    The last tick carries the unit of amounts and times.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = _step(max((high - low) or abs(high) or 1.0, 1e-6), whole=unit == "count")
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last += first == last
    ticks = [round(i * step, 12) for i in range(first, last + 1)]
    written = [_tick(tick, unit, step, look.language) for tick in ticks]
    return {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [*written[:-1], _with_unit(written[-1], unit, look.language)],
        "range": [ticks[0], ticks[-1]],
    }


def _step(span: float, *, whole: bool) -> float:
    """The round number at least a fourth of the span; there is no half a case."""
    rough = max(span / 4, 1.0) if whole else span / 4
    power = 10.0 ** floor(log10(rough))
    steps = (m * power for m in (1, 2, 2.5, 5, 10))
    return next(one for one in steps if one >= rough * 0.999 and (not whole or one.is_integer()))


def _tick(value: float, unit: str, step: float, language: Language) -> str:
    if unit == "share":
        size = step * 100
        digits = 0 if size >= 1 and float(size).is_integer() else max(1, -floor(log10(size)))
        return numbers.share(value, language, digits)
    if unit in ("money", "count"):
        return _ZEROS.sub(lambda found: found[1].rstrip("."), numbers.compact(value, language))
    return numbers.decimal(value, 0 if float(step).is_integer() else max(1, -floor(log10(step))))


def _with_unit(written: str, unit: str, language: Language) -> str:
    return text(f"shared.{unit}", language, number=written) if unit in ("money", "days", "hours") else written


def apart(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The values moved until at least `gap` apart and within `low` to `high`, in their order.

    Where they cannot all fit they crowd evenly.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    gap = min(gap, (high - low) / max(len(values) - 1, 1))
    placed = {i: min(max(values[i], low), high) for i in order}
    for _ in range(80):
        for lower, upper in pairwise(order):
            overlap = max(gap - (placed[upper] - placed[lower]), 0.0)
            placed[lower] = max(placed[lower] - overlap / 2, low)
            placed[upper] = min(placed[upper] + overlap / 2, high)
    return [placed[i] for i in range(len(values))]


def end_labels(
    places: Sequence[float], names: Sequence[str], colors: Sequence[str], at: float, axis: Figure, height: int
) -> list[Figure]:
    """Names at the right end of their lines or segments, behind a mark of their colour, kept apart."""
    low, high = axis["range"]
    gap = (high - low) * LINE_HEIGHT / max(height - 40, 1)
    heights = apart(places, gap, low + gap / 3, high - gap / 3)
    return [
        {"x": at, "y": y, "text": f'<span style="color:{color}">■</span> {name}', "showarrow": False,
         "xanchor": "left", "xshift": 6, "font": {"size": 12}}
        for y, name, color in zip(heights, names, colors, strict=True)
    ]  # fmt: skip


def room_for(names: Sequence[str]) -> int:
    """Pixels the longest of `names` needs behind their mark of colour."""
    return 26 + ceil(max((pixels(name) for name in names), default=0.0))


def event_marks(events: Sequence[Event], months: Sequence[date], look: Look) -> tuple[list[Figure], list[Figure]]:
    """Shapes and annotations for the events that fall into the months shown; labels alternate between two rows."""
    if not months or look.narrow:
        return [], []
    shapes: list[Figure] = []
    notes: list[Figure] = []
    for event in sorted(events, key=lambda e: e.on):
        place = _place(event.on, months)
        if place is None:
            continue
        shapes.append({"type": "line", "x0": place, "x1": place, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
                       "line": {"color": look.colors.line, "width": 1, "dash": "dot"}})  # fmt: skip
        notes.append({"x": place, "yref": "paper", "y": 1, "text": event.name, "showarrow": False, "yanchor": "bottom",
                      "font": {"size": 11, "color": look.colors.muted}, "yshift": 13 * (len(notes) % 2)})  # fmt: skip
    return shapes, notes


def _place(day: date, months: Sequence[date]) -> float | None:
    if is_daily(months):
        return float(months.index(day)) if day in months else None
    for i, month in enumerate(months):
        if (day.year, day.month) == (month.year, month.month):
            return i - 0.5 + day.day / month.day
    return None


def gap_marks(missing: Sequence[int], look: Look, key: str) -> list[Figure]:
    """Hatched columns saying the text `key` at the places where no series has a value."""
    if not missing:
        return []
    word = text(key, look.language)
    middle = missing[len(missing) // 2]
    pattern = {"shape": "/", "size": 6, "solidity": 0.12, "fgcolor": look.colors.context, "bgcolor": "rgba(0,0,0,0)"}
    return [
        {"type": "bar", "x": list(missing), "y": [1] * len(missing), "yaxis": "y2", "width": 1,
         "marker": {"color": "rgba(0,0,0,0)", "pattern": pattern, "line": {"width": 0}},
         "hovertext": [word] * len(missing), "hovertemplate": "%{hovertext}<extra></extra>"},
        {"type": "scatter", "x": [middle], "y": [0.5], "yaxis": "y2", "mode": "text", "text": [word],
         "textposition": "middle right" if middle < 2 else "middle center", "cliponaxis": False,
         "textfont": {"size": 12, "color": look.colors.muted}, "hoverinfo": "skip"},
    ]  # fmt: skip
