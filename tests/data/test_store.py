"""The store: what is published is whole, what is in use stays, and going back is moving a pointer."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data import files
from data.problems import Refused
from data.store import WAITING, Store, Version, new_version_id
from tests import patience

OCTOBER, NOVEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def publish(store: Store, platform: str = "anhe", as_of: dt.date = OCTOBER, digest: str = "a" * 12) -> str:
    with store.staging() as staged:
        (staged / "receipt.json").write_text(json.dumps({"digest": digest}))
        return store.publish_submission(staged, platform, as_of, digest).id


def build(store: Store, created_at: str = "2026-11-24T22:15:00", parts: dict[str, str] | None = None) -> Version:
    manifest = {"version": new_version_id(), "created_at": created_at, "as_of": "2026-10-31", "parts": parts or {}}
    with store.staging() as staged:
        (staged / "manifest.json").write_text(json.dumps(manifest))
        (staged / "warehouse.duckdb").write_bytes(b"warehouse")
        return store.publish_version(staged)


def add_part(store: Store, digest: str, platform: str = "anhe") -> Path:
    with store.staging() as staged:
        (staged / "loan.parquet").write_bytes(digest.encode())
        return store.publish_part(staged, platform, digest)


def snapshot(root: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None for path in root.rglob("*")
    }


def test_opening_a_store_writes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert (store.submissions(), store.versions(), store.current()) == ([], [], None)
    assert not store.root.exists()


def test_the_default_store_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path))
    assert Store.default().root == tmp_path
    monkeypatch.delenv("COLLECTIONS_STORE")
    assert Store.default().root.parts[-2:] == ("data", "store")


def test_the_newest_submission_is_in_force_and_older_ones_are_history(store: Store) -> None:
    first, second = publish(store, digest="a" * 12), publish(store, digest="b" * 12)
    assert (
        [one.id for one in store.history("anhe", OCTOBER)]
        == [first, second]
        == ["0001-" + "a" * 12, "0002-" + "b" * 12]
    )
    assert [one.id for one in store.submissions()] == [second]
    assert store.submissions()[0].receipt() == {"digest": "b" * 12}


def test_the_same_digest_again_changes_nothing(store: Store) -> None:
    first = publish(store)
    before = snapshot(store.root)
    assert publish(store) == first
    assert snapshot(store.root) == before


def test_going_back_to_an_older_content_is_a_new_entry(store: Store) -> None:
    ids = [publish(store, digest=letter * 12) for letter in "aba"]
    assert [one.id for one in store.history("anhe", OCTOBER)] == ids


def test_history_counts_past_four_digits(store: Store) -> None:
    publish(store)
    folder = store.root / "submissions/anhe/2026-10-31"
    (folder / f"0001-{'a' * 12}").rename(folder / f"9999-{'a' * 12}")
    assert publish(store, digest="b" * 12) == f"10000-{'b' * 12}"
    assert store.submissions()[0].id == f"10000-{'b' * 12}"


def test_submissions_are_listed_by_platform_and_date(store: Store) -> None:
    for platform, as_of in (("yu", OCTOBER), ("anhe", NOVEMBER), ("anhe", OCTOBER)):
        publish(store, platform, as_of)
    listed = [(one.platform, one.as_of) for one in store.submissions()]
    assert listed == [("anhe", OCTOBER), ("anhe", NOVEMBER), ("yu", OCTOBER)]


@pytest.mark.parametrize("platform", ["", "../x", "A", "a b", "con", "安和", "a/b", "."])
def test_a_platform_id_that_cannot_name_a_directory_is_refused(store: Store, platform: str) -> None:
    with pytest.raises(Refused, match="platform id"):
        publish(store, platform)


def test_a_part_is_stored_once(store: Store) -> None:
    assert store.part("anhe", "d1") is None
    place = add_part(store, "d1")
    assert store.part("anhe", "d1") == place == add_part(store, "d1")
    assert (place / "loan.parquet").read_bytes() == b"d1"


def test_publishing_makes_a_version_current(store: Store) -> None:
    first, second = build(store, "2026-11-24T22:15:00"), build(store, "2026-11-24T22:16:00")
    assert store.current() == second
    assert store.versions() == [second, first]
    assert second.warehouse.read_bytes() == b"warehouse"


@pytest.mark.parametrize("missing", ["manifest.json", "warehouse.duckdb"])
def test_a_version_that_is_not_whole_is_never_published(store: Store, missing: str) -> None:
    current = build(store)
    with store.staging() as staged:
        (staged / "manifest.json").write_text(json.dumps({**current.manifest(), "version": new_version_id()}))
        (staged / "warehouse.duckdb").write_bytes(b"warehouse")
        (staged / missing).unlink()
        with pytest.raises((ValueError, FileNotFoundError)):
            store.publish_version(staged)
    assert store.versions() == [current] == [store.current()]


def test_a_manifest_without_its_keys_is_never_published(store: Store) -> None:
    with store.staging() as staged:
        (staged / "manifest.json").write_text(json.dumps({"version": new_version_id()}))
        (staged / "warehouse.duckdb").write_bytes(b"warehouse")
        with pytest.raises(ValueError, match="created_at"):
            store.publish_version(staged)


def test_rolling_back_moves_the_pointer_and_keeps_every_version(store: Store) -> None:
    first, second = build(store), build(store, "2026-11-25T00:00:00")
    assert store.roll_back(first.id) == first == store.current()
    assert store.roll_back(second.id) == second == store.current()
    assert len(store.versions()) == 2


@pytest.mark.parametrize("id", ["20200101T000000-0000", "../parts", "", "."])
def test_rolling_back_to_an_unknown_version_is_refused(store: Store, id: str) -> None:
    current = build(store)
    with pytest.raises(Refused, match="no version"):
        store.roll_back(id)
    assert store.current() == current


def test_staging_is_gone_afterwards_even_after_an_error(store: Store) -> None:
    with pytest.raises(RuntimeError), store.staging() as staged:
        (staged / "half").write_text("x")
        raise RuntimeError
    assert list(files.directories(store.root / "staging")) == []


def test_pruning_keeps_the_newest_the_current_and_what_they_refer_to(store: Store) -> None:
    parts = [add_part(store, f"d{n}") for n in range(5)]
    versions = [build(store, f"2026-11-0{n + 1}T00:00:00", {"anhe": f"d{n}"}) for n in range(4)]
    store.roll_back(versions[0].id)
    removed = store.prune(keep=2)
    assert store.versions() == [versions[3], versions[2], versions[0]]
    assert [part.exists() for part in parts] == [True, False, True, True, False]
    assert sorted(removed) == sorted([f"versions/{versions[1].id}", "parts/anhe/d1", "parts/anhe/d4"])
    assert store.prune(keep=2) == []


def test_pruning_never_removes_a_version_in_use_or_its_parts(store: Store) -> None:
    part = add_part(store, "d1")
    old = build(store, "2026-11-01T00:00:00", {"anhe": "d1"})
    build(store, "2026-11-02T00:00:00")
    with store.use(old), store.use(old):
        assert store.prune(keep=1) == []
        assert old.warehouse.exists() and part.exists()
    assert sorted(store.prune(keep=1)) == ["parts/anhe/d1", f"versions/{old.id}"]


def test_a_writer_says_that_it_waits_only_while_another_one_writes(store: Store) -> None:
    held, waited, said = threading.Event(), threading.Event(), list[str]()

    def other() -> None:
        with store.writing(said.append), store.writing(said.append):
            held.set()
            waited.wait(patience.SECONDS)

    def wait(what: str) -> None:
        said.append(what)
        waited.set()

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(patience.SECONDS)
    with store.writing(wait):
        assert said == [WAITING]
    thread.join()
    with store.writing(said.append):
        assert said == [WAITING]


def test_a_lease_may_end_in_another_thread(store: Store) -> None:
    old = build(store, "2026-11-01T00:00:00")
    build(store, "2026-11-02T00:00:00")
    lease = store.use(old)
    lease.__enter__()
    thread = threading.Thread(target=lease.__exit__, args=(None, None, None))
    thread.start()
    thread.join()
    assert store.prune(keep=1) == [f"versions/{old.id}"]


def test_using_a_pruned_version_is_refused(store: Store) -> None:
    old = build(store, "2026-11-01T00:00:00")
    build(store, "2026-11-02T00:00:00")
    store.prune(keep=1)
    with pytest.raises(Refused, match="no version"), store.use(old):
        pass


def _in_another_process(work: Callable[..., None], *arguments: object) -> multiprocessing.Process:
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    return process


def _lease_and_stage(root: Path, id: str, ready: multiprocessing.Queue[str]) -> None:
    store = Store(root)
    with store.use(store.version(id)), store.staging() as staged:
        ready.put(staged.name)
        threading.Event().wait()


def test_a_lease_and_a_staging_directory_last_as_long_as_their_process(store: Store) -> None:
    old = build(store, "2026-11-01T00:00:00")
    build(store, "2026-11-02T00:00:00")
    ready: multiprocessing.Queue[str] = multiprocessing.get_context("spawn").Queue()
    process = _in_another_process(_lease_and_stage, store.root, old.id, ready)
    staged = ready.get(timeout=patience.SECONDS)
    assert store.prune(keep=1) == []
    process.kill()
    process.join()
    assert sorted(store.prune(keep=1)) == [f"staging/{staged}", f"versions/{old.id}"]
    assert [mark.name for mark in (store.root / "leases").iterdir()] == ["guard"]


def _publish_many(root: Path, letter: str) -> None:
    for number in range(20):
        publish(Store(root), digest=f"{letter}{number:011}")


def test_two_processes_publishing_at_once_never_share_a_number(store: Store) -> None:
    processes = [_in_another_process(_publish_many, store.root, letter) for letter in "ab"]
    for process in processes:
        process.join()
        assert process.exitcode == 0
    history = store.history("anhe", OCTOBER)
    assert [one.number for one in history] == list(range(1, 41))
    assert all(one.receipt()["digest"] == one.id.partition("-")[2] for one in history)


def test_the_pointer_waits_for_a_reader_that_blocks_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = iter([True, True])
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if next(blocked, False):
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    assert store.current() is None
    assert build(store) == store.current()


def test_version_ids_made_one_after_another_sort_by_age() -> None:
    made = []
    for _ in range(20):
        made.append(new_version_id())
        time.sleep(0.0001)
    assert made == sorted(made)
