"""The reader's choices checked against what exists and may be seen, and turned into filters for questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pages.shared.link import Choices
from queries.disclosure import policy
from queries.filters import Filters

PRESETS: Mapping[str, int | None] = {"1": 1, "3": 3, "12": 12, "36": 36, "all": None}
DEFAULT_PRESET = "36"
# Of guarded viewers: ranges that cannot be set against each other to tell the parts.
GUARDED_PRESETS: Mapping[str, int | None] = {**{str(n): n for n in policy().months}, "all": None}
GUARDED_DEFAULT = "24"
COMPARISONS = ("previous", "lunar")
LOAN = ("platform_kind", "platform", "region", "product", "bucket")
# What every screen about lending can be filtered by; one about collection declares its own.
LENDING = (*LOAN, "age_band", "occupation")
# Chosen by a click into a chart, never from a list: they exist only within a platform.
DRILLED = ("team", "agent")
DIMENSIONS = (*LENDING, "channel", "agency", *DRILLED)
RARE = ("age_band", "occupation", "agency")
T = TypeVar("T")
# Names in a link that others read: those every screen knows, and those of one screen.
COMMON = ("lang", "role", "own", "version", "period", "from", "to", "compare", "month")
OWN = (
    "tab", "basis", "threshold", "scale", "split", "base", "rows", "level", "limits", "course", "unit", "dose",
    "rebase", "window", "measure", "by", "show",
    "metric", "subject", "find", "pack", "rule",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """Months shown (`first` to `last`), the month looked at (`focus`), and kept values by dimension; all valid.

    `is_focused` says that the month looked at was chosen, and is not just the last.
    """

    months: tuple[date, ...]
    focus: date
    preset: str | None
    compare: str | None
    where: tuple[tuple[str, tuple[str, ...]], ...]
    is_focused: bool = False
    is_guarded: bool = False

    @property
    def presets(self) -> Mapping[str, int | None]:
        """The ranges offered, by name: how many months, None for all."""
        return GUARDED_PRESETS if self.is_guarded else PRESETS

    @property
    def usual(self) -> str:
        """The range shown unless another is chosen."""
        return GUARDED_DEFAULT if self.is_guarded else DEFAULT_PRESET

    @property
    def first(self) -> date:
        """The first month-end shown."""
        return self.months[0]

    @property
    def last(self) -> date:
        """The last month-end shown."""
        return self.months[-1]

    def kept(self, dimension: str) -> tuple[str, ...]:
        """The values chosen of a dimension; empty where everything is shown."""
        return dict(self.where).get(dimension, ())

    def filters(self, *, without: Collection[str] = (), first: date | None = None, last: date | None = None) -> Filters:
        """Filters over the months shown (or `first` to `last`), leaving out the dimensions in `without`."""
        where = {dimension: values for dimension, values in self.where if dimension not in without}
        return Filters.of(where, first or self.first, last or self.last)

    def at_focus(self, *, without: Collection[str] = ()) -> Filters:
        """Filters for the one month looked at."""
        return self.filters(without=without, first=self.focus, last=self.focus)


def shared(choices: Choices) -> dict[str, list[str]]:
    """The choices all screens share, which go along to another: role, period, filters.

    A period that only one screen knows stays behind.
    """
    along = {name: list(values) for name, values in choices.items() if name in (*COMMON, *DIMENSIONS)}
    if not set(along.get("period", ())) <= {*PRESETS, *GUARDED_PRESETS}:
        del along["period"]
    return along


def select(
    choices: Choices, months: Sequence[date], options: Mapping[str, Collection[str]], *, is_guarded: bool = False
) -> tuple[Selection, list[str]]:
    """The valid part of `choices`, and the choices dropped because they are unknown or not for this viewer.

    `months` are the month-ends there are (at least one), `options` the values the viewer may choose by dimension the
    screen offers; choices of other dimensions wait for a screen that does. A guarded viewer keeps one value of each.
    """
    dropped: list[str] = []
    shown, preset = (_guarded_months if is_guarded else _months)(choices, months, dropped)
    focus = _one(choices, "month", {_month(m): m for m in shown}, dropped)
    compare = _one(choices, "compare", {name: name for name in COMPARISONS}, dropped)
    where = {d: _kept(choices.get(d, ()), options[d], d, dropped) for d in DIMENSIONS if d in options}
    if is_guarded:
        dropped += [f"{d}={value}" for d, values in where.items() for value in values[1:]]
        where = {d: values[:1] for d, values in where.items()}
    known = {*COMMON, *DIMENSIONS, *OWN}
    dropped += [name for name in choices if name not in known]
    kept = tuple((d, v) for d, v in where.items() if v)
    return Selection(tuple(shown), focus or shown[-1], preset, compare, kept, focus is not None, is_guarded), dropped


def _months(choices: Choices, months: Sequence[date], dropped: list[str]) -> tuple[list[date], str | None]:
    known = {_month(m): m for m in months}
    low, high = (_one(choices, name, known, dropped) for name in ("from", "to"))
    if low or high:
        low, high = low or months[0], high or months[-1]
        return [m for m in months if min(low, high) <= m <= max(low, high)], None
    preset = _one(choices, "period", {name: name for name in PRESETS}, dropped) or DEFAULT_PRESET
    return list(months[-(PRESETS[preset] or 0) :]), preset


def _guarded_months(choices: Choices, months: Sequence[date], dropped: list[str]) -> tuple[list[date], str | None]:
    """The same for ranges of so many months as guarded viewers may look at; of another length the last are kept."""
    known = {_month(m): m for m in months}
    low, high = (_one(choices, name, known, dropped) for name in ("from", "to"))
    if low or high:
        low, high = min(low or months[0], high or months[-1]), max(low or months[0], high or months[-1])
        shown = [m for m in months if low <= m <= high]
        length = max((n for n in policy().months if n <= len(shown)), default=1)
        whole = len(shown) == len(months)
        dropped += [] if whole or length == len(shown) else [f"from={_month(low)}"]
        return shown if whole else shown[-length:], None
    preset = _one(choices, "period", {name: name for name in GUARDED_PRESETS}, dropped) or GUARDED_DEFAULT
    return list(months[-(GUARDED_PRESETS[preset] or 0) :]), preset


def _one(choices: Choices, name: str, known: Mapping[str, T], dropped: list[str]) -> T | None:
    values = choices.get(name, ())
    dropped += [f"{name}={value}" for value in values if value not in known]
    return next((known[value] for value in values if value in known), None)


def _kept(values: Iterable[str], known: Collection[str], name: str, dropped: list[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(values))
    dropped += [f"{name}={value}" for value in values if value not in known]
    return tuple(value for value in values if value in known)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
