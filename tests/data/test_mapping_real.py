"""The real files read by their mappings give the figures their publishers give (shared/real/README.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data.mapping import load_mapping
from data.read import Handed, read_submission

REAL = Path(__file__).parents[3] / "shared" / "real"


def read_real(name: str) -> Handed:
    if not (REAL / name).is_dir():
        pytest.skip(f"the real file {name} is not on this machine")
    handed = read_submission(REAL / name, load_mapping(name))
    assert all(table.problems.is_empty() for table in handed.tables.values())
    return handed


@pytest.fixture(scope="module")
def cards() -> Handed:
    return read_real("uci_taiwan")


@pytest.fixture(scope="module")
def club() -> Handed:
    return read_real("lendingclub_2015")


def by_month(frame: pl.DataFrame, month: str, value: str) -> dict[dt.date, Decimal]:
    return dict(frame.group_by(month).agg(pl.col(value).sum()).rows())


def test_card_limits_add_up_as_published(cards: Handed) -> None:
    loans = cards.tables["loans"].frame
    assert loans.height == 30_000
    assert loans["principal"].sum() == Decimal("5024529680")
    assert set(loans["borrower_age_band"]) == {"<=30", "31-40", "41-50", ">50"}


def test_card_balances_and_payments_add_up_as_published(cards: Handed) -> None:
    balances = by_month(cards.tables["loan_months"].frame, "month_end", "balance")
    payments = by_month(cards.tables["payments"].frame, "paid_on", "amount")
    published = {
        dt.date(2005, 7, 31): (1_410_394_644, 156_770_445),
        dt.date(2005, 6, 30): (1_297_888_469, 144_782_306),
        dt.date(2005, 5, 31): (1_209_342_029, 143_981_629),
        dt.date(2005, 4, 30): (1_166_152_812, 156_465_077),
    }
    assert {month: (balances[month], payments[month]) for month in published} == published
    assert (cards.tables["payments"].frame["amount"] != 0).all()


def test_card_delays_have_the_published_shares(cards: Handed) -> None:
    months = cards.tables["loan_months"].frame.filter(pl.col("status") == "active")
    late = months.filter(~pl.col("bucket").is_in(["M0", "M1"]))
    share = {month: round(count / 300, 4) for month, count in late.group_by("month_end").len().rows()}
    ends = [dt.date(2005, 9, 30), dt.date(2005, 8, 31), dt.date(2005, 7, 31), dt.date(2005, 6, 30),
            dt.date(2005, 5, 31), dt.date(2005, 4, 30)]  # fmt: skip
    assert share == dict(zip(ends, [10.4333, 14.70, 14.03, 11.6933, 9.8933, 10.2633], strict=True))


def test_defaults_are_written_off_in_the_month_after(cards: Handed) -> None:
    gone = cards.tables["loan_months"].frame.filter(pl.col("status") == "written_off")
    assert set(gone["month_end"]) == {dt.date(2005, 10, 31)}
    assert round(gone.height / 300, 2) == 22.12


def test_every_club_loan_and_region_is_there(club: Handed) -> None:
    loans = club.tables["loans"].frame
    assert loans.height == 119_015
    assert loans["region_code"].n_unique() == 869
    assert (loans["region_code"].str.len_chars() == 3).all()
    assert club.tables["loan_months"].frame["status"].cast(pl.String).value_counts().sort("count").rows() == [
        ("written_off", 17_798), ("settled", 101_217),
    ]  # fmt: skip


def test_club_principals_follow_from_instalment_and_rate(club: Handed) -> None:
    loans = club.tables["loans"].frame.filter(pl.col("loan_id") == "59481599")
    rate = 13.99 / 1200
    assert float(loans["principal"][0]) == round(164.03 * (1 - (1 + rate) ** -36) / rate, 2)


def test_club_payments_keep_the_identity_of_every_row(club: Handed) -> None:
    raw = pl.read_csv(REAL / "lendingclub_2015" / "loans.csv.gz", schema_overrides={"id": pl.String}).select(
        "id", pl.col("total_pymnt").round(2)
    )
    paid = club.tables["payments"].frame.group_by("loan_id").agg(pl.col("amount").sum().cast(pl.Float64))
    both = raw.join(paid, left_on="id", right_on="loan_id", how="left").with_columns(pl.col("amount").fill_null(0))
    assert both.select((pl.col("total_pymnt") - pl.col("amount")).abs().max()).item() < 0.0101
    parts = club.tables["payments"].frame.filter(pl.col("source") == "borrower")
    assert parts.select(
        (pl.col("amount") == pl.sum_horizontal("principal_paid", "interest_paid", "fee_paid")).all()
    ).item()


def test_club_settlements_and_collection_costs_hang_on_cases(club: Handed) -> None:
    plans, costs = club.tables["plans"].frame, club.tables["costs"].frame
    assert dict(plans["status"].cast(pl.String).value_counts().rows()) == {
        "complete": 1673,
        "active": 505,
        "broken": 391,
    }
    cases = set(club.tables["cases"].frame["case_id"])
    assert cases >= set(plans["case_id"]) | set(costs["case_id"])
    assert costs["amount"].sum() == pytest.approx(Decimal("2985438.07"), abs=Decimal("65"))
