"""Contacts held against the rules one after the other, in plain Python: slow, and without the marts' SQL.

A rule concerns a contact or does not; of those it concerns some can be judged, and of these some break it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.reference.rulebook import Rule

Row = dict[str, Any]
VOICE = ("phone", "ai_voice")
NOT_REACHED = ("no_answer", "invalid_number", "message_left")
ABOUT_THE_DEBT = ("promise", "paid", "dispute", "hardship")


@dataclass
class Verdict:
    """Ids of rules."""

    concerned: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


def judge(contacts: Iterable[Row], loan_of: Mapping[str, str], rules: Iterable[Rule]) -> dict[str, Verdict]:
    """What every outgoing contact comes to, by id; `loan_of` says which loan a case is about."""
    ordered = sorted(contacts, key=lambda row: (row["started_at"], row["contact_id"]))
    found = {row["contact_id"]: Verdict() for row in ordered if row["direction"] == "out"}
    for rule in rules:
        breaks = BREAKS[rule.kind](rule, loan_of)
        for row in ordered:
            is_broken = breaks(row)
            if row["direction"] == "in" or row["channel"] not in rule.channels or not concerns(rule, row):
                continue
            verdict = found[row["contact_id"]]
            verdict.concerned.add(rule.id)
            if can_be_judged(rule, row):
                verdict.judged.add(rule.id)
                if is_broken:
                    verdict.broken.add(rule.id)
    return found


def answered(row: Row) -> bool | None:
    if row["channel"] == "visit" and row["connected"] is None:
        return row["outcome"] not in NOT_REACHED
    return row["connected"]


def concerns(rule: Rule, row: Row) -> bool:
    if rule.kind in ("recorded", "collected_from_third"):
        return answered(row) is not False
    if rule.kind == "identity":
        return answered(row) is not False and row["party"] in ("debtor", None)
    return True


def can_be_judged(rule: Rule, row: Row) -> bool:
    needed = {
        "quiet_hours": [],
        "calls_in_days": [],
        "conversations_a_day": [row["connected"]],
        "call_after_conversation": [row["connected"]],
        "attempts_a_day": [row["connected"], row["number_id"]],
        "third_person": [row["party"]],
        "party": [row["party"]],
        "collected_from_third": [answered(row), row["party"]],
        "recorded": [answered(row), row["recorded"]],
        "identity": [answered(row), row["party"], row["identity_disclosed"]],
        "visitors": [row["visitors"]],
    }[rule.kind]
    return all(value is not None for value in needed)


Breaks = Callable[[Row], bool]


def is_third(rule: Rule, row: Row) -> bool:
    return (rule.related and row["party"] == "related_third") or (rule.unrelated and row["party"] == "unrelated_third")


def is_attempt(row: Row) -> bool:
    return row["direction"] == "out" and row["channel"] in VOICE


def quiet_hours(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    def breaks(row: Row) -> bool:
        if rule.consent_excuses and row["off_hours_consent"]:
            return False
        at, is_rest = row["started_at"], rule.no_sundays and row["started_at"].isoweekday() == 7
        assert rule.quiet_from is not None and rule.quiet_to is not None
        return bool(is_rest or not dt.time(rule.quiet_to) <= at.time() < dt.time(rule.quiet_from))

    return breaks


def conversations_a_day(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    spoken: dict[Any, int] = defaultdict(int)

    def breaks(row: Row) -> bool:
        if not (is_attempt(row) and row["connected"]):
            return False
        key = row["borrower_id"], row["started_at"].date()
        spoken[key] += 1
        return spoken[key] > (rule.most or 0)

    return breaks


def attempts_a_day(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    tried: dict[Any, int] = defaultdict(int)
    reached = set()

    def breaks(row: Row) -> bool:
        key = row["borrower_id"], row["number_id"], row["started_at"].date()
        if not is_attempt(row) or row["number_id"] is None:
            return False
        if row["connected"]:
            reached.add(key)
        if row["connected"] is not False or key in reached:
            return False
        tried[key] += 1
        return tried[key] > (rule.most or 0)

    return breaks


def debt(row: Row, loan_of: Mapping[str, str]) -> tuple[str, str | None]:
    return row["borrower_id"], loan_of.get(row["case_id"])


def calls_in_days(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    days: dict[Any, list[dt.date]] = defaultdict(list)

    def breaks(row: Row) -> bool:
        if not is_attempt(row):
            return False
        day, before = row["started_at"].date(), days[debt(row, loan_of)]
        before.append(day)
        since = day - dt.timedelta(days=(rule.days or 0) - 1)
        return sum(one >= since for one in before) > (rule.most or 0)

    return breaks


def call_after_conversation(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    spoken: dict[Any, list[dt.date]] = defaultdict(list)

    def breaks(row: Row) -> bool:
        if row["channel"] not in VOICE:
            return False
        day, before = row["started_at"].date(), spoken[debt(row, loan_of)]
        # The day of a conversation is the first of so many.
        too_soon = any((day - one).days + 1 <= (rule.days or 0) for one in before)
        if row["connected"] and row["party"] in ("debtor", None):
            before.append(day)
        return too_soon

    return breaks


def third_person(rule: Rule, loan_of: Mapping[str, str]) -> Breaks:
    tries: dict[str, list[Row]] = defaultdict(list)

    def breaks(row: Row) -> bool:
        before, least = tries[row["borrower_id"]], rule.least or 0
        if is_attempt(row) and row["party"] in ("debtor", "unknown", None):
            before.append(row)
        if not is_third(rule, row):
            return False
        failed = len(before) >= least and not any(one["connected"] for one in before[-least:])
        return not failed and not (before and before[-1]["outcome"] == "invalid_number")

    return breaks


def alone(test: Callable[[Rule, Row], bool]) -> Callable[[Rule, Mapping[str, str]], Breaks]:
    """A rule that a contact keeps or breaks whatever else happened."""
    return lambda rule, loan_of: lambda row: test(rule, row)


BREAKS: dict[str, Callable[[Rule, Mapping[str, str]], Breaks]] = {
    "quiet_hours": quiet_hours,
    "conversations_a_day": conversations_a_day,
    "attempts_a_day": attempts_a_day,
    "calls_in_days": calls_in_days,
    "call_after_conversation": call_after_conversation,
    "third_person": third_person,
    "party": alone(is_third),
    "collected_from_third": alone(lambda rule, row: is_third(rule, row) and row["outcome"] in ABOUT_THE_DEBT),
    "recorded": alone(lambda rule, row: row["recorded"] is False),
    "identity": alone(lambda rule, row: row["identity_disclosed"] is False),
    "visitors": alone(lambda rule, row: (row["visitors"] or 0) < (rule.least or 0)),
}
