import datetime as dt
import tomllib

import polars as pl
import pytest

from data.contract import REFERENCES, TABLES
from data.problems import Refused
from data.reference import load
from data.sample import write
from tests.data.sample.measure import AS_OF, ON_DAY, county, platforms, read

COUNTY = load()
BOTH = {"instalments": "instalments", "payments": "instalments", "loan_months": "loan_months"}


def test_each_registered_platform_hands_in_one_submission_marked_as_sample(out):
    assert [folder.name for folder in platforms(out)] == sorted(COUNTY.platforms)
    for folder in platforms(out):
        stated = tomllib.loads((folder / "submission.toml").read_text(encoding="utf-8"))
        assert (stated["platform"], stated["as_of"], stated["sample"]) == (folder.name, AS_OF, True)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_filled_in_the_contracts_exact_types_and_keeps_its_rules(out, truth, table):
    rows = 0
    for folder in platforms(out):
        frame = read(folder, table)
        sent = truth["platforms"][folder.name]["sends"] == BOTH.get(table, truth["platforms"][folder.name]["sends"])
        assert (frame is not None) == sent
        if frame is not None:
            assert frame.schema == TABLES[table].create_empty().schema
            good, bad = TABLES[table].filter(frame)
            assert len(good) == len(frame), bad.counts()
            rows += len(frame)
    # Education is seldom, so that there are townships without it to compare with.
    assert rows > (10 if table == "outreach" else 100)


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda r: f"{r.table}.{r.column}")
def test_every_reference_finds_its_row(out, reference):
    key = TABLES[reference.target].primary_key()[0]
    rows = county(out, reference.table).drop_nulls(reference.column)
    targets = county(out, reference.target).select("platform", pl.col(key).alias(reference.column))
    assert len(rows) and rows.join(targets, on=["platform", reference.column], how="anti").is_empty()


def test_regions_products_and_borrower_attributes_are_registered(out):
    loans = county(out, "loans")
    for column, known in {
        "region_code": COUNTY.regions,
        "product": COUNTY.products,
        "borrower_age_band": COUNTY.codes["age_band"],
        "borrower_occupation": COUNTY.codes["occupation"],
        "income_band": COUNTY.codes["income_band"],
        "overdue_reason": COUNTY.codes["overdue_reason"],
    }.items():
        assert set(loans[column].drop_nulls().unique()) == set(known)
        assert loans[column].null_count() > 0 or column == "product"
    assert set(county(out, "complaints")["cause"].unique()) <= set(COUNTY.codes["cause"])


def test_instalments_add_up_to_the_principal_to_the_fen(out):
    sums = county(out, "instalments").group_by("platform", "loan_id").agg(pl.col("principal_due").sum())
    loans = county(out, "loans").join(sums, on=["platform", "loan_id"])
    assert len(loans) == len(sums) > 10_000
    assert (loans["principal"] == loans["principal_due"]).all()


def test_nobody_pays_before_the_loan_after_the_as_of_date_or_more_than_is_owed(out):
    owed = (
        county(out, "instalments")
        .group_by("platform", "loan_id")
        .agg((pl.col("principal_due") + pl.col("interest_due")).sum())
    )
    payments = county(out, "payments").join(county(out, "loans"), on=["platform", "loan_id"])
    assert (payments["paid_on"] >= payments["originated_on"]).all() and payments["paid_on"].max() <= AS_OF
    net = (pl.col("amount") - pl.col("fee_paid").fill_null(0)).sum()
    paid = payments.group_by("platform", "loan_id").agg(net.alias("net")).join(owed, on=["platform", "loan_id"])
    assert (paid["net"] <= paid["principal_due"]).all() and (paid["net"] == paid["principal_due"]).sum() > 5_000


def test_reversals_bounce_what_was_booked_the_same_day(out):
    payments = county(out, "payments")
    taken_back = payments.filter(pl.col("amount") < 0)
    booked = payments.filter(pl.col("amount") > 0).with_columns(amount=-pl.col("amount"))
    on = ["platform", "loan_id", "paid_on", "amount"]
    assert len(taken_back) > 50 and taken_back.join(booked, on=on, how="anti").is_empty()


def test_contacts_happen_while_the_case_is_open_by_whoever_holds_it(out):
    contacts = county(out, "contacts").with_columns(day=ON_DAY)
    cases = county(out, "cases").select("platform", "case_id", "opened_on", "closed_on")
    rows = contacts.join(cases, on=["platform", "case_id"])
    closed = pl.col("closed_on").fill_null(AS_OF)
    assert len(rows) == len(contacts) and rows.select(pl.col("day").is_between("opened_on", closed).all()).item()
    by_hand = contacts.filter(pl.col("channel").is_in(["phone", "visit"]))
    held = by_hand.join(county(out, "assignments"), on=["platform", "case_id", "agent_id"])
    inside = pl.col("day").is_between("assigned_on", pl.col("ended_on").fill_null(AS_OF))
    assert held.filter(inside).height == len(by_hand)
    assert contacts.filter(~pl.col("channel").is_in(["phone", "visit"]))["agent_id"].null_count() == len(
        contacts
    ) - len(by_hand)


def test_agents_hold_cases_only_while_employed_and_some_have_left(out):
    held = county(out, "assignments").join(county(out, "agents"), on=["platform", "agent_id"])
    until = pl.col("left_on").fill_null(AS_OF)
    assert held.select((pl.col("assigned_on") >= pl.col("hired_on")).all()).item()
    assert held.select((pl.col("ended_on").fill_null(pl.min_horizontal(until, pl.lit(AS_OF))) <= until).all()).item()
    assert county(out, "agents")["left_on"].count() > 50


def test_cases_open_when_a_loan_turns_late_and_end_for_every_reason(out):
    cases = county(out, "cases")
    assert cases["opened_days_past_due"].min() == 1
    assert set(cases["close_reason"].drop_nulls().unique()) == set(COUNTY.codes["close_reason"])
    assert cases.filter(pl.col("closed_on").is_null()).height > 300


def test_the_ledger_holds_every_category_and_what_contacts_cost(out):
    costs = county(out, "costs")
    assert set(costs["category"].unique()) == set(COUNTY.codes["cost_category"])
    by_channel = costs.filter(pl.col("channel").is_in(["sms", "visit", "ai_voice", "letter"]))
    booked = by_channel.group_by("platform", "month", "channel").agg(pl.col("amount").sum())
    contacts = county(out, "contacts").with_columns(month=ON_DAY.dt.month_end())
    direct = contacts.group_by("platform", "month", "channel").agg(pl.col("cost").sum())
    both = booked.join(direct, on=["platform", "month", "channel"])
    assert len(both) == len(booked) > 1_000 and (both["amount"] == both["cost"]).all()
    assert costs.filter(pl.col("amount") < 0).height == len(COUNTY.platforms)


def test_all_36_months_have_contacts_costs_and_new_loans(out):
    months = {dt.date(2023, 11, 30), AS_OF}
    for table, column in (("contacts", "started_at"), ("costs", "month"), ("loans", "originated_on")):
        seen = county(out, table).select(pl.col(column).cast(pl.Date).dt.month_end())[column].unique()
        assert months <= set(seen) and seen.filter(seen >= min(months)).len() == 36


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(tmp_path):
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        write(tmp_path / name, 1_000, seed)
    for table in TABLES:
        one, again, other = (county(tmp_path / name, table) for name in ("one", "again", "other"))
        assert one.equals(again)
        assert not one.equals(other)


@pytest.mark.parametrize("loans", [1_000, 3_333])
def test_as_many_loans_as_asked_for_with_contacts_in_proportion(tmp_path, loans):
    told = []
    write(tmp_path, loans, 1, on_progress=lambda done, total: told.append((done, total)))
    assert len(county(tmp_path, "loans")) == loans
    assert told[-1] == (loans, loans) and [done for done, _ in told] == sorted(done for done, _ in told)
    assert 18 < len(county(tmp_path, "contacts")) / loans < 32


def test_large_platforms_are_written_in_parts_whose_ids_never_meet(tmp_path, monkeypatch):
    monkeypatch.setattr("data.sample.submissions.LOANS_A_PART", 100)
    write(tmp_path, 1_200, 1)
    assert len(list((tmp_path / "anhe_finance" / "contacts").glob("part-*.parquet"))) == 3
    for folder in platforms(tmp_path):
        for table, schema in TABLES.items():
            frame = read(folder, table)
            if frame is not None:
                good, bad = schema.filter(frame)
                assert len(good) == len(frame), (folder.name, table, bad.counts())
    assert len(county(tmp_path, "loans")) == 1_200


def test_platforms_can_be_written_alone_and_are_as_in_the_whole_county(out, tmp_path):
    seen = []
    write(tmp_path, 20_000, 1, lambda done, total: seen.append((done, total)), ["hegeng_farm", "lingtang_mutual"])
    assert [folder.name for folder in platforms(tmp_path)] == ["hegeng_farm", "lingtang_mutual"]
    for table in ("loans", "contacts", "costs", "complaints"):
        assert read(tmp_path / "hegeng_farm", table).equals(read(out / "hegeng_farm", table))
    assert seen[-1] == (694 + 352, 694 + 352)
    assert (tmp_path / "truths.json").read_bytes() == (out / "truths.json").read_bytes()


def test_a_platform_the_county_does_not_have_is_refused(tmp_path):
    with pytest.raises(Refused, match="nobody"):
        write(tmp_path, 1_000, platforms=["nobody"])
    assert not list(tmp_path.iterdir())


def test_complaints_are_answered_by_how_they_ended(out):
    rows = county(out, "complaints")
    assert rows.filter(pl.col("closed_at").is_null())["response"].null_count() == rows["closed_at"].null_count()
    by_answer = dict(rows.drop_nulls("response").group_by("response").agg(pl.col("upheld").mean()).iter_rows())
    assert by_answer == {"explanation": 0.0, "monetary_relief": 1.0, "non_monetary_relief": 1.0}
    assert rows.filter(pl.col("response") == "monetary_relief")["redress"].null_count() == 0
