"""An exploration in words."""

from pages.shared import numbers
from pages.shared.text import Language, text
from queries.dictionary import metric


def ranged(id: str, low: float | None, high: float | None, language: Language) -> str:
    """The range a metric's values are kept by."""
    one = metric(id)
    ends = {name: numbers.by_unit(end, one.unit, language, 2) for name, end in (("low", low), ("high", high))
            if end is not None}  # fmt: skip
    form = "between" if len(ends) == 2 else "from" if "low" in ends else "to"
    return text(f"explore.said_{form}", language, metric=one.short[language], **ends)
