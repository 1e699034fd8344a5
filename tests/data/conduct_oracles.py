"""Slow, plain answers to what became of cases, who complained and who was pressed: one row at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.data.oracles import DAY, Row, bucket_of, month_end, month_ends

Tables = dict[str, list[Row]]
ENOUGH = 30
BANDS = ((2000, "0-2000"), (5000, "2000-5000"), (10000, "5000-10000"), (20000, "10000-20000"), (50000, "20000-50000"))
TIMES = {
    "0": {0}, "1": {1}, "2": {2}, "3": {3}, "4-5": {4, 5}, "6-8": {6, 7, 8}, "9-12": {9, 10, 11, 12},
    "13-20": set(range(13, 21)),
}  # fmt: skip
OUTSIDE = {"hotline_12378", "hotline_12345", "court"}


def previous(month: dt.date) -> dt.date:
    return month.replace(day=1) - DAY


def whole_months(firsts: Iterable[dt.date], as_of: dt.date) -> list[dt.date]:
    """The months that are over by the as-of date, from that of the first day on."""
    found = sorted(firsts)
    return month_ends(found[0], as_of) if found else []


def loan_of(tables: Tables, loan_id: str | None) -> Row:
    return next((one for one in tables.get("loans", []) if one["loan_id"] == loan_id), {})


def case_of(tables: Tables, case_id: str | None) -> Row:
    return next((one for one in tables.get("cases", []) if one["case_id"] == case_id), {})


def is_open(case: Row, first: dt.date, last: dt.date) -> bool:
    return case["opened_on"] <= last and (case["closed_on"] is None or case["closed_on"] >= first)


def snapshot_of(tables: Tables, loan_id: str, month: dt.date) -> Row | None:
    seen = (one for one in tables.get("loan_months", []) if one["loan_id"] == loan_id and one["month_end"] == month)
    return next(seen, None)


def holder(tables: Tables, case_id: str, first: dt.date, last: dt.date) -> str | None:
    """Who held a case last in a span of days."""
    spans = [
        (min(one["ended_on"] or last, last), one["assigned_on"], one["agent_id"])
        for one in tables.get("assignments", [])
        if one["case_id"] == case_id and one["assigned_on"] <= last and (one["ended_on"] or last) >= first
    ]
    return max(spans)[2] if spans else None


def people(tables: Tables, agent_id: str | None) -> dict[str, str]:
    """Agency, team and agent, as the marts name them."""
    if agent_id is None:
        return dict.fromkeys(("agency", "team", "agent"), "unknown")
    known = next((one for one in tables.get("agents", []) if one["agent_id"] == agent_id), None)
    return {
        "agency": "unknown" if known is None else known.get("agency") or "in_house",
        "team": "unknown" if known is None else f"p/{known['team']}",
        "agent": f"p/{agent_id}",
    }


# what became of late cases


def at_risk(tables: Tables, as_of: dt.date) -> list[Row]:
    """Cases open on the first of a month whose loan was late the evening before, by month-end snapshots."""
    cases = tables["cases"]
    reported = {one["month_end"] for one in tables["loan_months"]}
    books = {one["month_end"] for one in tables["loan_months"] if one["status"] == "active"}
    covered = whole_months((one["opened_on"] for one in cases), as_of)
    found = []
    for month in sorted(set(covered) & books):
        if previous(month) in reported:
            found += [row for case in cases if (row := _risk(tables, case, month)) is not None]
    return found


def _risk(tables: Tables, case: Row, month: dt.date) -> Row | None:
    first = month.replace(day=1)
    before = snapshot_of(tables, case["loan_id"], previous(month))
    after = snapshot_of(tables, case["loan_id"], month)
    if not is_open(case, first, first) or before is None or after is None or (before["bucket"] or "M0") == "M0":
        return None
    borrowed = loan_of(tables, case["loan_id"])
    left = before["balance"]
    band = "unknown" if left is None else next((name for bound, name in BANDS if left < bound), "50000+")
    return {
        "month": month,
        "case_id": case["case_id"],
        "bucket": before["bucket"],
        "balance_band": band,
        "product": borrowed["product"],
        "region": borrowed["region_code"] or "unknown",
        **people(tables, _holder_on(tables, case["case_id"], first)),
        "cured": int(after["bucket"] == "M0" or after["status"] == "settled"),
    }


def _holder_on(tables: Tables, case_id: str, day: dt.date) -> str | None:
    there = [
        (one["assigned_on"], one["agent_id"])
        for one in tables.get("assignments", [])
        if one["case_id"] == case_id and one["assigned_on"] <= day <= (one["ended_on"] or day)
    ]
    return max(there)[1] if there else None


CELL = ("bucket", "balance_band", "product", "region")


def chance(rows: list[Row], one: Row, depth: int = len(CELL)) -> Fraction:
    """The share cured in the row's cell; below thirty the wider cell's share stands for each that is missing."""
    like = [row["cured"] for row in rows if all(row[name] == one[name] for name in CELL[:depth])]
    if depth == 1 or len(like) >= ENOUGH:
        return Fraction(sum(like), len(like))
    missing = ENOUGH - len(like)
    return (sum(like) + missing * chance(rows, one, depth - 1)) / ENOUGH


def expectations(rows: list[Row]) -> list[float]:
    """What was expected of each row, scaled by bucket and month to what was seen."""
    known: dict[tuple[str, ...], Fraction] = {}
    for row in rows:
        cell = tuple(row[name] for name in CELL)
        known[cell] = known[cell] if cell in known else chance(rows, row)
    chances = [known[tuple(row[name] for name in CELL)] for row in rows]
    told: dict[Any, Fraction] = defaultdict(Fraction)
    seen: dict[Any, int] = defaultdict(int)
    for row, share in zip(rows, chances, strict=True):
        told[row["month"], row["bucket"]] += share
        seen[row["month"], row["bucket"]] += row["cured"]
    keys = [(row["month"], row["bucket"]) for row in rows]
    return [
        float(share * seen[key] / told[key]) if told[key] else 0.0 for key, share in zip(keys, chances, strict=True)
    ]


# complaints


def complaints(tables: Tables, as_of: dt.date) -> list[Row]:
    """Every complaint of a month that is over, with whom it is about and how it was dealt with."""
    received = tables.get("complaints", [])
    months = whole_months((one["received_at"].date() for one in received), as_of)
    return [_complaint(tables, one, as_of) for one in received if month_end(one["received_at"].date()) in months]


def _complaint(tables: Tables, one: Row, as_of: dt.date) -> Row:
    month = month_end(one["received_at"].date())
    lent = _loan(tables, one)
    bucket, held_by = _worked(tables, one.get("case_id"), month, as_of)
    return {
        "complaint_id": one["complaint_id"],
        "month": month,
        "region": one.get("region_code") or lent.get("region_code") or "unknown",
        "product": lent.get("product", "unknown"),
        "bucket": bucket,
        **people(tables, one.get("agent_id") or held_by),
        **_clocks(tables, one, as_of),
        "repeated": int(_is_repeated(tables, one)),
        "repeat_known": int(bool(lent)),
        "escalated": int(one["intake"] in OUTSIDE),
        "decided": int(one.get("closed_at") is not None and one.get("upheld") is not None),
        "upheld": int(one.get("closed_at") is not None and bool(one.get("upheld"))),
    }


def _loan(tables: Tables, one: Row) -> Row:
    return loan_of(tables, one.get("loan_id") or case_of(tables, one.get("case_id")).get("loan_id"))


def _worked(tables: Tables, case_id: str | None, month: dt.date, as_of: dt.date) -> tuple[str, str | None]:
    """Bucket and holder of the case in the last month it was worked up to this one."""
    about = case_of(tables, case_id)
    covered = whole_months((one["opened_on"] for one in tables.get("cases", [])), as_of)
    open_in = [end for end in covered if about and end <= month and is_open(about, end.replace(day=1), end)]
    if not open_in:
        return "unknown", None
    last = max(open_in)
    before = (snapshot_of(tables, about["loan_id"], previous(last)) or {}).get("bucket") or "M0"
    late = before if before != "M0" else bucket_of(about["opened_days_past_due"])
    return late, holder(tables, about["case_id"], last.replace(day=1), last)


def _clocks(tables: Tables, one: Row, as_of: dt.date) -> Row:
    received, closed = one["received_at"], one.get("closed_at")
    end = dt.datetime.combine(as_of + DAY, dt.time())
    found: Row = {"is_open": int(closed is None), "closed": int(closed is not None)}
    found["open_days"] = ((closed or end) - received) / DAY
    for days in (15, 30, 60):
        is_due = received.date() + days * DAY <= as_of
        if not any(other.get("closed_at") for other in tables["complaints"]):
            found |= {f"closed_{days}": None, f"due_{days}": None}
            continue
        found[f"closed_{days}"] = int(is_due and closed is not None and (closed - received) <= days * DAY)
        found[f"due_{days}"] = int(is_due)
    return found


def _is_repeated(tables: Tables, one: Row) -> bool:
    if not (borrower := _loan(tables, one).get("borrower_id")):
        return False
    order = (one["received_at"], one["complaint_id"])
    return any(
        (other["received_at"], other["complaint_id"]) < order
        and one["received_at"] - other["received_at"] <= 90 * DAY
        and other["cause"] == one["cause"]
        and _loan(tables, other).get("borrower_id") == borrower
        for other in tables["complaints"]
    )


# contact pressure


def pressed(tables: Tables, as_of: dt.date) -> list[Row]:
    """Every case-month whose contacts are reported, with how often the case was contacted, by dose."""
    contacts, grievances = tables["contacts"], tables.get("complaints", [])
    worked = whole_months((one["opened_on"] for one in tables["cases"]), as_of)
    reported = whole_months((one["started_at"].date() for one in contacts), as_of)
    heard = whole_months((one["received_at"].date() for one in grievances), as_of)
    found = []
    for case in tables["cases"]:
        for month in (one for one in worked if one in reported and is_open(case, one.replace(day=1), one)):
            made = [one for one in contacts if one["case_id"] == case["case_id"] and one["direction"] == "out"]
            made = [one for one in made if month_end(one["started_at"].date()) == month]
            found.append(
                {"month": month, "case_id": case["case_id"], **_doses(made), **_heard(case, month, heard, grievances)}
            )
    return found


def _doses(made: list[Row]) -> Row:
    answered = [one for one in made if one["connected"]]
    days = [one["started_at"].date() for one in answered if one["channel"] in ("phone", "ai_voice")]
    return {
        "attempts": band(len(made)),
        "connected": band(len(answered)),
        "busiest_day": band(max((days.count(day) for day in days), default=0)),
    }


def band(times: int) -> str:
    return next((name for name, those in TIMES.items() if times in those), "21+")


def _heard(case: Row, month: dt.date, heard: list[dt.date], grievances: list[Row]) -> Row:
    window = [month, month_end(month + DAY), month_end(month_end(month + DAY) + DAY)]
    followed = window[0] in heard and window[2] in heard
    about = (month_end(one["received_at"].date()) for one in grievances if one.get("case_id") == case["case_id"])
    return {"followed": int(followed), "complained": int(followed and any(one in window for one in about))}


# borrowers who come back


def returned(tables: Tables, as_of: dt.date, days: int) -> dict[tuple[dt.date, str], list[int]]:
    """Cases closed as paid, those closed `days` ago and of them those whose borrower borrowed again, by month and by
    whether the borrower complained while the case was open."""
    grievances = tables.get("complaints", [])
    heard = whole_months((one["received_at"].date() for one in grievances), as_of)
    found: dict[tuple[dt.date, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for case in tables["cases"]:
        closed = case["closed_on"]
        if closed is None or case["close_reason"] not in ("cured", "settled") or month_end(closed) > as_of:
            continue
        borrower = loan_of(tables, case["loan_id"])["borrower_id"]
        others = [
            one for one in tables["loans"] if one["borrower_id"] == borrower and one["loan_id"] != case["loan_id"]
        ]
        told = [one["received_at"].date() for one in grievances if _loan(tables, one).get("borrower_id") == borrower]
        said = "yes" if any(case["opened_on"] <= day <= closed for day in told) else "no"
        counts = found[month_end(closed), said if month_end(closed) in heard else "unknown"]
        is_mature = closed + days * DAY <= as_of
        came_back = any(closed <= one["originated_on"] <= closed + days * DAY for one in others)
        for place, value in enumerate((True, is_mature, is_mature and came_back)):
            counts[place] += value
    return dict(found)
