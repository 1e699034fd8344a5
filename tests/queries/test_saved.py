from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.store import Store
from queries.access import ROLES
from queries.refusals import AskRefused
from queries.saved import SCHEMA_VERSION, Saved
from queries.saved_view import DESCRIPTION_LONGEST, LINK_LONGEST, NAME_LONGEST, SHARED_MOST
from tests import patience

ROOT = Path(__file__).resolve().parents[2]
LINK = {"m": ["overdue_rate_balance"], "by": ["month", "region"]}
WANG, LI = "wang@county.cn", "li@county.cn"


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    return Saved(Store(tmp_path / "store"))


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(AskRefused) as found:
        yield
    assert found.value.code == code


def names(saved: Saved, account: str, role: str = "analyst") -> list[str]:
    return [one.name for one in saved.views(account, role)]


def test_nothing_is_made_before_something_is_saved(saved: Saved) -> None:
    assert saved.views(WANG, "analyst") == [] and saved.start(WANG, "analyst") is None
    with refused("no_view"):
        saved.view("x", WANG, "analyst")
    assert not saved.file.exists()
    saved.add(WANG, "逾期", "explore", LINK)
    assert saved.file.exists()


def test_a_view_comes_back_as_it_was_saved(saved: Saved) -> None:
    one = saved.add(
        WANG, " 逾期 走势 ", "explore", LINK, description="按乡镇", version="v1", people=[LI, WANG], roles=["regulator"]
    )
    assert (one.name, one.people, one.roles) == ("逾期 走势", (LI,), ("regulator",))
    assert saved.view(one.id, WANG, "manager") == one == saved.views(WANG, "manager")[0]
    assert one.choices == {"m": ("overdue_rate_balance",), "by": ("month", "region")}


def test_a_view_never_says_who_looks(saved: Saved) -> None:
    reader = {"role": ["manager"], "own": ["anhe_finance"], "lang": ["en"], "version": ["v"], "view": ["x"]}
    assert set(saved.add(WANG, "a", "explore", {**LINK, **reader}).choices) == set(LINK)


def test_only_those_it_is_shared_with_see_it(saved: Saved) -> None:
    own = saved.add(WANG, "own", "explore", LINK)
    person = saved.add(WANG, "person", "explore", LINK, people=["LI@county.cn"])
    role = saved.add(WANG, "role", "explore", LINK, roles=["regulator"])
    assert set(names(saved, WANG)) == {"own", "person", "role"}
    assert names(saved, LI) == ["person"]
    assert set(names(saved, LI, "regulator")) == {"person", "role"}
    assert names(saved, "zhao", "regulator") == ["role"] and names(saved, "zhao") == []
    for id in (own.id, "no such view", "' or 1 = 1 --"):
        with refused("no_view"):
            saved.view(id, LI, "regulator")
    assert saved.view(person.id, LI, "analyst").owner == saved.view(role.id, "zhao", "regulator").owner == WANG


def test_a_subject_is_another_where_a_letter_is(saved: Saved) -> None:
    saved.add(WANG, "a", "explore", LINK, people=["AbC"])
    assert names(saved, "AbC") == ["a"] and names(saved, "abc") == []


def test_only_its_owner_changes_or_deletes_a_view(saved: Saved) -> None:
    one = saved.add(WANG, "a", "explore", LINK, people=[LI], version="v1")
    hidden = saved.add(WANG, "b", "explore", LINK)
    for id, code in ((one.id, "view_of_another"), (hidden.id, "no_view"), ("none", "no_view")):
        with refused(code):
            saved.change(id, LI, "analyst", name="mine now")
        with refused(code):
            saved.delete(id, LI, "analyst")
    new = saved.change(one.id, WANG, "regulator", name="c", description="d", people=[], roles=["analyst"])
    assert (new.name, new.people, new.roles, new.version) == ("c", (), ("analyst",), None)
    assert new.updated >= one.updated and new.created == one.created and new.choices == one.choices
    assert saved.view(one.id, WANG, "analyst") == new
    saved.delete(one.id, WANG, "analyst")
    assert names(saved, WANG) == ["b"]


def test_a_start_view_is_ones_own_choice_and_goes_with_the_view(saved: Saved) -> None:
    one = saved.add(WANG, "a", "explore", LINK, people=[LI])
    saved.set_start(LI, "analyst", one.id)
    assert saved.start(LI, "analyst") == one and saved.start(WANG, "analyst") is None
    changed = saved.change(one.id, WANG, "analyst", name="renamed", people=[LI])
    assert saved.start(LI, "analyst") == changed
    saved.change(one.id, WANG, "analyst", people=[])
    assert saved.start(LI, "analyst") is None
    with refused("no_view"):
        saved.set_start(LI, "analyst", one.id)
    saved.set_start(WANG, "analyst", one.id)
    saved.set_start(WANG, "analyst", None)
    assert saved.start(WANG, "analyst") is None
    saved.set_start(WANG, "analyst", one.id)
    saved.delete(one.id, WANG, "analyst")
    assert saved.start(WANG, "analyst") is None


def test_what_is_too_long_or_unknown_is_refused(saved: Saved) -> None:
    for code, changed in (
        ("view_without_name", {"name": " \u200b\n"}),
        ("view_too_long", {"name": "长" * (NAME_LONGEST + 1)}),
        ("view_too_long", {"description": "x" * (DESCRIPTION_LONGEST + 1)}),
        ("shared_too_widely", {"people": [f"p{number}" for number in range(SHARED_MOST + 1)]}),
        ("unknown_role", {"roles": ["emperor"]}),
        ("view_too_long", {"choices": {"m": ["x" * LINK_LONGEST]}}),
    ):
        asked = {"name": "a", "screen": "explore", "choices": LINK, **changed}
        with refused(code):
            saved.add(WANG, **asked)  # type: ignore[arg-type]
    assert names(saved, WANG) == []


HOSTILE = st.text(min_size=1, max_size=NAME_LONGEST) | st.sampled_from(
    ["'; drop table view; --", "<img src=x onerror=alert(1)>", "\u202egnp.exe", "=cmd|' /C calc'!A0", "\ud800", "a\0b"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HOSTILE, description=HOSTILE, person=HOSTILE)
def test_names_are_data(saved: Saved, name: str, description: str, person: str) -> None:
    try:
        one = saved.add(WANG, name, "explore", {"q": [name]}, description=description, people=[person])
    except AskRefused as said:
        assert said.code in ("view_without_name", "view_too_long")
        return
    assert saved.view(one.id, WANG, "analyst") == one
    for text in (one.name, one.description, *one.people):
        assert text.isprintable() and text == " ".join(text.split())
    saved.delete(one.id, WANG, "analyst")


WRITER = """
import sys
from pathlib import Path
from data.store import Store
from queries.saved import Saved
saved = Saved(Store(Path(sys.argv[1])))
for number in range(int(sys.argv[3])):
    saved.add(sys.argv[2], f"{sys.argv[2]} {number}", "explore", {"m": ["loans"]}, people=["reader"])
    print(number, flush=True)
"""


def writer(saved: Saved, who: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(saved.file.parent), who, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_and_one_killed_in_the_midst_harms_nothing(saved: Saved) -> None:
    steady, killed = writer(saved, "steady", 25), writer(saved, "killed", 10_000)
    assert killed.stdout is not None
    for line in killed.stdout:
        if line.strip() == "12":
            os.kill(killed.pid, signal.SIGKILL)
            break
    noted = 13 + len(killed.stdout.readlines())
    assert steady.wait(timeout=patience.SECONDS) == 0 and killed.wait(timeout=patience.SECONDS) == -signal.SIGKILL
    for process in (steady, killed):
        assert process.stdout is not None
        process.stdout.close()
    found = names(saved, "reader")
    assert {f"steady {number}" for number in range(25)} <= set(found)
    # What it said it had saved is there, and at most the one it was about to say.
    assert noted <= sum(name.startswith("killed") for name in found) <= noted + 1
    with sqlite3.connect(saved.file) as opened:
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
    opened.close()
    saved.add("after", "still writes", "explore", LINK)
    assert names(saved, "after") == ["still writes"]


def test_what_cannot_be_read_is_said_and_left_alone(saved: Saved, caplog: pytest.LogCaptureFixture) -> None:
    saved.add(WANG, "a", "explore", LINK)
    with sqlite3.connect(saved.file) as opened:
        opened.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    opened.close()
    with refused("views_newer"):
        saved.views(WANG, "analyst")
    with refused("views_newer"):
        saved.add(WANG, "b", "explore", LINK)
    for beside in saved.file.parent.glob("saved.sqlite-*"):
        beside.unlink()
    saved.file.write_bytes(b"no database at all" * 100)
    with refused("views_unreadable"):
        saved.views(WANG, "analyst")
    assert "saved views" in caplog.text


def test_every_role_can_be_shared_with(saved: Saved) -> None:
    assert saved.add(WANG, "a", "explore", LINK, roles=reversed(ROLES)).roles == ROLES
