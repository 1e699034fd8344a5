"""`python -m queries explore`: what it writes for people, what it refuses, what it leaves in the log."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from data.store import Store
from queries import audit
from queries.__main__ import app
from tests.queries import county


@pytest.fixture(scope="module")
def store(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The county with a log that nobody else writes to."""
    return county.own(store, tmp_path_factory.mktemp("commands") / "store")


@pytest.fixture(autouse=True)
def _county(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["explore", *words])


def test_a_table_speaks_the_readers_language() -> None:
    words = ("balance", "--by", "month,platform", "--grain", "quarter", "--top", "platform:1", "--subtotals")
    chinese = run(*words, "--compare", "previous", "--period", "last:3", "--language", "zh").stdout
    assert all(part in chinese for part in ("2024-Q3", "其他", "合计", "余额 （对比期）", "余额 变化"))
    english = run(*words, "--language", "en").stdout
    assert all(part in english for part in ("Others", "Total", "Balance", "2023-Q4"))


def test_a_search_finds_names_of_both_languages() -> None:
    for text in ("城关", "chengguan", "420923100"):
        result = run("loans", "--by", "region", "--search", f"region:{text}", "--format", "json")
        assert [row["region"] for row in json.loads(result.stdout)] == ["420923100"]


def test_what_is_hidden_is_a_star_in_csv_and_null_in_json() -> None:
    words = ("contacts", "--by", "platform", "--top", "platform:1", "--role", "regulator")
    written = run(*words, "--format", "csv").stdout.splitlines()
    assert written[-1].startswith("__others__,*,") and written[-1].endswith("complement")
    told = json.loads(run(*words, "--format", "json").stdout)
    assert told[-1]["contacts"] is None and told[-1]["contacts__masked"] == "complement"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("loans", "--range", "loans"), "METRIC:LOW:HIGH"),
        (("loans", "--range", "balance:1:2"), "METRIC:LOW:HIGH"),
        (("loans", "--range", "loans:a:"), "METRIC:LOW:HIGH"),
        (("loans", "--by", "region", "--top", "region"), "DIM:COUNT"),
        (("loans", "--search", "region"), "DIM:TEXT"),
        (("loans", "--where", "region"), "DIM=VALUE"),
        (("loans", "--where", "platform=nobody"), county.BY_DAYS),
        (("laons",), "Did you mean"),
        (("loans", "--period", "last:5", "--role", "regulator"), "1, 3, 6, 12, 24"),
    ],
)
def test_what_cannot_be_explored_is_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    result = run(*words, "--language", "en")
    assert result.exit_code in (1, 2) and result.stdout == ""
    assert said in result.stderr and "Traceback" not in result.output


def test_what_is_taken_or_refused_for_the_role_is_in_the_log(store: Store) -> None:
    run("loans", "--by", "region", "--where", "product=cash", "--format", "csv")
    run("loans", "--period", "last:5", "--role", "regulator")
    written = (audit.folder(store) / "log.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line) for line in written]
    taken = [one for one in lines if one["event"] == "command" and one.get("filters") == {"w": ["product:cash"]}]
    assert (taken[-1]["what"], taken[-1]["by"], taken[-1]["format"]) == (["loans"], ["region"], "csv")
    assert any(one["why"] == "range_of_months" and one["what"] == ["loans"] for one in lines if "why" in one)
