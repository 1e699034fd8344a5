"""Each planted truth, found again in the written files."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from data.sample.chain import CURED
from data.sample.complaints import hazards
from data.sample.contacts import draw_contacts
from data.sample.county import LENDERS
from data.sample.months import first_day
from data.sample.part import draw_part
from data.sample.staff import draw_staff
from tests.data.sample.measure import CASE, LOAN, ON_DAY, case_months, collected, county

BALANCE = pl.col("balance")
BY_ID = {lender.id: lender for lender in LENDERS}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def month_of(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Date).dt.month_end()


def test_truths_name_seed_size_window_and_every_story(truth):
    assert {"schema", "seed", "loans", "as_of", "first_month", "last_month", "platforms", "profiles", "planted"} == set(
        truth
    )
    assert (truth["schema"], truth["seed"], truth["loans"]) == (1, 1, 20_000)
    assert (truth["first_month"], truth["last_month"], truth["as_of"]) == ("2023-11-30", "2026-10-31", "2026-10-31")
    assert set(truth["planted"]) == {
        "overdue_rise",
        "cost_per_case",
        "breaking_agency",
        "training",
        "agents",
        "data_hole",
        "outreach",
        "chance_breaches",
    }


def test_everybody_and_everything_named_in_the_truths_exists(out, truth):
    planted = truth["planted"]
    agents = county(out, "agents")
    at_training = set(agents.filter(pl.col("platform") == planted["training"]["platform"])["agent_id"])
    assert set(planted["training"]["trained"]) < set(planted["training"]["agents"]) <= at_training
    assert len(planted["training"]["trained"]) == 12 and len(planted["training"]["agents"]) == 30
    assert set(planted["agents"]["better"]) | set(planted["agents"]["worse"]) <= at_training
    assert planted["breaking_agency"]["agency"] in set(agents["agency"].drop_nulls())
    assert planted["data_hole"]["region"] in set(county(out, "loans")["region_code"].drop_nulls())


@pytest.fixture(scope="module")
def entries(moves, truth):
    """M0 -> M1 by month and kind: balance up to date (`base`), of it late a month later (`late`)."""
    rise = truth["planted"]["overdue_rise"]
    after = [day(f) for f in rise["festivals"]]
    spans = [pl.col("month").is_between(month_end(f), month_end(f + dt.timedelta(30))) for f in after]
    rows = moves.filter(pl.col("bucket") == 0).group_by("month", "kind")
    rates = rows.agg(base=BALANCE.sum(), late=BALANCE.filter(pl.col("to") == 1).sum())
    return rates.with_columns(festival=pl.any_horizontal(spans))


def month_end(date: dt.date) -> dt.date:
    return (date.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)


def kinds(rows: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Share of the balance and rate by kind."""
    sums = rows.group_by("kind").agg(pl.col("base", "late").sum())
    total = sums["base"].sum()
    return {kind: (base / total, late / base) for kind, base, late in sums.iter_rows()}


def test_m0_to_m1_rises_and_about_half_of_it_is_mix(entries, truth):
    rise = truth["planted"]["overdue_rise"]
    calm = entries.filter(~pl.col("festival"))
    before = kinds(calm.filter(pl.col("month") <= day(rise["flat_until"])))
    after = kinds(calm.filter(pl.col("month") > dt.date(2026, 4, 30)))
    assert before["local"][0] == pytest.approx(rise["local_share_of_m0_balance"][0], abs=0.03)
    assert after["local"][0] == pytest.approx(rise["local_share_of_m0_balance"][1], abs=0.04)
    for kind, room in (("national", 0.005), ("local", 0.012)):
        assert before[kind][1] == pytest.approx(rise[kind][0], abs=room)
        assert after[kind][1] == pytest.approx(rise[kind][1], abs=room)
    county_before, county_after = (sum(w * r for w, r in one.values()) for one in (before, after))
    assert county_before == pytest.approx(rise["county"][0], abs=0.005)
    assert county_after == pytest.approx(rise["county"][1], abs=0.007)
    mix = sum((after[k][0] - before[k][0]) * (after[k][1] + before[k][1]) / 2 for k in before)
    assert 0.3 < mix / (county_after - county_before) < 0.75


def test_more_instalments_are_missed_in_the_weeks_after_spring_festival(entries):
    rates = (
        entries.filter(pl.col("month") > dt.date(2023, 12, 31))
        .group_by("festival")
        .agg(pl.col("late").sum() / pl.col("base").sum())
    )
    by_festival = dict(rates.iter_rows())
    assert 1.08 < by_festival[True] / by_festival[False] < 1.45


def test_a_case_costs_nearly_half_as_much_again_for_visits_and_wages(out, truth):
    planted = truth["planted"]["cost_per_case"]
    contacts = county(out, "contacts").with_columns(month=ON_DAY.dt.month_end())
    talks = pl.col("connected") & pl.col("channel").is_in(["phone", "ai_voice"])
    visits = pl.col("channel") == "visit"
    worked = contacts.group_by("month").agg(
        cases=pl.struct(CASE).n_unique(), share=visits.sum() / (visits | talks.fill_null(False)).sum()
    )
    amount = pl.col("amount").cast(pl.Float64)
    spent = (
        county(out, "costs")
        .group_by("month")
        .agg(total=amount.sum(), visits=amount.filter(pl.col("category") == "visit").sum())
    )
    months = worked.join(spent, on="month").sort("month").with_columns(per_case=pl.col("total") / pl.col("cases"))
    first, last = months.head(3), months.tail(3)
    assert last["per_case"].mean() / first["per_case"].mean() - 1 == pytest.approx(planted["rise"], abs=0.12)
    assert first["share"].mean() == pytest.approx(planted["visit_share"][0], abs=0.01)
    assert last["share"].mean() == pytest.approx(planted["visit_share"][1], abs=0.015)
    calls = county(out, "costs").filter((pl.col("category") == "wages") & pl.col("agent_id").is_not_null())
    spoken = contacts.filter(pl.col("channel") == "phone").group_by("month").agg(pl.len())
    wages = calls.group_by("month").agg(amount.sum()).join(spoken, on="month").sort("month")
    per_call = wages["amount"] / wages["len"]
    assert per_call.tail(6).mean() / per_call.head(6).mean() == pytest.approx(1.06**2.5, abs=0.06)


def test_only_the_breaking_agency_calls_over_the_cap_and_only_in_its_months(out, truth):
    planted = truth["planted"]["breaking_agency"]
    first, last = map(day, planted["months"])
    months = case_months(out).with_columns(over=pl.col("highest") > 3)
    theirs = (pl.col("agency") == planted["agency"]).fill_null(False) & pl.col("month").is_between(first, last)
    assert months.filter(theirs)["over"].mean() == pytest.approx(planted["case_months_over_the_cap"], abs=0.08)
    assert months.filter(~theirs)["over"].mean() < 0.002


def test_the_agencys_complaints_about_double_two_months_later(truth):
    """Expected complaints, which hardly depend on chance: those drawn are too few in a county of this size."""
    planted = truth["planted"]["breaking_agency"]
    expected, cases = np.zeros(40), np.zeros(40)
    for position, name in enumerate(("xingdu_loan", "qiaodu_microcredit", "hegeng_farm")):
        rng = np.random.default_rng(position)
        part = draw_part(BY_ID[name], draw_staff(BY_ID[name], 6_000, rng), 0, 6_000, rng)
        contacts = draw_contacts(part, rng)
        theirs, month = contacts.work.agency == 0, contacts.work.months["month"]
        now, later = hazards(contacts.highest, contacts.burst)
        expected += np.bincount(month[theirs], now[theirs], 40)
        expected += np.bincount(month[theirs] + planted["complaint_lag_months"], later[theirs], 40)
        cases += np.bincount(month[theirs], minlength=40)
    rate = expected[1:37] / cases[1:37]
    after = np.arange(36)[15:20]  # months 16 to 20
    assert first_day(16) == (day("2025-02-01") - day("1970-01-01")).days
    assert rate[after].mean() / np.delete(rate, after).mean() == pytest.approx(
        planted["complaint_rate_factor"], abs=0.25
    )


def test_the_more_connected_calls_a_day_the_more_complaints(out, truth):
    factors = truth["planted"]["breaking_agency"]["complaint_factors"]
    now, later = hazards(np.array([0, 1, 2, 3, 4, 6]), np.array([False, False, True, False, True, False]))
    base = truth["planted"]["breaking_agency"]["complaint_hazard"]
    expected = [factors[key] for key in ("up_to_1", "up_to_1", "2_to_3", "2_to_3", "over_3", "over_3")]
    assert (now + later) / base == pytest.approx(expected)
    assert 2.5 < 1000 * len(county(out, "complaints")) / len(case_months(out)) < 9


def test_the_truly_different_agents_stand_out_once_the_case_mix_is_counted(out, moves, truth):
    planted = truth["planted"]["agents"]
    z = agent_scores(collected(out, moves).filter(pl.col("platform") == planted["platform"]), truth)
    assert all(z[agent] > 2 for agent in planted["better"]) and all(z[agent] < -2 for agent in planted["worse"])
    others = [score for agent, score in z.items() if agent not in planted["better"] | planted["worse"]]
    assert len(others) == 27 and np.std(others) < 1.5 and max(map(abs, others)) < 3.5


def agent_scores(rows: pl.DataFrame, truth) -> dict[str, float]:
    """Cures beyond those expected from the buckets, in standard errors, of the thirty agents."""
    usual = rows.filter(pl.col("agent_id").is_in(truth["planted"]["training"]["agents"]))
    plain = usual.filter(
        ~pl.col("agent_id").is_in(list(truth["planted"]["agents"]["better"] | truth["planted"]["agents"]["worse"]))
    )
    expected = plain.group_by("bucket").agg(p=pl.col("cured").mean())
    scored = usual.join(expected, on="bucket").group_by("agent_id")
    gap, spread = (pl.col("cured") - pl.col("p")).sum(), (pl.col("p") * (1 - pl.col("p"))).sum().sqrt()
    return dict(scored.agg(gap / spread).iter_rows())


@pytest.fixture(scope="module")
def m1(truth):
    """M1 case-months of many more loans of the training platform: month, whether by a trained agent, whether cured."""
    lender, size, rng = BY_ID[truth["planted"]["training"]["platform"]], 150_000, np.random.default_rng(3)
    part = draw_part(lender, draw_staff(lender, size, rng), 0, size, rng)
    months = part.path.case_months
    seat = part.path.cases["seat"][months["case"]]
    started = part.path.cases["opened"][months["case"]] < first_day(months["month"])
    facts = {"month": months["month"], "trained": part.staff.trained[seat], "cured": months["outcome"] == CURED}
    return pl.DataFrame(facts).filter((months["behind"] == 1) & started & (seat >= 3) & (seat <= 29))


def difference(rows: pl.DataFrame, months: tuple[int, int]) -> float:
    """Cure rate of the trained less that of the others, in these months."""
    rates = rows.filter(pl.col("month").is_between(*months)).group_by("trained").agg(pl.col("cured").mean())
    by_group = dict(rates.iter_rows())
    return by_group[True] - by_group[False]


def test_training_lifts_m1_cures_by_the_planted_effect(m1, truth):
    effect = difference(m1, (17, 36)) - difference(m1, (1, 12))
    assert effect == pytest.approx(truth["planted"]["training"]["effect"], abs=0.015)
    assert abs(difference(m1, (1, 12))) < 0.015


def test_a_hasty_before_and_after_is_fooled_by_the_bad_run(m1, truth):
    planted = truth["planted"]["training"]
    hasty = difference(m1, (17, 36)) - difference(m1, (13, 15))
    assert hasty == pytest.approx(planted["effect"] - planted["bad_run"], abs=0.025)


def test_the_course_is_completed_by_the_trained_in_the_month_told(out, truth):
    planted = truth["planted"]["training"]
    taken = county(out, "trainings").filter(pl.col("course") == planted["course"])
    assert set(taken["agent_id"]) == set(planted["trained"]) and set(taken["platform"]) == {planted["platform"]}
    assert set(taken.select(month_of("completed_on")).to_series()) == {day(planted["month"])}


def test_one_township_leaves_out_who_was_reached(out, truth):
    planted = truth["planted"]["data_hole"]
    loans = county(out, "cases").join(county(out, "loans"), on=LOAN).select(*CASE, "region_code")
    rows = county(out, "contacts").join(loans, on=CASE)
    missing = dict(rows.group_by("region_code").agg(pl.col("party").is_null().mean()).iter_rows())
    assert missing.pop(planted["region"]) == pytest.approx(planted["missing_share"], abs=0.02)
    assert max(missing.values()) < 0.02
