"""Who was contacted how often, by whom, and against which rules: by hand and against plain Python."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given

from tests.data.collection_oracles import Desk
from tests.data.marts import collecting
from tests.data.marts.collecting import agent, assignment, case, contact
from tests.data.marts.counties import ORIGIN, Tables, drawn, loan, run
from tests.data.marts.test_cases import named
from tests.data.oracles import Row, month_end

DAY = dt.date(2024, 2, 5)
MONTH = dt.date(2024, 2, 29)
CUBES = [
    "contact_case_month", "contact_month", "contact_month_platform", "contact_month_agent", "contact_month_outcome",
    "contact_month_day", "contact_submitted",
]  # fmt: skip
DESK: Tables = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1")],
    "agents": [agent("A1"), agent("A2", "x", "far")],
    "cases": [case("C1", "A", dt.date(2024, 2, 1), opened_days_past_due=40)],
    "assignments": [assignment("C1", "A2", dt.date(2024, 2, 1))],
}


def at(number: int, clock: str, **more: object) -> Row:
    time = dt.time.fromisoformat(clock)
    return contact(f"K{number}", more.pop("case_id", "C1"), dt.datetime.combine(DAY, time), **more)  # type: ignore[arg-type]


def cubes(*contacts: Row, as_of: dt.date = MONTH) -> dict[str, pl.DataFrame]:
    return run((as_of, DESK | {"contacts": list(contacts)}), only=CUBES)


def flags(column: str, *contacts: Row) -> list[int]:
    """One flag of the contacts, each on a channel of its own or in the order of their times."""
    made = run((MONTH, DESK | {"contacts": list(contacts)}), only=["contact"])
    return made["contact"].sort("started_at")[column].to_list()


@drawn(12)
@given(collecting.desks())
def test_contacts_are_counted_where_plain_python_counts_them(desk: Desk) -> None:
    made = run((desk.as_of, collecting.handed_in(desk)), only=CUBES)
    months = desk.covered("contacts", "started_at")
    rows = [row for row in desk.rows("contacts") if month_end(row["started_at"].date()) in months]
    by_agent: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        key = (month_end(row["started_at"].date()), row["channel"], *named(*desk.by_whom(row)))
        by_agent.update(counted(row, key))
    measures = ["contacts", "connected", "right_party", "promises_given", "incoming", "handled_seconds", "party_known"]
    found = made["contact_month_agent"].group_by("month", "channel", "agent", "agency").agg(pl.col(measures).sum())
    assert {
        (*row[:4], measure): row[4 + place]
        for row in found.iter_rows()
        for place, measure in enumerate(measures)
        if row[4 + place]
    } == {key: value for key, value in by_agent.items() if value}
    for cube in CUBES:
        assert made[cube]["contacts"].sum() == sum(row["direction"] == "out" for row in rows), cube
    check_outcomes(made["contact_month_outcome"], rows)


def counted(row: Row, key: tuple[object, ...]) -> dict[tuple[object, ...], int]:
    is_out, is_reached = row["direction"] == "out", row["direction"] == "out" and bool(row["connected"])
    is_debtor = is_reached and row["party"] == "debtor"
    return {
        (*key, "contacts"): int(is_out),
        (*key, "connected"): int(is_reached),
        (*key, "right_party"): int(is_debtor),
        (*key, "promises_given"): int(is_debtor and row["outcome"] == "promise"),
        (*key, "incoming"): int(not is_out),
        (*key, "handled_seconds"): 0 if row["channel"] == "ai_voice" else row["duration_s"] or 0,
        (*key, "party_known"): int(is_reached and row["party"] is not None),
    }


def check_outcomes(cube: pl.DataFrame, rows: list[Row]) -> None:
    expected = Counter((row["channel"], row["outcome"]) for row in rows if row["direction"] == "out")
    found = cube.group_by("channel", "outcome").agg(pl.col("contacts").sum())
    assert {row[:2]: row[2] for row in found.iter_rows() if row[2]} == dict(expected)


@pytest.mark.parametrize(
    ("channel", "connected", "outcome", "counted"),
    [
        ("phone", True, "no_answer", 1),
        ("phone", False, "promise", 0),
        ("phone", None, "promise", 0),
        ("sms", None, "message_left", 0),
        ("visit", None, "refused", 1),
        ("visit", None, "no_answer", 0),
        ("visit", None, "message_left", 0),
        ("visit", False, "refused", 0),
    ],
)
def test_connected_is_as_stated_and_of_a_visit_else_as_it_ended(
    channel: str, connected: bool | None, outcome: str, counted: int
) -> None:
    assert flags("connected", at(1, "10:00", channel=channel, connected=connected, outcome=outcome)) == [counted]


def test_a_contact_is_its_agents_else_its_case_s_holder_s() -> None:
    made = cubes(
        at(1, "10:00", agent_id="A1"),
        at(2, "11:00", channel="sms"),
        at(3, "12:00", channel="app", agency="y"),
        at(4, "13:00", channel="letter", agency="x"),
        at(5, "14:00", channel="visit", case_id=None),
        at(6, "15:00", channel="ai_voice", agent_id="A9"),
    )["contact_month_agent"].sort("channel")
    assert made.select("channel", "agent", "agency", "team").rows() == [
        ("ai_voice", "p/A9", "unknown", "unknown"),
        ("app", "unknown", "y", "unknown"),
        ("letter", "p/A2", "x", "p/far"),
        ("phone", "p/A1", "in_house", "p/t"),
        ("sms", "p/A2", "x", "p/far"),
        ("visit", "unknown", "unknown", "unknown"),
    ]


def test_a_contact_on_no_case_has_place_product_and_lateness_unknown() -> None:
    made = cubes(at(1, "10:00"), at(2, "11:00", case_id=None))
    assert made["contact_month"].sort("region").select("region", "product", "bucket", "contacts").rows() == [
        ("r1", "consumer", "M2", 1),
        ("unknown", "unknown", "unknown", 1),
    ]
    assert made["contact_case_month"].sort("region")["case_id"].to_list() == ["C1", None]


def test_days_and_outcomes_are_told_apart() -> None:
    made = cubes(at(1, "10:00"), at(2, "11:00", outcome="refused"), contact("K3", "C1", dt.datetime(2024, 2, 6, 9)))
    assert made["contact_month_day"].sort("day").select("day", "contacts").rows() == [
        (DAY, 2), (dt.date(2024, 2, 6), 1)
    ]  # fmt: skip
    outcomes = made["contact_month_outcome"].sort("outcome").select("outcome", "contacts").rows()
    assert outcomes == [("no_answer", 2), ("refused", 1)]


def test_a_month_of_contacts_counts_once_it_is_over() -> None:
    made = cubes(at(1, "10:00"), as_of=dt.date(2024, 2, 28))
    assert {cube: made[cube].height for cube in CUBES} == dict.fromkeys(CUBES, 0)


def hours(*contacts: Row, **tables: list[Row]) -> list[float | None]:
    """Of the case's way to the first answer, when contacts are known since the second of February."""
    known = contact("K0", None, dt.datetime(2024, 2, 2, 9))
    made = run((MONTH, DESK | tables | {"contacts": [known, *contacts]}), only=["first_contact"])
    return made["first_contact"]["hours"].to_list()


def test_time_to_the_first_contact_runs_from_eight_on_the_day_of_assignment_to_the_first_answer() -> None:
    unanswered, answered = at(1, "09:00"), at(2, "10:30", connected=True)
    later = [assignment("C1", "A2", DAY)]
    assert hours(unanswered, answered) == [4 * 24 + 2.5]
    assert hours(unanswered, answered, assignments=later) == [2.5]
    assert hours(at(1, "07:30", connected=True), answered, assignments=later) == [0]
    assert hours(answered, assignments=[]) == [4 * 24 + 2.5]
    assert hours(unanswered) == [None]


def test_time_to_the_first_contact_is_not_reported_where_contacts_were_not_yet() -> None:
    tables = DESK | {"cases": [case("C1", "A", dt.date(2024, 1, 31)), case("C2", "A", dt.date(2024, 2, 29))]}
    made = run((MONTH, tables | {"contacts": [at(1, "10:30", connected=True)]}), only=["first_contact"])
    assert made["first_contact"].select("month", "hours").rows() == [(MONTH, None)]


def nth(**tables: list[Row]) -> list[dict[str, object]]:
    """The cube of a case opened on 1 February and called on the 3rd, 5th and 20th, once by message."""
    times = {3: "phone", 5: "sms", 20: "phone"}
    calls = [
        contact(f"K{day}", "C1", dt.datetime(2024, 2, day, 9), channel=channel, connected=day == 5, party="debtor")
        for day, channel in times.items()
    ]
    late = [{"loan_id": "A", "month_end": dt.date(2024, 1, 31), "days_past_due": 9, "status": "active"}]
    given = DESK | {"contacts": calls, "loan_months": [row | {"balance": Decimal(1)} for row in late]} | tables
    return run((dt.date(2024, 3, 31), given), only=["nth_contact"])["nth_contact"].sort("contact_no").rows(named=True)


def paid(*days: tuple[dt.date, int]) -> list[Row]:
    rows = [(dt.date(2024, 2, 1), 1), *days]
    return [
        {"payment_id": f"P{n}", "loan_id": "A", "paid_on": day, "amount": Decimal(amount)}
        for n, (day, amount) in enumerate(rows)
    ]


def test_cash_is_the_last_contact_s_if_it_came_within_seven_days_and_thirty_of_the_opening() -> None:
    payments = paid(
        (dt.date(2024, 2, 2), 2),  # before the first contact: nobody's
        (dt.date(2024, 2, 5), 4),  # on the day of the second: the second's
        (dt.date(2024, 2, 12), 8),  # seven days after it: still the second's
        (dt.date(2024, 2, 13), 16),  # nobody's
        (dt.date(2024, 2, 20), 32),
        (dt.date(2024, 3, 3), 64),  # on the 31st day after opening
    )
    found = nth(payments=payments)
    assert [row["cash"] for row in found] == [0, 12, 32]
    assert [row["paying_cases"] for row in found] == [0, 1, 1]
    assert [row["right_party"] for row in found] == [0, 1, 0]
    assert [row["contacts"] for row in found] == [1, 1, 1]
    assert {row["month"] for row in found} == {MONTH}


def test_cash_after_the_thirtieth_day_is_no_contact_s_though_one_was_just_before() -> None:
    calls = [contact("K0", None, dt.datetime(2024, 2, 1, 9)), contact("K1", "C1", dt.datetime(2024, 3, 1, 9))]
    days = {2: 4, 3: 8}
    found = nth(contacts=calls, payments=paid(*((dt.date(2024, 3, day), amount) for day, amount in days.items())))
    assert [row["cash"] for row in found] == [4]


def test_a_contact_costs_its_part_of_the_case_s_channel_that_month() -> None:
    spent = [
        collecting.cost("F1", MONTH, 9, channel="phone", category="telecom"),
        collecting.cost("F2", MONTH, 1, channel="sms"),
    ]
    found = nth(costs=spent)
    assert [row["cost"] for row in found] == [Decimal("4.50"), 1, Decimal("4.50")]
    assert [row["cash"] for row in found] == [None] * 3


def test_only_cases_whose_first_thirty_days_are_over_are_told_of() -> None:
    assert nth(cases=[case("C1", "A", dt.date(2024, 3, 1))]) == []
    assert len(nth(cases=[case("C1", "A", dt.date(2024, 2, 5))])) == 2
