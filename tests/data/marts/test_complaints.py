"""Complaints: about whom, how they were dealt with to the second, and the zeros of months without one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.conduct_oracles import complaints
from tests.data.marts.conducting import agent, ask, case, complaint, held, loan, rows, snapshot
from tests.data.marts.counties import Tables, drawn

AS_OF = dt.date(2024, 6, 30)
NOON = dt.datetime(2024, 4, 10, 12)
DAY, SECOND = dt.timedelta(1), dt.timedelta(seconds=1)
OPENED = dt.date(2024, 2, 10)


def platform(**more: Any) -> Tables:
    """Two loans of one borrower with a case each, held by a of the house and then b of an agency."""
    given: Tables = {
        "loans": [loan("L1"), loan("L2", product="farmer", region_code=None)],
        "cases": [case("C1", "L1", OPENED), case("C2", "L2", OPENED, dt.date(2024, 3, 5))],
        "assignments": [held("C1", "a", OPENED, dt.date(2024, 4, 1)), held("C1", "b", dt.date(2024, 4, 2))],
        "agents": [agent("a"), agent("b", "south", agency="tingyuan")],
    }
    return given | more


def asked(*received: dict[str, Any], as_of: dt.date = AS_OF, **more: Any) -> Any:
    return ask(as_of, platform(complaints=list(received), **more), "complaint")["complaint"]


@pytest.mark.parametrize("days", [15, 30, 60])
def test_a_complaint_is_closed_in_time_to_the_second(days: int) -> None:
    ends = [days * DAY - SECOND, days * DAY, days * DAY + SECOND]
    found = asked(*(complaint(f"M{n}", NOON, closed_at=NOON + end) for n, end in enumerate(ends)))
    assert rows(found, f"due_{days}", f"closed_{days}") == [(1, 0), (1, 1), (1, 1)]
    assert found["open_days"].max() == pytest.approx(days + 1 / 86_400)


@pytest.mark.parametrize("days", [15, 30, 60])
def test_an_open_complaint_is_due_once_so_many_days_lie_before_the_last_day_reported(days: int) -> None:
    there = dt.datetime.combine(AS_OF - days * DAY, dt.time(23, 59, 59))
    closed = complaint("M0", dt.datetime(2024, 3, 1, 12), closed_at=dt.datetime(2024, 3, 2, 12))
    found = asked(closed, complaint("M1", there), complaint("M2", there + SECOND)).filter(is_open=1)
    assert rows(found, f"due_{days}", f"closed_{days}") == [(0, 0), (1, 0)]


def test_one_too_young_to_be_late_does_not_count_because_it_was_closed_fast() -> None:
    received = dt.datetime(2024, 6, 20, 12)
    assert rows(asked(complaint("M1", received, closed_at=received + DAY)), "due_15", "closed_15") == [(0, 0)]


def test_whether_in_time_is_unknown_where_no_closing_was_ever_reported() -> None:
    assert rows(asked(complaint("M1", NOON)), "due_15", "closed_15", "is_open") == [(None, None, 1)]


def test_a_complaint_still_open_is_so_until_the_last_day_is_over() -> None:
    found = asked(complaint("M1", dt.datetime(2024, 6, 28, 12)))
    assert rows(found, "open_days", "is_open", "reply_hours") == [(2.5, 1, None)]


def test_hours_to_the_first_reply_count_from_receipt() -> None:
    found = asked(complaint("M1", NOON, first_reply_at=NOON + dt.timedelta(minutes=90)))
    assert found["reply_hours"].to_list() == [1.5]


@pytest.mark.parametrize(
    ("gap", "repeated"), [(90 * DAY, 1), (90 * DAY + SECOND, 0), (dt.timedelta(0), 1)], ids=["90", "over", "at once"]
)
def test_a_complaint_repeats_one_of_the_same_cause_in_the_ninety_days_before(gap: dt.timedelta, repeated: int) -> None:
    """One names the loan, the other a case of another loan of the same borrower."""
    first, second = complaint("M1", NOON - gap, loan_id="L1"), complaint("M2", NOON, case_id="C2")
    assert asked(first, second)["repeated"].sum() == repeated
    assert asked(first, second | {"cause": "data_leak"})["repeated"].sum() == 0


def test_of_an_unknown_borrower_nobody_knows_whether_they_complained_before() -> None:
    found = asked(complaint("M1", NOON), complaint("M2", NOON + DAY))
    assert rows(found, "repeated", "repeat_known") == [(0, 0), (0, 0)]


def test_complaints_escalate_through_hotlines_and_courts() -> None:
    ways = ("platform", "hotline_12378", "hotline_12345", "association", "public_site", "visit", "court")
    found = asked(*(complaint(way, NOON, intake=way) for way in ways))
    assert set(found.filter(found["escalated"] == 1)["intake"]) == {"hotline_12378", "hotline_12345", "court"}


def test_upheld_counts_where_it_was_decided() -> None:
    closed = NOON + DAY
    given = [(closed, True), (closed, False), (closed, None), (None, True)]
    found = asked(*(complaint(f"M{n}", NOON, closed_at=at, upheld=is_so) for n, (at, is_so) in enumerate(given)))
    assert rows(found, "decided", "upheld") == [(0, 0), (0, 0), (1, 0), (1, 1)]


def test_a_complaint_is_about_whom_it_names() -> None:
    found = asked(complaint("M1", NOON, agent_id="a", case_id="C1"))
    assert rows(found, "agency", "team", "agent", "bucket") == [("in_house", "p/north", "p/a", "M1")]


def test_a_complaint_that_names_nobody_is_about_who_held_the_case_last_that_month() -> None:
    found = asked(complaint("M1", NOON, case_id="C1"), complaint("M2", dt.datetime(2024, 3, 9), case_id="C1"))
    assert rows(found, "month", "agency", "agent") == [
        (dt.date(2024, 3, 31), "in_house", "p/a"),
        (dt.date(2024, 4, 30), "tingyuan", "p/b"),
    ]


def test_a_complaint_about_a_closed_case_is_as_the_case_was_in_its_last_month() -> None:
    late = [snapshot("L2", dt.date(2024, 2, 29), "M2")]
    found = asked(complaint("M1", NOON, case_id="C2"), loan_months=late)
    assert rows(found, "bucket", "product", "agent") == [("M2", "farmer", "unknown")]


def test_a_complaint_before_the_case_or_about_none_is_of_unknown_hands() -> None:
    found = asked(complaint("M1", dt.datetime(2024, 1, 9), case_id="C1"), complaint("M2", NOON, loan_id="L1"))
    assert rows(found, "region", "bucket", "agency", "team", "agent") == [("r1",) + ("unknown",) * 4] * 2


def test_an_agent_on_no_list_is_named_all_the_same() -> None:
    found = asked(complaint("M1", NOON, agent_id="z"))
    assert rows(found, "agency", "team", "agent") == [("unknown", "unknown", "p/z")]


def test_the_region_said_goes_before_the_loans() -> None:
    found = asked(
        complaint("M1", NOON, loan_id="L1", region_code="r9"),
        complaint("M2", NOON, loan_id="L1"),
        complaint("M3", NOON, loan_id="L2"),
    )
    assert rows(found, "region") == [("r1",), ("r9",), ("unknown",)]


def test_what_is_not_said_is_unknown_and_in_time_is_counted_where_it_is() -> None:
    given = [{"in_time": True, "response": "none"}, {"in_time": False}, {}]
    found = asked(*(complaint(f"M{n}", NOON, **more) for n, more in enumerate(given)))
    assert rows(found, "response", "in_time", "in_time_known") == [
        ("none", 1, 1),
        ("unknown", 0, 0),
        ("unknown", 0, 1),
    ]


def test_only_months_that_are_over_count() -> None:
    found = asked(complaint("M1", NOON), complaint("M2", dt.datetime(2024, 5, 1)), as_of=dt.date(2024, 5, 30))
    assert found["day"].to_list() == [NOON.date()]


CUBES = ("complaint_month", "complaint_month_agent")


def totals(tables: Tables, cube: str) -> dict[dt.date, tuple[int, int]]:
    """Complaints and rows by month."""
    found = ask(AS_OF, tables, cube)[cube]
    return {month[0]: (part["complaints"].sum(), part.height) for month, part in found.group_by("month")}


@pytest.mark.parametrize("cube", CUBES)
def test_a_month_without_a_complaint_shows_noughts_from_the_first_one_on(cube: str) -> None:
    """C1 is worked from February to June, C2 to March; the first complaint comes in in April."""
    tables = platform(complaints=[complaint("M1", NOON, case_id="C1", redress=Decimal(50))])
    found = totals(tables, cube)
    assert found == {dt.date(2024, 4, 30): (1, 1), dt.date(2024, 5, 31): (0, 1), AS_OF: (0, 1)}
    assert ask(AS_OF, tables, cube)[cube]["redress"].sum() == Decimal(50)


@pytest.mark.parametrize("cube", CUBES)
def test_a_complaint_about_no_case_stands_beside_the_noughts(cube: str) -> None:
    found = totals(platform(complaints=[complaint("M1", NOON)]), cube)
    assert found == {dt.date(2024, 4, 30): (1, 2), dt.date(2024, 5, 31): (0, 1), AS_OF: (0, 1)}


@pytest.mark.parametrize("cube", CUBES)
def test_without_complaints_handed_in_there_are_no_noughts(cube: str) -> None:
    assert totals(platform(), cube) == {}


@pytest.mark.parametrize("cube", CUBES)
def test_a_hotline_that_sends_complaints_alone_has_noughts_too(cube: str) -> None:
    found = ask(AS_OF, {"complaints": [complaint("M1", NOON), complaint("M2", NOON)]}, cube)[cube]
    assert rows(found, "month", "complaints", "bucket", "agency") == [
        (dt.date(2024, 4, 30), 2, "unknown", "unknown"),
        (dt.date(2024, 5, 31), 0, "unknown", "unknown"),
        (AS_OF, 0, "unknown", "unknown"),
    ]


def test_a_complaint_about_one_is_not_about_a_colleague() -> None:
    hands = [held("C1", "a", OPENED), held("C2", "c", OPENED)]
    tables = platform(agents=[agent("a"), agent("c")], assignments=hands)
    heard_of = [complaint("M1", dt.datetime(2024, 3, 1), case_id="C1")]
    found = ask(dt.date(2024, 3, 31), tables | {"complaints": heard_of}, "complaint_month_agent")
    assert rows(found["complaint_month_agent"], "team", "agent", "complaints") == [
        ("p/north", "p/a", 1),
        ("p/north", "p/c", 0),
    ]


@st.composite
def heard(draw: st.DrawFn) -> Tables:
    """One to eight complaints around two cases, at moments where clocks and windows change."""
    received = []
    for number in range(draw(st.integers(1, 8))):
        steps = [0, 30, 89, 90, 91, 150]
        at = dt.datetime(2024, 1, 31, 12) + DAY * draw(st.sampled_from(steps)) + SECOND * draw(st.integers(-1, 1))
        after = draw(st.sampled_from([None, 0, 15, 30, 60]))
        closed = None if after is None else at + after * DAY + SECOND * draw(st.integers(0, 1))
        received.append(
            complaint(
                f"M{number}",
                at,
                closed_at=closed if closed and closed.date() <= AS_OF else None,
                loan_id=draw(st.sampled_from([None, "L1", "L2", "L3"])),
                case_id=draw(st.sampled_from([None, "C1", "C2"])),
                agent_id=draw(st.sampled_from([None, None, "a", "b", "z"])),
                region_code=draw(st.sampled_from([None, "r7"])),
                cause=draw(st.sampled_from(["frequency", "data_leak"])),
                intake=draw(st.sampled_from(["platform", "court", "visit"])),
                upheld=draw(st.sampled_from([None, True, False])),
            )
        )
    late = [snapshot("L1", dt.date(2024, month, day), "M3") for month, day in ((2, 29), (3, 31))]
    loans = [*platform()["loans"], loan("L3", borrower_id="other")]
    return platform(loans=loans, complaints=received, loan_months=late if draw(st.booleans()) else [])


@drawn(9)
@given(heard(), st.sampled_from([AS_OF, dt.date(2024, 6, 29), dt.date(2024, 7, 15)]))
def test_complaints_are_what_reading_them_one_by_one_gives(tables: Tables, as_of: dt.date) -> None:
    made = ask(as_of, tables, "complaint", *CUBES)
    by_hand = complaints(tables, as_of)
    columns = sorted({*(by_hand[0] if by_hand else {"month": 0})} - {"complaint_id", "open_days"})
    assert rows(made["complaint"], *columns) == sorted(
        (tuple(row[name] for name in columns) for row in by_hand), key=repr
    )
    assert sorted(made["complaint"]["open_days"]) == pytest.approx(sorted(row["open_days"] for row in by_hand))
    for cube in CUBES:
        for measure in ("closed", "repeated", "due_15", "closed_60", "decided"):
            assert made[cube][measure].sum() == sum(row[measure] or 0 for row in by_hand)
        assert made[cube].select(made[cube].columns[:7]).is_duplicated().sum() == 0
