"""The audit log: only added to, chained, whole after a crash; what is edited, removed or moved is found."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.store import Store
from queries import audit
from queries.audit_check import Verdict, last, verify
from tests.queries import auditing

FAULTS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A log of eight lines."""
    store = Store(tmp_path_factory.mktemp("audit"))
    for number in range(8):
        audit.record("export", store, who="li.na@example.gov", role="analyst", what=f"图 {number}")
    return store


@pytest.fixture
def log(kept: Store, tmp_path: Path) -> Path:
    """A copy of it to harm."""
    return Path(shutil.copytree(audit.folder(kept), tmp_path / "audit"))


def lines(log: Path) -> list[bytes]:
    return (log / "log.jsonl").read_bytes().splitlines(keepends=True)


def rewrite(log: Path, content: list[bytes]) -> Verdict:
    (log / "log.jsonl").write_bytes(b"".join(content))
    return verify(log)


def test_a_line_says_who_did_what_and_is_bound_to_the_one_before(kept: Store) -> None:
    first, second = last(audit.folder(kept), 8)[:2]
    assert list(first) == ["n", "time", "event", "who", "role", "what", "previous", "hash"]
    assert (first["n"], first["previous"], second["previous"]) == (1, audit.START, first["hash"])
    assert "图 0".encode() in lines(audit.folder(kept))[0]


def test_a_log_left_alone_is_whole(kept: Store, log: Path) -> None:
    verdict = verify(log, noted=last(log, 3)[0]["hash"])
    assert (verdict.lines, verdict.fault, verdict.torn, verdict.told) == (8, None, [], True)
    assert verdict.last == last(log, 1)[0]["hash"]
    assert not verify(log, noted="f" * 64).told
    assert verify(log / "nowhere") == Verdict()


def test_an_edited_line_is_named(log: Path) -> None:
    content = lines(log)
    content[3] = content[3].replace(b"analyst", b"manager")
    assert rewrite(log, content).fault == ("altered", 4)


def test_an_edited_line_with_its_hash_made_good_breaks_the_next(log: Path) -> None:
    content = lines(log)
    entry = json.loads(content[3]) | {"who": "nobody"}
    content[3] = audit.written(entry | {"hash": audit.hash_of(entry)})
    assert rewrite(log, content).fault == ("unlinked", 5)


def test_an_edited_last_line_with_its_hash_made_good_is_not_what_the_head_says(log: Path) -> None:
    content = lines(log)
    entry = json.loads(content[7]) | {"who": "nobody"}
    content[7] = audit.written(entry | {"hash": audit.hash_of(entry)})
    assert rewrite(log, content).fault == ("other_than_head", 8)


@pytest.mark.parametrize("gone", [0, 4, 6])
def test_a_removed_line_is_named(log: Path, gone: int) -> None:
    content = lines(log)
    assert rewrite(log, content[:gone] + content[gone + 1 :]).fault == ("unlinked", gone + 1)


def test_lines_put_in_another_order_are_named(log: Path) -> None:
    content = lines(log)
    content[2], content[5] = content[5], content[2]
    assert rewrite(log, content).fault == ("unlinked", 3)


def test_a_line_put_twice_is_named(log: Path) -> None:
    content = lines(log)
    assert rewrite(log, [*content[:4], content[3], *content[4:]]).fault == ("unlinked", 5)


def test_words_between_lines_are_named(log: Path) -> None:
    content = lines(log)
    assert rewrite(log, [*content[:4], b"\n", *content[4:]]).fault == ("unreadable", 5)


def test_a_log_cut_off_at_the_end_is_found_and_stays_found(log: Path) -> None:
    assert rewrite(log, lines(log)[:5]).fault == ("cut_off", 6)
    (log.parent / "store").mkdir()
    store = Store(log.parent / "store")
    shutil.move(log, audit.folder(store))
    audit.record("export", store, who="later")
    verdict = verify(audit.folder(store))
    assert verdict.fault == ("missing", 6)
    noticed = last(audit.folder(store), 2)[0]
    assert (noticed["event"], noticed["lines"], noticed["after"]) == ("missing", 3, 5)


def test_a_head_taken_away_is_found_and_stays_found(log: Path) -> None:
    (log / "head").unlink()
    assert verify(log).fault == ("no_head", 8)
    shutil.move(log, log.parent / "store" / "audit")
    audit.record("export", Store(log.parent / "store"))
    assert verify(log.parent / "store" / "audit").fault == ("missing", 9)


@FAULTS
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, kept: Store, tmp_path: Path) -> None:
    log = Path(shutil.copytree(audit.folder(kept), tmp_path / "audit", dirs_exist_ok=True))
    content = bytearray((log / "log.jsonl").read_bytes())
    place = data.draw(st.integers(0, len(content) - 2))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    assert rewrite(log, [bytes(content)]).fault is not None


def test_a_line_that_lost_its_newline_alone_is_part_of_the_chain(kept: Store, tmp_path: Path) -> None:
    store = Store(tmp_path)
    log = Path(shutil.copytree(audit.folder(kept), audit.folder(store), dirs_exist_ok=True))
    head, before = (log / "head").read_bytes(), len(lines(log))
    audit.record("command", store, who="cron", what="cut")
    with (log / "log.jsonl").open("r+b") as file:
        file.truncate((log / "log.jsonl").stat().st_size - 1)
    (log / "head").write_bytes(head)
    assert verify(log).torn == [before + 1]
    audit.record("command", store, who="cron", what="again")
    assert [json.loads(line)["what"] for line in lines(log)[before:]] == ["cut", "again"]
    assert (verify(log).fault, verify(log).torn) == (None, [])


@FAULTS
@given(cut=st.integers(1, 400), repairs=st.lists(st.integers(1, 60), max_size=2))
def test_after_a_line_cut_short_anywhere_the_chain_goes_on(
    cut: int, repairs: list[int], kept: Store, tmp_path: Path
) -> None:
    """A write that stopped half way, and writes after it that stopped half way too."""
    store = Store(tmp_path)
    log = Path(shutil.copytree(audit.folder(kept), audit.folder(store), dirs_exist_ok=True))
    head, before = (log / "head").read_bytes(), len(lines(log))
    for left in [cut, *repairs]:
        size = (log / "log.jsonl").stat().st_size
        audit.record("command", store, who="cron", what="x" * 150)
        with (log / "log.jsonl").open("r+b") as file:
            file.truncate(min(size + left, (log / "log.jsonl").stat().st_size))
        (log / "head").write_bytes(head)
        assert verify(log).fault is None
    audit.record("command", store, who="cron", what="again")
    verdict = verify(log)
    assert verdict.fault is None
    assert verdict.lines > before
    assert last(log, 1)[0]["what"] == "again"


@given(told=st.dictionaries(st.text(min_size=1).filter(lambda name: name not in audit.OWN), st.text() | st.integers()))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_told_stands_in_one_line_and_is_kept(told: dict[str, object], tmp_path: Path) -> None:
    store = Store(tmp_path)
    audit.record("refused", store, filters=told)
    verdict = verify(audit.folder(store))
    assert verdict.fault is None and not verdict.torn
    assert verdict.lines == len(lines(audit.folder(store)))


def test_long_facts_are_cut_short(tmp_path: Path) -> None:
    audit.record("refused", Store(tmp_path), filters={"platform": ["x" * 9000] * 9000})
    assert len(lines(audit.folder(Store(tmp_path)))[0]) < 30_000


def test_only_known_events_and_facts_are_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        audit.record("party", Store(tmp_path))
    with pytest.raises(ValueError):
        audit.record("export", Store(tmp_path), hash="mine")


def test_what_cannot_be_written_is_refused_said_and_remembered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path)
    (tmp_path / "audit").write_text("in the way")
    with pytest.raises(audit.NotRecorded) as refused:
        audit.record("export", store)
    assert "audit" in refused.value.message("zh") and audit.trouble()
    assert "export is not in it" in caplog.text
    (tmp_path / "audit").unlink()
    audit.record("export", store)
    assert audit.trouble() is None


def run(work: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("forkserver").Process(target=work, args=arguments)
    process.start()
    return process


def test_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    running = [run(auditing.add, tmp_path, name, 10) for name in ("a", "b", "c")]
    for process in running:
        process.join()
    verdict = verify(audit.folder(Store(tmp_path)))
    assert (verdict.lines, verdict.fault, verdict.torn) == (30, None, [])
    told = last(audit.folder(Store(tmp_path)), 30)
    assert [one["what"] for one in told if one["who"] == "b"] == list(range(10))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL exists on POSIX only")
def test_killed_at_any_moment_the_log_is_whole_and_goes_on(tmp_path: Path) -> None:
    # Before the write, in its middle, and between log and head. A child that opens one file more or less than the one
    # before it may leap over a moment.
    wanted, seen = {(1, 0), (1, 1), (2, 0)}, set()
    for attempt in range(5):
        moments = killed(tmp_path / str(attempt))
        assert len(moments) >= 8
        seen |= set(moments)
        if wanted <= seen:
            break
    assert wanted <= seen


def killed(folder: Path) -> list[tuple[int, int]]:
    """Lines and torn lines left by writers killed ever later, until one lives to its end."""
    moments = []
    for moment in range(1, 60):
        store = Store(folder / str(moment))
        audit.record("sign_in", store, who="before")
        process = run(auditing.add_and_die, store.root, moment)
        process.join()
        verdict = verify(audit.folder(store))
        assert verdict.fault is None and 1 <= verdict.lines <= 3
        audit.record("sign_in", store, who="after")
        assert verify(audit.folder(store)).fault is None
        if process.exitcode != -signal.SIGKILL:
            break
        moments.append((verdict.lines, len(verdict.torn)))
    return moments
