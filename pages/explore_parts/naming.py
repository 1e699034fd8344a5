"""What the values a figure is split by are called, and how they travel in a link."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pages.shared import labels, numbers
from pages.shared.selection import DRILLED
from pages.shared.text import Language, text
from queries.explore.exploration import OTHERS
from queries.filters import month_end, parse_day
from queries.refusals import AskRefused

TIMES = ("month", "day", "vintage")
# Dimensions whose values have an order of their own.
ORDERED = (
    *TIMES, "bucket", "to_bucket", "worst_bucket", "age_band", "income_band", "loan_class", "apr_band", "severity",
)  # fmt: skip
# In the order in which one would think of them.
USUAL = (
    "month", "platform", "region", "product", "bucket", "platform_kind", "channel", "agency", "team", "agent",
    "age_band", "occupation", "income_band",
)  # fmt: skip
Row = Mapping[str, Any]


def called(dimension: str, value: Any, language: Language, grain: str = "month") -> str:
    """A value as a reader meets it: 2024-03, 2024 Q1, a township, 其他; a team with its platform."""
    if value == OTHERS:
        return text("shared.others", language)
    if isinstance(value, date):
        return _time(dimension, value, grain)
    name, (platform, inside, _) = labels.label(dimension, value, language), str(value or "").partition("/")
    if dimension in DRILLED and inside:
        return f"{labels.label('platform', platform, language)} · {name}"
    return name


def _time(dimension: str, value: date, grain: str) -> str:
    if dimension == "day":
        return f"{value:%Y-%m-%d}"
    if dimension == "month" and grain == "year":
        return f"{value:%Y}"
    if dimension == "month" and grain == "quarter":
        return f"{value:%Y} Q{(value.month + 2) // 3}"
    return numbers.month(value)


def in_order(dimension: str, values: Iterable[Any]) -> list[Any]:
    """Values in time, or as the reference lists have them; the others together and those without one at the end."""
    known = set(values)
    last = [one for one in (OTHERS, None) if one in known]
    kept = known - {OTHERS, None}
    if any(isinstance(one, date) for one in kept):
        return [*sorted(kept), *last]
    return [*labels.in_order(dimension, kept), *last]


def written(row: Row, by: Iterable[str]) -> str:
    """The values a cell stands for, as one word of a link: `month=2024-03&platform=uci`."""
    return urlencode([(dimension, word(dimension, row[dimension])) for dimension in by if dimension in row])


def word(dimension: str, found: Any) -> str:
    """One value as links and filters write it."""
    if isinstance(found, date):
        return found.isoformat() if dimension == "day" else numbers.month(found)
    return found or ""


def read(word: str) -> dict[str, Any] | None:
    """The values a cell stands for, from a link; None where it names none."""
    try:
        return {dimension: value(dimension, one) for dimension, one in parse_qsl(word, keep_blank_values=True)}
    except AskRefused:
        return None


def value(dimension: str, word: str) -> Any:
    """A value from a link or a filter, as cells have it."""
    if dimension in TIMES and word:
        return parse_day(word) if dimension == "day" else month_end(parse_day(word))
    return word or None
