"""The access file: what it may say, what is wrong with it, and whom it grants what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from data.store import Store
from queries import audit, grants
from queries.__main__ import app
from queries.access import ROLES, Viewer
from queries.grants import Identity, granted, identity, rules
from queries.grants_file import Entry, Rules
from queries.refusals import AskRefused

GOOD = """
contact = "finance office"
[[users]]
email = "Li.Na@county.example"
role = "analyst"
platforms = ["a", "b"]
[[users]]
subject = "s-1"
role = "regulator"
[[groups]]
name = "/Managers/A"
role = "manager"
platforms = ["a"]
[[groups]]
name = "managers-c"
role = "manager"
platforms = ["c"]
"""
USER = '[[users]]\nemail = "a@b"\nrole = "manager"\nplatforms = ["a"]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "access.toml"
    place.write_text(GOOD, encoding="utf-8")
    return place


def of(file: Path, email: str | None = None, subject: str = "x", groups: tuple[str, ...] = ()) -> dict[str, object]:
    found = granted(rules(file), Identity(subject, email, groups))
    return {grant.role: grant.platforms for grant in found}


def test_users_and_groups_are_found_by_email_subject_and_name(file: Path) -> None:
    assert of(file, "li.na@COUNTY.example") == {"analyst": ("a", "b")}
    assert of(file, subject="s-1") == {"regulator": None}
    assert of(file, groups=("/managers/a",)) == {"manager": ("a",)}
    assert of(file, "nobody@county.example", groups=("/managers",)) == {}


def test_a_subject_is_compared_to_the_letter(file: Path) -> None:
    assert of(file, subject="S-1") == {}


def test_a_letter_that_folds_to_another_is_another(file: Path) -> None:
    file.write_text(USER.replace("a@b", "kim@b"), encoding="utf-8")
    assert of(file, "\u212aim@b") == {}
    assert of(file, "KIM@b") == {"manager": ("a",)}


def test_two_groups_give_both_and_roles_stay_apart(file: Path) -> None:
    assert of(file, groups=("managers-c", "/Managers/A")) == {"manager": ("a", "c")}
    assert of(file, "li.na@county.example", groups=("managers-c",)) == {"manager": ("c",), "analyst": ("a", "b")}


@pytest.mark.parametrize(
    ("claims", "accepted", "email"),
    [
        ({"email": "a@b", "email_verified": True}, False, "a@b"),
        ({"email": "a@b", "email_verified": "true"}, False, "a@b"),
        ({"email": "a@b", "email_verified": False}, True, None),
        ({"email": "a@b", "email_verified": "false"}, True, None),
        ({"email": "a@b"}, False, None),
        ({"email": "a@b"}, True, "a@b"),
        ({"email": ["a@b"], "email_verified": True}, True, None),
    ],
)
def test_an_email_counts_only_where_it_is_verified(claims: dict[str, object], accepted: bool, email: str) -> None:
    assert identity(claims, Rules(Path(), (), accept_unstated_email=accepted)).email == email


@pytest.mark.parametrize(
    ("name", "claims", "found"),
    [
        ("groups", {"groups": ["x", 7, "y"]}, ("x", "y")),
        ("groups", {"groups": "x"}, ("x",)),
        ("groups", {"groups": {"x": True}}, ()),
        ("roles", {"groups": ["x"]}, ()),
        ("realm_access.roles", {"realm_access": {"roles": ["r"]}}, ("r",)),
        ("https://county.example/groups", {"https://county.example/groups": ["g"]}, ("g",)),
        ("a.b.c", {"a": "text"}, ()),
    ],
)
def test_groups_come_from_the_claim_named(name: str, claims: dict[str, object], found: tuple[str, ...]) -> None:
    assert identity(claims, Rules(Path(), (), groups_claim=name)).groups == found


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ('[[users]\nemail = "a@b"', "access_not_toml", "line 1"),
        ("", "access_empty", "access.toml"),
        ("users = 3", "access_not_a_table", "[[users]]"),
        (USER + "[people]\n", "access_unknown_key", "people"),
        (USER + "\n[[users]]\nmail = 'c@d'\nrole = 'operator'", "access_unknown_key", ":6 [[users]] 2"),
        (USER.replace("manager", "boss"), "access_role", "regulator"),
        (USER.replace("role", "subject"), "access_nobody", ":1 [[users]] 1"),
        (USER.replace("a@b", "ab"), "access_wrong_value", "email"),
        (USER.replace("email = ", "subject = 7 #"), "access_wrong_value", "subject"),
        (USER.replace('platforms = ["a"]', ""), "access_platforms_needed", "platforms"),
        (USER.replace('["a"]', "[]"), "access_platforms_needed", "manager"),
        (USER.replace('["a"]', '"a"'), "access_wrong_value", "platforms"),
        (USER.replace("manager", "operator"), "access_platforms_unused", "operator"),
        ("session_hours = 0\n" + USER, "access_session_hours", "720"),
        ("session_hours = true\n" + USER, "access_wrong_value", "session_hours"),
        ('accept_unstated_email = "yes"\n' + USER, "access_wrong_value", "accept_unstated_email"),
        ("[[groups]]\nrole = 'operator'", "access_nobody", "name"),
    ],
)
def test_every_mistake_is_named_with_its_place(file: Path, text: str, code: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AskRefused) as refused:
        rules(file)
    assert refused.value.code == code
    assert told in refused.value.message("en") and file.name in refused.value.message("zh")


def test_a_file_that_is_not_there_or_not_text_is_refused(file: Path) -> None:
    file.write_bytes("[[users]]\nemail = '\xe9@b'".encode("latin-1"))
    with pytest.raises(AskRefused) as refused:
        rules(file)
    assert refused.value.code == "access_not_utf8"
    file.unlink()
    with pytest.raises(AskRefused) as refused:
        rules(file)
    assert refused.value.code == "access_missing"


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(file: Path) -> None:
    before = rules(file)
    assert rules(file) is before
    file.write_text(GOOD.replace("s-1", "s-2"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert of(file, subject="s-1") == {}
    assert of(file, subject="s-2") == {"regulator": None}


def test_a_grant_of_platforms_unknown_to_a_version_sees_nothing_of_it() -> None:
    assert grants.Grant("manager", ("a", "z"), ()).viewer(["a", "b"]) == Viewer("manager", ("a",))
    assert grants.Grant("manager", ("z",), ()).viewer(["a", "b"]) == Viewer("manager", ("z",))
    assert grants.Grant("analyst", None, ()).viewer(["a", "b"]) == Viewer("analyst", ("a", "b"))
    assert grants.Grant("operator", None, ()).viewer(["a", "b"]) == Viewer("operator", None)


SOME = st.sets(st.sampled_from("abc"), min_size=1).map(sorted).map(tuple)
ENTRIES = st.lists(
    st.builds(
        Entry,
        kind=st.sampled_from(["email", "subject", "group"]),
        name=st.sampled_from(["one", "TWO"]),
        role=st.sampled_from(ROLES),
        platforms=st.none() | SOME,
        line=st.none(),
    ),
    max_size=5,
)
WHO = st.builds(
    Identity,
    subject=st.sampled_from(["one", "TWO", "two"]),
    email=st.sampled_from([None, "ONE", "two"]),
    groups=st.sets(st.sampled_from(["one", "two"])).map(tuple),
)


@given(entries=ENTRIES, who=WHO)
@settings(max_examples=150, deadline=None)
def test_nobody_is_granted_what_no_entry_of_theirs_says(entries: list[Entry], who: Identity) -> None:
    expected: dict[str, set[str] | None] = {}
    for entry in entries:
        mine = (
            (entry.kind == "subject" and entry.name == who.subject)
            or (entry.kind == "email" and who.email is not None and entry.name.lower() == who.email.lower())
            or (entry.kind == "group" and entry.name.lower() in who.groups)
        )
        if mine:
            before = expected.get(entry.role, set())
            both = before is not None and entry.platforms is not None
            expected[entry.role] = {*before, *entry.platforms} if both else None  # type: ignore[misc]
    found = granted(Rules(Path(), tuple(entries)), who)
    assert {one.role: None if one.platforms is None else set(one.platforms) for one in found} == expected


def command(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Store(tmp_path / "store")


def test_check_lists_whom_a_file_grants_what_and_warns_of_unknown_platforms(file: Path, empty: Store) -> None:
    file.write_text(GOOD.replace('["a"]', '["uci"]'), encoding="utf-8")
    result = command("access", "check", str(file))
    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("/Managers/A", "Li.Na@county.example", "s-1", "every platform"))
    assert "line 14" in result.stderr and "platform c" in result.stderr


def test_check_refuses_a_wrong_file_in_the_readers_language(file: Path, empty: Store) -> None:
    file.write_text(USER.replace("manager", "boss"), encoding="utf-8")
    result = command("access", "check", str(file), "--language", "zh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "role 不能是 'boss'" in result.stderr


def test_show_says_in_words_what_somebody_can_see(file: Path, empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_ACCESS", str(file))
    told = command("access", "show", "li.na@county.example", "--group", "managers-c", "--language", "zh").stdout
    assert "平台管理员（manager）：查看 c" in told and "分析员（analyst）：查看 a, b" in told and "第 3 行" in told
    assert "granted nothing" in command("access", "show", "somebody").stdout
    assert "Regulator (regulator)" in command("access", "show", "s-1").stdout


def test_the_log_is_shown_and_verified_from_the_command_line(empty: Store) -> None:
    assert "Nothing has been recorded" in command("audit", "verify").stdout
    noted = audit.record("export", who="li\x1b[31m", what="buckets", filters={"platform": ["a"]})
    shown = command("audit", "show").stdout
    assert "platform=a" in shown and "\x1b" not in shown
    assert command("audit", "verify", "--noted", noted).exit_code == 0
    assert "not in the chain" in command("audit", "verify", "--noted", "0" * 64).stderr
    log = audit.folder(empty) / "log.jsonl"
    log.write_text(log.read_text().replace("buckets", "nothing"))
    result = command("audit", "verify", "--language", "zh")
    assert result.exit_code == 1
    assert "第 1 行被改动" in result.stderr
