"""Published figures of real files come out of the real command line, to the last digit given."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from data.store import Store
from tests.sharing import once

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
UCI = REAL / "uci_taiwan" / "UCI_Credit_Card.csv"
LENDING_CLUB = REAL / "lendingclub_2015" / "loans.csv.gz"
CFPB = REAL / "cfpb_payday_2023" / "complaints.csv"
# All by one worker: the others would only wait for its stores.
pytestmark = pytest.mark.xdist_group("published")


def command(store: Path, *words: str) -> str:
    environment = os.environ | {"COLLECTIONS_STORE": str(store)}
    run = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "real books", _books)


def _books(folder: Path) -> None:
    given = {"uci": (UCI, "uci_taiwan", "2005-10-31"), "lendingclub": (LENDING_CLUB, "lendingclub_2015", "2019-01-31")}
    present = {platform: one for platform, one in given.items() if one[0].exists()}
    for platform, (file, mapping, as_of) in present.items():
        options = ["--platform", platform, "--as-of", as_of, "--mapping", mapping]
        command(folder, "data", "submit", str(file.parent), *options)
    if present:
        command(folder, "data", "build")


def asked(store: Path, platform: str, *words: str) -> list[dict[str, str]]:
    text = command(store, "queries", *words, "--where", f"platform={platform}", "--format", "csv")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.skipif(not UCI.exists(), reason="the UCI card file is not beside the project")
class TestUci:
    def test_lateness_balances_and_payments_by_month(self, store: Path) -> None:
        found = asked(store, "uci", "par30_count", "loans", "balance", "cash_received", "--by", "month")
        months = {row.pop("month"): row for row in found}
        shares = {month: row["par30_count"] for month, row in months.items() if row["par30_count"]}
        assert shares == {
            "2005-04": "0.102633", "2005-05": "0.098933", "2005-06": "0.116933",
            "2005-07": "0.140300", "2005-08": "0.147000", "2005-09": "0.104333",
        }  # fmt: skip
        assert {months[month]["loans"] for month in shares} == {"30000"}
        assert [months[f"2005-0{month}"]["balance"] for month in (7, 6, 5, 4)] == [
            "1410394644.00", "1297888469.00", "1209342029.00", "1166152812.00",
        ]  # fmt: skip
        assert [months[f"2005-0{month}"]["cash_received"] for month in (7, 6, 5, 4)] == [
            "156770445.00", "144782306.00", "143981629.00", "156465077.00",
        ]  # fmt: skip

    def test_a_stock_asked_without_months_is_the_last_book(self, store: Path) -> None:
        assert asked(store, "uci", "loans", "balance") == [{"loans": "30000", "balance": "1536699927.00"}]

    def test_limits_lent(self, store: Path) -> None:
        assert asked(store, "uci", "originated_principal") == [{"originated_principal": "5024529680.00"}]

    def test_defaults_in_the_month_after_by_age(self, store: Path) -> None:
        span = ["--from", "2005-10", "--to", "2005-10"]
        found = asked(store, "uci", "written_off_rate_count", "--by", "age_band", *span)
        assert {row["age_band"]: row["written_off_rate_count"] for row in found} == {
            "<=30": "0.224371", "31-40": "0.204331", "41-50": "0.232973", ">50": "0.254297",
        }  # fmt: skip
        assert asked(store, "uci", "written_off_rate_count", *span) == [{"written_off_rate_count": "0.221200"}]

    def test_defaults_by_the_worst_lateness_before(self, store: Path) -> None:
        found = asked(store, "uci", "overdue/written_off_by_worst")
        assert {row["worst_bucket"]: row["share_written_off"] for row in found} == {
            "M0": "0.117104", "M1": "0.249852", "M2+": "0.463007",
        }  # fmt: skip


@pytest.mark.skipif(not LENDING_CLUB.exists(), reason="the LendingClub file is not beside the project")
class TestLendingClub:
    def test_loans_and_how_they_ended(self, store: Path) -> None:
        assert asked(store, "lendingclub", "originated_loans") == [{"originated_loans": "119015"}]
        found = asked(store, "lendingclub", "overdue/departures")
        assert {row["status"]: row["loans"] for row in found} == {"settled": "101217", "written_off": "17798"}

    def test_cash_after_charge_off_stands_apart(self, store: Path) -> None:
        whole = asked(store, "lendingclub", "cash_received")[0]["cash_received"]
        parts = {
            r["source"]: r["cash_received"] for r in asked(store, "lendingclub", "cash_received", "--by", "source")
        }
        assert set(parts) == {"borrower", "legal"}
        assert sum(round(float(part) * 100) for part in parts.values()) == round(float(whole) * 100)

    def test_every_zip_prefix_is_a_region(self, store: Path) -> None:
        assert len(asked(store, "lendingclub", "originated_loans", "--by", "region")) == 869

    def test_recoveries_and_what_collecting_them_cost(self, store: Path) -> None:
        columns = ["recoveries", "collection_recovery_fee"]
        raw = pl.read_csv(LENDING_CLUB).select(pl.col(columns).round(2).cast(pl.Decimal(18, 2)).sum())
        cash, fee = raw.row(0)
        [found] = asked(store, "lendingclub", "cash_recovered", "cost", "cost_per_yuan_recovered")
        assert (found["cash_recovered"], found["cost"]) == (str(cash), str(fee))
        assert found["cost_per_yuan_recovered"] == f"{fee / cash:.6f}" == "0.178974"
        by_how = asked(store, "lendingclub", "cash_recovered", "--by", "recovered_by")
        assert by_how == [{"recovered_by": "legal", "cash_recovered": str(cash)}]

    def test_recoveries_by_grade(self, store: Path) -> None:
        raw = (
            pl.read_csv(LENDING_CLUB).group_by("grade").agg(pl.col("recoveries").round(2).cast(pl.Decimal(18, 2)).sum())
        )
        found = asked(store, "lendingclub", "cash_recovered", "--by", "product")
        assert {row["product"]: row["cash_recovered"] for row in found} == {k: str(v) for k, v in raw.rows()}

    def test_settlements_by_what_became_of_them(self, store: Path) -> None:
        raw = pl.read_csv(LENDING_CLUB)["settlement_status"].drop_nulls().str.to_lowercase().value_counts()
        counts = {
            row["plan_status"]: int(row["plans"]) for row in asked(store, "lendingclub", "plans", "--by", "plan_status")
        }
        assert counts == dict(raw.rows()) == {"complete": 1673, "active": 505, "broken": 391}


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of nothing but the complaints of 389 companies, each a platform of its own."""
    return once(tmp_path_factory, "complaints of 389 companies", _hotline)


def _hotline(folder: Path) -> None:
    said = command(folder, "data", "submit", str(CFPB), "--mapping", "cfpb_payday_2023", "--as-of", "2023-08-31")
    assert said.startswith("389 platforms: 389 accepted")
    command(folder, "data", "build")


def complained(store: Path, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(command(store, "queries", *words, "--format", "csv"))))


@pytest.mark.slow
@pytest.mark.skipif(not CFPB.exists(), reason="the CFPB complaints are not beside the project")
class TestCfpb:
    def test_complaints_by_company(self, hotline: Path) -> None:
        assert complained(hotline, "complaints") == [{"complaints": "2827"}]
        raw = pl.read_csv(CFPB, infer_schema=False)["Company"].value_counts()
        found = {
            row["platform"]: int(row["complaints"]) for row in complained(hotline, "complaints", "--by", "platform")
        }
        assert sorted(found.values()) == sorted(raw["count"])
        largest = ("onemain_finance_corporation", "tmx_finance_llc", "affirm_holdings_inc", "enova_international_inc")
        assert [found[company] for company in largest] == [164, 148, 147, 83]

    def test_complaints_by_state_and_cause(self, hotline: Path) -> None:
        raw = pl.read_csv(CFPB, infer_schema=False, null_values=["None"])
        for dimension, column in (("region", "State"), ("cause", "Issue")):
            found = complained(hotline, "complaints", "--by", dimension)
            counts = dict(raw[column].fill_null("unknown").value_counts().rows())
            assert {row[dimension]: int(row["complaints"]) for row in found} == counts

    def test_how_they_were_answered_and_how_many_too_late(self, hotline: Path) -> None:
        found = complained(hotline, "complaints", "answered_in_time_rate", "--by", "response")
        assert {row["response"]: int(row["complaints"]) for row in found} == {
            "explanation": 2554, "monetary_relief": 142, "non_monetary_relief": 113, "none": 18,
        }  # fmt: skip
        late = sum(round(int(row["complaints"]) * (1 - float(row["answered_in_time_rate"]))) for row in found)
        assert late == 108
        [whole] = complained(hotline, "answered_in_time_rate")
        assert whole["answered_in_time_rate"] == f"{1 - 108 / 2827:.6f}"

    def test_every_month_of_the_file_is_there(self, hotline: Path) -> None:
        raw = pl.read_csv(CFPB, infer_schema=False)["Date received"].str.head(2).value_counts()
        found = complained(hotline, "complaints", "--by", "month")
        assert {row["month"][5:]: int(row["complaints"]) for row in found} == dict(raw.rows())

    def test_names_are_kept_beside_the_ids(self, hotline: Path) -> None:
        current = Store(hotline).current()
        assert current is not None
        assert current.manifest()["platforms"]["tmx_finance_llc"]["name"] == "TMX Finance LLC"
