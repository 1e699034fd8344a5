"""The schematic map: one equal tile per township, roughly where it lies. Not administrative borders, and says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pages.shared.axes import Figure, Look, click
from pages.shared.charts import HOVER, UNTOUCHED
from pages.shared.labels import reference
from pages.shared.plots import ink
from pages.shared.theme import house


@dataclass(frozen=True)
class Tile:
    """What one township shows: its value (None where not reported), the value written, what hovering says.

    `few` marks a value that rests on few cases: its tile is only outlined. `hidden` marks one that disclosure control
    keeps back: its tile is hatched.
    """

    value: float | None
    written: str
    hover: str
    few: bool = False
    hidden: bool = False


def tiles(values: Mapping[str, Tile], look: Look, *, chosen: Sequence[str] = ()) -> Figure:
    """A tile map coloured from the lowest to the highest value; name and value on each tile, chosen ones outlined."""
    known = [t.value for t in values.values() if t.value is not None]
    low, span = (min(known), (max(known) - min(known)) or 1.0) if known else (0.0, 1.0)
    places = [region for region in reference().regions.values() if region.code in values]
    shares = [None if values[p.code].few else _share(values[p.code].value, low, span) for p in places]
    trace = {
        "type": "bar", "x": [p.tile_column for p in places], "base": [p.tile_row for p in places],
        "y": [0.94] * len(places), "width": 0.97, "customdata": [click("region", p.code) for p in places],
        "hovertext": [values[p.code].hover for p in places], "hovertemplate": HOVER,
        "marker": {
            "color": [look.colors.surface if s is None else look.colors.shade(s) for s in shares],
            **_hatched([values[p.code].hidden for p in places], look),
            "line": {"width": [3 if p.code in chosen else int(values[p.code].few) for p in places],
                     "color": [look.colors.text if p.code in chosen else look.colors.line for p in places]},
        },
        **UNTOUCHED,
    }  # fmt: skip
    names = [
        {"x": p.tile_column, "y": p.tile_row + 0.47, "showarrow": False,
         "text": f"{p.name_zh if look.language == 'zh' else p.name_en}<br><b>{values[p.code].written}</b>",
         "font": {"size": 12, "color": look.colors.muted if s is None else ink(s, look)}}
        for p, s in zip(places, shares, strict=True)
    ]  # fmt: skip
    hidden = {"visible": False, "showgrid": False, "fixedrange": True}
    rows = max((p.tile_row for p in places), default=0) + 1
    layout = house(
        look.colors, height=max(56 * rows, 200), annotations=names, barmode="overlay",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=hidden | {"automargin": False}, yaxis=hidden | {"autorange": "reversed", "rangemode": "normal"},
    )  # fmt: skip
    return {"data": [trace] if places else [], "layout": layout}


def _hatched(hidden: Sequence[bool], look: Look) -> Figure:
    """The pattern of the tiles that are kept back; none where none is."""
    if not any(hidden):
        return {}
    return {"pattern": {"shape": ["/" if one else "" for one in hidden], "size": 6, "solidity": 0.2,
                        "fgcolor": look.colors.context, "fillmode": "overlay"}}  # fmt: skip


def _share(value: float | None, low: float, span: float) -> float | None:
    return None if value is None else 0.08 + 0.84 * (value - low) / span
