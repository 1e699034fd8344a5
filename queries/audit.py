"""Who was shown, given or refused what, and when: one line of JSON an event, bound to the line before by a hash.

A line says who asked for what, never what the answer was. Lines are only ever added, by one process at a time, and
flushed before `record` returns; `head` beside the log says how far it went, so that lines missing from its end are
noticed. A line that a crash cut short stays where it is: the next one says so, with its digest, and the chain goes on.

What it cannot show: somebody who may write to the folder can remove all of it, or rewrite log and head from any line
on. A hash noted elsewhere from time to time (`audit verify` prints the last one) uncovers that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from data import files
from data.store import Store
from queries.refusals import AskRefused

ASKED = (
    "sign_in", "sign_out", "refused", "role_switch", "export", "sql_shown", "rows_shown", "sql_run", "shared",
    "command", "submission", "mapping", "build", "rollback",
)  # fmt: skip
# Refusals that say somebody asked for what their role may not have.
FOR_ROLE = frozenset(
    {"people_hidden", "not_for_role", "one_value_at_a_time", "range_of_months", "sql_for_analysts", "rows_not_for_role"}
    | {"handing_not_for_role", "platform_not_yours", "operator_only"}
)
TORN, MISSING = "torn", "missing"
START = "0" * 64
Entry = Mapping[str, Any]
OWN = {"n", "time", "event", "previous", "hash"}
_PATIENCE, _TAIL, _LONGEST, _MOST = 10, 1 << 18, 300, 60
_LOG = logging.getLogger("dashboard")
_trouble: list[str] = []


class NotRecorded(AskRefused):
    """An event that could not be written down, so that what it stands for must not happen."""

    def __init__(self, event: str) -> None:
        super().__init__("not_recorded", event=event)


def folder(store: Store | None = None) -> Path:
    """Where the log of a store is."""
    return (store or Store.default()).root / "audit"


def trouble() -> str | None:
    """Since when events could not be written down; None while all is well."""
    return _trouble[0] if _trouble else None


def record(event: str, store: Store | None = None, **facts: object) -> str:
    """Add one line and return its hash once it is on the disk. Raises NotRecorded, and ValueError for an
    unknown event or a fact named like what every line says.

    Facts that are None are left out, long ones cut short.
    """
    if event not in ASKED or OWN & facts.keys():
        raise ValueError(f"not an event or not a fact: {event}, {', '.join(facts)}")
    place = folder(store)
    try:
        files.make_directory(place)
        with FileLock(place / "log.lock", timeout=_PATIENCE):
            written = _append(place, event, facts)
    except (OSError, Timeout) as fault:
        _trouble[:] = _trouble or [_now()]
        _LOG.exception("the audit log in %s cannot be written: %s is not in it", place, event)
        raise NotRecorded(event) from fault
    _trouble.clear()
    return written


def _append(place: Path, event: str, facts: Mapping[str, object]) -> str:
    with (place / "log.jsonl").open("ab+") as log:
        head = read_head(place)
        last, torn = _end(log)
        added = [*_found(last, torn, head), (event, facts)]
        before, content = last or {"n": 0, "hash": START}, b""
        for name, told in added:
            before = _entry(before, name, told)
            content += written(before)
        log.write(b"\n" + content if _is_open(log) else content)
        log.flush()
        files.sync_file(place / "log.jsonl")
    draft = place / "draft"
    files.make_directory(draft)
    files.write_text(place / "head", f"{before['n']} {before['hash']}\n", draft)
    return str(before["hash"])


def _found(last: Entry | None, torn: bytes, head: Entry | None) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What the writer notes of the state it found the log in, before it adds to it."""
    if torn.strip(b"\n"):
        yield TORN, {"bytes": len(torn.strip(b"\n")), "digest": digest_of(torn)}
    found = last or {"n": 0, "hash": START}
    if head is None and found["n"] > 1:
        yield MISSING, {"after": found["n"], "head": "none"}
    if head and (head["n"] > found["n"] or (head["n"] == found["n"] and head["hash"] != found["hash"])):
        yield MISSING, {"lines": head["n"] - found["n"], "after": found["n"], "head": head["hash"]}


def _entry(before: Entry, event: str, facts: Mapping[str, object]) -> Entry:
    told = {name: _short(value) for name, value in facts.items() if value is not None}
    entry = {"n": before["n"] + 1, "time": _now(), "event": event, **told, "previous": before["hash"]}
    return entry | {"hash": hash_of(entry)}


def _short(value: object) -> object:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name)[:_LONGEST]: _short(one) for name, one in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_short(one) for one in list(value)[:_MOST]]
    return str(value)[:_LONGEST]


def _end(log: IO[bytes]) -> tuple[Entry | None, bytes]:
    """The last whole line, and the bytes after it: what a crash left of a line."""
    size = log.seek(0, 2)
    start = log.seek(max(0, size - _TAIL))
    content = log.read()
    lines = content.split(b"\n")
    # A crash may have left a line whole but for its newline: the next one written closes it, and goes on from it.
    if (entry := parsed(lines[-1])) is not None and is_as_written(entry, lines[-1] + b"\n"):
        return entry, b""
    # The first one may be cut by where the reading began.
    for i in range(len(lines) - 2, -1 if start == 0 else 0, -1):
        if (entry := parsed(lines[i])) is not None:
            return entry, content[sum(len(line) + 1 for line in lines[: i + 1]) :]
    return None, content


def _is_open(log: IO[bytes]) -> bool:
    """Whether the last line lacks its newline."""
    size = log.seek(0, 2)
    log.seek(max(0, size - 1))
    return log.read(1) not in (b"", b"\n")


def read_head(place: Path) -> Entry | None:
    """How far the log went when it was last written, `{"n", "hash"}`; None where that is not to be read."""
    try:
        n, hash = (place / "head").read_text(encoding="ascii").split()
        return {"n": int(n), "hash": hash}
    except (OSError, ValueError):
        return None


def written(entry: Entry) -> bytes:
    """An entry as it stands in the log, newline included."""
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def parsed(line: bytes) -> dict[str, Any] | None:
    """The entry a line holds; None where it is not one."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(entry, dict) and isinstance(entry.get("n"), int) and isinstance(entry.get("hash"), str)
    return entry if whole else None


def is_as_written(entry: Entry, line: bytes) -> bool:
    """Whether the line an entry was read from is the one written for it, with its own hash."""
    return written(entry) == line and hash_of(entry) == entry["hash"]


def hash_of(entry: Entry) -> str:
    """The hash of an entry, which covers all of it and the hash of the one before."""
    return hashlib.sha256(written({name: value for name, value in entry.items() if name != "hash"})).hexdigest()


def digest_of(torn: bytes) -> str:
    """What tells a line cut short from any other."""
    return hashlib.sha256(torn.strip(b"\n")).hexdigest()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
