"""Every rule of every pack against the plain checker: on contacts drawn at random, and on 100,000 at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract import CHANNELS, OUTCOMES, PARTIES
from data.reference.rulebook import packs, rules
from tests.data import rules_oracle
from tests.data.marts import ruled
from tests.data.marts.collecting import case
from tests.data.marts.counties import ORIGIN, Tables, loan, run
from tests.data.oracles import Row, month_end
from tests.data.rules_oracle import Verdict

BITS = {rule: bit for bit, rule in ruled.BITS.items()}
AS_OF = dt.date(2024, 4, 30)
# Around the hours at which a rule begins or ends.
EDGES = [hour * 3600 + second for hour in (8, 9, 19, 21, 22) for second in (-1, 0)] + [0, 86_399, 36_000, 50_000]
BOOLS = (True, False, None)
VALUES: Mapping[str, tuple[Any, ...]] = {
    "channel": (*("phone",) * 6, "ai_voice", *CHANNELS),
    "direction": (*("out",) * 7, "in"),
    "connected": (True, False, False, False, None),
    "party": (*("debtor",) * 5, *PARTIES, None),
    "outcome": OUTCOMES,
    "recorded": BOOLS,
    "identity_disclosed": BOOLS,
    "visitors": (0, 1, 2, 3, None),
    "off_hours_consent": BOOLS,
    "number": (1, 1, 1, 1, 2, None),
    "on_case": (0, 0, 1, None),
}


def made(number: int, borrower: int, day: int, second: int, given: Mapping[str, Any]) -> Row:
    """A contact; a borrower has two cases, each on a loan of its own."""
    about, number_id = given["on_case"], given["number"]
    return {
        **{name: value for name, value in given.items() if name not in ("on_case", "number")},
        "contact_id": f"K{number}",
        "borrower_id": f"b{borrower}",
        "case_id": None if about is None else f"C{borrower}/{about}",
        "number_id": None if number_id is None else f"n{borrower}/{number_id}",
        "started_at": dt.datetime(2024, 2, 1) + dt.timedelta(days=day, seconds=second),
    }


def desk(contacts: list[Row]) -> Tables:
    borrowers = sorted({row["borrower_id"][1:] for row in contacts})
    cases = [f"{borrower}/{about}" for borrower in borrowers for about in (0, 1)]
    return {
        "loans": [loan(f"L{one}", ORIGIN, 300, borrower_id=f"b{one.split('/')[0]}") for one in cases],
        "cases": [case(f"C{one}", f"L{one}", dt.date(2024, 2, 1)) for one in cases],
        "contacts": contacts,
    }


def judged(contacts: list[Row]) -> dict[str, Verdict]:
    loan_of = {row["case_id"]: f"L{row['case_id'][1:]}" for row in contacts if row["case_id"]}
    return rules_oracle.judge(contacts, loan_of, rules().values())


def said(contacts: list[Row], verdicts: Mapping[str, Verdict]) -> Counter[tuple[Any, ...]]:
    """How often contacts at a time, on a channel, with an outcome, concern, allow to judge and break which rules."""
    return Counter(
        (row["started_at"], row["channel"], row["outcome"], bits(one.concerned), bits(one.judged), bits(one.broken))
        for row in contacts
        if (one := verdicts.get(row["contact_id"]))
    )


def bits(ids: set[str]) -> int:
    return sum(BITS[id] for id in ids)


def found(tables: Mapping[str, pl.DataFrame]) -> Counter[tuple[Any, ...]]:
    manners = tables["manner"].select("manner_no", "concerned", "judged")
    rows = tables["contact"].filter(pl.col("contacts") == 1).join(manners, on="manner_no", how="left")
    counted = rows.group_by("started_at", "channel", "outcome", "concerned", "judged", "broken").len().rows()
    return Counter({row[:6]: row[6] for row in counted})


@st.composite
def contacts(draw: st.DrawFn) -> list[Row]:
    """Many on few days to two borrowers, some at the very same second."""
    size = draw(st.integers(1, 30))
    return [
        made(
            number, draw(st.integers(0, 1)), draw(st.sampled_from([0, 0, 0, 1, 3, 6, 7, 8])),
            draw(st.sampled_from(EDGES)), {name: draw(st.sampled_from(values)) for name, values in VALUES.items()},
        )
        for number in range(size)
    ]  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contacts())
def test_any_contacts_are_judged_as_plain_python_judges_them(drawn: list[Row]) -> None:
    tables = run((AS_OF, desk(drawn)), only=["contact", "manner"])
    assert found(tables) == said(drawn, judged(drawn))


def county(size: int, seed: int) -> list[Row]:
    """Contacts of which every tenth borrower has all within six days, on every other of them hardly one answered."""
    chance = np.random.default_rng(seed)
    borrower = chance.integers(0, size // 50, size)
    is_pressed = borrower % 10 == 0
    day = np.where(is_pressed, borrower % 80 + chance.integers(0, 6, size), chance.integers(0, 89, size))
    second = np.where(chance.random(size) < 0.3, chance.choice(EDGES, size), chance.integers(0, 86_400, size))
    drawn = {name: chance.integers(0, len(values), size) for name, values in VALUES.items()}
    is_usual = ~is_pressed | (chance.random(size) < 0.1)
    drawn["connected"] = np.where(is_usual, drawn["connected"], VALUES["connected"].index(False) * (day % 2))
    columns = [[values[place] for place in drawn[name].tolist()] for name, values in VALUES.items()]
    whens = zip(borrower.tolist(), day.tolist(), second.tolist(), strict=True)
    return [
        made(number, *when, dict(zip(VALUES, given, strict=True)))
        for number, (when, *given) in enumerate(zip(whens, *columns, strict=True))
    ]


@pytest.fixture(scope="module")
def large() -> tuple[list[Row], dict[str, Verdict], dict[str, pl.DataFrame]]:
    drawn = county(100_000, seed=11)
    return drawn, judged(drawn), run((AS_OF, desk(drawn)), only=["contact", "manner", *ruled.CUBES])


Large = tuple[list[Row], dict[str, Verdict], dict[str, pl.DataFrame]]


@pytest.mark.slow
def test_a_hundred_thousand_contacts_are_judged_as_plain_python_judges_them(large: Large) -> None:
    drawn, verdicts, tables = large
    assert found(tables) == said(drawn, verdicts)
    for id in rules():
        concerned, can, broken = (
            sum(id in ids for ids in (getattr(one, part) for one in verdicts.values()))
            for part in ("concerned", "judged", "broken")
        )
        assert 5 < broken < can <= concerned, id


def test_the_cubes_add_the_verdicts_up(large: Large) -> None:
    drawn, verdicts, tables = large
    rule, hours, pack, cases = Counter[Any](), Counter[Any](), Counter[Any](), Counter[Any]()
    broken_on: dict[Any, set[str]] = {}
    for row in drawn:
        if row["contact_id"] not in verdicts:
            continue
        one, at, month = verdicts[row["contact_id"]], row["started_at"], month_end(row["started_at"].date())
        for part, ids in (("contacts", one.concerned), ("assessable", one.judged), ("breaches", one.broken)):
            rule.update((month, row["channel"], id, part) for id in ids)
        hours.update((at.isoweekday(), at.hour, id) for id in one.broken)
        hours[at.isoweekday(), at.hour, "contacts"] += 1
        pack.update((month, id) for id, its in packs().items() if one.broken & set(its.rules))
        if row["case_id"]:
            broken_on.setdefault((month, row["case_id"]), set()).update(one.broken)
    for (month, _), ids in broken_on.items():
        cases.update((month, id, "cases") for id in packs())
        cases.update((month, id, "breached_cases") for id, its in packs().items() if ids & set(its.rules))
    for cube in ("contact_month_rule", "contact_month_rule_platform", "breach_month_team"):
        assert summed(tables[cube], ["month", "channel", "rule"], "contacts", "assessable", "breaches") == rule, cube
    timed = summed(tables["breach_hour"], ["weekday", "hour", "rule"], "breaches")
    timed |= summed(tables["contact_hour"], ["weekday", "hour"], "contacts")
    assert {key[:3]: count for key, count in timed.items()} == hours
    by_pack = summed(tables["contact_month_pack"], ["month", "pack"], "breaches")
    assert {key[:2]: count for key, count in by_pack.items()} == pack
    assert summed(tables["breached_case_month_pack"], ["month", "pack"], "cases", "breached_cases") == cases


def summed(cube: pl.DataFrame, by: list[str], *measures: str) -> Counter[Any]:
    """The sums of the measures that are not nought, by the values of `by` and the measure."""
    sums = cube.group_by(by).agg(pl.col(measures).sum()).unpivot(measures, index=by).filter(pl.col("value") > 0)
    return Counter({row[:-1]: row[-1] for row in sums.rows()})
