"""Submitting: all or nothing, the same twice changes nothing, corrections replace and keep history."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.problems import Refused
from data.receipt import Receipt
from data.store import Store
from data.submit import submit, submit_handed
from tests.data.county import AS_OF, Row, handed, instalments, loan, money, payment, sound, table

NOVEMBER = dt.date(2026, 11, 30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def accept(store: Store, content: dict[str, list[Row]] | None = None, as_of: dt.date = AS_OF) -> Receipt:
    return submit_handed(store, handed(content or sound()), "anhe_finance", as_of)


def write(folder: Path, content: dict[str, list[Row]], manifest: str = "") -> Path:
    """The submission as CSV files."""
    folder.mkdir(parents=True)
    for name, rows in content.items():
        table(name, rows).frame.drop("_file", "_line").write_csv(folder / f"{name}.csv")
    if manifest:
        (folder / "submission.toml").write_text(manifest)
    return folder


def snapshot(root: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in root.rglob("*")}


def test_an_accepted_submission_is_stored_with_its_receipt(store: Store) -> None:
    receipt = accept(store)
    (stored,) = store.submissions()
    assert (stored.platform, stored.as_of, stored.id) == ("anhe_finance", AS_OF, receipt.submission)
    names = {path.name for path in stored.path.iterdir()}
    assert names == {"receipt.json", "quarantine.parquet", *(f"{name}.parquet" for name in sound())}
    assert pl.read_parquet(stored.path / "loans.parquet").height == 10
    assert Receipt.from_json(stored.receipt()).tables == receipt.tables
    assert stored.receipt()["files"]["loans.csv"] == "0" * 64
    assert (receipt.unchanged, receipt.sample, receipt.quarantined, receipt.previous) == (False, False, 0, None)


def test_the_receipt_counts_what_came_in_what_stayed_and_why_the_rest_did_not(store: Store) -> None:
    content = sound()
    content["loans"][3]["principal"] = money(-5)
    receipt = accept(store, content)
    counts = {name: (one.rows_in, one.stored, one.reasons) for name, one in receipt.tables.items() if one.quarantined}
    assert counts == {
        "loans": (10, 9, {"not_above_minimum": 1}),
        "instalments": (30, 27, {"parent_quarantined": 3}),
        "payments": (10, 9, {"parent_quarantined": 1}),
    }
    held = pl.read_parquet(store.submissions()[0].path / "quarantine.parquet")
    assert held.height == 5
    assert receipt.examples[0]["line"] == 5


def test_the_same_thing_twice_changes_nothing_and_says_so(store: Store) -> None:
    first = accept(store)
    before = snapshot(store.root)
    again = accept(store)
    assert (again.unchanged, again.submission) == (True, first.submission)
    assert snapshot(store.root) == before


def test_the_order_of_rows_and_the_packing_make_no_difference(store: Store, tmp_path: Path) -> None:
    turned = {name: rows[::-1] for name, rows in sound().items()}
    folder = write(tmp_path / "folder", sound())
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(write(tmp_path / "turned", turned).iterdir()):
            packed.write(path, path.name)
    first = submit(store, folder, "anhe_finance", AS_OF)
    assert submit(store, archive, "anhe_finance", AS_OF).unchanged
    assert accept(store).digest == first.digest


def test_a_correction_replaces_the_old_one_which_stays_in_history(store: Store) -> None:
    first = accept(store)
    content = sound()
    content["loans"].append(loan("L11"))
    content["instalments"] += instalments("L11")
    second = accept(store, content)
    assert [one.id for one in store.history("anhe_finance", AS_OF)] == [first.submission, second.submission]
    assert [one.id for one in store.submissions()] == [second.submission]
    assert second.previous == f"2026-10-31/{first.submission}"
    assert second.difference == {
        "loans": "1", "principal": "1200.00", "balance": "1200.00", "paid": "0.00", "cost": None,
    }  # fmt: skip


def test_the_previous_submission_is_the_one_before_where_nothing_is_replaced(store: Store) -> None:
    first = accept(store)
    later = accept(store, as_of=dt.date(2026, 11, 15))
    assert later.previous == f"2026-10-31/{first.submission}"
    assert later.difference["principal"] == "0.00"


def test_totals_that_jump_are_noted(store: Store) -> None:
    accept(store)
    receipt = accept(store, {"loans": sound()["loans"][:4]}, as_of=dt.date(2026, 11, 15))
    messages = [notice.message("en") for notice in receipt.notices if notice.code == "implausible_total"]
    assert len(messages) == 2
    assert messages[0].startswith("total loans went from 10 (submission of 2026-10-31) to 4")
    assert messages[1].startswith("total principal went from 12,000.00 (submission of 2026-10-31) to 4,800.00")


def test_a_dry_run_leaves_the_store_byte_for_byte_as_it_was(store: Store) -> None:
    receipt = submit_handed(store, handed(sound()), "anhe_finance", AS_OF, dry_run=True)
    assert receipt.dry_run and receipt.stored == 53
    assert not store.root.exists()
    accept(store)
    before = snapshot(store.root)
    content = sound()
    content["loans"][0]["product"] = "other"
    assert submit_handed(store, handed(content), "anhe_finance", AS_OF, dry_run=True).digest != receipt.digest
    assert snapshot(store.root) == before


def test_a_refused_submission_leaves_what_is_stored_alone(store: Store) -> None:
    accept(store)
    before = snapshot(store.root)
    content = sound()
    for row in content["payments"][:3]:
        row["amount"] = money(0)
    with pytest.raises(Refused, match="payments.csv: 3 of 10 rows"):
        accept(store, content)
    assert snapshot(store.root) == before


def test_a_later_increment_may_refer_to_what_was_submitted_before(store: Store) -> None:
    accept(store)
    increment = {
        "loans": [loan("L11")],
        "instalments": instalments("L11"),
        "payments": [payment("N1", "L3"), payment("N2", "L11"), payment("N3", "L99"), *_paid("L11", 8)],
    }
    receipt = accept(store, increment, as_of=dt.date(2026, 11, 15))
    assert receipt.tables["payments"].reasons == {"parent_missing": 1}


def _paid(loan: str, count: int) -> list[Row]:
    return [payment(f"small-{loan}-{number}", loan, 1) for number in range(count)]


def test_an_increment_adds_up_with_the_schedule_and_payments_before_it(store: Store) -> None:
    accept(store)
    moved = instalments("L1")[2] | {"due_on": dt.date(2026, 12, 1)}
    shrunk = instalments("L2")[2] | {"principal_due": money(1)}
    increment = {
        "loans": [loan("L1")],
        "instalments": [moved, shrunk, *(row for id in ("L4", "L5") for row in instalments(id))],
        "payments": [payment("N1", "L3", 1000), *_paid("L4", 8)],
    }
    receipt = accept(store, increment, as_of=dt.date(2026, 11, 15))
    assert receipt.tables["instalments"].reasons == {"schedule_not_principal": 1}
    assert receipt.tables["payments"].reasons == {"overpaid": 1}
    assert {row["value"] for row in receipt.examples} == {"1.00", "1000.00"}


def test_another_platforms_submission_is_no_help(store: Store) -> None:
    accept(store)
    increment = {"loans": [loan("L11")], "payments": [payment("N1", "L3"), *_paid("L11", 8)]}
    receipt = submit_handed(store, handed(increment), "other", NOVEMBER)
    assert receipt.tables["payments"].reasons == {"parent_missing": 1}


def test_platform_date_and_sample_mark_may_come_from_the_submission(store: Store, tmp_path: Path) -> None:
    text = 'platform = "anhe_finance"\nas_of = 2026-10-31\nsample = true\n'
    receipt = submit(store, write(tmp_path / "s", sound(), text))
    assert (receipt.platform, receipt.as_of, receipt.sample) == ("anhe_finance", AS_OF, True)
    assert store.submissions()[0].receipt()["sample"] is True


@pytest.mark.parametrize("as_of", ["2026-10-31", dt.datetime(2026, 10, 31, 12)])
def test_a_date_written_as_text_or_with_a_time_is_a_date(store: Store, as_of: object) -> None:
    assert submit_handed(store, handed(sound(), platform="anhe", as_of=as_of)).as_of == AS_OF


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ({"platform": "yu"}, "submission.toml: the submission belongs to platform yu, not anhe_finance"),
        ({"as_of": NOVEMBER}, "submission.toml: the submission says its as-of date is 2026-11-30, not 2026-10-31"),
        ({"as_of": "October"}, "column as_of: 'October' is not a date"),
        ({"reported_from": "May"}, "column reported_from: 'May' is not a date"),
        ({"reported_from": NOVEMBER}, "reported_from 2026-11-30 lies after 2026-10-31"),
    ],
)
def test_a_submission_that_contradicts_the_command_is_refused(
    store: Store, manifest: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        submit_handed(store, handed(sound(), **manifest), "anhe_finance", AS_OF)
    assert not store.root.exists()


def test_a_submission_that_says_neither_platform_nor_date_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="platform is not given"):
        submit_handed(store, handed(sound()))
    with pytest.raises(Refused, match="as-of date is not given"):
        submit_handed(store, handed(sound()), "anhe")


def test_a_platform_column_that_names_another_platform_is_refused(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "s", sound())
    named = pl.read_csv(folder / "loans.csv").with_columns(platform=pl.lit("anhe_finance"))
    named.write_csv(folder / "loans.csv")
    assert submit(store, folder, "anhe_finance", AS_OF).stored == 53
    with pytest.raises(Refused, match="loans.csv, line 2, column platform: the submission belongs to platform anhe_f"):
        submit(store, folder, "yu", AS_OF)


def test_columns_and_files_nothing_was_read_from_are_named(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "s", sound())
    pl.read_csv(folder / "agents.csv").with_columns(mood=pl.lit("good")).write_csv(folder / "agents.csv")
    assert submit(store, folder, "anhe_finance", AS_OF).ignored == ["agents.csv: mood"]


def test_an_unregistered_platform_and_a_date_to_come_are_noted(store: Store) -> None:
    receipt = submit_handed(store, handed(sound()), "nobody", dt.date(2999, 1, 1))
    assert [notice.code for notice in receipt.notices] == ["unregistered_platform", "as_of_in_future"]


def test_progress_names_each_table(store: Store) -> None:
    told: list[str] = []
    submit_handed(store, handed(sound()), "anhe", AS_OF, on_progress=told.append)
    assert told == ["agents", "loans", "instalments", "payments", "cases", "contacts"]


def _submit_many(root: Path, product: str) -> None:
    for _ in range(5):
        content = sound()
        for row in content["loans"]:
            row["product"] = product
        submit_handed(Store(root), handed(content), "anhe", AS_OF)


def test_two_submitters_at_once_never_mix(store: Store) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_submit_many, args=(store.root, product)) for product in ("cash", "card")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    history = store.history("anhe", AS_OF)
    assert [one.number for one in history] == list(range(1, len(history) + 1))
    for one in history:
        assert pl.read_parquet(one.path / "loans.parquet")["product"].n_unique() == 1
        assert {path.stem for path in one.path.glob("*.parquet")} == {*sound(), "quarantine"}
    assert {pl.read_parquet(one.path / "loans.parquet")["product"][0] for one in history} == {"cash", "card"}
