"""Slow, plain answers to what the marts of collecting compute: one case, one payment, one contact at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from tests.data.oracles import DAY, LEFT, ZERO, Loan, Row, bucket_of, month_end, month_ends

NOBODY = (None, None)
LAST = "~"  # after every id
Holder = tuple[str | None, str | None]
"""An agent's id and agency, None where unknown."""


def fen(amount: Decimal) -> int:
    return int(amount * 100)


@dataclass
class Desk:
    """One platform that lends and collects; its payments are those of `book`, everything else is in `tables`."""

    book: list[Loan]
    tables: dict[str, list[Row]]
    as_of: dt.date

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def covered(self, table: str, column: str) -> list[dt.date]:
        """The whole months from the first row on."""
        days = [row[column] for row in self.rows(table)]
        first = min((day.date() if isinstance(day, dt.datetime) else day for day in days), default=None)
        return [month for month in month_ends(ORIGIN_OF_TIME, self.as_of) if first and month >= first]

    @cached_property
    def cases(self) -> dict[str, Row]:
        return {row["case_id"]: row for row in self.rows("cases")}

    @cached_property
    def loans(self) -> dict[str, Loan]:
        return {one.id: one for one in self.book}

    def agency_of(self, agent_id: str | None) -> str | None:
        found = [row for row in self.rows("agents") if row["agent_id"] == agent_id]
        return (found[0].get("agency") or "in_house") if found else None

    def holder(self, agent_id: str | None) -> Holder:
        return (agent_id, self.agency_of(agent_id))

    def held_last(self, case_id: str, month: dt.date) -> Holder:
        """Who held the case last in the month."""
        spans = [
            (min(row.get("ended_on") or month, month), row["assigned_on"], row["agent_id"])
            for row in self.rows("assignments")
            if row["case_id"] == case_id and row["assigned_on"] <= month
            if (row.get("ended_on") or month) >= month.replace(day=1)
        ]
        return self.holder(max(spans)[2]) if spans else NOBODY

    @cached_property
    def worked(self) -> dict[tuple[str, dt.date], Row]:
        """Days open, bucket and last holder of each case in each reported month it was open."""
        found: dict[tuple[str, dt.date], Row] = {}
        for case in self.rows("cases"):
            for month in self.covered("cases", "opened_on"):
                days = [month.replace(day=1) + DAY * n for n in range(month.day)]
                is_open = [case["opened_on"] <= day <= (case.get("closed_on") or day) for day in days]
                if any(is_open):
                    holder = self.held_last(case["case_id"], month)
                    bucket = self.bucket(case, month)
                    found[case["case_id"], month] = {"days": sum(is_open), "bucket": bucket, "holder": holder}
        return found

    def bucket(self, case: Row, month: dt.date) -> str:
        """That of the loan at the month-end before if it was late then, else of the case's opening."""
        loan, before = self.loans[case["loan_id"]], month.replace(day=1) - DAY
        is_lent = min(one.row["originated_on"] for one in self.book) <= before and loan.row["originated_on"] <= before
        if is_lent and loan.status(before) not in LEFT and loan.days_past_due(before) > 0:
            return bucket_of(loan.days_past_due(before))
        return bucket_of(case["opened_days_past_due"])

    def by_whom(self, contact: Row) -> Holder:
        """The contact's own agent and agency, else those of whoever held its case last in that month."""
        worked = self.worked.get((contact.get("case_id") or "", month_end(contact["started_at"].date())))
        holder = worked["holder"] if worked else NOBODY
        own, said = contact.get("agent_id"), contact.get("agency")
        if own:
            return own, self.agency_of(own) or said
        return (holder[0] if said in (None, holder[1]) else None), said or holder[1]


ORIGIN_OF_TIME = dt.date(2023, 12, 1)


def split(total: int, weights: Iterable[tuple[Row, int]]) -> Iterator[tuple[Row, int]]:
    """Parts of `total` in proportion to whole-number weights, in their order, that add up to it."""
    listed = list(weights)
    whole, seen, given = sum(weight for _, weight in listed), 0, 0
    for key, weight in listed:
        seen += weight
        exact = Fraction(abs(total) * seen, whole)
        so_far = int(exact + Fraction(1, 2)) * (1 if total > 0 else -1)
        yield key, so_far - given
        given = so_far


@dataclass
class Allocation:
    """Gives every fen of the ledger to a case, channel and holder."""

    desk: Desk

    @cached_property
    def contacts(self) -> list[Row]:
        months = set(self.desk.covered("contacts", "started_at"))
        rows = self.desk.rows("contacts")
        return [row for row in rows if month_end(row["started_at"].date()) in months]

    def parts(self) -> Counter[tuple[object, ...]]:
        """Fen by month, category, channel, case, agent and agency."""
        found: Counter[tuple[object, ...]] = Counter()
        for (month, category, channel, agent, case), total in self.pools().items():
            for key, part in self._share(month, channel, agent, case, total):
                where = channel or key.get("channel") or "none"
                holder = self.desk.holder(agent) if agent else key["holder"]
                found[month, category, where, key["case_id"], *holder] += part
        return Counter({key: part for key, part in found.items() if part})

    def pools(self) -> Counter[tuple[dt.date, str, str | None, str | None, str | None]]:
        """The ledger in fen, and what contacts state of channels it does not know that month."""
        pools: Counter[tuple[dt.date, str, str | None, str | None, str | None]] = Counter()
        for row in self.desk.rows("costs"):
            if row["month"] in self.desk.covered("costs", "month"):
                key = (row["month"], row["category"], row.get("channel"), row.get("agent_id"), row.get("case_id"))
                pools[key] += fen(row["amount"])
        known = {(month, channel) for month, _, channel, agent, case in pools if not agent and not case}
        names = {"phone": "telecom", "ai_voice": "telecom", "sms": "sms", "visit": "visit"}
        for row in self.contacts:
            month, channel = month_end(row["started_at"].date()), row["channel"]
            if (month, channel) not in known and month in self.desk.covered("costs", "month"):
                pools[month, names.get(channel, "other"), channel, None, None] += fen(row.get("cost") or ZERO)
        return pools

    def _share(
        self, month: dt.date, channel: str | None, agent: str | None, case: str | None, total: int
    ) -> Iterable[tuple[Row, int]]:
        if case:
            holder = self.desk.worked.get((case, month), {"holder": NOBODY})["holder"]
            return [({"case_id": case, "holder": holder}, total)]
        if agent:
            weights = self.by_seconds(agent, month) or self.by_days(month, agent)
        else:
            weights = self.by_contacts(channel, month) if channel else []
        weights = weights or self.by_days(month)
        return split(total, weights) if weights else [({"case_id": None, "holder": NOBODY}, total)]

    def _grouped(self, weights: Iterable[tuple[Row, int]]) -> list[tuple[Row, int]]:
        """One weight for each case, channel and holder, in that order."""
        sums: Counter[tuple[str, str, str, str]] = Counter()
        for key, weight in weights:
            agent, agency = key["holder"]
            sums[key["case_id"] or LAST, key.get("channel") or "", agency or LAST, agent or LAST] += weight
        return [(_key(*key), sums[key]) for key in sorted(sums)]

    def _of_month(self, month: dt.date) -> list[Row]:
        return [row for row in self.contacts if month_end(row["started_at"].date()) == month]

    def _key(self, row: Row) -> Row:
        return {"case_id": row.get("case_id"), "channel": row["channel"], "holder": self.desk.by_whom(row)}

    def by_seconds(self, agent: str, month: dt.date) -> list[tuple[Row, int]]:
        spoken = (
            (self._key(row), row.get("duration_s") or 0)
            for row in self._of_month(month)
            if row.get("case_id") and row["channel"] != "ai_voice"
        )
        return self._grouped((key, weight) for key, weight in spoken if weight and key["holder"][0] == agent)

    def by_days(self, month: dt.date, agent: str | None = None) -> list[tuple[Row, int]]:
        return self._grouped(
            ({"case_id": case_id, "holder": row["holder"]}, row["days"])
            for (case_id, when), row in self.desk.worked.items()
            if when == month and agent in (None, row["holder"][0])
        )

    def by_contacts(self, channel: str, month: dt.date) -> list[tuple[Row, int]]:
        """What contacts say they cost and the rest by number; where that is too much, by what they say."""
        rows = [row for row in self._of_month(month) if row["channel"] == channel]
        stated = sum(fen(row.get("cost") or ZERO) for row in rows)
        spent = sum(
            total
            for (when, _, where, agent, case), total in self.pools().items()
            if (when, where) == (month, channel) and not agent and not case
        )
        left = (spent - stated) if 0 < stated <= spent else 0 if stated else 1
        scale = len(rows) if 0 < stated <= spent else 1
        return self._grouped((self._key(row), fen(row.get("cost") or ZERO) * scale + left) for row in rows)


def _key(case_id: str, channel: str, agency: str, agent: str) -> Row:
    def known(value: str) -> str | None:
        return None if value == LAST else value

    return {"case_id": known(case_id), "channel": channel, "holder": (known(agent), known(agency))}


def by(rows: Iterable[Row], *columns: str) -> dict[tuple[object, ...], list[Row]]:
    """Rows by the values of some columns."""
    found: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return found
