"""What a statement can reach: the viewer's rows of every table, all of them, and none besides."""

from __future__ import annotations

import random
from collections.abc import Collection

import polars as pl
import pytest

from data.store import Store
from queries.access import Viewer
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.sql import described, schema, slices, start
from queries.tables import tables
from queries.warehouse import Warehouse
from tests import patience
from tests.queries import county

ANALYST = Viewer("analyst", (county.BY_DAYS, county.BY_SCHEDULE))


def reached(warehouse: Warehouse, platforms: Collection[str], name: str) -> pl.DataFrame:
    views = slices.views(warehouse, Viewer("analyst", tuple(platforms)), [name])
    return pl.concat([pl.read_parquet(slices.folder(warehouse) / file) for file in views[name]])


@pytest.mark.parametrize("seed", range(4))
def test_no_row_of_another_platform_is_in_any_file_given(seed: int, warehouse: Warehouse) -> None:
    chosen = set(random.Random(seed).sample([*county.PLATFORMS, "no_such_platform"], seed))
    for name in slices.offered():
        frame = reached(warehouse, chosen, name)
        assert set(frame["platform"].unique()) <= chosen, name
        assert "agent" not in frame.columns, name


def test_every_row_of_the_viewers_is_there(warehouse: Warehouse) -> None:
    for name, one in slices.offered().items():
        sums = slices.described()["tables"][name].get("rows") == "persons' sums"
        own = warehouse.query(f"from {name}", {}, ANALYST, needed=one.own).frame
        got = reached(warehouse, ANALYST.platforms or (), name)
        counted = [c for c, kind in own.schema.items() if kind.is_integer() and not c.startswith("largest_")]
        assert sums or got.height == own.height, name
        assert got.select(pl.col(counted).sum()).rows() == own.select(pl.col(counted).sum()).rows(), name


def test_persons_are_told_by_nothing(warehouse: Warehouse) -> None:
    agents = {f"{one}" for one in county.AGENTS}
    ids = set(warehouse.query("select borrower_id from loan", {}, ANALYST).frame["borrower_id"])
    for name in slices.offered():
        frame = reached(warehouse, county.PLATFORMS, name)
        for column in frame.select(pl.col(pl.String)).columns:
            values = set(frame[column].drop_nulls())
            assert not values & agents, (name, column)
            assert not values & ids, (name, column)


def test_a_borrower_has_one_hash_in_all_tables(warehouse: Warehouse) -> None:
    loans = reached(warehouse, (county.BY_DAYS,), "loan").select("loan_id", "borrower_id")
    months = reached(warehouse, (county.BY_DAYS,), "loan_month").select("loan_id", "borrower_id").unique()
    assert months.join(loans, on=["loan_id", "borrower_id"], how="anti").is_empty()
    own = warehouse.query("select loan_id, borrower_id as id from loan", {}, Viewer("analyst", (county.BY_DAYS,))).frame
    both = loans.join(own, on="loan_id")
    assert both["borrower_id"].n_unique() == both["id"].n_unique() == both.select("borrower_id", "id").unique().height
    assert set(both["borrower_id"].str.len_chars()) == {16}


def test_no_two_teams_persons_are_told_apart(warehouse: Warehouse) -> None:
    frame = reached(warehouse, county.PLATFORMS, "caseload_month_agent")
    dimensions = [name for name in frame.columns if name in tables()["caseload_month_agent"].own]
    assert frame.select(dimensions).is_unique().all()


def test_the_schema_tells_of_every_table_and_column_in_both_languages(warehouse: Warehouse) -> None:
    listed = schema(warehouse, ANALYST)
    assert set(listed["table"]) == set(slices.offered()) == set(tables()) - {"agent_roster", "agent_course"}
    for name in ("loan", "portfolio_month", "quality_month"):
        assert listed.filter(table=name)["column"].to_list() == reached(warehouse, (), name).columns
    told = listed.select("table_zh", "table_en", "description_zh", "description_en")
    assert told.select(pl.all().str.len_chars().min()).row(0) > (0, 0, 0, 0)
    assert set(described("en")) == set(listed["column"])
    with pytest.raises(AskRefused):
        schema(warehouse, Viewer("operator", None))


def test_statements_agree_with_the_metrics(warehouse: Warehouse) -> None:
    text = """
        select month, product, sum(balance) as balance,
            sum(case when bucket in ('M0', 'M1') then 0 else loans end) / sum(loans) as par30_count,
            1 as a, 2 as a, [1] as l, interval 1 day as i, null as n
        from portfolio_month group by all order by month, product
    """
    got = start(warehouse, ANALYST, text).result(patience.SECONDS)
    asked = ask(warehouse, ANALYST, ["balance", "par30_count"], ["month", "product"]).frame.sort("month", "product")
    assert got.frame.columns == ["month", "product", "balance", "par30_count", "a", "a_2", "l", "i", "n"]
    assert got.frame["balance"].cast(pl.Float64).to_list() == asked["balance"].cast(pl.Float64).to_list()
    assert got.frame["par30_count"].to_list() == pytest.approx(asked["par30_count"].to_list())
    assert (got.truncated, got.text) == (False, text)


def test_more_rows_than_asked_for_are_cut_and_told(warehouse: Warehouse) -> None:
    whole = reached(warehouse, ANALYST.platforms or (), "loan").height
    cut = start(warehouse, ANALYST, "from loan", rows=whole - 1).result(patience.SECONDS)
    assert (cut.frame.height, cut.truncated) == (whole - 1, True)
    same = start(warehouse, ANALYST, "from loan", rows=whole).result(patience.SECONDS)
    assert (same.frame.height, same.truncated) == (whole, False)


def test_slices_of_versions_that_are_gone_go_too(warehouse: Warehouse, store: Store) -> None:
    old = store.root / "scoped" / "20200101T000000-0000" / county.BY_DAYS
    old.mkdir(parents=True)
    slices._clear(store)
    assert not old.parent.exists()
    assert slices.folder(warehouse).exists()
