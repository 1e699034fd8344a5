"""The commands that tell what is granted and what was done: `access check|show` and `audit verify|show`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from data.store import Store
from data.terminal import Terminal, talking
from queries import audit, audit_check, grants, printing
from queries.asking import Language, draw
from queries.reference import load

access = typer.Typer(no_args_is_help=True, help="Who may see what · 谁能看什么")
trail = typer.Typer(no_args_is_help=True, help="Who was shown or given what · 谁看了、导出了什么")
Speak = Annotated[Language | None, typer.Option("--language", help="Language; the terminal's by default · 语言")]
File = Annotated[Path | None, typer.Option("--file", help="Another access file · 另一份授权文件")]


@contextmanager
def _command(language: Language | None) -> Iterator[tuple[Terminal, Store]]:
    store = Store.default()
    with talking(language, store.root / "log") as terminal:
        yield terminal, store


@access.command("check")
def check(
    file: Annotated[Path | None, typer.Argument(help="The access file; the one in force by default · 授权文件")] = None,
    language: Speak = None,
) -> None:
    """Check the access file and list whom it grants what · 校验授权文件并列出授权"""
    with _command(language) as (terminal, store):
        said = grants.rules(file)
        table = _table(terminal, f"{said.file}", ("line", "whom", "who", "role", "platforms"))
        for one in said.entries:
            table.add_row(
                str(one.line or ""), _word(terminal, one.kind), one.name, one.role, _platforms(one.platforms, terminal)
            )
        draw(terminal, table)
        for entry, platform in grants.strangers(said, _known(store)):
            _warn(terminal, "access_stranger", line=entry.line or "–", who=entry.name, platform=platform)
        session = "access_session_token" if said.session_hours is None else "access_session"
        _say(terminal, session, claim=said.groups_claim, hours=said.session_hours)


@access.command("show")
def show(
    user: Annotated[str, typer.Argument(help="An email or subject · 邮箱或用户标识（sub）")],
    group: Annotated[list[str] | None, typer.Option("--group", help="A group, may be repeated · 所在的组")] = None,
    file: File = None,
    language: Speak = None,
) -> None:
    """What one user can see, in words · 某个用户能看什么"""
    with _command(language) as (terminal, _):
        who = grants.Identity(user, user if "@" in user else None, tuple(group or ()))
        found = grants.granted(grants.rules(file), who)
        _say(terminal, "access_of" if found else "access_none", who=user, groups=", ".join(who.groups) or "–")
        for one in found:
            _say(terminal, f"may_{one.role}", platforms=_platforms(one.platforms, terminal))
            for entry in one.entries:
                kind = _word(terminal, entry.kind)
                _say(terminal, "access_by", line=entry.line or "–", kind=kind, name=entry.name)


@trail.command("verify")
def verify(
    noted: Annotated[str, typer.Option("--noted", metavar="HASH", help="A hash noted earlier · 先前抄录的哈希")] = "",
    language: Speak = None,
) -> None:
    """Whether the audit log is whole · 校验审计日志是否完整"""
    with _command(language) as (terminal, store):
        verdict = audit_check.verify(audit.folder(store), noted)
        for line in verdict.torn:
            _warn(terminal, "audit_torn", line=line)
        missed = bool(noted) and not verdict.told
        if verdict.fault:
            word, line = verdict.fault
            _warn(terminal, f"audit_{word}", line=line)
        elif missed:
            _warn(terminal, "audit_not_noted", hash=noted)
        else:
            _say(terminal, "audit_whole" if verdict.lines else "audit_none", lines=verdict.lines, hash=verdict.last)
        if verdict.fault or missed:
            raise typer.Exit(1)
        _say(terminal, "audit_limits")


@trail.command("show")
def show_last(
    count: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many lines · 最近多少条")] = 20,
    language: Speak = None,
) -> None:
    """The last lines of the audit log · 最近的审计记录"""
    with _command(language) as (terminal, store):
        columns = ("n", "time", "event", "who", "role", "scope", "version", "what", "filters")
        table = _table(terminal, str(audit.folder(store)), columns)
        for entry in audit_check.last(audit.folder(store), count):
            told = {**entry, "time": str(entry.get("time"))[:19], "filters": _filters(entry.get("filters"))}
            table.add_row(*(printable(told.get(name)) for name in columns))
        draw(terminal, table)


def printable(value: object) -> str:
    """A fact of the log as a terminal may safely show it."""
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def _filters(filters: object) -> str:
    if not isinstance(filters, dict):
        return ""
    return "; ".join(f"{name}={printable(value)}" for name, value in filters.items())


def _known(store: Store) -> set[str]:
    version = store.current()
    return {*load().platforms, *(version.manifest()["platforms"] if version else ())}


def _platforms(platforms: tuple[str, ...] | None, terminal: Terminal) -> str:
    return _word(terminal, "every_platform") if platforms is None else ", ".join(platforms)


def _table(terminal: Terminal, title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(_word(terminal, name))
    return table


def _word(terminal: Terminal, key: str, **values: object) -> str:
    return printing.word(key, terminal.language, **values)


def _say(terminal: Terminal, key: str, **values: object) -> None:
    terminal.out.print(_word(terminal, key, **values), markup=False)


def _warn(terminal: Terminal, key: str, **values: object) -> None:
    terminal.err.print(_word(terminal, key, **values), markup=False, style="yellow")
