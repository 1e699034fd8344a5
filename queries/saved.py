"""Saved views: what somebody looked at, named and kept, for themselves and whom they share it with.

A view is an address without its reader: who opens it sees what their own role and platforms allow. Views are kept in
`saved.sqlite` in the store, made when the first one is saved. Only its owner changes or deletes one, and whoever may
not see a view is told the same as if there were none.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from data.store import Store
from queries.refusals import AskRefused
from queries.saved_view import NAME_LONGEST, SavedView, accounts, known_roles, line, link, text_of

__all__ = ["Saved", "SavedView"]

VIEWS_MOST, SCHEMA_VERSION = 500, 1
_PATIENCE = 10.0
_LOG = logging.getLogger("dashboard")
_SCHEMA = (
    """create table view (
        id text primary key, owner text not null, name text not null, description text not null, screen text not null,
        choices text not null, version text, created text not null, updated text not null
    ) strict""",
    """create table shared (
        view text not null references view on delete cascade, kind text not null check (kind in ('person', 'role')),
        name text not null, primary key (view, kind, name)
    ) strict, without rowid""",
    """create table start (
        person text primary key, view text not null references view on delete cascade
    ) strict, without rowid""",
    "create index view_owner on view (owner)",
    "create index shared_name on shared (name, kind)",
    f"pragma user_version = {SCHEMA_VERSION}",
)


class Saved:
    """The saved views of a store. Every call is a transaction of its own; several processes may write."""

    def __init__(self, store: Store | None = None) -> None:
        self.file: Path = (store or Store.default()).root / "saved.sqlite"
        # The database waits for other writers by itself, but not while it is made.
        self._lock = FileLock(self.file.with_suffix(".lock"), timeout=_PATIENCE)

    def views(self, account: str, role: str) -> list[SavedView]:
        """Those of a person and those shared with them or their role, the last changed first, own ones before."""
        sql = f"{_SELECT} where {_SEEN} order by (view.owner = :account) desc, view.updated desc, view.id"
        with self._reading() as found:
            return [] if found is None else _all(found, sql, {"account": account, "role": role})

    def view(self, id: str, account: str, role: str) -> SavedView:
        """One that this person may see; raises AskRefused where there is none."""
        with self._reading() as found:
            if found is not None and (one := _one(found, id, account, role)):
                return one
        raise AskRefused("no_view")

    def start(self, account: str, role: str) -> SavedView | None:
        """The view on a person's start page; None where none is chosen, or it is not to be seen in this role."""
        sql = f"{_SELECT} join start on start.view = view.id where start.person = :account and {_SEEN}"
        with self._reading() as found:
            kept = [] if found is None else _all(found, sql, {"account": account, "role": role})
        return kept[0] if kept else None

    def add(
        self,
        account: str,
        name: str,
        screen: str,
        choices: Mapping[str, Iterable[str]],
        *,
        description: str = "",
        version: str | None = None,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
    ) -> SavedView:
        """Save a new view of a person's own; raises AskRefused for a name that is empty or anything too long."""
        now = _now()
        one = SavedView(
            secrets.token_urlsafe(9), account, line(name, NAME_LONGEST), text_of(description), screen, link(choices),
            version, accounts(people, account), known_roles(roles), now, now,
        )  # fmt: skip
        with self._writing() as kept:
            count = kept.execute("select count(*) from view where owner = ?", (account,)).fetchone()[0]
            if count >= VIEWS_MOST:
                raise AskRefused("too_many_views", most=VIEWS_MOST)
            _insert(kept, one)
        return one

    def change(
        self,
        id: str,
        account: str,
        role: str,
        *,
        name: str | None = None,
        description: str | None = None,
        version: str | None = None,
        people: Iterable[str] | None = None,
        roles: Iterable[str] | None = None,
        choices: Mapping[str, Iterable[str]] | None = None,
    ) -> SavedView:
        """Change what is given of one's own view; the version always, None following the newest.

        Raises AskRefused for a view that is somebody else's, or not there.
        """
        with self._writing() as kept:
            one = _own(kept, id, account, role)
            new = replace(
                one,
                name=one.name if name is None else line(name, NAME_LONGEST),
                description=one.description if description is None else text_of(description),
                version=version,
                people=one.people if people is None else accounts(people, account),
                roles=one.roles if roles is None else known_roles(roles),
                choices=one.choices if choices is None else link(choices),
                updated=_now(),
            )
            started = kept.execute("select person from start where view = ?", (id,)).fetchall()
            kept.execute("delete from view where id = ?", (id,))
            _insert(kept, new)
            kept.executemany("insert into start values (?, ?)", [(person, id) for (person,) in started])
        return new

    def delete(self, id: str, account: str, role: str) -> None:
        """Delete one's own view; raises AskRefused for a view that is somebody else's, or not there."""
        with self._writing() as kept:
            _own(kept, id, account, role)
            kept.execute("delete from view where id = ?", (id,))

    def set_start(self, account: str, role: str, id: str | None) -> None:
        """Put a view that a person may see on their start page, or none; raises AskRefused where there is none."""
        with self._writing() as kept:
            if id is not None and _one(kept, id, account, role) is None:
                raise AskRefused("no_view")
            kept.execute("delete from start where person = ?", (account,))
            if id is not None:
                kept.execute("insert into start values (?, ?)", (account, id))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """None while nothing has ever been saved."""
        with _told(self.file):
            if not self.file.exists():
                yield None
                return
            with closing(self._connected()) as found:
                yield found if _version(found) else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _told(self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, closing(self._connected()) as kept:
                kept.execute("pragma journal_mode = wal")
                kept.execute("begin immediate")
                if not _version(kept):
                    for step in _SCHEMA:
                        kept.execute(step)
                try:
                    yield kept
                except BaseException:
                    kept.execute("rollback")
                    raise
                kept.execute("commit")

    def _connected(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self.file, timeout=_PATIENCE, isolation_level=None)
        opened.execute("pragma synchronous = full")
        opened.execute("pragma foreign_keys = on")
        return opened


_SEEN = """(view.owner = :account or exists (
    select 1 from shared where shared.view = view.id
    and ((shared.kind = 'role' and shared.name = :role) or (shared.kind = 'person' and (
        shared.name = :account or (instr(:account, '@') > 0 and shared.name = :account collate nocase)
    )))
))"""
_SELECT = """select view.id, view.owner, view.name, view.description, view.screen, view.choices, view.version,
    (select json_group_array(name) from (select name from shared where view = view.id and kind = 'person' order by 1)),
    (select json_group_array(name) from (select name from shared where view = view.id and kind = 'role' order by 1)),
    view.created, view.updated
from view"""


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """A database that cannot be read or written is said to be so, and why stands in the log."""
    try:
        yield
    except (sqlite3.Error, OSError, Timeout) as fault:
        _LOG.exception("saved views in %s cannot be read or written", file)
        raise AskRefused("views_unreadable") from fault


def _version(found: sqlite3.Connection) -> int:
    version = int(found.execute("pragma user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise AskRefused("views_newer", version=version, known=SCHEMA_VERSION)
    return version


def _all(found: sqlite3.Connection, sql: str, values: Mapping[str, str]) -> list[SavedView]:
    return [_read(row) for row in found.execute(sql, dict(values))]


def _one(found: sqlite3.Connection, id: str, account: str, role: str) -> SavedView | None:
    kept = _all(found, f"{_SELECT} where view.id = :id and {_SEEN}", {"id": id, "account": account, "role": role})
    return kept[0] if kept else None


def _own(found: sqlite3.Connection, id: str, account: str, role: str) -> SavedView:
    one = _one(found, id, account, role)
    if one is None:
        raise AskRefused("no_view")
    if not one.is_of(account):
        raise AskRefused("view_of_another")
    return one


def _read(row: tuple[str, ...]) -> SavedView:
    id, owner, name, description, screen, choices, version, people, roles, created, updated = row
    kept = {key: tuple(values) for key, values in json.loads(choices).items()}
    shared = tuple(json.loads(people)), tuple(json.loads(roles))
    return SavedView(id, owner, name, description, screen, kept, version, *shared, created, updated)


def _insert(kept: sqlite3.Connection, one: SavedView) -> None:
    choices = json.dumps(one.choices)
    row = (one.id, one.owner, one.name, one.description, one.screen, choices, one.version, one.created, one.updated)
    kept.execute("insert into view values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    shared = [("person", name) for name in one.people] + [("role", name) for name in one.roles]
    kept.executemany("insert into shared values (?, ?, ?)", [(one.id, *each) for each in shared])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
