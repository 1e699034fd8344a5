"""The book's rates against the calibration tables, recomputed from schedules and payments."""

import datetime as dt

import polars as pl
import pytest

from data.sample.story import PROFILES, stage_of
from tests.data.sample.measure import AS_OF, CASE, LOAN, ON_DAY, county, paid_so_far, schedule

BALANCE = pl.col("balance")
# PAR1, PAR30, PAR90 in percent: the tables' steady states, with room for the planted rise, mix and chance.
BANDS = {
    "national": ((5.0, 9.0), (2.0, 4.2), (1.3, 3.0)),
    "county": ((10.5, 17.5), (5.0, 10.0), (3.3, 7.5)),
    "local": ((15.5, 24.0), (8.5, 15.0), (6.0, 11.0)),
}


def par(position: pl.DataFrame, bucket: int) -> float:
    late = position.filter(pl.col("bucket") >= bucket)
    return 100 * late["balance"].sum() / position["balance"].sum()


@pytest.mark.parametrize("profile", BANDS)
def test_each_profile_is_as_late_as_the_tables_say(position, profile):
    book = position.filter((pl.col("profile") == profile) & (pl.col("month") > dt.date(2023, 10, 31)))
    for bucket, (low, high) in zip((1, 2, 4), BANDS[profile], strict=True):
        assert low < par(book, bucket) < high


def test_the_county_is_as_late_as_a_county_with_few_local_loans_then_many(position):
    months = position.group_by("month").agg(
        par1=100 * BALANCE.filter(pl.col("bucket") > 0).sum() / BALANCE.sum(),
        par30=100 * BALANCE.filter(pl.col("bucket") > 1).sum() / BALANCE.sum(),
    )
    assert months["par1"].is_between(7, 15.5).all() and months["par30"].is_between(3.2, 8).all()


def test_the_book_starts_in_its_steady_state(position):
    months = position.group_by("month").agg(pl.len(), BALANCE.sum(), late=(pl.col("bucket") > 3).mean()).sort("month")
    first, later = months.head(3), months.slice(6, 6)
    for column, room in (("len", 0.1), ("balance", 0.15), ("late", 0.5)):
        assert abs(first[column].mean() / later[column].mean() - 1) < room


@pytest.mark.parametrize("profile", PROFILES)
def test_cures_and_rolls_come_out_as_planted(moves, out, profile):
    lost = county(out, "cases").filter(pl.col("close_reason").is_in(["written_off", "sold"])).select(*LOAN, lost=True)
    rows = moves.filter(pl.col("profile") == profile).join(lost, on=LOAN, how="left")
    cured = (pl.col("to") == 0) | ((pl.col("to") == -1) & pl.col("lost").is_null())
    rates = rows.group_by("bucket").agg(pl.len(), cure=cured.mean(), roll=(pl.col("to") > pl.col("bucket")).mean())
    planted = PROFILES[profile]
    for bucket, size, cure, roll in rates.filter(pl.col("bucket").is_between(1, 6)).sort("bucket").iter_rows():
        room = 0.03 + 3 * (0.25 / size) ** 0.5
        assert abs(cure - planted.cure[bucket - 1]) < room
        assert abs(roll - planted.roll[bucket - 1]) < room


def test_a_sixth_of_the_latest_loans_leave_each_month(moves):
    latest = moves.filter(pl.col("bucket") == 7)
    assert 0.14 < (latest["to"] == -1).mean() < 0.20


def test_day_one_delinquency_and_the_share_collected_within_30_days(out):
    """National platforms: about 4 % unpaid the day after the due date, most of it paid within 30 days."""
    rows = due_and_paid(out).filter(pl.col("due_on").is_between(dt.date(2023, 11, 1), AS_OF - dt.timedelta(31)))
    national = rows.filter(
        pl.col("platform").is_in(["anhe_finance", "shisui_instalment", "xingdu_loan", "hengzhu_credit"])
    )
    late = national.filter(pl.col("paid_on").is_null() | (pl.col("paid_on") > pl.col("due_on").dt.offset_by("1d")))
    fell_due = national["principal_due"].sum()
    assert 0.035 < float(late["principal_due"].sum() / fell_due) < 0.075
    # Only instalments that were the first late one of their loan: those of loans already late are no fresh entries.
    fresh = late.filter(~pl.col("was_late"))
    assert 0.035 < float(fresh["principal_due"].sum() / fell_due) < 0.052
    soon = fresh.filter(pl.col("paid_on") <= pl.col("due_on").dt.offset_by("30d"))
    assert 0.82 < float(soon["principal_due"].sum() / fresh["principal_due"].sum()) < 0.92


def due_and_paid(out) -> pl.DataFrame:
    """Instalments with the day they were fully covered, and whether the loan was late when they fell due."""
    plan, paid = schedule(out), paid_so_far(out)
    rows = plan.sort("due").join_asof(
        paid.sort("paid"), left_on="due", right_on="paid", by=LOAN, strategy="forward", check_sortedness=False
    )
    rows = rows.sort(*LOAN, "instalment_no")
    before = pl.col("paid_on").shift(1).over(LOAN)
    first = pl.col("instalment_no") == 1
    return rows.with_columns(was_late=~first & (before.is_null() | (before > pl.col("due_on"))))


def test_calls_promises_and_costs_are_near_the_figures_suggested(out):
    usual = ~ON_DAY.is_between(dt.date(2024, 12, 1), dt.date(2025, 4, 30))  # one agency calls otherwise in between
    calls = staged(out).filter(pl.col("channel").is_in(["phone", "ai_voice"]) & (pl.col("direction") == "out") & usual)
    phone = calls.filter(pl.col("channel") == "phone")
    talks = calls.filter(pl.col("connected") & pl.col("party").is_not_null())
    right = talks.filter(pl.col("party") == "debtor")
    expected = {"M1": (0.45, 0.70, 0.45), "M2": (0.32, 0.60, 0.35), "M3": (0.24, 0.50, 0.25), "M4": (0.16, 0.40, 0.15)}
    for stage, (connects, rpc, ptp) in zip(range(4), expected.values(), strict=True):
        here = pl.col("stage") == stage
        assert phone.filter(here)["connected"].mean() == pytest.approx(connects, abs=0.02)
        assert (talks.filter(here)["party"] == "debtor").mean() == pytest.approx(rpc, abs=0.04)
        assert (right.filter(here)["outcome"] == "promise").mean() == pytest.approx(ptp, abs=0.06)
    cost = staged(out).group_by("channel").agg(pl.col("cost").cast(pl.Float64).mean())
    by_channel = dict(cost.iter_rows())
    assert by_channel["sms"] == pytest.approx(0.05) and by_channel["ai_voice"] == pytest.approx(0.15)
    assert by_channel["visit"] == pytest.approx(90, rel=0.02)


def staged(out) -> pl.DataFrame:
    """Contacts with the stage (M1, M2, M3, M4-M6, M7+) their case was in when the month began."""
    cases = county(out, "cases").select(*CASE, "opened_on", "opened_days_past_due")
    rows = county(out, "contacts").join(cases, on=CASE)
    start = pl.max_horizontal(ON_DAY.dt.month_start(), "opened_on")
    days = (start - pl.col("opened_on")).dt.total_days() + pl.col("opened_days_past_due")
    behind = (days - 1 + 29) // 30
    return rows.with_columns(stage=pl.Series(stage_of(rows.select(behind.clip(1, 7)).to_series().to_numpy())))


def test_promises_are_kept_about_as_often_as_suggested(out):
    promises = county(out, "promises").filter(pl.col("due_on") < AS_OF - dt.timedelta(2))
    stage = staged(out).select("platform", "contact_id", "stage")
    loans = county(out, "cases").select(*CASE, "loan_id")
    paid = county(out, "payments").select(*LOAN, "paid_on", paid="amount")
    promises = promises.join(loans, on=CASE).filter(pl.col("platform").is_in(paid["platform"].unique().implode()))
    rows = promises.join(stage, on=["platform", "contact_id"]).join(paid, on=LOAN, how="left")
    on_time = pl.col("paid_on").is_between("made_on", pl.col("due_on").dt.offset_by("2d"))
    kept = rows.group_by("platform", "promise_id", "stage", "amount").agg(pl.col("paid").filter(on_time).sum())
    share = kept.group_by("stage").agg((pl.col("paid") >= pl.col("amount")).mean().alias("kept")).sort("stage")
    for (stage_no, measured), (expected, room) in zip(
        share.head(4).iter_rows(), ((0.65, 0.06), (0.45, 0.1), (0.30, 0.1), (0.20, 0.1)), strict=True
    ):
        assert measured == pytest.approx(expected, abs=room), stage_no


def test_contacts_keep_the_rules_but_for_a_few(out):
    contacts = county(out, "contacts")
    hour = pl.col("started_at").dt.hour()
    per_thousand = 1000 / len(contacts)
    assert 0 < contacts.filter((hour >= 22) | (hour < 8)).height * per_thousand < 1
    visits = contacts.filter(pl.col("channel") == "visit")
    assert 0 <= (visits["visitors"] < 2).mean() < 0.01 and visits["visitors"].null_count() == 0
    calls = contacts.filter(pl.col("channel").is_in(["phone", "ai_voice"]))
    assert calls["recorded"].null_count() == 0 and 0.99 < calls["recorded"].mean() < 1
    unanswered = calls.filter(~pl.col("connected")).group_by("platform", "number_id", ON_DAY.alias("day")).len()
    assert (unanswered["len"] > 6).sum() < 5
    third = contacts.filter(pl.col("party").is_in(["related_third", "unrelated_third"])).height / len(contacts)
    assert 0.001 < third < 0.02
