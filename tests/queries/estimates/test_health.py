from __future__ import annotations

import polars as pl

from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question
from queries.warehouse import Warehouse
from tests.queries import county

EVERYTHING = Viewer("operator", None)


def health(warehouse: Warehouse, filters: Filters | None = None, viewer: Viewer = EVERYTHING) -> pl.DataFrame:
    return ask_question(warehouse, viewer, "overview/data_health", filters or Filters()).frame


def test_every_table_a_platform_leaves_out_is_a_gap(warehouse: Warehouse) -> None:
    gaps = health(warehouse).filter(pl.col("is_gap"), check="table_reported")
    found = {(row["subject"], row["item"]) for row in gaps.rows(named=True)}
    expected = {(platform, table) for platform, tables in county.NOT_REPORTED.items() for table in tables}
    assert found == expected | {(county.BY_BUCKET, "payments")}


def test_months_a_platform_skipped_are_counted(warehouse: Warehouse) -> None:
    rows = health(warehouse).filter(check="months_missing")
    missing = dict(rows.select("subject", "value").iter_rows())
    assert missing[county.BY_BUCKET] == 2.0 and missing[county.BY_DAYS] == 0.0
    assert rows.filter("is_gap")["subject"].to_list() == [county.BY_BUCKET]


def test_the_share_without_a_party_is_told_by_township(warehouse: Warehouse) -> None:
    rows = health(warehouse).filter(check="party_unknown")
    known = ask(warehouse, EVERYTHING, ["party_known_share"], ["region"]).frame.drop_nulls("party_known_share")
    expected = {region: 1 - share for region, share in known.select("region", "party_known_share").iter_rows()}
    assert dict(rows.select("subject", "value").iter_rows()) == expected


def test_only_what_is_in_view_is_told(warehouse: Warehouse) -> None:
    own = health(warehouse, viewer=Viewer("manager", (county.BY_DAYS,)))
    assert set(own.filter(subject_kind="platform")["subject"]) == {county.BY_DAYS}
    local = health(warehouse, Filters.of({"platform_kind": ["local"]}))
    assert set(local.filter(subject_kind="platform")["subject"]) == {county.BY_BUCKET}


def test_rows_are_sorted_and_no_date_is_old_where_all_came_together(warehouse: Warehouse) -> None:
    frame = health(warehouse)
    assert frame.equals(frame.sort("check", "subject", "item"))
    assert set(frame.filter(check="days_old")["value"]) == {0.0}
