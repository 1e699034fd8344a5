"""Sets what an exploration shows beside the months before it, or the same months of the year before."""

from __future__ import annotations

import datetime as dt

import polars as pl

from queries.disclosure import COMPLEMENT, MASKED
from queries.explore.asking import Asking, By, told_by, without
from queries.explore.periods import shifted
from queries.filters import length
from queries.refusals import AskRefused
from queries.warehouse import Answer

_SHOWN = "__shown"


def beside(asking: Asking, cells: pl.DataFrame, by: By, answers: list[Answer]) -> pl.DataFrame:
    """The cells with `<id>__before` and `<id>__change`; cells that were there before only are added.

    Guarded viewers are told in `<id>__before__masked` why what was before is hidden. A change between what is not
    reported or hidden is null.
    """
    back = -_distance(asking)
    if "month" not in by:
        frame, hidden = _twin(asking, asking.run.first, asking.run.last, back, by, answers)
        return _joined(asking, cells, frame, by, pl.lit(hidden))
    if asking.run.grain == "month":
        return _joined(asking, cells, _month_by_month(asking, back, by, answers), by, pl.lit(False))
    coarser = without(by, "month")
    frames, closed = [], []
    for one in asking.periods:
        frame, hidden = _twin(asking, one.first, one.last, back, coarser, answers)
        frames += [told_by(one.label, frame, by)] if frame is not None else []
        closed += [one.label] if hidden else []
    whole = pl.concat(frames, how="vertical_relaxed") if frames else None
    return _joined(asking, cells, whole, by, pl.col("month").is_in(closed))


def _distance(asking: Asking) -> int:
    """How many months lie between what is shown and what it is set beside."""
    covered = asking.covered(asking.run.first, asking.run.last)
    return length(covered[0], covered[-1]) if asking.run.compare == "previous" and covered else 12


def _month_by_month(asking: Asking, back: int, by: By, answers: list[Answer]) -> pl.DataFrame:
    """Month by month, each told by the month it is set beside; only for months that are shown."""
    first, last = asking.run.first, asking.run.last
    frame = asking.over(
        first and shifted(first, back).replace(day=1), last and shifted(last, back), by, answers
    )  # fmt: skip
    months = {shifted(one.label, back): one.label for one in asking.periods}
    kept = frame.filter(pl.col("month").is_in(list(months)))
    return kept.with_columns(pl.col("month").replace(months))


def _twin(
    asking: Asking, first: dt.date | None, last: dt.date | None, back: int, by: By, answers: list[Answer]
) -> tuple[pl.DataFrame | None, bool]:
    """As many months before, and whether they are hidden from the viewer.

    None where not all of them are in view: a sum over fewer months would seem to have grown since.
    """
    before = [shifted(month, back) for month in asking.covered(first, last)]
    if not before or not set(before) <= set(asking.months):
        return None, False
    try:
        return asking.over(before[0].replace(day=1), before[-1], by, answers), False
    except AskRefused as refused:
        if refused.code != "range_of_months":
            raise
        return None, True


def _joined(asking: Asking, cells: pl.DataFrame, before: pl.DataFrame | None, by: By, hidden: pl.Expr) -> pl.DataFrame:
    ids = dict.fromkeys(asking.run.metrics)
    guarded = asking.viewer.is_guarded
    named = {id: f"{id}__before" for id in ids}
    if guarded:
        named |= {f"{id}{MASKED}": f"{id}__before{MASKED}" for id in ids}
    told = (cells.clear() if before is None else before).select(
        *by, *(pl.col(old).alias(new) for old, new in named.items())
    )
    if by:
        joined = cells.join(told, on=list(by), how="full", coalesce=True, nulls_equal=True)
    else:
        joined = pl.concat([cells, told], how="horizontal_extend")
    changes = [(pl.col(id) - pl.col(f"{id}__before")).alias(f"{id}__change") for id in ids]
    if guarded:
        whys = [pl.when(hidden).then(pl.lit(COMPLEMENT)).otherwise(pl.col(f"{id}__before{MASKED}")) for id in ids]
        joined = joined.with_columns(why.alias(f"{id}__before{MASKED}") for id, why in zip(ids, whys, strict=True))
    return joined.with_columns(changes)
