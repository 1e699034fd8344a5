"""Contacts held against the rules by the marts, as the rules each contact breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import polars as pl

from data import recipe
from tests.data.marts.collecting import case, contact
from tests.data.marts.counties import ORIGIN, Tables, loan, run
from tests.data.oracles import Row

DAY = dt.date(2024, 2, 5)  # a Monday
MONTH = dt.date(2024, 2, 29)
DESK: Tables = {
    "loans": [loan("A", ORIGIN, 300, region_code="r1", borrower_id="b")],
    "cases": [case("C1", "A", dt.date(2024, 2, 1), opened_days_past_due=40)],
}
BITS: dict[int, str] = dict(recipe.rule().select("bit", "rule").rows())
CUBES = (
    "contact_month_rule", "contact_month_rule_platform", "breach_month_team", "contact_hour", "breach_hour",
    "contact_month_pack", "breached_case_month_pack", "breached_case_month", "breached_case_month_agent",
    "contact_month",
)  # fmt: skip


def at(clock: str, days: int = 0, **more: object) -> Row:
    """An outgoing phone call about the case, some days after Monday 5 February 2024."""
    started = dt.datetime.combine(DAY + dt.timedelta(days), dt.time.fromisoformat(clock))
    return contact(f"K{days:+04d}{clock}", more.pop("case_id", "C1"), started, **more)  # type: ignore[arg-type]


def broken(*contacts: Row, rules: Collection[str] = ()) -> list[list[str]]:
    """Which of `rules` (else of the Chinese ones) each contact breaks, in the order of their times."""
    made = run((MONTH, DESK | {"contacts": list(contacts)}), only=["contact"])["contact"].sort("started_at")
    return [named(sum_, rules) for sum_ in made["broken"]]


def named(bits: int, rules: Collection[str] = ()) -> list[str]:
    """The rules of a sum of bits."""
    found = [rule for bit, rule in BITS.items() if bits & bit]
    return [rule for rule in found if (rule in rules if rules else rule.startswith("CN"))]


def cubes(contacts: Sequence[Row], **tables: list[Row]) -> dict[str, pl.DataFrame]:
    return run((MONTH, DESK | {"contacts": list(contacts)} | tables), only=CUBES)
