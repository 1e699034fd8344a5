"""Colours, and the one house style of every figure, for light and dark. The only place a colour is written."""

from dataclasses import dataclass
from typing import Any

BUCKETS = ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")
FONT = "'Source Sans', 'Source Sans 3', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


@dataclass(frozen=True)
class Theme:
    """Every colour of one appearance; `ramp` runs M0 to M7+, `entities` is dealt to platforms in reference order."""

    background: str
    surface: str
    text: str
    muted: str
    line: str
    grid: str
    accent: str
    context: str
    signal: str
    ramp: tuple[str, ...]
    scale: tuple[str, ...]
    entities: tuple[str, ...]

    def bucket(self, bucket: str) -> str:
        """The colour of an overdue bucket; grey for one outside M0 to M7+."""
        return self.ramp[BUCKETS.index(bucket)] if bucket in BUCKETS else self.context

    def entity(self, position: int | None) -> str:
        """The colour of the n-th registered platform; grey for an unregistered one or past the last colour."""
        known = position is not None and position < len(self.entities)
        return self.entities[position] if known and position is not None else self.context

    def shade(self, share: float) -> str:
        """The colour at `share` (0 to 1) of the sequential scale."""
        place = min(max(share, 0.0), 1.0) * (len(self.scale) - 1)
        return self.scale[round(place)]


LIGHT = Theme(
    background="#ffffff",
    surface="#f3f5f7",
    text="#1b2530",
    muted="#56616d",
    line="#aab3bd",
    grid="#e6eaee",
    accent="#1f4e8c",
    context="#8b95a0",
    signal="#b3261e",
    ramp=("#a9d6ce", "#3f968b", "#a08424", "#bf6a24", "#c2532d", "#a93634", "#852031", "#561226"),
    scale=(
        "#eef3f9", "#dce7f3", "#c5d7eb", "#a9c3e0", "#89abd2",
        "#6890c1", "#4874ac", "#2d5a96", "#1f4478", "#142f57",
    ),
    entities=(
        "#1f4e8c", "#c9622d", "#2b8a74", "#8a4f9e", "#a8862a", "#c2417c",
        "#3d7fb8", "#7a5c3e", "#5b8c2f", "#b3413c", "#5f63b8", "#4f7a85",
    ),
)  # fmt: skip

DARK = Theme(
    background="#12171d",
    surface="#1c232b",
    text="#e4e9ee",
    muted="#a3adb8",
    line="#5d6874",
    grid="#29313a",
    accent="#78a9e6",
    context="#7d8894",
    signal="#ff8a80",
    ramp=("#2f6a63", "#4fb0a3", "#c2a846", "#dd9443", "#e2764c", "#de5f57", "#cb4858", "#ae3d58"),
    scale=(
        "#18222e", "#1c2d40", "#213a55", "#28496c", "#315a86",
        "#3d6da1", "#4f83bb", "#699bd0", "#8bb5e2", "#b5d1f1",
    ),
    entities=(
        "#78a9e6", "#e88f5f", "#57bfa6", "#bd8bd0", "#d0b354", "#e57fac",
        "#7cc0ea", "#b99674", "#97c765", "#e67a72", "#9fa3ec", "#8cb7c2",
    ),
)  # fmt: skip


def theme(*, dark: bool) -> Theme:
    """The colours of the dark or the light appearance."""
    return DARK if dark else LIGHT


def house(colors: Theme, *, height: int, **layout: Any) -> dict[str, Any]:
    """The layout every figure starts from; `layout` is merged in one level deep."""
    axis = {
        "showgrid": False, "zeroline": False, "linecolor": colors.line, "tickcolor": colors.line, "ticks": "",
        "tickfont": {"size": 12, "color": colors.muted}, "automargin": False, "fixedrange": True,
        # Asking whether each label fits costs more than drawing it; room for all is made below.
        "ticklabeloverflow": "allow",
    }  # fmt: skip
    base: dict[str, Any] = {
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colors.text},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": colors.surface, "bordercolor": colors.line, "align": "left",
                       "font": {"family": FONT, "size": 13, "color": colors.text}},
        "xaxis": axis,
        "yaxis": axis | {"showgrid": True, "gridcolor": colors.grid, "rangemode": "tozero"},
    }  # fmt: skip
    for name, value in layout.items():
        base[name] = base[name] | value if isinstance(base.get(name), dict) else value
    base["margin"] = _margins(base) | layout.get("margin", {})
    return base


def pixels(words: str) -> float:
    """How wide words are at label size, about; a Chinese character is twice as wide as a letter."""
    return sum(12.0 if ord(c) > 0x2E7F else 6.6 for c in words)


def _margins(layout: dict[str, Any]) -> dict[str, int]:
    """Room for the axes' labels. Plotly finds it by itself too, by drawing every figure twice."""
    x, y = layout["xaxis"], layout["yaxis"]
    beside = max((pixels(name) for name in y.get("ticktext", ())), default=0.0)
    lines = max((name.count("<br>") + 1 for name in x.get("ticktext", ())), default=0)
    slanted = max((pixels(name) for name in x.get("ticktext", ())), default=0.0) if x.get("tickangle") else 0.0
    along = round(max(16 * lines + 6, slanted * 0.9 + 8))
    above = x.get("side") == "top"
    return {"l": round(beside) + 12, "r": 8, "t": along if above else 8, "b": 6 if above else along}
