"""Can the data be trusted? What platforms do not report, how old it is, and where contacts say too little."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import polars as pl

from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.statistics.intervals import wilson
from queries.warehouse import Warehouse

# Optional tables of the contract that screens live on; balances come from one of two sources and are not among them.
TABLES = (
    "payments", "agents", "cases", "assignments", "contacts", "promises", "plans", "costs", "complaints", "trainings",
    "quality_checks",
)  # fmt: skip
OLD_DAYS = 31
# A township whose contacts name no party this much more often than elsewhere has a hole in its data.
HOLE = 0.05
SCHEMA = {
    "check": pl.String, "subject_kind": pl.String, "subject": pl.String, "item": pl.String, "value": pl.Float64,
    "threshold": pl.Float64, "is_gap": pl.Boolean,
}  # fmt: skip
Row = tuple[str, str, str, str, float, float, bool]


def data_health(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> pl.DataFrame:
    """One row per check, subject and item (a table or column), sorted so; is_gap says that something is amiss.

    table_reported: rows a platform handed in, a gap at none. days_old: days from its as-of date to the newest in
    view, a gap above 31. months_missing: months since its first without balances, a gap at one. party_unknown: the
    share of answered contacts that do not say who was reached, by township, a gap where it is surely 5 points above
    that of the other townships.
    """
    platforms = _platforms(warehouse, viewer, filters)
    rows = [*_tables(warehouse, platforms), *_ages(warehouse, platforms)]
    rows += [*_missing(warehouse, viewer, filters), *_holes(warehouse, viewer, filters)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("check", "subject", "item")


def _platforms(warehouse: Warehouse, viewer: Viewer, filters: Filters) -> list[str]:
    seen = warehouse.manifest["platforms"] if viewer.platforms is None else viewer.platforms
    chosen = filters.values("platform")
    kinds = warehouse.kinds
    kept = filters.values("platform_kind")
    return sorted(
        one
        for one in set(seen) & set(warehouse.manifest["platforms"])
        if (chosen is None or one in chosen) and (kept is None or kinds.get(one, "unknown") in kept)
    )


def _tables(warehouse: Warehouse, platforms: list[str]) -> Iterator[Row]:
    for platform in platforms:
        counts = warehouse.manifest["reported"].get(platform, {})
        for table in TABLES:
            rows = float(counts.get(table, 0))
            yield "table_reported", "platform", platform, table, rows, 1.0, rows < 1


def _ages(warehouse: Warehouse, platforms: list[str]) -> Iterator[Row]:
    dates = {one: dt.date.fromisoformat(warehouse.manifest["platforms"][one]["as_of"]) for one in platforms}
    for platform, as_of in dates.items():
        days = float((max(dates.values()) - as_of).days)
        yield "days_old", "platform", platform, "as_of", days, float(OLD_DAYS), days > OLD_DAYS


def _missing(warehouse: Warehouse, viewer: Viewer, filters: Filters) -> Iterator[Row]:
    reported = warehouse.reported(viewer, filters.only(("platform", "platform_kind")))
    months = reported["month"].unique().sort().to_list()
    for (platform,), own in sorted(reported.group_by("platform")):
        since = min(own["month"])
        absent = float(sum(month >= since for month in months) - own["month"].n_unique())
        yield "months_missing", "platform", str(platform), "balances", absent, 0.0, absent > 0


def _holes(warehouse: Warehouse, viewer: Viewer, filters: Filters) -> Iterator[Row]:
    frame = ask(warehouse, viewer, ["party_known_share"], ["region"], filters).frame
    counts = frame.select("region", known="party_known_share__numerator", of="party_known_share__denominator")
    known, total = int(counts["known"].sum()), int(counts["of"].sum())
    for region, stated, answered in counts.filter(pl.col("of") > 0).iter_rows():
        others = (total - known - (answered - stated)) / (total - answered) if total > answered else 0.0
        limit = wilson(answered - stated, answered)
        is_gap = bool(limit and total > answered and limit[0] > others + HOLE)
        yield "party_unknown", "region", region, "contacts.party", 1 - stated / answered, others + HOLE, is_gap
