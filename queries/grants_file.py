"""The access file: `[[users]]` and `[[groups]]` with a role and platforms each, checked entry by entry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.access import ROLES, SCOPED
from queries.refusals import AskRefused, nearest

_KEYS = {"users": ("email", "subject", "role", "platforms"), "groups": ("name", "role", "platforms")}
_TOP = {"groups_claim": str, "accept_unstated_email": bool, "session_hours": (int, float), "contact": str}
LONGEST_SESSION = 720


@dataclass(frozen=True)
class Entry:
    """One user or group of the file: `kind` is email, subject or group; platforms None means all."""

    kind: str
    name: str
    role: str
    platforms: tuple[str, ...] | None
    line: int | None


@dataclass(frozen=True)
class Rules:
    """All the file says. Without `session_hours` a session ends when the ID token does."""

    file: Path
    entries: tuple[Entry, ...]
    groups_claim: str = "groups"
    accept_unstated_email: bool = False
    session_hours: float | None = None
    contact: str = ""


def parse(path: Path) -> Rules:
    """Read the file; raises AskRefused with file, line, key and remedy at the first mistake."""
    text = _text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AskRefused("access_not_toml", at=path, error=error) from None
    for key in content:
        if key not in (*_TOP, *_KEYS):
            raise AskRefused("access_unknown_key", at=path, key=key, near=nearest(key, [*_TOP, *_KEYS]))
    said = {key: value for key, value in content.items() if key in _TOP}
    for key, value in said.items():
        _check_top(path, key, value)
    entries = [entry for table in _KEYS for entry in _entries(path, text, table, content.get(table, []))]
    if not entries:
        raise AskRefused("access_empty", at=path)
    return Rules(path, tuple(entries), **said)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AskRefused("access_not_utf8", at=path) from None
    except OSError as error:
        raise AskRefused("access_unreadable", at=path, error=error.strerror) from None


def _check_top(path: Path, key: str, value: Any) -> None:
    wanted = _TOP[key]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):  # type: ignore[arg-type]
        raise AskRefused("access_wrong_value", at=path, key=key, value=value)
    if key == "session_hours" and not 0 < value <= LONGEST_SESSION:
        raise AskRefused("access_session_hours", at=path, value=value, most=LONGEST_SESSION)
    if key == "groups_claim" and not value.strip():
        raise AskRefused("access_wrong_value", at=path, key=key, value=value)


def _entries(path: Path, text: str, table: str, listed: Any) -> Iterator[Entry]:
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise AskRefused("access_not_a_table", at=path, key=table)
    lines = [i for i, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
    for number, one in enumerate(listed):
        line = lines[number] if len(lines) == len(listed) else None
        at = f"{path}:{line} [[{table}]] {number + 1}" if line else f"{path} {table} {number + 1}"
        yield _entry(at, table, one, line)


def _entry(at: str, table: str, one: Mapping[str, Any], line: int | None) -> Entry:
    for key in one:
        if key not in _KEYS[table]:
            raise AskRefused("access_unknown_key", at=at, key=key, near=nearest(key, _KEYS[table]))
    kind, name = _named(at, table, one)
    role = one.get("role")
    if role not in ROLES:
        raise AskRefused("access_role", at=at, value=role, possible=", ".join(ROLES))
    return Entry(kind, name, role, _platforms(at, role, one.get("platforms")), line)


def _named(at: str, table: str, one: Mapping[str, Any]) -> tuple[str, str]:
    keys = ("name",) if table == "groups" else ("email", "subject")
    given = [key for key in keys if key in one]
    if len(given) != 1:
        raise AskRefused("access_nobody", at=at, keys=" / ".join(keys))
    value = one[given[0]]
    if not isinstance(value, str) or not value.strip() or (given[0] == "email" and "@" not in value):
        raise AskRefused("access_wrong_value", at=at, key=given[0], value=value)
    return ("group" if table == "groups" else given[0]), value.strip()


def _platforms(at: str, role: str, value: Any) -> tuple[str, ...] | None:
    if value == "all" or (value is None and role not in SCOPED):
        return None
    if value is None or value == []:
        raise AskRefused("access_platforms_needed", at=at, role=role)
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise AskRefused("access_wrong_value", at=at, key="platforms", value=value)
    if role == "operator":
        raise AskRefused("access_platforms_unused", at=at, role=role)
    return tuple(dict.fromkeys(one.strip() for one in value))
