"""Published figures of 30,000 real borrowers come out of the warehouse to the last digit given."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.build import build
from data.mapping import load_mapping
from data.store import Store
from data.submit import submit

FILES = Path(__file__).resolve().parents[3] / "shared" / "real" / "uci_taiwan"
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="../shared/real/uci_taiwan is not here")
MONTHS = [dt.date(2005, month, day) for month, day in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30))]


@pytest.fixture(scope="module")
def cubes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    store = Store(tmp_path_factory.mktemp("uci"))
    submit(store, FILES, "uci", dt.date(2005, 10, 31), load_mapping("uci_taiwan"))
    with duckdb.connect(str(build(store).warehouse), read_only=True) as connection:
        return {name: connection.table(name).pl() for (name,) in connection.sql("show tables").fetchall()}


def by_month(frame: pl.DataFrame, measure: str) -> dict[dt.date, object]:
    return dict(frame.group_by("month").agg(pl.col(measure).sum()).sort("month").iter_rows())


def test_shares_more_than_thirty_days_late_are_those_published(cubes: dict[str, pl.DataFrame]) -> None:
    book = by_month(cubes["portfolio_month"], "loans")
    late = by_month(cubes["portfolio_month"].filter(~pl.col("bucket").is_in(["M0", "M1"])), "loans")
    shares = [f"{100 * late[month] / book[month]:.4f}" for month in MONTHS]
    assert book == dict.fromkeys(MONTHS, 30_000)
    assert shares == ["10.2633", "9.8933", "11.6933", "14.0300", "14.7000", "10.4333"]


def test_balances_are_those_published(cubes: dict[str, pl.DataFrame]) -> None:
    found = by_month(cubes["portfolio_month"], "balance")
    published = [1_166_152_812, 1_209_342_029, 1_297_888_469, 1_410_394_644]
    assert [found[month] for month in MONTHS[:4]] == [Decimal(amount) for amount in published]


def test_payments_are_those_published(cubes: dict[str, pl.DataFrame]) -> None:
    found = by_month(cubes["payment_month"], "paid_amount")
    published = [156_465_077, 143_981_629, 144_782_306, 156_770_445]
    assert [found[month] for month in MONTHS[:4]] == [Decimal(amount) for amount in published]


def test_limits_add_up_to_the_published_sum(cubes: dict[str, pl.DataFrame]) -> None:
    assert cubes["origination_month"]["originated_principal"].sum() == Decimal(5_024_529_680)


def test_defaulters_are_written_off_in_the_month_after(cubes: dict[str, pl.DataFrame]) -> None:
    left = cubes["transition_month"].filter(pl.col("to_bucket") == "written_off")
    assert by_month(left, "loans") == {dt.date(2005, 10, 31): 6_636}
