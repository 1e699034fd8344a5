"""What codes are called, which colour an entity keeps, which events to draw: the reference lists for screens."""

from collections.abc import Iterable, Sequence
from functools import cache

from pages.shared.axes import Event, Look
from pages.shared.selection import DRILLED
from pages.shared.text import Language, harmless
from queries.reference import Reference, load

# Which list of codes a dimension takes its names from, where it is not called the same.
_LISTS = {"category": "cost_category"}


@cache
def reference() -> Reference:
    """The county's lists; read once for the life of the process."""
    return load()


def label(dimension: str, value: str | None, language: Language, *, full: bool = False) -> str:
    """What a value of a dimension is called; a bucket by its short name unless `full`, a team without its platform."""
    if dimension == "bucket" and value is not None and value.startswith("M") and not full:
        return value
    return harmless(reference().label(_LISTS.get(dimension, dimension), _own(dimension, value), language))


def _own(dimension: str, value: str | None) -> str | None:
    """A team's or agent's own name: the platform it is told apart by is said elsewhere."""
    return value.split("/", 1)[-1] if value is not None and dimension in DRILLED else value


def color(dimension: str, value: str, look: Look) -> str:
    """The colour a value keeps on every screen: of a bucket its step, of a listed code its place in the list."""
    if dimension == "bucket":
        return look.colors.bucket(value)
    listed = list(reference().platforms) if dimension == "platform" else _codes(dimension)
    return look.colors.entity(listed.index(value) if value in listed and value not in ("none", "other") else None)


def _codes(dimension: str) -> list[str]:
    return list(reference().codes.get(_LISTS.get(dimension, dimension), {}))


def in_order(dimension: str, values: Iterable[str]) -> list[str]:
    """Values in the order the reference lists give them, the unlisted after them by name."""
    lists = reference()
    listed: Sequence[str] = {
        "platform": list(lists.platforms),
        "region": list(lists.regions),
        "product": list(lists.products),
    }.get(dimension, _codes(dimension))
    place = {value: i for i, value in enumerate(listed)}
    return sorted(values, key=lambda v: (place.get(v, len(place)), v))


def events(language: Language) -> list[Event]:
    """The days worth marking in a chart over time."""
    return [Event(e.on, e.name_zh if language == "zh" else e.name_en) for e in reference().events]
