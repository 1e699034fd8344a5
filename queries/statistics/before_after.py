"""Did something held in one region change a share there? Before and after, against regions where nothing was held.

The share is of cases by month (such as loans that fell behind). A region's change is that of its share from the SPAN
months before to the SPAN months after the month of the event, which itself is left out. Regions differ by more than
chance: the interval is widened by what the changes of the others show, and never narrowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.special import stdtr, stdtrit

from queries.statistics.arrays import Floats, floats
from queries.statistics.clustered import LEVEL, Estimate, regress

SPAN = 3
REGIONS, CASES, EVENTS = 3, 50, 3
# Degrees of freedom of a variance that is not estimated.
KNOWN = 10**9
_SUMS = ("cases_before", "counted_before", "cases_after", "counted_after")


@dataclass(frozen=True)
class Change:
    """One event: cases and those counted before and after it in its region, and the difference of the changes.

    `regions` are those compared with. `reason` says why there is no estimate: no_region, too_few_months_before,
    too_few_months_after, too_few_cases, too_few_regions.
    """

    cases_before: int | None = None
    counted_before: int | None = None
    cases_after: int | None = None
    counted_after: int | None = None
    regions: int = 0
    effect: Estimate | None = None
    reason: str | None = None


def months_apart(month: pl.Expr, other: dt.date) -> pl.Expr:
    """How many months `month` is after `other`."""
    return _numbered(month) - (other.year * 12 + other.month)


def _numbered(month: pl.Expr) -> pl.Expr:
    """A number that counts months."""
    return month.dt.year().cast(pl.Int64) * 12 + month.dt.month()


def change(panel: pl.DataFrame, region: str, month: dt.date, busy: Collection[str]) -> Change:
    """What became of `region` after an event in `month`, against the regions that are not `busy` around then.

    `panel` has region, month, cases and counted (null where not known), a row per region and month.
    """
    windows = _windows(panel, month)
    own = windows.filter(region=region)
    if own.is_empty():
        return Change(reason="no_region")
    row = own.row(0, named=True)
    if gap := _gap(row):
        return Change(reason=gap)
    sums: dict[str, Any] = {name: int(row[name]) for name in _SUMS}
    others = windows.filter(_whole(), ~pl.col("region").is_in([region, *busy]))
    if others.height < REGIONS:
        return Change(**sums, regions=others.height, reason="too_few_regions")
    return Change(**sums, regions=others.height, effect=_difference(row, others))


def _windows(panel: pl.DataFrame, month: dt.date) -> pl.DataFrame:
    """Per region the months known on either side of `month`, and the cases and those counted in them."""
    known = panel.drop_nulls(["cases", "counted"]).with_columns(at=months_apart(pl.col("month"), month))
    before, after = pl.col("at").is_between(-SPAN, -1), pl.col("at").is_between(1, SPAN)
    sums = [
        pl.col(name).filter(side).sum().cast(pl.Float64).alias(f"{name}_{when}")
        for name in ("cases", "counted") for when, side in (("before", before), ("after", after))
    ]  # fmt: skip
    return (
        known.group_by("region")
        .agg(before.sum().alias("months_before"), after.sum().alias("months_after"), *sums)
        .sort("region")
    )


def _gap(row: dict[str, float]) -> str | None:
    gaps = {
        "too_few_months_before": row["months_before"] < SPAN,
        "too_few_months_after": row["months_after"] < SPAN,
        "too_few_cases": min(row["cases_before"], row["cases_after"]) < CASES,
    }
    return next((reason for reason, is_short in gaps.items() if is_short), None)


def _whole() -> pl.Expr:
    months = (pl.col("months_before") == SPAN) & (pl.col("months_after") == SPAN)
    return months & (pl.min_horizontal("cases_before", "cases_after") >= CASES)


def _difference(row: dict[str, float], others: pl.DataFrame) -> Estimate:
    """The region's change less the others', with the spread of theirs where it is more than chance."""
    counted, cases = (
        {when: floats(others[f"{name}_{when}"]) for when in ("before", "after")} for name in ("counted", "cases")
    )
    common = {when: float(counted[when].sum() / cases[when].sum()) for when in cases}
    changes: Floats = counted["after"] / cases["after"] - counted["before"] / cases["before"]
    chance = [common[when] * (1 - common[when]) / cases[when] for when in cases]
    if not all((part > 0).all() for part in chance):
        return Estimate(0.0, 0.0, 0.0, 1.0)
    weights: Floats = 1 / (chance[0] + chance[1])
    mean = float(np.average(changes, weights=weights))
    spread = float((weights * (changes - mean) ** 2).sum()) / (others.height - 1)
    # Chance itself is known; what goes beyond it is estimated from these few regions.
    spread, degrees = (spread, others.height - 1) if spread > 1 else (1.0, KNOWN)
    own = sum(common[when] * (1 - common[when]) / row[f"cases_{when}"] for when in cases)
    error = (spread * (own + 1 / float(weights.sum()))) ** 0.5
    value = row["counted_after"] / row["cases_after"] - row["counted_before"] / row["cases_before"] - mean
    reach = float(stdtrit(degrees, 1 - LEVEL / 2)) * error
    return Estimate(value, value - reach, value + reach, 2 * float(stdtr(degrees, -abs(value) / error)))


def held_out(p_values: Collection[float], level: float = LEVEL) -> list[bool]:
    """Which of several effects tried stand when all of them are (Holm's step-down)."""
    from statsmodels.stats.multitest import multipletests  # a second to import: whoever asks pays, once

    return [bool(stands) for stands in multipletests(list(p_values), level, "holm")[0]] if p_values else []


@dataclass(frozen=True)
class Together:
    """All events together: events and regions with one that can be told, the effect, and what speaks against it."""

    events: int
    regions: int
    effect: Estimate | None = None
    earlier_p: float | None = None
    reason: str | None = None


def together(panel: pl.DataFrame, events: pl.DataFrame) -> Together:
    """The share in the SPAN months after an event, apart from every region's and month's own level.

    `events` has region and month. Months of an event itself are left out. earlier_p: how likely the months before
    events are as uneven as they are if nothing was different yet.
    """
    rows = _exposed(panel, events)
    told = rows.filter("after")
    seen = events.join(rows.select("region").unique(), on="region", how="semi")
    counts = (seen.height, told["region"].n_unique())
    if counts[0] < EVENTS or counts[1] < REGIONS or rows["counted"].sum() == 0 or not _is_told(rows, "after"):
        return Together(*counts, reason="too_few_events")
    effect = regress(rows, [pl.col("after")], by_month=True).estimate()
    calm = rows.filter(~pl.col("after"))
    earlier = regress(calm, [pl.col("before")], by_month=True).estimate() if _is_told(calm, "before") else None
    return Together(*counts, effect, earlier.p_value if earlier else None)


def _is_told(rows: pl.DataFrame, column: str) -> bool:
    """Whether a column differs otherwise than regions and months do, and these can be told apart."""
    months = rows["month"].unique().sort().to_list()[1:]
    columns = [pl.col(column).cast(pl.Float64), *((pl.col("month") == month).cast(pl.Float64) for month in months)]
    within = [
        (one - (one * pl.col("weight")).sum().over("agent") / pl.col("weight").sum().over("agent")).alias(f"on_{i}")
        for i, one in enumerate(columns)
    ]
    design = rows.select(within).to_numpy()
    return bool(len(design) > len(columns) and np.linalg.matrix_rank(design) == len(columns))


def _exposed(panel: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Region-months as `regress` takes them, with whether an event was held in the months before or comes in those
    after.
    """
    known = panel.drop_nulls(["cases", "counted"]).filter(pl.col("cases") > 0)
    ordinal = _numbered(pl.col("month"))
    held = events.select("region", held=ordinal).unique()
    apart = (
        known.with_columns(no=ordinal)
        .join(held, on="region", how="left")
        .with_columns(at=pl.col("no") - pl.col("held"))
    )
    marked = apart.group_by("region", "month").agg(
        pl.col("cases", "counted").first(),
        after=pl.col("at").is_between(1, SPAN).any(),
        before=pl.col("at").is_between(-SPAN, -1).any(),
        itself=(pl.col("at") == 0).any(),
    )
    return marked.filter(pl.col("after") | ~pl.col("itself")).select(
        pl.col("region").alias("agent"), pl.lit("region").alias("group"), "region", "month", "cases", "counted",
        pl.col("after").fill_null(False), pl.col("before").fill_null(False),
        (pl.col("counted") / pl.col("cases")).alias("rate"), pl.col("cases").alias("weight"),
    )  # fmt: skip
