"""How hard cases were pressed, and who paid or complained after it: by hand and against plain Python."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.conduct_oracles import pressed
from tests.data.marts.conducting import ask, case, complaint, contact, loan, rows
from tests.data.marts.counties import Tables, drawn, payment

AS_OF = dt.date(2024, 6, 30)
OPENED = dt.date(2024, 1, 20)
JAN, FEB, MAR, APR, MAY, JUN = (dt.date(2024, month, day) for month, day in enumerate((31, 29, 31, 30, 31, 30), 1))
DAY = dt.timedelta(1)
SECOND = dt.timedelta(seconds=1)
MORNING = dt.datetime(2024, 3, 4, 9)


def platform(contacts: list[dict[str, Any]], **more: Any) -> Tables:
    """One loan with a case open since January, and these contacts."""
    return {"loans": [loan("L1")], "cases": [case("C1", "L1", OPENED)], "contacts": contacts} | more


def bands(tables: Tables, month: dt.date = MAR) -> dict[str, str]:
    """The band of the month's only case-month, by dose."""
    found = ask(AS_OF, tables, "pressure_month")["pressure_month"].filter(pl.col("month") == month)
    assert found["case_months"].to_list() == [1, 1, 1]
    return dict(found.select("dose", "band").iter_rows())


EDGES = {
    1: "1", 2: "2", 3: "3", 4: "4-5", 5: "4-5", 6: "6-8", 8: "6-8", 9: "9-12", 12: "9-12", 13: "13-20", 20: "13-20",
    21: "21+", 60: "21+",
}  # fmt: skip


@pytest.mark.parametrize(("times", "band"), EDGES.items())
def test_bands_change_where_their_names_say(times: int, band: str) -> None:
    calls = [contact("C1", MORNING + SECOND * number) for number in range(times)]
    assert bands(platform(calls)) == {"attempts": band, "connected": band, "busiest_day": band}


def test_a_month_without_a_contact_is_in_band_nought_once_contacts_are_reported() -> None:
    calls = [contact("C1", MORNING)]
    assert bands(platform(calls), APR) == dict.fromkeys(("attempts", "connected", "busiest_day"), "0")
    found = ask(AS_OF, platform(calls), "pressure_month")["pressure_month"]
    assert found["month"].min() == MAR and found.filter(pl.col("month") == APR)["position"].to_list() == [1, 1, 1]


def test_the_busiest_day_is_the_one_with_most_answered_calls() -> None:
    """Two answered calls on the fourth, three of people and machines on the fifth; a text, a visit, a call coming in
    and one nobody answered are no answered calls.
    """
    next_day = MORNING + DAY
    calls = [contact("C1", MORNING), contact("C1", MORNING + SECOND)]
    calls += [contact("C1", next_day), contact("C1", next_day + SECOND), contact("C1", next_day, channel="ai_voice")]
    calls += [contact("C1", MORNING, channel=channel) for channel in ("sms", "visit")]
    calls += [contact("C1", MORNING, direction="in"), contact("C1", MORNING, connected=False)]
    assert bands(platform(calls)) == {"attempts": "6-8", "connected": "6-8", "busiest_day": "3"}


def test_paying_is_not_known_where_payments_are_not_reported() -> None:
    calls = [contact("C1", MORNING)]
    found = ask(AS_OF, platform(calls), "pressure_month")["pressure_month"]
    assert found["paying_case_months"].null_count() == found.height
    paid = platform(calls, payments=[payment("L1", 1, dt.date(2024, 3, 9), 100), payment("L1", 2, AS_OF, 5)])
    found = ask(AS_OF, paid, "pressure_month")["pressure_month"].filter(pl.col("dose") == "attempts")
    assert rows(found, "month", "paying_case_months") == [(MAR, 1), (APR, 0), (MAY, 0), (JUN, 1)]


@pytest.mark.parametrize(
    ("received_at", "complained"),
    [
        (dt.datetime(2024, 2, 29, 23, 59, 59), 0),
        (dt.datetime(2024, 3, 1), 1),
        (dt.datetime(2024, 5, 31, 23, 59, 59), 1),
        (dt.datetime(2024, 6, 1), 0),
    ],
)
def test_a_complaint_counts_in_the_month_of_the_contacts_and_the_two_after(
    received_at: dt.datetime, complained: int
) -> None:
    heard = [complaint("M1", received_at, case_id="C1"), complaint("M0", dt.datetime(2024, 1, 25))]
    found = ask(AS_OF, platform([contact("C1", MORNING)], complaints=heard), "pressure_month")["pressure_month"]
    assert set(found.filter(pl.col("month") == MAR)["complaint_case_months"]) == {complained}


def test_a_case_month_is_followed_once_complaints_are_known_for_two_months_more() -> None:
    """Complaints are reported from February to June: of January the first month is unknown, of May the last."""
    heard = [
        complaint("M1", dt.datetime(2024, 2, 3), case_id="C1"),
        complaint("M2", dt.datetime(2024, 6, 3), case_id="C1"),
    ]
    calls = [contact("C1", dt.datetime(2024, 1, 25, 9))]
    found = ask(AS_OF, platform(calls, complaints=heard), "pressure_month")["pressure_month"]
    by_month = found.filter(pl.col("dose") == "attempts")
    assert rows(by_month, "month", "followed_case_months", "complaint_case_months") == [
        (JAN, 0, 0), (FEB, 1, 1), (MAR, 1, 0), (APR, 1, 1), (MAY, 0, 0), (JUN, 0, 0),
    ]  # fmt: skip


@st.composite
def busy(draw: st.DrawFn) -> Tables:
    """Two cases with contacts around the ends of months and the edges of bands, and a few complaints."""
    second = case("C2", "L2", OPENED, draw(st.sampled_from([None, dt.date(2024, 3, 1), dt.date(2024, 4, 30)])))
    starts = st.sampled_from(
        [dt.datetime(2024, 2, 29, 23, 59, 59), dt.datetime(2024, 3, 1), MORNING, MORNING + 40 * DAY]
    )
    made = []
    for _ in range(draw(st.integers(1, 5))):
        at, times, about = (
            draw(starts),
            draw(st.sampled_from([1, 1, 2, 3, 5, 8])),
            draw(st.sampled_from(["C1", "C2", None])),
        )
        more = {
            "channel": draw(st.sampled_from(["phone", "phone", "ai_voice", "sms", "visit"])),
            "connected": draw(st.sampled_from([True, True, False])),
            "direction": draw(st.sampled_from(["out", "out", "out", "in"])),
        }
        made += [contact(about, at, **more) for _ in range(times)]
    moments = [dt.datetime(2024, 1, 25), MORNING, dt.datetime(2024, 4, 30, 23), dt.datetime(2024, 5, 1)]
    heard = [
        complaint(f"M{number}", at, case_id=draw(st.sampled_from(["C1", "C2", None])))
        for number, at in enumerate(draw(st.lists(st.sampled_from(moments), max_size=4)))
    ]
    tables = {"loans": [loan("L1"), loan("L2")], "cases": [case("C1", "L1", OPENED), second], "contacts": made}
    return tables | ({"complaints": heard} if heard else {})


@drawn(12)
@given(busy(), st.sampled_from([AS_OF, JUN - DAY, MAY]))
def test_case_months_fall_in_the_bands_plain_python_puts_them_in(tables: Tables, as_of: dt.date) -> None:
    found = ask(as_of, tables, "pressure_month")["pressure_month"]
    by_hand = pressed(tables, as_of)
    for dose in ("attempts", "connected", "busiest_day"):
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in by_hand:
            for measure, value in (("case", 1), ("followed", row["followed"]), ("complained", row["complained"])):
                counted[row["month"], row[dose], measure] += value
        measures = {"case": "case_months", "followed": "followed_case_months", "complained": "complaint_case_months"}
        made = {
            (row["month"], row["band"], measure): row[column]
            for row in found.filter(pl.col("dose") == dose).iter_rows(named=True)
            for measure, column in measures.items()
        }
        assert made == dict(counted)


def test_money_paid_that_was_taken_back_is_no_paying() -> None:
    paid = [payment("L1", 1, dt.date(2024, 3, 9), 100), payment("L1", 2, dt.date(2024, 3, 10), Decimal(-100))]
    found = ask(AS_OF, platform([contact("C1", MORNING)], payments=paid), "pressure_month")["pressure_month"]
    assert set(found.filter(pl.col("month") == MAR)["paying_case_months"]) == {0}
