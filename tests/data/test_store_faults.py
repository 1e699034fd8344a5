"""Killed at any moment, the store opens at the old state or the new one, with every file whole.

A child process counts what it asks of the file system and kills itself just before the n-th request.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import files
from data.build import build
from data.store import Store
from data.submit import submit_handed
from tests.data.county import Row, handed, payment, sound
from tests.data.rounds import AS_OF, PLATFORM, change, change_and_die, die_at

MOMENTS = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and a fork server exist on POSIX only")


def submission(number: int) -> dict[str, list[Row]]:
    content = sound()
    content["payments"].append(payment("extra", "L2", number))
    return content


def run(method: str, work: Callable[..., None], *arguments: Any) -> int | None:
    process = multiprocessing.get_context(method).Process(target=work, args=arguments)  # type: ignore[attr-defined]
    process.start()
    process.join()
    return int(process.exitcode)


def check_submissions(store: Store) -> int:
    """How many submissions there are; fails where a file is not what its receipt says."""
    history = store.history(PLATFORM, AS_OF)
    for one in history:
        for table, count in one.receipt()["tables"].items():
            content = (one.path / f"{table}.parquet").read_bytes()
            assert hashlib.sha256(content).hexdigest() == count["sha256"]
        assert (one.path / "quarantine.parquet").exists()
    return len(history)


def check_versions(store: Store) -> int:
    """The round whose version is in force; fails where a version or the current part is not whole."""
    for version in store.versions():
        assert version.warehouse.read_text() == f"warehouse {version.manifest()['round']}"
    current = store.current()
    assert current is not None
    number = int(current.manifest()["round"])
    part = store.part(PLATFORM, f"d{number}")
    assert part is not None and (part / "loan.parquet").read_text() == f"part {number}"
    return number


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store after its first round, and the submission of the second."""
    folder = tmp_path_factory.mktemp("rounds")
    store = Store(folder / "submitted")
    for number in (1, 2):
        submit_handed(store, handed(submission(number)), PLATFORM, AS_OF)
    first, second = (one.path for one in store.history(PLATFORM, AS_OF))
    change(Store(folder / "store"), 1, first)
    return folder / "store", second


def test_killed_at_200_moments_the_store_opens_whole(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    before, second = rounds
    seen = set()
    for moment in range(1, MOMENTS + 1):
        store = Store(tmp_path / str(moment))
        shutil.copytree(before, store.root)
        code = run("forkserver", change_and_die, store.root, moment, second)
        assert code == -signal.SIGKILL, f"all was done before request {moment}"
        seen.add((check_submissions(store), check_versions(store)))
        if moment % 5 == 0:
            change(store, 2, second)
            assert (check_submissions(store), check_versions(store)) == (2, 2)
            assert list(files.directories(store.root / "staging")) == []
        shutil.rmtree(store.root)
    assert seen == {(1, 1), (2, 1), (2, 2)}


def _submit_build_and_die(root: Path, moment: int) -> None:
    store = Store(root)
    content = handed(submission(2))
    die_at(moment)
    submit_handed(store, content, PLATFORM, AS_OF)
    build(store)


@pytest.mark.parametrize("moment", [40, 80, 110, 140, 200, 260])
def test_killed_while_submitting_and_building_the_store_opens_whole(moment: int, tmp_path: Path) -> None:
    store = Store(tmp_path)
    submit_handed(store, handed(submission(1)), PLATFORM, AS_OF)
    first = build(store)
    assert run("spawn", _submit_build_and_die, tmp_path, moment) == -signal.SIGKILL
    assert check_submissions(store) in (1, 2)
    submit_handed(store, handed(submission(2)), PLATFORM, AS_OF)
    second = build(store)
    assert check_submissions(store) == 2
    assert second.id != first.id and store.current() == second
    store.prune(keep=1)
    assert list(files.directories(store.root / "staging")) == []
