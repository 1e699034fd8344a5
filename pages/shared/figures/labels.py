"""Which labels can stand in a figure without lying on each other, or on a point."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.shared.axes import LINE_HEIGHT, Figure, Look
from pages.shared.theme import pixels

# About the size of a figure in a column of two, and on a phone.
_WIDE, _NARROW = (560, 300), (310, 205)
Box = tuple[float, float, float, float]
Side = tuple[str, str, int, int]
SIDES: Sequence[Side] = (
    ("left", "middle", 1, 0),
    ("right", "middle", -1, 0),
    ("center", "bottom", 0, 1),
    ("center", "top", 0, -1),
)
# For points on lines that cross.
CORNERS: Sequence[Side] = (
    ("left", "bottom", 1, 1),
    ("right", "bottom", -1, 1),
    ("left", "top", 1, -1),
    ("right", "top", -1, -1),
)


@dataclass(frozen=True)
class Ground:
    """What positions become pixels by: the axes, and for whom it is drawn."""

    across: Figure
    up: Figure
    look: Look

    def at(self, x: float, y: float, *, paper: bool = False) -> tuple[float, float]:
        """Where a position lies, in pixels from the lower left corner, about."""
        left, right = (0.0, 1.0) if paper else self.across["range"]
        low, high = self.up["range"]
        width, height = self.size
        return (x - left) / (right - left) * width, (y - low) / (high - low) * height

    @property
    def edges(self) -> Box:
        """The figure itself."""
        return 0.0, self.size[0] + 12.0, 0.0, self.size[1] + LINE_HEIGHT

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return _NARROW if self.look.narrow else _WIDE


def beside(
    points: Sequence[tuple[float, float, float, str]], ground: Ground, ink: str, sides: Sequence[Side] = SIDES
) -> list[Figure]:
    """Names beside points (x, y, radius in pixels, name): right, left, above or below, or whichever of `sides` is free.

    The first points are served first; a name without a place is left out.
    """
    taken = [_around(ground.at(x, y), radius) for x, y, radius, _ in points]
    notes: list[Figure] = []
    for x, y, radius, name in points:
        for anchor, upright, right, above in sides if name else ():
            box = _box(ground.at(x, y), name, anchor, (radius + 4) * right, (radius + LINE_HEIGHT / 2) * above)
            if _inside(box, ground.edges) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                notes.append(
                    {"x": x, "y": y, "text": name, "showarrow": False, "xanchor": anchor, "yanchor": upright,
                     "xshift": (radius + 4) * right, "yshift": radius * above, "font": {"size": 12, "color": ink}}
                )  # fmt: skip
                break
    return notes


def clear_of_each_other(notes: Iterable[Figure], ground: Ground) -> list[Figure]:
    """The notes, first come first kept, without those that would lie on one kept; in data or paper units across."""
    kept: list[tuple[Figure, Box]] = []
    for note in notes:
        place = ground.at(note["x"], note["y"], paper=note.get("xref") == "paper")
        box = _box(place, note["text"], str(note.get("xanchor")), note.get("xshift", 0), 0.0)
        if not any(_meet(box, other) for _, other in kept):
            kept.append((note, box))
    return [note for note, _ in kept]


def _around(place: tuple[float, float], radius: float) -> Box:
    return place[0] - radius, place[0] + radius, place[1] - radius, place[1] + radius


def _box(place: tuple[float, float], words: str, anchor: str, right: float, above: float) -> Box:
    """Left, right, bottom and top, in pixels."""
    x, y, long = place[0] + right, place[1] + above, pixels(words)
    left = {"left": x, "right": x - long}.get(anchor, x - long / 2)
    return left, left + long, y - LINE_HEIGHT / 2, y + LINE_HEIGHT / 2


def _inside(box: Box, edges: Box) -> bool:
    return box[0] >= edges[0] and box[1] <= edges[1] and box[2] >= edges[2] - 2 and box[3] <= edges[3]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
