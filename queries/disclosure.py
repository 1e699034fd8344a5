"""Disclosure control: what a guarded viewer is told instead of exact numbers. Pure functions on frames; no I/O.

The policy, whose numbers stand in `disclosure.toml`:

* Numbers of units (loans, cases, complaints, contacts …) of 1 to 7 are hidden, all others rounded to the nearest 5;
  0 stays 0. Totals are computed exactly and then rounded, never added up from rounded parts.
* A number is hidden as well where what is left of the same line without it is 1 to 7: the other parts along a
  dimension it is split by, or the other values of a dimension it is filtered by (`complement`). Months are no parts
  of what may be there in several of them: a case worked in two counts in both, and once in their range.
* Where the total of a line and its other parts would leave fewer than 7 possible values to a hidden number, so that
  something is learned of it, all hidden numbers of the line are called `complement`, which may stand for any number,
  and one more is hidden if that is not enough.
* Amounts are hidden where the units behind them are, or where one unit makes up more than half (`dominated`); where
  the largest unit is not known, below 50 units (`base`). Others are rounded to 100 yuan, or to a round figure below
  what five of their units are worth on average, or the largest of them, where that is more; a largest unit that is not
  known is taken for a twentieth of the amount. Whatever a hidden amount is a part of is so rounded by at least what
  its own largest unit is worth: no total, neighbour, filter or range leads back to it.
* Shares, rates, means and medians are computed from what is shown of their parts, and hidden where fewer than 50 are
  behind them. A share of nought or of everybody is shown: of at least 50 it says nothing of one that is not public,
  and rounding leaves open whether it is quite everybody.
* A loan, not a borrower, is the unit of what is lent, a payment that of cash: the stored tables keep both apart, and
  a borrower's loans cannot be told apart across platforms. A loan is never more than its borrower, so the largest
  borrower can exceed the largest loan: dominance is measured on loans.
* Sums over several values of a dimension, or over any run of months, could be set against each other to tell the
  parts: one value of each dimension, and 1, 3, 6, 12 or 24 whole months or all of them.

A question of `questions.toml` says what its columns are, in its `disclose` table; one that does not is refused to
guarded viewers, and a column it does not name is empty for them:

    keep = ["month", "bucket"]           what a row is of: shown as it is; numbers add up along each of them
    lines = ["bucket"]                   the columns of `keep` along which they do, where it is not all
    also = ["platform", "verdict"]       shown as it is, and says nothing of what a row is of
    counts = ["loans", "cases"]          numbers of units
    amounts.balance = "loans"            an amount, and the count of the units behind it
    largest.balance = "largest_balance"  the column of its largest single unit; itself never shown to anybody
    shares.paid_share = "cases"          a share of the count named, which must be at least 50; given anew from the
                                         nearest 5 of both
    shares.rate = { of = "late", base = "loans" }         given anew as `of` over `base`, as these are shown (a share
                                         of counts or of amounts)
    shares.rate = { of = "complaints", base = "cases", per = 1000 }
    shares.share_of_loans = { of = "loans", over = ["month"] }    of the sum of `of` over the rows alike in `over`
    measures.hours = "cases"             a mean, median or expected value: shown to three digits, where at least 50 of
    measures.expected = ["cases", "cured"]       the first count named are behind it and none of the others is hidden
    estimates.effect = ["treated", "control"]    what a model gives: to three digits where none of them is hidden
    after = true                         apply it to what the estimate gives, because the rows are persons or cases;
                                         otherwise it is applied to the rows, and the estimate sees what is shown
    asks = true                          a function that asks as the viewer, and so sees only what is shown
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from queries.filters import Filters

SMALL, BASE, DOMINATED, COMPLEMENT = REASONS = ("small", "base", "dominated", "complement")
MASKED = "__masked"


@dataclass(frozen=True)
class Policy:
    """The numbers of `disclosure.toml`."""

    smallest: int
    count_step: int
    share_base: int
    amount_step: int
    largest_share: float
    unknown_largest_share: float
    significant_digits: int
    months: tuple[int, ...]
    other_platforms: int


@cache
def policy() -> Policy:
    """The policy in force."""
    entries = tomllib.loads(Path(__file__).with_name("disclosure.toml").read_text(encoding="utf-8"))
    return Policy(**{**entries, "months": tuple(entries["months"])})


@dataclass(frozen=True)
class Disclosed:
    """What may be told: the frame, how many of its cells are hidden, and why (each of REASONS once)."""

    frame: pl.DataFrame
    masked: int = 0
    reasons: tuple[str, ...] = ()


Disclose = Callable[[pl.DataFrame, Mapping[str, pl.DataFrame]], Disclosed]


@dataclass(frozen=True)
class Plan:
    """How an answer is disclosed: the function, of the exact rows and of the same rows under each of `wholes`.

    `wholes` are the answer's filters by the dimension left out of them: what a filtered value is a part of.
    """

    disclose: Disclose
    wholes: Mapping[str, Filters] = field(default_factory=dict)


def wholes(filters: Filters, by: Collection[str] = ()) -> dict[str, Filters]:
    """By each of the dimensions filtered but not split by, the filters without it."""
    named = filters.dimensions()
    return {one: filters.only(set(named) - {one}) for one in named if one not in by}


def count(value: float) -> int | None:
    """A number of units as it is told; None where it is hidden."""
    return (
        None if 0 < value < policy().smallest else math.floor(value / policy().count_step + 0.5) * policy().count_step
    )


def told(exact: pl.Expr) -> pl.Expr:
    """Numbers of units to the nearest step."""
    step = policy().count_step
    return (exact / step + 0.5).floor() * step


def is_small(exact: pl.Expr) -> pl.Expr:
    """Whether a number of units is too small to be told."""
    return exact.is_between(0, policy().smallest, closed="none")


def unit_reasons(
    exact: pl.DataFrame,
    counts: Mapping[str, Sequence[str]],
    dims: Sequence[str],
    wholes: Mapping[str, pl.DataFrame] | None = None,
) -> dict[str, list[str | None]]:
    """Per column of `counts` why each of its values is hidden, or None.

    `counts` maps a column to the dimensions along which it adds up, of those split (`dims`) and filtered; `wholes` hold
    the same dims and columns, each for everything that the value of a filtered dimension is a part of.
    """
    found = {}
    for column, along in counts.items():
        lines = [one for one in dims if one in along]
        rests = [pl.col(column).sum().over([d for d in dims if d != line] or pl.lit(1)) for line in lines]
        named = {f"__rest_{place}": rest - pl.col(column) for place, rest in enumerate(rests)}
        joined = exact.select(*dims, column).with_columns(**named)
        for filtered, whole in (wholes or {}).items():
            if filtered in along:
                joined = _with_whole(joined, whole, dims, column, f"__whole_{filtered}")
        rest = [name for name in joined.columns if name.startswith(("__rest_", "__whole_"))]
        left = pl.any_horizontal(pl.lit(False), *(is_small(pl.col(name)) for name in rest)).fill_null(False)
        value = pl.col(column)
        reason = pl.when(is_small(value)).then(pl.lit(SMALL)).when((value > 0) & left).then(pl.lit(COMPLEMENT))
        told_why: list[str | None] = joined.select(reason.alias("why"))["why"].to_list()
        found[column] = _lines_kept(exact, column, told_why, lines, dims)
    return found


def _with_whole(joined: pl.DataFrame, whole: pl.DataFrame, dims: Sequence[str], column: str, name: str) -> pl.DataFrame:
    """Beside each value what is left of the whole it was filtered from."""
    totals = whole.select(*dims, pl.col(column).alias(name))
    if not dims:
        return joined.with_columns((totals[name] - joined[column]).alias(name)) if totals.height else joined
    matched = joined.join(totals, on=list(dims), how="left", nulls_equal=True, maintain_order="left")
    return matched.with_columns(pl.col(name) - pl.col(column))


def _lines_kept(
    exact: pl.DataFrame, column: str, reasons: list[str | None], lines: Sequence[str], dims: Sequence[str]
) -> list[str | None]:
    """The reasons, with more hidden where a line would give a hidden number away."""
    values = [value or 0 for value in exact[column].to_list()]
    for _ in range(len(lines)):
        before = list(reasons)
        for line in lines:
            keys = exact.select(d for d in dims if d != line)
            for places in _places(keys, len(values)):
                if any(reasons[place] for place in places):
                    _keep_line(values, reasons, places)
        if before == reasons:
            break
    return reasons


def _places(keys: pl.DataFrame, height: int) -> Iterable[list[int]]:
    if not keys.columns:
        return [list(range(height))]
    found: dict[tuple[Any, ...], list[int]] = {}
    for place, key in enumerate(keys.iter_rows()):
        found.setdefault(key, []).append(place)
    return found.values()


def _keep_line(values: Sequence[float], reasons: list[str | None], places: Sequence[int]) -> None:
    """Hide more of one line, the smallest first, until it says nothing of those hidden that a star does not say."""
    total = possible(sum(values[place] for place in places), None)
    while _gives_away(values, reasons, places, total):
        hidden = [place for place in places if reasons[place]]
        if any(reasons[place] == SMALL for place in hidden):
            for place in hidden:
                reasons[place] = COMPLEMENT
            continue
        shown = [place for place in places if not reasons[place] and values[place] > 0]
        if not shown:
            return
        reasons[min(shown, key=lambda place: values[place])] = COMPLEMENT


def _gives_away(
    values: Sequence[float], reasons: Sequence[str | None], places: Sequence[int], total: tuple[float, float]
) -> bool:
    bounds = [possible(values[place], reasons[place]) for place in places]
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds if high < math.inf)
    endless = sum(high == math.inf for _, high in bounds)
    for place, (low, high) in zip(places, bounds, strict=True):
        if reasons[place]:
            others = most - high if not endless else most if endless == 1 and high == math.inf else math.inf
            lower, upper = max(low, total[0] - others), min(high, total[1] - (least - low))
            if upper - lower + 1 < policy().smallest - 1:
                return True
    return False


def possible(value: float, reason: str | None) -> tuple[float, float]:
    """The least and most units a number may be by what is told of it: hidden for a reason, or rounded."""
    if reason and reason != SMALL:
        return 0, math.inf
    if reason or 0 < value < policy().smallest:
        return 1, policy().smallest - 1
    if not value:
        return 0, 0
    near, half = count(value) or 0, policy().count_step // 2
    return max(near - half, policy().smallest), near + half


def amount_reason(value: str, units: str, why_units: str, largest: str = "") -> pl.Expr:
    """Why an amount is hidden, from the columns of its units, of why those are hidden, and of the largest of them."""
    size, many = pl.col(value).cast(pl.Float64).abs(), pl.col(units).fill_null(0)
    most = pl.col(largest).cast(pl.Float64).abs() if largest else pl.lit(None, pl.Float64)
    return (
        pl.when(pl.col(value).is_null() | (size == 0) & (many == 0)).then(None)
        .when(many < policy().smallest).then(pl.lit(SMALL))
        .when(pl.col(why_units).is_not_null()).then(pl.col(why_units))
        .when(most > size * policy().largest_share).then(pl.lit(DOMINATED))
        .when(most.is_null() & (many < policy().share_base)).then(pl.lit(BASE))
    )  # fmt: skip


def amount_told(value: pl.Expr, units: pl.Expr, largest: pl.Expr | None = None, *, bounded: bool = False) -> pl.Expr:
    """An amount to the nearest step: 100 yuan, or a round figure below what five units or the largest are worth.

    Where `largest` is not known it is taken for a twentieth, but for what is `bounded`: scores have no large units.
    """
    exact = value.cast(pl.Float64)
    unknown = pl.lit(0.0) if bounded else exact.abs() * policy().unknown_largest_share
    most = unknown if largest is None else pl.coalesce(largest.cast(pl.Float64).abs(), unknown)
    five = exact.abs() / units.clip(1) * policy().count_step
    worth = pl.max_horizontal(five.fill_null(0), most.fill_null(0), pl.lit(float(policy().amount_step)))
    power = pl.lit(10.0).pow(worth.log10().floor())
    lead = worth / power
    step = power * pl.when(lead >= 5).then(5.0).when(lead >= 2).then(2.0).otherwise(1.0)
    return (exact / step + 0.5).floor() * step


def measure_told(exact: pl.Expr) -> pl.Expr:
    """A mean, median or expected value to so many digits that it says no more than the counts behind it."""
    return exact.cast(pl.Float64).round_sig_figs(policy().significant_digits)
