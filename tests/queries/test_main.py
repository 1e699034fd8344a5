from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from data.store import Store
from queries import printing
from queries.__main__ import app
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.metrics import ask
from queries.questions import questions
from queries.warehouse import Warehouse
from tests.queries import county

ROOT = Path(__file__).resolve().parents[2]
OPERATOR = Viewer("operator", None)


@pytest.fixture(autouse=True)
def _county(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def rows(*words: str) -> list[dict[str, str]]:
    result = run(*words, "--format", "csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr


def test_metrics_print_with_months_shares_and_money_as_agreed(warehouse: Warehouse) -> None:
    found = rows("par30_count", "balance", "loans", "--by", "month")
    frame = ask(warehouse, OPERATOR, ["par30_count", "balance", "loans"], ["month"]).frame
    expected = [
        {"month": f"{month:%Y-%m}", "par30_count": f"{share:.6f}", "balance": str(money), "loans": str(count)}
        for month, share, money, count in frame.select("month", "par30_count", "balance", "loans").rows()
    ]
    assert found == expected


def test_dimensions_may_be_listed_or_repeated() -> None:
    once, twice = rows("loans", "--by", "month,region"), rows("loans", "--by", "month", "--by", "region")
    assert once == twice
    assert list(once[0]) == ["month", "region", "loans"]


def test_filters_and_range_narrow_the_answer() -> None:
    found = rows(
        "loans", "--by", "month,product,platform", "--where", f"platform={county.BY_DAYS},{county.BY_SCHEDULE}",
        "--where", "product=cash", "--from", "2024-02", "--to", "2024-03-30",
    )  # fmt: skip
    assert {row["month"] for row in found} == {"2024-02"}
    assert {row["product"] for row in found} == {"cash"}
    assert {row["platform"] for row in found} == {county.BY_DAYS, county.BY_SCHEDULE}


def test_what_is_not_reported_prints_empty() -> None:
    found = rows("arrears_ratio", "loans", "--where", f"platform={county.BY_BUCKET}")
    assert found[0]["arrears_ratio"] == "" and int(found[0]["loans"]) > 0


def test_json_keeps_the_decimals_and_says_null(warehouse: Warehouse) -> None:
    result = run("par30_balance", "arrears_ratio", "balance", "--by", "platform", "--format", "json")
    found = json.loads(result.stdout, parse_float=Decimal)
    frame = ask(warehouse, OPERATOR, ["balance"], ["platform"]).frame
    assert {row["platform"]: row["balance"] for row in found} == dict(frame.select("platform", "balance").rows())
    assert all(len(str(row["par30_balance"]).partition(".")[2]) == 6 for row in found)
    own = json.loads(run("arrears", "--where", f"platform={county.BY_BUCKET}", "--format", "json").stdout)
    assert own == [{"arrears": None}]


def test_a_question_prints_its_rows() -> None:
    found = rows("overdue/vintage", "--to", "2024-01")
    columns = ["cohort", "month_on_book", "threshold", "loans_opened", "loans_observed", "loans_ever", "loans_current"]
    assert list(found[0])[:7] == columns
    assert {row["cohort"] for row in found} == {"2023-11", "2023-12", "2024-01"}
    moved = rows("overdue/transitions", "--where", "region=420923100")
    assert list(moved[0])[:5] == ["month", "from_bucket", "to_bucket", "loans", "balance"]


def test_a_question_takes_its_parameters() -> None:
    teams, agencies = rows("agents/funnel"), rows("agents/funnel", "--set", "level=agency")
    assert {row["unit"] for row in teams} == {row["team"] for row in teams}
    assert {row["unit"] for row in agencies} == {row["agency"] for row in agencies}
    own = ["--role", "manager", "--platform", county.BY_DAYS, "--set", "level=agent"]
    assert all(row["unit"].startswith(county.BY_DAYS) for row in rows("agents/funnel", *own))
    quick, slow = (rows("overdue/lagged_rate", "--set", f"lag={lag}") for lag in ("1", "3"))
    assert [row["lagged_rate"] == "" for row in quick].count(True) == 1
    assert [row["lagged_rate"] == "" for row in slow].count(True) == 3


def test_days_are_days_even_at_the_end_of_a_month() -> None:
    found = rows("contacts", "--by", "day", "--from", "2024-05", "--to", "2024-05")
    assert found and all(len(row["day"]) == 10 for row in found)
    one = rows("contacts", "--where", f"day={found[0]['day']}")
    assert one == [{"contacts": found[0]["contacts"]}]


def test_the_parts_of_a_figure_add_up_to_it() -> None:
    for dimension in ("category", "channel"):
        parts = sum(float(row["cost_per_case"]) for row in rows("cost_per_case", "--by", dimension))
        assert parts == pytest.approx(float(rows("cost_per_case")[0]["cost_per_case"]), abs=0.1)


def test_a_manager_sees_the_platforms_named() -> None:
    found = rows("loans", "--by", "platform", "--role", "manager", "--platform", county.BY_DAYS)
    assert [row["platform"] for row in found] == [county.BY_DAYS]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_are_labelled_in_the_language_chosen(language: str) -> None:
    result = run("par30_balance", "--by", "region", "--language", language)
    assert dictionary()["par30_balance"].short[language] in result.stdout
    assert ("城关镇" in result.stdout) == (language == "zh")
    assert ("2024-09" in result.stderr) and county.BY_BUCKET in result.stderr


def test_a_wide_table_is_printed_whole_when_piped() -> None:
    result = run("overdue/vintage", "--language", "en")
    assert "…" not in result.stdout
    assert "loans_opened" in result.stdout


def test_the_list_names_everything_that_can_be_asked() -> None:
    for language in ("zh", "en"):
        found = run("--list", "--language", language).stdout
        assert all(id in found for id in [*dictionary(), *questions()])
        assert dictionary()["loans"].label[language] in found


def test_nothing_asked_lists_what_can_be() -> None:
    assert "par30_balance" in run().stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["par30_cuont"], "par30_count"),
        (["overdue/vintag"], "overdue/vintage"),
        (["loans", "--by", "buckett"], "bucket"),
        (["loans", "--where", "region"], "DIM=VALUE"),
        (["loans", "--where", "region="], "DIM=VALUE"),
        (["loans", "--where", "nonsense=1"], "nonsense"),
        (["loans", "--where", "month=spring"], "spring"),
        (["loans", "--from", "yesterday"], "yesterday"),
        (["loans", "--from", "2026-10", "--to", "2026-01"], "Swap them"),
        (["loans", "--where", "platform=nosuch"], "no platform 'nosuch'"),
        (["loans", "--role", "analyst", "--platform", "nosuch"], "no platform 'nosuch'"),
        (["loans", "--role", "manager"], "--platform"),
        (["loans", "--role", "regulator", "--from", "2024-03", "--to", "2024-04"], "1, 3, 6, 12, 24 whole months"),
        (["loans", "--role", "regulator", "--where", "region=1,2"], "one value of region"),
        (["loans", "--role", "king"], "king"),
        (["loans", "--version", "20200101T000000-0000"], "20200101T000000-0000"),
        (["cases", "--by", "agent"], "may not look at persons"),
        (["cases", "--where", "agent=a/1"], "may not look at persons"),
        (["agents/funnel", "--set", "level=agent"], "may not look at persons"),
        (["agents/funnel", "--set", "level=street"], "agent, team, agency"),
        (["agents/funnel", "--set", "height=3"], "it has: level"),
        (["agents/funnel", "--set", "level"], "NAME=VALUE"),
        (["overdue/lagged_rate", "--set", "lag=soon"], "cannot be 'soon'"),
        (["cases", "--set", "level=team"], "Only questions have parameters"),
        (["cost", "--by", "cause"], "cost cannot be split by cause"),
        (["complaints_per_1000_cases", "--by", "channel"], "cannot be split by channel"),
        (["contacts", "--by", "day,region"], "drop one of them"),
        (["quality_score", "--by", "region"], "cannot be split by region"),
        (["cost/steps", "--where", "cause=frequency"], "cannot be filtered by cause"),
        (["overview/what_moved", "--where", "channel=phone"], "cannot be filtered by channel"),
        (["loans", "overdue/vintage"], "one question"),
        (["overdue/vintage", "overdue/buckets"], "one question"),
        (["overdue/vintage", "--by", "month"], "--by"),
        (["loans", "--format", "pdf"], "pdf"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(words: list[str], part: str) -> None:
    assert part in refused(*words, "--language", "en")


def test_a_refusal_speaks_chinese_too() -> None:
    assert "没有名为" in refused("par30_cuont", "--language", "zh")


def test_an_empty_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path))
    assert "python -m data build" in refused("loans", "--language", "en")


def test_a_broken_warehouse_gives_a_message_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = county.built(tmp_path, (county.BY_DAYS,), loans=20)
    current = store.current()
    assert current is not None
    current.warehouse.chmod(0o644)
    current.warehouse.write_bytes(b"not a database")
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path))
    refused("loans")


def test_it_runs_as_a_module() -> None:
    words = [sys.executable, "-m", "queries", "loans", "--format", "csv"]
    result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("loans\n")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "share", ""),
        (dt.date(2024, 2, 29), "", "2024-02"),
        (dt.date(2024, 2, 28), "", "2024-02-28"),
        (0.1043333333, "share", "0.104333"),
        (Decimal("5024529680.00"), "money", "5024529680.00"),
        (1234.5, "money", "1234.50"),
        (30000, "count", "30000"),
        (True, "", "true"),
        (12.5, "days", "12.50"),
        (0.25, "hours", "0.25"),
        (7.3171, "per_thousand", "7.3171"),
        (0.1854321, "ratio", "0.185432"),
        (86.5, "score", "86.50"),
        (dt.date(2024, 2, 29), "day", "2024-02-29"),
    ],
)
def test_values_are_written_by_their_unit(value: Any, unit: str, text: str) -> None:
    assert printing.written(value, unit) == text


def test_csv_quotes_what_needs_it() -> None:
    frame = pl.DataFrame({"region": ['a,"b"\nc'], "loans": [1]})
    assert list(csv.DictReader(io.StringIO(printing.as_csv(frame, {})))) == [{"region": 'a,"b"\nc', "loans": "1"}]
    assert json.loads(printing.as_json(frame, {})) == [{"region": 'a,"b"\nc', "loans": 1}]
    assert json.loads(printing.as_json(frame.clear(), {})) == []
