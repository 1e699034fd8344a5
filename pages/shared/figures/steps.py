"""The steps funnel: how many are left after each step, the share of the step before, and what one of them cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared.axes import Figure, Look, room_for
from pages.shared.charts import HOVER
from pages.shared.theme import house

_COLUMN = 84


@dataclass(frozen=True)
class Stair:
    """One step: its name, how many reached it (None where not reported), and what is written beside it.

    `label` is the count as written; `columns` are further figures, such as the share of the step before and the cost
    of one.
    """

    name: str
    count: float | None
    label: str
    columns: Sequence[str]
    hover: str


def steps(stairs: Sequence[Stair], heads: Sequence[str], look: Look, *, height: int = 320) -> Figure:
    """Bars from the first step down, each with its count at the end and its columns, under `heads`, at the right.

    On a phone the last column alone is shown, under the step's name.
    """
    rows = list(reversed(stairs))
    most = max((s.count or 0.0 for s in rows), default=0.0) or 1.0
    bars: Figure = {
        "type": "bar", "orientation": "h", "y": list(range(len(rows))), "x": [s.count or 0.0 for s in rows],
        "hovertext": [s.hover for s in rows], "hovertemplate": HOVER, "marker": {"color": look.colors.accent},
    }  # fmt: skip
    names = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": [_name(s, look) for s in rows],
             "showgrid": False, "range": [-0.6, len(rows) - 0.4], "ticklabelstandoff": 4}  # fmt: skip
    beside = 0 if look.narrow else _COLUMN * len(heads)
    layout = house(
        look.colors, height=look.height(height), bargap=0.4, yaxis=names, xaxis={"visible": False, "range": [0, most]},
        annotations=[*_counts(rows, look), *([] if look.narrow else _columns(rows, heads, look))],
        margin={"r": room_for([s.label for s in rows]) + beside, "t": 8 if look.narrow else 26, "b": 4},
    )  # fmt: skip
    return {"data": [bars] if rows else [], "layout": layout}


def _name(stair: Stair, look: Look) -> str:
    return f"{stair.name}<br>{stair.columns[-1]}" if look.narrow and stair.columns else stair.name


def _counts(rows: Sequence[Stair], look: Look) -> list[Figure]:
    return [
        {"x": s.count or 0.0, "y": i, "text": s.label, "showarrow": False, "xanchor": "left", "xshift": 5,
         "font": {"size": 12, "color": look.colors.text if s.count is not None else look.colors.muted}}
        for i, s in enumerate(rows)
    ]  # fmt: skip


def _columns(rows: Sequence[Stair], heads: Sequence[str], look: Look) -> list[Figure]:
    """The further figures, right-aligned beyond the longest bar and its count."""
    start = room_for([s.label for s in rows])
    columns = [(start + _COLUMN * (place + 1), head, [s.columns[place] for s in rows])
               for place, head in enumerate(heads)]  # fmt: skip
    return [note for shift, head, written in columns for note in _column(shift, head, written, look)]


def _column(shift: float, head: str, written: Sequence[str], look: Look) -> list[Figure]:
    beside = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": shift, "showarrow": False}
    top = {"y": 1, "yref": "paper", "yanchor": "bottom", "text": head, "font": {"size": 11, "color": look.colors.muted}}
    font = {"size": 12, "color": look.colors.text}
    return [beside | top, *(beside | {"y": i, "text": words, "font": font} for i, words in enumerate(written))]
