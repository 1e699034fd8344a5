from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from queries.access import Viewer
from queries.filters import NO_FILTERS, Filters, month_end
from queries.metrics import ask
from queries.questions import ask_question, filterable, questions
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import collecting_oracle, county
from tests.queries.oracle import Facts, Row

EVERYTHING = Viewer("operator", None)
FOLDER = Path(__file__).resolve().parents[2] / "queries"
MARCH = dt.date(2024, 3, 31)


def rows(warehouse: Warehouse, id: str, filters: Filters = NO_FILTERS, **parameters: int | str) -> list[Row]:
    return ask_question(warehouse, EVERYTHING, id, filters, **parameters).frame.rows(named=True)


def later(month: dt.date, months: int) -> dt.date:
    number = month.year * 12 + month.month - 1 + months
    return month_end(dt.date(number // 12, number % 12 + 1, 1))


def test_every_file_is_a_question_and_every_question_a_file() -> None:
    files = {
        path.relative_to(FOLDER).with_suffix("").as_posix()
        for path in FOLDER.glob("*/*.sql")
        if path.parent.name != "rows"  # lists of what stands behind numbers
    }
    assert {one.file or id for id, one in questions().items() if one.sql} == files
    for one in questions().values():
        assert not one.sql or (one.sql.startswith("-- ") and one.sql.endswith("\n"))
        assert one.sql or one.estimate
        assert not one.estimate or callable(one.function)
        assert set(one.title) == set(one.definition) == {"zh", "en"}


def test_every_question_answers_under_every_filter_it_names(
    warehouse: Warehouse, facts: Facts, collected: collecting_oracle.Facts
) -> None:
    everybody = Viewer("manager", county.PLATFORMS)
    for id in questions():
        for dimension in filterable(warehouse, id):
            found = facts.values(dimension) or collected.values(dimension) or ["M1"]
            ask_question(warehouse, everybody, id, Filters.of({dimension: found[:1]}))


def test_vintages_agree_with_loops_over_the_loans(warehouse: Warehouse, facts: Facts) -> None:
    found = {(row["cohort"], row["month_on_book"], row["threshold"]): row for row in rows(warehouse, "overdue/vintage")}
    reported = {(row["platform"], row["month"]) for row in facts["reported_month"]}
    lateness = {"30": ("M2", "M3", "M4", "M5", "M6", "M7+"), "90": ("M4", "M5", "M6", "M7+")}
    assert {cohort for cohort, _, _ in found} == {loan["vintage"] for loan in facts["lent"]}
    for cohort, age, threshold in list(found)[::3]:
        if threshold not in lateness:
            continue
        row, month = found[cohort, age, threshold], later(cohort, age)
        cohort_loans = [loan for loan in facts["lent"] if loan["vintage"] == cohort]
        observed = {(o["platform"], o["loan_id"]): o for o in cohort_loans if (o["platform"], month) in reported}
        late = [
            (one["platform"], one["loan_id"], one["month"])
            for one in facts["book"]
            if one["bucket"] in lateness[threshold] and (one["platform"], one["loan_id"]) in observed
        ]
        ever = {key[:2] for key in late if key[2] <= month}
        assert row["loans_opened"] == len(cohort_loans)
        assert row["principal_opened"] == sum(loan["principal"] for loan in cohort_loans)
        assert row["loans_observed"] == len(observed)
        if observed:
            assert row["loans_ever"] == len(ever)
            assert row["loans_current"] == len([key for key in late if key[2] == month])
            assert row["principal_ever"] == sum(observed[key]["principal"] for key in ever)


def test_vintages_count_write_offs_and_cohorts_add_up_to_originations(warehouse: Warehouse, facts: Facts) -> None:
    found = [row for row in rows(warehouse, "overdue/vintage") if row["threshold"] == "written_off"]
    assert sum({row["cohort"]: row["loans_opened"] for row in found}.values()) == len(facts["lent"])
    by_days = rows(warehouse, "overdue/vintage", Filters.of({"platform": [county.BY_DAYS]}))
    last = {row["cohort"]: row["loans_ever"] for row in by_days if row["threshold"] == "written_off"}
    gone = ask_question(warehouse, EVERYTHING, "overdue/departures", Filters.of({"platform": [county.BY_DAYS]})).frame
    assert sum(last.values()) == gone.filter(status="written_off")["loans"].sum() > 0


def test_transitions_add_up_to_what_they_started_from(warehouse: Warehouse) -> None:
    own = Filters.of({"platform": [county.BY_DAYS]})
    found = ask_question(warehouse, EVERYTHING, "overdue/transitions", own).frame
    book = ask(warehouse, EVERYTHING, ["loans", "balance"], ["month", "bucket"], own).frame
    started = found.group_by("month", "from_bucket").agg(pl.col("loans", "balance").sum())
    ended = found.group_by("month", "to_bucket").agg(pl.col("loans", "closing_balance").sum())
    assert set(started["month"]) == set(book["month"].unique().sort()[1:])
    for month, bucket, loans, balance in book.select("month", "bucket", "loans", "balance").rows():
        after = started.filter(month=later(month, 1), from_bucket=bucket)
        assert not after.height or after.select("loans", "balance").row(0) == (loans, balance)
        before = ended.filter(month=month, to_bucket=bucket)
        assert not before.height or before.select("loans", "closing_balance").row(0) == (loans, balance)


def over_30(warehouse: Warehouse, filters: Filters = NO_FILTERS) -> dict[dt.date, tuple[Decimal, Decimal]]:
    frame = ask(warehouse, EVERYTHING, ["par30_balance"], ["month"], filters).frame
    sums = frame.select("month", "par30_balance__numerator", "par30_balance__denominator").rows()
    return {month: (late, book) for month, late, book in sums}


@pytest.mark.parametrize("lag", [1, 3])
def test_the_lagged_rate_looks_back_behind_the_range_asked(warehouse: Warehouse, lag: int) -> None:
    found = rows(warehouse, "overdue/lagged_rate", Filters.of(first_month=MARCH), lag=lag)
    sums = over_30(warehouse)
    assert [row["month"] for row in found] == [month for month in sums if month >= MARCH]
    for row in found:
        late, book = sums[row["month"]]
        before = sums[later(row["month"], -lag)][1]
        assert (row["balance_over_30"], row["balance"], row["balance_before"]) == (late, book, before)
        assert row["lagged_rate"] == pytest.approx(float(late) / float(before))
        assert row["rate"] == pytest.approx(float(late) / float(book))


def test_the_lagged_rate_is_empty_where_nothing_is_known_before(warehouse: Warehouse) -> None:
    assert rows(warehouse, "overdue/lagged_rate")[0]["lagged_rate"] is None


@pytest.mark.parametrize("months", [3, 12])
def test_write_offs_and_sales_are_put_back_for_so_many_months(warehouse: Warehouse, months: int) -> None:
    found = rows(warehouse, "overdue/added_back", Filters.of(first_month=MARCH), months=months)
    frame = ask(warehouse, EVERYTHING, ["written_off_balance", "sold_balance"], ["month"]).frame
    flows = {
        month: (off, sold) for month, off, sold in frame.select("month", "written_off_balance", "sold_balance").rows()
    }
    assert found[0]["month"] == MARCH
    for row in found:
        late, book = over_30(warehouse)[row["month"]]
        window = [flows[month] for number in range(months) if (month := later(row["month"], -number)) in flows]
        back = sum(off + sold for off, sold in window)
        assert row["months_seen"] == len(window)
        assert row["rate"] == pytest.approx(float(late) / float(book))
        assert row["rate_added_back"] == pytest.approx(float(late + back) / float(book + back))


def test_five_categories_agree_with_the_npl_ratio(warehouse: Warehouse) -> None:
    found = rows(warehouse, "overdue/five_categories")
    npl = dict(ask(warehouse, EVERYTHING, ["npl_ratio"], ["month"]).frame.select("month", "npl_ratio").rows())
    for month, ratio in npl.items():
        bad = [r for r in found if r["month"] == month and r["loan_class"] in ("substandard", "doubtful", "loss")]
        assert sum(row["share_of_balance"] for row in bad) == pytest.approx(ratio)


def test_the_card_scale_moves_loans_to_worse_categories(warehouse: Warehouse, facts: Facts) -> None:
    found = rows(warehouse, "overdue/five_categories", scale="card")
    scale = {"M0": "normal", "M4": "substandard", "M5": "doubtful", "M6": "doubtful", "M7+": "loss"}
    expected = Counter((row["month"], scale.get(row["bucket"], "special_mention")) for row in facts["book"])
    assert {(row["month"], row["loan_class"]): row["loans"] for row in found} == expected


def test_bucket_shares_make_one_book(warehouse: Warehouse, facts: Facts) -> None:
    found = ask_question(warehouse, EVERYTHING, "overdue/buckets").frame
    totals = found.group_by("month").agg(pl.col("share_of_loans", "share_of_balance").sum())
    assert totals["share_of_loans"].to_list() == pytest.approx([1.0] * totals.height)
    assert totals["share_of_balance"].to_list() == pytest.approx([1.0] * totals.height)
    counted = Counter((row["month"], row["bucket"]) for row in facts["book"])
    assert {
        (month, bucket): loans for month, bucket, loans in found.select("month", "bucket", "loans").rows()
    } == counted


def test_reasons_are_those_of_late_loans(warehouse: Warehouse, facts: Facts) -> None:
    late = [row for row in facts["book"] if row["bucket"] != "M0"]
    counted = Counter((row["month"], row["overdue_reason"]) for row in late)
    found = rows(warehouse, "overdue/reasons")
    assert {(row["month"], row["overdue_reason"]): row["loans"] for row in found} == counted
    young = rows(warehouse, "overdue/reasons", Filters.of({"age_band": ["18-25"]}))
    assert sum(row["loans"] for row in young) == len([row for row in late if row["age_band"] == "18-25"])


def test_write_offs_are_told_by_the_worst_lateness_before(warehouse: Warehouse, facts: Facts) -> None:
    worst: dict[Any, str] = {}
    for row in facts["book"]:
        key = row["platform"], row["loan_id"]
        worst[key] = max(worst.get(key, "M0"), row["bucket"])
    off = {(r["platform"], r["loan_id"]) for r in facts["moves"] if r["to_bucket"] == "written_off"}
    for row in rows(warehouse, "overdue/written_off_by_worst"):
        group = [key for key, bucket in worst.items() if row["worst_bucket"] == (bucket if bucket < "M2" else "M2+")]
        assert (row["loans"], row["written_off_loans"]) == (len(group), len([key for key in group if key in off]))
        assert row["share_written_off"] == pytest.approx(row["written_off_loans"] / row["loans"])


def test_reporting_tells_every_gap(warehouse: Warehouse, facts: Facts) -> None:
    found = rows(warehouse, "overdue/reporting")
    reported = {(row["platform"], row["month"]) for row in facts["reported_month"]}
    months = {row["month"] for row in facts["reported_month"]}
    assert {(row["platform"], row["month"]) for row in found} == {(p, m) for p in county.PLATFORMS for m in months}
    assert {(row["platform"], row["month"]) for row in found if row["is_reported"]} == reported


def test_the_range_of_months_applies_to_every_question(warehouse: Warehouse) -> None:
    span = Filters.of(first_month=MARCH, last_month=dt.date(2024, 5, 31))
    # A training is judged by all the months before it.
    for id in (id for id, one in questions().items() if not one.people):
        for row in rows(warehouse, id, span):
            month = row.get("month") or row.get("cohort")
            assert month is None or MARCH <= month <= dt.date(2024, 5, 31), id


@pytest.mark.parametrize(
    ("id", "where", "parameters", "code"),
    [
        ("overdue/vintages", {}, {}, "unknown_name"),
        ("overdue/vintage", {"bucket": ["M1"]}, {}, "cannot_filter"),
        ("overdue/lagged_rate", {"bucket": ["M1"]}, {}, "cannot_filter"),
        ("overdue/reporting", {"region": ["x"]}, {}, "cannot_filter"),
        ("overdue/lagged_rate", {}, {"leg": 3}, "unknown_parameter"),
        ("overdue/vintage", {}, {"scope": "x"}, "unknown_parameter"),
    ],
)
def test_what_a_question_does_not_have_is_refused(
    warehouse: Warehouse, id: str, where: dict[str, list[str]], parameters: dict[str, int | str], code: str
) -> None:
    with pytest.raises(AskRefused) as refused:
        ask_question(warehouse, EVERYTHING, id, Filters.of(where), **parameters)
    assert refused.value.code == code


def test_vintages_are_the_same_from_the_narrow_and_the_wide_table(warehouse: Warehouse, facts: Facts) -> None:
    narrow = ask_question(warehouse, EVERYTHING, "overdue/vintage")
    wide = ask_question(warehouse, EVERYTHING, "overdue/vintage", Filters.of({"region": facts.values("region")}))
    assert (narrow.source, wide.source) == (("vintage_month_platform",), ("vintage_month",))
    assert narrow.frame.equals(wide.frame)
