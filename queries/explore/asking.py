"""Asks the questions an exploration is made of: one for each period, for *others*, and for what it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from queries.access import Viewer
from queries.disclosure import COMPLEMENT, MASKED
from queries.explore import choosing
from queries.explore.exploration import OTHERS, Exploration
from queries.explore.periods import Period, periods
from queries.filters import Filters
from queries.metrics import ask
from queries.warehouse import Answer, Warehouse

By = tuple[str, ...]
PARTS = ("", "__numerator", "__denominator", "__count")


@dataclass(frozen=True)
class Asking:
    """A settled exploration with all that must be known before it is asked.

    `periods` are those its splits by `month` have; `kept` are the values its top keeps and `rest` those of *others*;
    `months` are the month-ends in view.
    """

    warehouse: Warehouse
    viewer: Viewer
    run: Exploration
    periods: Sequence[Period]
    months: Sequence[dt.date]
    kept: Sequence[str] = ()
    rest: Sequence[str] = ()

    @classmethod
    def of(cls, warehouse: Warehouse, viewer: Viewer, run: Exploration) -> Asking:
        """With its periods and the values of its top looked up."""
        within = choosing.filters(run)
        found: Sequence[Period] = ()
        if "month" in run.by:
            months = ask(warehouse, viewer, run.metrics, ["month"], within).frame["month"].to_list()
            found = periods(months, run.grain, run.first, run.last, max(warehouse.months))
        asking = cls(warehouse, viewer, run, found, choosing.in_view(warehouse, viewer))
        return asking._ranked() if run.top else asking

    def _ranked(self) -> Asking:
        """With the values of the split that has a top, largest first; what cannot be told or is not reported last."""
        assert self.run.top is not None
        name, first = self.run.top.dimension, self.run.metrics[0]
        within = choosing.filters(self.run)
        frame = ask(self.warehouse, self.viewer, [first], [name], within).frame.drop_nulls(name)
        order = frame.sort([pl.col(first).cast(pl.Float64), name], descending=[True, False], nulls_last=True)
        listed = [choosing.written(value) for value in order[name].to_list()]
        # Whatever any metric has at any time: what is set beside it may have values that are there no more.
        always = Filters(where=self.run.where)
        others = choosing.values(self.warehouse, self.viewer, self.run.metrics, name, always)
        kept = listed[: self.run.top.count]
        return replace(self, kept=kept, rest=[value for value in others if value not in kept])

    def period(self, month: dt.date) -> Period:
        """The period a month-end is in, as it is asked."""
        newest = max(self.warehouse.months)
        return periods([month], self.run.grain, self.run.first, self.run.last, newest)[0]

    def as_of(self, first: dt.date | None, last: dt.date | None) -> dt.date | None:
        """The month-end stocks of a range are read at."""
        reported = self.warehouse.reported(self.viewer, Filters(first, last, self.run.where))
        return reported.filter(pl.col("loans") > 0)["month"].max()  # type: ignore[return-value]

    def covered(self, first: dt.date | None, last: dt.date | None) -> list[dt.date]:
        """The months in view of a range."""
        return [month for month in self.months if (not first or month >= first) and (not last or month <= last)]

    def shown(self, by: By, answers: list[Answer]) -> pl.DataFrame:
        """What is asked, at the grain of `by`."""
        first, last = self.run.first, self.run.last
        if "month" not in by or self.run.grain == "month":
            return self.over(first, last, by, answers)
        coarser = without(by, "month")
        found = [told_by(one.label, self.over(one.first, one.last, coarser, answers), by) for one in self.periods]
        if not found:
            return told_by(dt.date.min, self.over(first, last, coarser, answers), by).clear()
        return pl.concat(found, how="vertical_relaxed")

    def over(self, first: dt.date | None, last: dt.date | None, by: By, answers: list[Answer]) -> pl.DataFrame:
        """The same over one range of months; where `by` has the top, its values kept, and *others* beside them."""
        within = Filters(first, last, self.run.where)
        answer = ask(self.warehouse, self.viewer, self.run.metrics, by, within)
        answers.append(answer)
        name = self.run.top.dimension if self.run.top else ""
        if name not in by:
            return answer.frame
        kept = answer.frame.filter(pl.col(name).is_in(self.kept) | pl.col(name).is_null())
        if not self.rest:
            return kept
        others = self._others(name, without(by, name), within, answer.as_of)
        answers.append(others)
        named = others.frame.with_columns(pl.lit(OTHERS).alias(name))
        return pl.concat([kept, named.select(answer.frame.columns)], how="vertical_relaxed")

    def _others(self, name: str, by: By, within: Filters, as_of: dt.date | None) -> Answer:
        """All values but those kept, asked together, stocks at the month-end given.

        A guarded viewer is not told: sums over several values could be set against each other.
        """
        if not self.viewer.is_guarded:
            where = dict(within.where) | {name: tuple(self.rest)}
            rest = Filters.of(where, within.first_month, within.last_month)
            return ask(self.warehouse, self.viewer, self.run.metrics, by, rest, as_of=as_of)
        answer = ask(self.warehouse, self.viewer, self.run.metrics, by, within)
        named = [(id, part) for id in self.run.metrics for part in PARTS]
        hidden = [pl.lit(None, answer.frame.schema[f"{id}{part}"]).alias(f"{id}{part}") for id, part in named]
        whys = [pl.lit(COMPLEMENT).alias(f"{id}{MASKED}") for id in self.run.metrics]
        return replace(answer, frame=answer.frame.with_columns(*hidden).with_columns(*whys), reasons=(COMPLEMENT,))


def without(by: By, dimension: str) -> By:
    """The splits but one."""
    return tuple(name for name in by if name != dimension)


def told_by(month: dt.date, frame: pl.DataFrame, by: By) -> pl.DataFrame:
    """The answer of one period, named by its month-end, with the columns of `by` first."""
    named = frame.with_columns(pl.lit(month, pl.Date).alias("month"))
    return named.select(*by, *(name for name in frame.columns if name not in by))
