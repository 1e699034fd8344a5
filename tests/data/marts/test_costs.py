"""Every fen of the ledger on a case: by hand and against plain Python."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import polars as pl
from hypothesis import given

from tests.data.collection_oracles import Allocation, Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import agent, assignment, case, contact, cost
from tests.data.marts.counties import ORIGIN, Tables, drawn, loan, run
from tests.data.marts.test_cases import named
from tests.data.oracles import Row

CUBES = ["case_month", "cost_ledger", "cost_month", "cost_month_platform", "cost_month_agent"]
JANUARY, FEBRUARY = dt.date(2024, 1, 31), dt.date(2024, 2, 29)
NINE = dt.datetime(2024, 2, 5, 9)
FIRST, LAST = dt.date(2024, 2, 1), dt.date(2024, 2, 29)
# Open 29, 20 and 10 days of February.
CASES = [
    case("C1", "A", FIRST),
    case("C2", "B", dt.date(2024, 2, 10)),
    case("C3", "B", dt.date(2024, 2, 20)),
]
HELD = [assignment("C1", "A1", FIRST), assignment("C2", "A2", FIRST), assignment("C3", "A2", FIRST)]
DESK: Tables = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1"), loan("B", ORIGIN, 300, region_code="r2")],
    "agents": [agent("A1"), agent("A2", "x")],
    "cases": CASES,
    "assignments": HELD,
}


def call(number: int, case_id: str | None, **more: object) -> Row:
    return contact(f"K{number}", case_id, NINE + dt.timedelta(hours=number), **more)


def parts(tables: Tables, *columns: str) -> dict[tuple[object, ...], Decimal]:
    """Cost by the given columns of the parts, cases by id."""
    made = run((FEBRUARY, DESK | tables), only=["cost_ledger"])
    assert made["cost_ledger"]["difference"].to_list() == [0] * made["cost_ledger"].height
    named_cases = made["cost_part"].join(made["case_file"].select("case_no", "case_id"), on="case_no", how="left")
    summed = named_cases.group_by(columns).agg(pl.col("cost").sum()).filter(pl.col("cost") != 0)
    return {row[:-1]: row[-1] for row in summed.iter_rows()}


@drawn(15)
@given(collecting.desks())
def test_every_fen_goes_where_plain_python_puts_it(desk: Desk) -> None:
    made = run((desk.as_of, collecting.handed_in(desk)), only=CUBES)
    by_agent: Counter[tuple[object, ...]] = Counter()
    by_case: Counter[tuple[object, object]] = Counter()
    for (month, category, channel, case_id, agent_id, agency), fen in Allocation(desk).parts().items():
        by_agent[month, category, channel, *named(agent_id, agency)] += fen
        by_case[case_id, month] += fen
    keys = ["month", "category", "channel", "agent", "agency"]
    found = made["cost_month_agent"].group_by(keys).agg(pl.col("cost").sum())
    assert {row[:-1]: int(row[-1] * 100) for row in found.iter_rows() if row[-1]} == {
        key: fen for key, fen in by_agent.items() if fen
    }
    for row in made["case_month"].iter_rows(named=True):
        if row["cost"] is not None:
            assert int(row["cost"] * 100) == by_case[row["case_id"], row["month"]]
    check_sums(made, desk)


def check_sums(made: dict[str, pl.DataFrame], desk: Desk) -> None:
    ledger = made["cost_ledger"]
    months = desk.covered("costs", "month")
    assert ledger["month"].to_list() == months
    assert sum(ledger["ledger"], Decimal(0)) == sum(
        (row["amount"] for row in desk.rows("costs") if row["month"] in months), Decimal(0)
    )
    assert ledger["difference"].to_list() == [0] * len(months)
    for cube in ("cost_month", "cost_month_platform", "cost_month_agent"):
        assert sum(made[cube]["cost"], Decimal(0)) == sum(ledger["ledger"] + ledger["stated_on_contacts"], Decimal(0))


def test_the_rest_goes_by_case_days_and_the_parts_add_up() -> None:
    # 29, 20 and 10 of 59 days: 4.915, 3.390 and 1.695 yuan; rounded where they end: 4.92, 8.31 and 10.00.
    found = parts({"costs": [cost("F1", FEBRUARY, 10, category="software")]}, "case_id", "channel")
    assert found == {("C1", "none"): Decimal("4.92"), ("C2", "none"): Decimal("3.39"), ("C3", "none"): Decimal("1.69")}


def test_a_correction_is_taken_back_the_same_way() -> None:
    found = parts({"costs": [cost("F1", FEBRUARY, -10, category="software")]}, "case_id")
    assert found == {("C1",): Decimal("-4.92"), ("C2",): Decimal("-3.39"), ("C3",): Decimal("-1.69")}


def test_a_fen_goes_to_one_case() -> None:
    found = parts({"costs": [cost("F1", FEBRUARY, "0.01")]}, "case_id")
    assert found == {("C2",): Decimal("0.01")}


def test_a_cost_of_a_case_is_that_case_s_and_its_holder_s() -> None:
    spent = [
        cost("F1", FEBRUARY, 7, category="legal", case_id="C3"),
        cost("F2", FEBRUARY, 2, case_id="C3", agent_id="A1"),
    ]
    found = parts({"costs": spent}, "case_id", "category", "channel", "agent_no")
    assert found == {("C3", "legal", "none", 2): 7, ("C3", "wages", "none", 1): 2}


def test_an_agent_s_cost_goes_by_handled_seconds_and_takes_the_channel_handled() -> None:
    talked = [
        call(1, "C1", agent_id="A1", duration_s=100),
        call(2, "C2", agent_id="A1", duration_s=200, channel="visit"),
        call(3, "C2", agent_id="A2", duration_s=900),
        call(4, None, agent_id="A1", duration_s=900),
        call(5, "C1", channel="ai_voice", duration_s=900),
    ]
    found = parts({"contacts": talked, "costs": [cost("F1", FEBRUARY, 9, agent_id="A1")]}, "case_id", "channel")
    assert found == {("C1", "phone"): 3, ("C2", "visit"): 6}


def test_an_agent_who_handled_nothing_costs_the_cases_held_by_their_days() -> None:
    found = parts({"costs": [cost("F1", FEBRUARY, 3, agent_id="A2")]}, "case_id", "channel")
    assert found == {("C2", "none"): 2, ("C3", "none"): 1}


def test_an_agent_without_any_case_is_shared_out_with_the_rest_and_stays_the_agent_s() -> None:
    found = parts({"costs": [cost("F1", FEBRUARY, 59, agent_id="A2")], "assignments": HELD[:1]}, "case_id", "agent_no")
    assert found == {("C1", 2): 29, ("C2", 2): 20, ("C3", 2): 10}


def test_a_channel_s_cost_goes_first_to_what_its_contacts_say_and_then_by_number() -> None:
    sent = [
        call(1, "C1", channel="sms", cost=Decimal(1)),
        call(2, "C1", channel="sms"),
        call(3, "C2", channel="sms", cost=Decimal(2)),
        call(4, "C3", channel="phone"),
    ]
    # 9 less 3 stated leaves 2 for each of three messages.
    spent = [cost("F1", FEBRUARY, 9, category="sms", channel="sms")]
    assert parts({"contacts": sent, "costs": spent}, "case_id", "channel") == {("C1", "sms"): 5, ("C2", "sms"): 4}


def test_contacts_that_say_more_than_was_spent_are_scaled_down() -> None:
    sent = [call(1, "C1", channel="sms", cost=Decimal(4)), call(2, "C2", channel="sms", cost=Decimal(2))]
    spent = [cost("F1", FEBRUARY, 3, category="sms", channel="sms")]
    assert parts({"contacts": sent, "costs": spent}, "case_id") == {("C1",): 2, ("C2",): 1}


def test_a_channel_nobody_was_contacted_by_is_shared_out_with_the_rest_under_its_name() -> None:
    found = parts({"costs": [cost("F1", FEBRUARY, 59, category="visit", channel="visit")]}, "case_id", "channel")
    assert found == {("C1", "visit"): 29, ("C2", "visit"): 20, ("C3", "visit"): 10}


def test_two_rows_of_a_channel_are_stated_costs_once() -> None:
    sent = [call(1, "C1", channel="sms", cost=Decimal(2)), call(2, "C2", channel="sms")]
    spent = [
        cost("F1", FEBRUARY, 3, category="sms", channel="sms"),
        cost("F2", FEBRUARY, 3, category="software", channel="sms"),
    ]
    found = parts({"contacts": sent, "costs": spent}, "case_id", "category")
    assert found == {
        ("C1", "sms"): 2, ("C2", "sms"): 1, ("C1", "software"): 2, ("C2", "software"): 1
    }  # fmt: skip


def test_what_contacts_cost_beyond_the_ledger_is_added_and_shown_apart() -> None:
    sent = [call(1, "C1", channel="visit", cost=Decimal(90)), call(2, "C2", channel="sms", cost=Decimal("0.05"))]
    made = run((FEBRUARY, DESK | {"contacts": sent, "costs": [cost("F1", FEBRUARY, 59)]}))
    assert made["cost_ledger"].drop("platform", "platform_kind").row(0) == (
        FEBRUARY, 59, Decimal("90.05"), Decimal("149.05"), 0, 0
    )  # fmt: skip
    stated = made["cost_month"].filter(pl.col("channel") != "none").sort("channel")
    assert stated.select("region", "category", "channel", "cost").rows() == [
        ("r2", "sms", "sms", Decimal("0.05")),
        ("r1", "visit", "visit", 90),
    ]


def test_without_a_worked_case_it_is_counted_as_given_to_none() -> None:
    made = run((FEBRUARY, {"loans": DESK["loans"], "costs": [cost("F1", FEBRUARY, 5), cost("F2", FEBRUARY, -2)]}))
    assert made["cost_ledger"].select("allocated", "unallocated").row(0) == (0, 3)
    assert made["cost_month"].select("region", "product", "bucket", "agency", "cost").row(0) == ("unknown",) * 4 + (3,)


def test_a_contact_on_no_case_bears_its_part_of_the_channel() -> None:
    sent = [call(1, None, channel="letter"), call(2, "C1", channel="letter")]
    made = run((FEBRUARY, DESK | {"contacts": sent, "costs": [cost("F1", FEBRUARY, 8, channel="letter")]}))
    assert made["cost_ledger"].select("allocated", "unallocated").row(0) == (4, 4)


def test_months_without_costs_are_not_reported_before_the_first_and_nought_after_it() -> None:
    spent = [cost("F1", JANUARY, 5)]
    made = run((FEBRUARY, DESK | {"costs": spent, "cases": [case("C1", "A", dt.date(2024, 1, 31))]}))
    assert made["cost_ledger"].select("month", "ledger").rows() == [(JANUARY, 5), (FEBRUARY, 0)]
    assert made["case_month"].sort("month")["cost"].to_list() == [5, 0]
    later = run((FEBRUARY, DESK | {"costs": [cost("F1", FEBRUARY, 5)], "cases": [case("C1", "A", JANUARY)]}))
    assert later["case_month"].sort("month")["cost"].to_list() == [None, 5]
