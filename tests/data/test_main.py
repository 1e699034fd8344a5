"""The command line: two languages, one clear message when something is wrong, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from data import errands
from data.__main__ import app
from data.store import Store
from tests.data.county import sound
from tests.data.servers import postgres
from tests.data.test_submit import snapshot, write

PLATFORM = ["--platform", "anhe_finance", "--as-of", "2026-10-31"]
Run = Callable[..., Result]
HOTLINE = """
platform = "Company"
[[table]]
table = "complaints"
file = "*.csv"
[table.columns]
complaint_id = "Id"
received_at = "At"
intake = { constant = "hotline_12345" }
cause = "Why"
severity = 1
"""
HOTLINE_ROWS = """Company,Id,At,Why
Acme Loans,1,2026-10-01 09:00:00,calls
Beta,2,soon,calls
Anhe Consumer Finance,3,2026-10-02 09:00:00,calls
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")
    return Store(tmp_path / "store")


@pytest.fixture
def run(store: Store) -> Run:
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "handed", sound())


def test_submit_build_status_rollback_prune(run: Run, store: Store, folder: Path) -> None:
    accepted = run("submit", folder, *PLATFORM)
    assert accepted.exit_code == 0
    assert "anhe_finance 2026-10-31 accepted as 0001-" in accepted.stdout
    assert "12,000.00" in accepted.stdout
    assert run("build").stdout.startswith("Version 2026")
    first = store.current()
    assert first is not None

    shown = run("status").stdout
    for text in (first.id, "2026-10-31", "Anhe Consumer Finance (anhe_finance)", "instalments", "MiB"):
        assert text in shown

    (folder / "payments.csv").unlink()
    run("submit", folder, *PLATFORM)
    run("build")
    second = store.current()
    assert second is not None and second != first
    assert f"Version {first.id} is current again" in run("rollback", first.id).stdout
    assert store.current() == first
    assert f"versions/{second.id}" not in run("prune", "--keep", "2").stdout
    assert f"versions/{second.id}" not in run("prune", "--keep", "1").stdout
    run("rollback", second.id)
    assert f"versions/{first.id}" in run("prune", "--keep", "1").stdout
    assert "nothing to remove" in run("prune").stdout


def test_the_same_thing_again_says_that_nothing_changed(run: Run, folder: Path) -> None:
    run("submit", folder, *PLATFORM)
    again = run("submit", folder, *PLATFORM)
    assert (again.exit_code, "nothing changed" in again.stdout) == (0, True)


def test_a_file_of_many_platforms_is_summed_up_and_says_which_were_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text(HOTLINE, encoding="utf-8")
    (tmp_path / "file.csv").write_text(HOTLINE_ROWS, encoding="utf-8")
    words = ["submit", tmp_path / "file.csv", "--mapping", tmp_path / "hotline.toml", "--as-of", "2026-10-31"]
    result = run(*words)
    assert result.exit_code == 1
    assert result.stdout.startswith("3 platforms: 2 accepted, 0 the same as stored, 1 refused.")
    assert "Beta: file.csv: 1 of 1 rows are bad" in result.stderr
    assert "2 个，拒收 1 个；未写入任何内容" in run(*words, "--dry-run", "--language", "zh").stdout
    run("build")
    assert "Acme Loans (acme_loans)" in run("status").stdout


def test_a_dry_run_writes_nothing(run: Run, store: Store, folder: Path) -> None:
    result = run("submit", folder, *PLATFORM, "--dry-run")
    assert "Dry run: anhe_finance 2026-10-31 checked, 53 rows" in result.stdout
    assert not store.root.exists()


def test_quarantined_rows_are_named_with_place_and_remedy(run: Run, folder: Path) -> None:
    loans = (folder / "loans.csv").read_text().replace("L4,BL4,420923100,cash", "L4,BL4,420923100,", 1)
    (folder / "loans.csv").write_text(loans)
    shown = run("submit", folder, *PLATFORM, "--language", "zh").stdout
    assert "loans.csv，第 5 行，“product”列：必填项为空。请补填。" in shown


def test_what_is_refused_is_one_message_and_exit_code_1(run: Run, store: Store, folder: Path) -> None:
    (folder / "loans.csv").unlink()
    refused = run("submit", folder, *PLATFORM)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert (
        refused.stderr == "table loans is missing, but table instalments refers to it in its column loan_id."
        " Add it to the submission (a file or sheet named loans).\n"
    )
    assert store.submissions() == []
    assert run("submit", folder, *PLATFORM, "--language", "zh").stderr.startswith("缺少表“loans”")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["submit", "nowhere", *PLATFORM], "nowhere"),
        (["rollback", "20200101T000000-0000"], "there is no version 20200101T000000-0000"),
        (["build"], "submit"),
        (["pull", "nonsense", *PLATFORM], "://"),
    ],
)
def test_commands_that_cannot_be_carried_out_say_why(run: Run, arguments: list[str], message: str) -> None:
    refused = run(*arguments)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert message in refused.stderr and "Traceback" not in refused.stderr


LOANS = """create table loans as select 'L' || n loan_id, 'B' || n borrower_id, 'cash' product,
date '2026-01-10' originated_on, 1200.00::numeric(18, 2) principal, 0.24::float8 annual_rate, 3 term_months
from generate_series(1, 10) n"""


def test_a_database_is_pulled_like_any_submission(run: Run, store: Store) -> None:
    with postgres() as url:
        subprocess.run(["psql", "-q", "-d", url, "-c", LOANS], check=True)
        tried = run("pull", url, *PLATFORM, "--dry-run")
        assert "Dry run: anhe_finance 2026-10-31 checked, 10 rows" in tried.stdout, tried.output
        assert not store.root.exists()
        assert "accepted as 0001-" in run("pull", url, *PLATFORM).stdout
        assert "nothing changed" in run("pull", url, *PLATFORM).stdout


def test_the_language_follows_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "尚未建库" in run("status").stdout
    assert "Nothing has been built yet" in run("status", "--language", "en").stdout


def test_an_unexpected_error_is_logged_under_an_id_and_not_shown(
    run: Run, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("inner workings")

    monkeypatch.setattr(errands, "submit_handed", break_down)
    failed = run("submit", folder, *PLATFORM)
    assert failed.exit_code == 1
    assert "inner workings" not in failed.stderr and "Traceback" not in failed.stderr
    id = failed.stderr.partition("(id ")[2][:8]
    log = (store.root / "log" / "data.log").read_text()
    assert f"error {id}" in log and "inner workings" in log


def test_a_full_disk_is_said_to_be_one(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(errands, "submit_handed", no_room)
    assert "Check its space and permissions" in run("submit", folder, *PLATFORM).stderr


def test_a_log_that_cannot_be_written_goes_to_the_temporary_folder(
    run: Run, store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    store.root.write_text("a file where the store should be")
    failed = run("submit", folder, *PLATFORM)
    assert failed.exit_code == 1 and "Traceback" not in failed.stderr
    (log,) = (tmp_path / "temporary").glob("collections-*/data.log")
    assert str(log) in failed.stderr.replace("\n", "")


def test_the_sample_county_fills_an_empty_store_and_only_that(run: Run, store: Store) -> None:
    made = run("sample", "--loans", "1000", "--seed", "3", "--if-empty")
    assert made.exit_code == 0, made.output
    version = store.current()
    assert version is not None and version.manifest()["sample"] is True
    assert len(store.submissions()) == 12
    assert json.loads((store.root / "sample" / "truths.json").read_text(encoding="utf-8"))
    before = snapshot(store.root)
    assert f"already has version {version.id}" in run("sample", "--if-empty").stdout
    assert snapshot(store.root) == before


def test_the_sample_county_may_only_be_written(run: Run, store: Store, tmp_path: Path) -> None:
    out = tmp_path / "county"
    assert f"written to {out}" in run("sample", "--loans", "1000", "--out", out).stdout.replace("\n", "")
    assert (out / "truths.json").exists() and (out / "anhe_finance" / "submission.toml").exists()
    assert not store.root.exists()


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys, data.__main__; print(sorted({'polars', 'duckdb', 'dataframely', 'numpy'} & set(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert found.stdout.strip() == "[]"
