"""What codes are called, which colour an entity keeps, which events to draw: the reference lists for screens."""

from collections.abc import Iterable, Sequence
from functools import cache

from pages.shared.axes import Event, Look
from pages.shared.text import Language, harmless
from queries.reference import Reference, load


@cache
def reference() -> Reference:
    """The county's lists; read once for the life of the process."""
    return load()


def label(dimension: str, value: str | None, language: Language, *, full: bool = False) -> str:
    """What a value of a dimension is called; a bucket by its short name, unless `full`."""
    if dimension == "bucket" and value is not None and value.startswith("M") and not full:
        return value
    return harmless(reference().label(dimension, value, language))


def color(dimension: str, value: str, look: Look) -> str:
    """The colour a platform or bucket keeps on every screen; the accent for anything else."""
    if dimension == "platform":
        platforms = list(reference().platforms)
        return look.colors.entity(platforms.index(value) if value in platforms else None)
    return look.colors.bucket(value) if dimension == "bucket" else look.colors.accent


def in_order(dimension: str, values: Iterable[str]) -> list[str]:
    """Values in the order the reference lists give them, the unlisted after them by name."""
    lists = reference()
    listed: Sequence[str] = {
        "platform": list(lists.platforms),
        "region": list(lists.regions),
        "product": list(lists.products),
    }.get(dimension, list(lists.codes.get(dimension, {})))
    place = {value: i for i, value in enumerate(listed)}
    return sorted(values, key=lambda v: (place.get(v, len(place)), v))


def events(language: Language) -> list[Event]:
    """The days worth marking in a chart over time."""
    return [Event(e.on, e.name_zh if language == "zh" else e.name_en) for e in reference().events]
