"""What breaks a rule and what does not, by hand: hours, days, counts, parties, and what cannot be judged."""

import datetime as dt

import polars as pl
import pytest

from tests.data.marts.counties import ORIGIN, loan
from tests.data.marts.ruled import DAY, MONTH, at, broken, cubes
from tests.data.oracles import Row

CLOCKS = ("09:00", "11:30", "15:00", "18:20")


def last(*contacts: Row, rule: str) -> bool:
    """Whether the latest of the contacts breaks the rule."""
    return broken(*contacts, rules=[rule])[-1] == [rule]


def test_the_fourth_conversation_of_a_day_with_a_debtor_is_one_too_many() -> None:
    calls = [at(clock, connected=True) for clock in CLOCKS]
    others = [
        at("10:00", connected=False),
        at("12:00", connected=True, channel="visit"),
        at("13:00", connected=True, direction="in"),
        at("14:00", connected=True, borrower_id="other"),
    ]
    assert broken(*calls, *others) == [[]] * 7 + [["CN-F1"]]
    assert last(*calls[:3], at("19:00", connected=True, channel="ai_voice", case_id=None), rule="CN-F1")
    assert not last(*calls[:3], at("09:00", 1, connected=True), rule="CN-F1")


def test_the_seventh_unanswered_attempt_at_a_number_is_one_too_many_until_somebody_answers() -> None:
    def calls(count: int, **more: object) -> list[Row]:
        return [at(f"{9 + hour:02}:00", **{"connected": False, "number_id": "n"} | more) for hour in range(count)]

    assert broken(*calls(7)) == [[]] * 6 + [["CN-F2"]]
    assert last(*calls(7), at("20:00", connected=False, number_id="n"), rule="CN-F2")
    assert not last(*calls(6), at("20:00", connected=False, number_id="m"), rule="CN-F2")
    assert not last(*calls(6), at("20:00", 1, connected=False, number_id="n"), rule="CN-F2")
    assert not last(at("08:30", connected=True, number_id="n"), *calls(7), rule="CN-F2")
    assert not last(*calls(7, number_id=None), rule="CN-F2")


@pytest.mark.parametrize(
    ("clock", "more", "is_breach"),
    [
        ("22:00:00", {}, True),
        ("21:59:59", {}, False),
        ("07:59:59", {}, True),
        ("08:00:00", {}, False),
        ("23:00:00", {"channel": "letter"}, False),
        ("23:00:00", {"channel": "app"}, True),
        ("23:00:00", {"direction": "in"}, False),
        ("23:00:00", {"off_hours_consent": True}, False),
        ("23:00:00", {"off_hours_consent": False}, True),
    ],
)
def test_the_night_is_from_ten_to_eight_without_consent(clock: str, more: dict[str, object], is_breach: bool) -> None:
    assert broken(at(clock, **more)) == [["CN-T1"] if is_breach else []]


@pytest.mark.parametrize(
    ("rule", "clock", "days", "is_breach"),
    [
        ("US-T1", "20:59:59", 0, False),
        ("US-T1", "21:00:00", 0, True),
        ("US-T1", "07:59:59", 0, True),
        ("IN-T1", "18:59:59", 0, False),
        ("IN-T1", "19:00:00", 0, True),
        ("IE-T1", "08:59:59", 0, True),
        ("IE-T1", "09:00:00", 0, False),
        ("IE-T1", "12:00:00", -1, True),
        ("IE-T1", "12:00:00", 5, False),
    ],
)
def test_other_countries_keep_other_hours_and_ireland_its_sundays(
    rule: str, clock: str, days: int, is_breach: bool
) -> None:
    assert last(at(clock, days), rule=rule) == is_breach


@pytest.mark.parametrize(("visitors", "is_breach"), [(0, True), (1, True), (2, False), (None, False)])
def test_a_visit_by_one_is_a_breach_and_by_nobody_knows_how_many_is_none(visitors: int | None, is_breach: bool) -> None:
    assert broken(at("10:00", channel="visit", visitors=visitors)) == [["CN-V1"] if is_breach else []]
    assert broken(at("10:00", visitors=visitors)) == [[]]


def test_a_brother_may_be_called_after_three_attempts_failed_or_where_the_number_is_invalid() -> None:
    tries = [at(f"{hour:02}:00", connected=False) for hour in (9, 10, 11)]
    brother = at("12:00", party="related_third")
    assert last(*tries[:2], brother, rule="CN-P2")
    assert not last(*tries, brother, rule="CN-P2")
    assert last(*tries[:2], at("11:00", connected=True), brother, rule="CN-P2")
    assert last(*tries[:2], at("11:00", connected=False, channel="sms"), brother, rule="CN-P2")
    assert not last(at("11:00", connected=False, outcome="invalid_number"), brother, rule="CN-P2")
    assert last(at("10:30", connected=False, outcome="invalid_number"), tries[2], brother, rule="CN-P2")
    assert not last(*tries, brother, at("13:00", party="related_third"), rule="CN-P2")
    assert not last(at("12:00", party="guarantor"), rule="CN-P2")


def test_a_person_unrelated_to_the_debt_may_not_be_called_at_all() -> None:
    tries = [at(f"{hour:02}:00", connected=False) for hour in (9, 10, 11)]
    assert broken(*tries, at("12:00", party="unrelated_third"))[-1] == ["CN-P3"]


@pytest.mark.parametrize(
    ("more", "is_breach"),
    [
        ({"outcome": "promise"}, True),
        ({"outcome": "message_left"}, False),
        ({"outcome": "promise", "party": "guarantor"}, False),
        ({"outcome": "promise", "party": None}, False),
        ({"outcome": "promise", "connected": False}, False),
    ],
)
def test_what_a_third_person_promised_was_collected_from_them(more: dict[str, object], is_breach: bool) -> None:
    call = at("12:00", **{"connected": True, "party": "related_third"} | more)
    for rule in ("CN-P1", "US-P1", "UK-P1"):
        assert last(call, rule=rule) == is_breach


def test_answered_calls_are_recorded_and_say_who_calls() -> None:
    answered = {"connected": True, "party": "debtor"}
    assert broken(at("12:00", **answered, recorded=False, identity_disclosed=False)) == [["CN-R1", "CN-I1"]]
    assert broken(at("12:00", **answered, recorded=True, identity_disclosed=True)) == [[]]
    assert broken(at("12:00", **answered)) == [[]]
    assert broken(at("12:00", connected=False, recorded=False, identity_disclosed=False)) == [[]]


def test_the_eighth_attempt_in_seven_days_is_presumed_too_many_in_america() -> None:
    tries = [at("12:00", day, connected=False) for day in range(7)]
    assert last(*tries, at("13:00", 6), rule="US-F1")
    assert not last(*tries, at("13:00", 7), rule="US-F1")
    assert not last(*tries[1:], at("13:00", 6, direction="in"), at("14:00", 6), rule="US-F1")
    assert not last(*tries, at("13:00", 6, case_id=None), rule="US-F1")


def test_a_call_within_seven_days_of_a_conversation_is_presumed_too_soon_in_america() -> None:
    spoken = at("12:00", connected=True, party="debtor")
    assert last(spoken, at("13:00", connected=False), rule="US-F2")
    assert last(spoken, at("12:00", 6, connected=False), rule="US-F2")
    assert not last(spoken, at("12:00", 7, connected=False), rule="US-F2")
    assert not last(spoken, at("13:00", connected=False, case_id=None), rule="US-F2")
    assert last(at("12:00", connected=True, direction="in"), at("12:00", 6, connected=False), rule="US-F2")
    assert not last(at("12:00", connected=True, party="related_third"), at("13:00", connected=False), rule="US-F2")
    assert not last(spoken, at("13:00"), rule="US-F2")


def test_a_contact_against_two_rules_is_one_breach() -> None:
    made = cubes([at("23:00", channel="visit", visitors=1)])
    assert made["contact_month"].select("contacts", "breaches").rows() == [(1, 1)]
    own = made["contact_month_rule"].filter(pl.col("pack") == "cn", pl.col("breaches") > 0)
    assert sorted(own.select("rule", "contacts", "assessable", "breaches").rows()) == [
        ("CN-T1", 1, 1, 1), ("CN-V1", 1, 1, 1)
    ]  # fmt: skip
    assert made["breached_case_month"].select("cases", "breached_cases").rows() == [(1, 1)]
    assert made["breach_hour"].filter(rule="CN-V1").select("weekday", "hour", "breaches").rows() == [(1, 23, 1)]


def test_what_is_not_said_cannot_be_judged_and_is_no_breach() -> None:
    made = cubes([at("12:00"), at("13:00", channel="visit", outcome="refused")])
    found = made["contact_month_rule"].filter(pl.col("pack") == "cn").group_by("rule").agg(
        pl.col("contacts", "assessable", "breaches").sum()
    )  # fmt: skip
    assert {row[0]: row[1:] for row in found.rows()} == {
        "CN-T1": (2, 2, 0), "CN-F1": (1, 0, 0), "CN-F2": (1, 0, 0), "CN-P1": (2, 0, 0), "CN-P2": (1, 0, 0),
        "CN-P3": (2, 0, 0), "CN-V1": (1, 0, 0), "CN-R1": (1, 0, 0), "CN-I1": (2, 0, 0),
    }  # fmt: skip


def test_every_pack_is_told_what_it_would_find() -> None:
    made = cubes([at("19:30", connected=True), at("12:00", connected=False)], loans=[loan("A", ORIGIN, 300)])
    packs = made["contact_month_pack"].group_by("pack").agg(pl.col("contacts", "breaches").sum())
    assert dict(packs.select("pack", "breaches").rows()) == {"cn": 0, "us": 0, "in": 1, "uk": 0, "ie": 0}
    assert set(packs["contacts"]) == {2}
    cases = made["breached_case_month_pack"].select("pack", "cases", "breached_cases").rows()
    assert sorted(cases) == [("cn", 1, 0), ("ie", 1, 0), ("in", 1, 1), ("uk", 1, 0), ("us", 1, 0)]


def test_contacts_before_the_first_whole_month_are_counted_with_but_not_told() -> None:
    assert (DAY.isoweekday(), MONTH) == (1, dt.date(2024, 2, 29))
    assert cubes([at("23:00", 30)])["contact_month_rule"].is_empty()
