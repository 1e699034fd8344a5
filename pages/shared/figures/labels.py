"""Which labels can stand in a figure without lying on each other."""

from collections.abc import Sequence

from pages.shared.axes import LINE_HEIGHT, Figure, Look
from pages.shared.theme import pixels

# About the width of a figure in a column of two.
_WIDE, _NARROW, _HIGH = 560, 330, 300


def clear_of_each_other(notes: Sequence[Figure], axis: Figure, across: Figure, look: Look) -> list[Figure]:
    """The notes, first come first kept, without those that would overlap one kept; positions in data or paper units."""
    kept: list[tuple[Figure, tuple[float, float, float, float]]] = []
    for note in notes:
        box = _box(note, axis, across, _NARROW if look.narrow else _WIDE)
        if not any(_meet(box, other) for _, other in kept):
            kept.append((note, box))
    return [note for note, _ in kept]


def _box(note: Figure, axis: Figure, across: Figure, width: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top in pixels, about."""
    low, high = axis["range"]
    y = (note["y"] - low) / (high - low) * _HIGH
    start, end = (0.0, 1.0) if note.get("xref") == "paper" else across["range"]
    x = (note["x"] - start) / (end - start) * width + note.get("xshift", 0)
    long = pixels(note["text"])
    left = {"left": x, "right": x - long}.get(str(note.get("xanchor")), x - long / 2)
    return left, left + long, y - LINE_HEIGHT / 2, y + LINE_HEIGHT / 2


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
