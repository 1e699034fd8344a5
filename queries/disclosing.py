"""What a question's columns are, and its answer as guarded viewers are told it: the `disclose` table of questions.toml.

The grammar is that of `queries/disclosure.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from queries.disclosure import (
    BASE,
    COMPLEMENT,
    DOMINATED,
    MASKED,
    SMALL,
    Disclosed,
    amount_reason,
    amount_told,
    is_small,
    measure_told,
    policy,
    told,
    unit_reasons,
)

_WORST = (SMALL, DOMINATED, COMPLEMENT, BASE)


@dataclass(frozen=True)
class Share:
    """A share given anew: of a column over another, over sums of itself, or as it is of a base alone."""

    base: str = ""
    of: str = ""
    over: tuple[str, ...] | None = None
    per: float = 1


@dataclass(frozen=True)
class Columns:
    """A `disclose` table."""

    keep: tuple[str, ...] = ()
    lines: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)
    largest: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    estimates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: bool = False
    asks: bool = False

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Columns:
        """From an entry of questions.toml."""
        shares = {name: _share(value) for name, value in entry.get("shares", {}).items()}
        measured = {
            part: {name: _names(value) for name, value in entry.get(part, {}).items()}
            for part in ("measures", "estimates")
        }
        plain: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in entry.items()}
        return cls(**{**plain, **measured, "shares": shares})

    @property
    def named(self) -> frozenset[str]:
        """Every column it says something of."""
        return frozenset((*self.keep, *self.also, *self._hidden, *self.largest.values()))

    @property
    def _hidden(self) -> tuple[str, ...]:
        """Every column whose values may be hidden."""
        return (*self.counts, *self.amounts, *self.shares, *self.measures, *self.estimates)

    def disclose(self, rows: pl.DataFrame, wholes: Mapping[str, pl.DataFrame] | None = None) -> Disclosed:
        """The rows as a guarded viewer is told them, each column that may be hidden with why it is beside it."""
        here = self._within(rows)
        return here._told(rows, here._ratios(here._amounts(here._units(rows, wholes or {}))))

    def _within(self, rows: pl.DataFrame) -> Columns:
        """Only what this answer has: columns may depend on a question's parameters."""
        has = set(rows.columns)
        lists = ("keep", "also", "counts", *(("lines",) if self.lines is not None else ()))
        held: dict[str, Any] = {part: tuple(one for one in getattr(self, part) if one in has) for part in lists}
        for part in ("amounts", "shares", "measures", "estimates"):
            held[part] = {name: value for name, value in getattr(self, part).items() if name in has}
        return replace(self, **held)

    def _units(self, rows: pl.DataFrame, wholes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """The exact rows with why each count is hidden."""
        lines = self.keep if self.lines is None else self.lines
        found = unit_reasons(rows, dict.fromkeys(self.counts, (*lines, *wholes)), self.keep, wholes)
        return rows.with_columns(pl.Series(_why(name), reasons, pl.String) for name, reasons in found.items())

    def _amounts(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(
            amount_reason(name, units, _why(units), self.largest.get(name, "")).alias(_why(name))
            for name, units in self.amounts.items()
        )

    def _ratios(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Why each share and measure is hidden: too few behind it, or a part of it is hidden."""
        shares = [self._why_share(share, name).alias(_why(name)) for name, share in self.shares.items()]
        measures = [
            pl.coalesce(*(pl.col(_why(count)) for count in counts), _few(counts[0])).alias(_why(name))
            for name, counts in self.measures.items()
        ]
        estimates = [
            pl.coalesce(*(pl.col(_why(count)) for count in counts)).alias(_why(name))
            for name, counts in self.estimates.items()
        ]
        return rows.with_columns(*shares, *measures, *estimates)

    def _why_share(self, share: Share, name: str) -> pl.Expr:
        if not share.of:
            behind = (pl.col(name) * pl.col(share.base) / share.per).round()
            small = pl.when(is_small(behind)).then(pl.lit(SMALL))
            return pl.coalesce(_few(share.base), pl.col(_why(share.base)), small)
        units = self.amounts.get(share.of, share.of)
        if share.over is not None:
            total = _summed(pl.col(units), share.over)
            return pl.coalesce(pl.when(total < policy().share_base).then(pl.lit(BASE)), pl.col(_why(share.of)))
        base = self.amounts.get(share.base, share.base)
        return pl.coalesce(_few(base), pl.col(_why(share.base)), pl.col(_why(share.of)))

    def _told(self, exact: pl.DataFrame, rows: pl.DataFrame) -> Disclosed:
        """The columns in their order, hidden values null, and after them why."""
        hidden = self._hidden
        shown = {name: self._value(name, rows).cast(exact.schema[name]) for name in hidden}
        columns = [
            pl.col(name)
            if name in (*self.keep, *self.also)
            else pl.when(pl.col(_why(name)).is_null()).then(shown[name]).alias(name)
            if name in shown
            else pl.lit(None, exact.schema[name]).alias(name)
            for name in exact.columns
        ]
        reasons = [pl.when(pl.col(name).is_not_null()).then(pl.col(_why(name))).alias(name + MASKED) for name in hidden]
        return counted(rows.select(*columns, *reasons))

    def _value(self, name: str, rows: pl.DataFrame) -> pl.Expr:
        if name in self.counts:
            return told(pl.col(name))
        if name in self.amounts:
            return amount_told(pl.col(name), pl.col(self.amounts[name]), self._largest(name))
        if name in self.measures or name in self.estimates:
            return measure_told(pl.col(name))
        share = self.shares[name]
        if not share.of:
            base = told(pl.col(share.base))
            return told(pl.col(name) * pl.col(share.base) / share.per) / base * share.per
        of = self._value(share.of, rows)
        over = self._sum_told(share, share.over) if share.over is not None else self._value(share.base, rows)
        return pl.when(over != 0).then(of / over * share.per)

    def _largest(self, name: str) -> pl.Expr | None:
        return pl.col(self.largest[name]) if name in self.largest else None

    def _sum_told(self, share: Share, over: Sequence[str]) -> pl.Expr:
        """The exact sum of a column over its line, then rounded as the column is."""
        total = _summed(pl.col(share.of).cast(pl.Float64), over)
        if share.of in self.counts:
            return told(total)
        largest = self._largest(share.of)
        most = None if largest is None else _over(largest.max(), over)
        return amount_told(total, _summed(pl.col(self.amounts[share.of]), over), most)


def counted(frame: pl.DataFrame) -> Disclosed:
    """A frame with how many of its cells are hidden, and why."""
    whys = [frame[name].drop_nulls() for name in frame.columns if name.endswith(MASKED)]
    found = {reason for why in whys for reason in why.unique().to_list()}
    return Disclosed(frame, sum(len(why) for why in whys), tuple(one for one in _WORST if one in found))


def _why(name: str) -> str:
    return name + MASKED


def _few(count: str) -> pl.Expr:
    return pl.when(pl.col(count).fill_null(0) < policy().share_base).then(pl.lit(BASE))


def _summed(values: pl.Expr, over: Sequence[str]) -> pl.Expr:
    return _over(values.sum(), over)


def _over(line: pl.Expr, over: Sequence[str]) -> pl.Expr:
    return line.over(over) if over else line


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _share(value: str | Mapping[str, Any]) -> Share:
    if isinstance(value, str):
        return Share(base=value)
    entry: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in value.items()}
    return Share(**entry)
