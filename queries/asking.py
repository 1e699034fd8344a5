"""The command that asks: `python -m queries par30_count --by month --where region=…`."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from data.store import Store
from data.terminal import Terminal, talking
from queries import audit, printing
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import NO_FILTERS, Filters, month_end, parse_day
from queries.metrics import ask
from queries.questions import ask_question, questions
from queries.refusals import AskRefused, nearest
from queries.warehouse import Answer, Warehouse, open_current, open_version

_WIDEST = 400


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"


class Language(StrEnum):
    """The languages the command line speaks."""

    zh = "zh"
    en = "en"


# What the commands that ask share.
By = Annotated[list[str] | None, typer.Option("--by", metavar="DIM,…", help="Split by · 拆分维度")]
Where = Annotated[list[str] | None, typer.Option("--where", metavar="DIM=VALUE,…", help="Keep only · 筛选，可重复")]
First = Annotated[str, typer.Option("--from", help="First day or month, 2024-03 · 起始")]
Last = Annotated[str, typer.Option("--to", help="Last day or month, included · 截止（含）")]
Role = Annotated[str, typer.Option("--role", help="manager, analyst, operator or regulator · 角色")]
Scope = Annotated[
    list[str] | None, typer.Option("--platform", metavar="ID,…", help="Platforms the role may see · 可查看的平台")
]
Form = Annotated[Format, typer.Option("--format", help="How to write it · 输出格式")]
VersionId = Annotated[str, typer.Option("--version", help="A version other than the current · 指定版本")]
Speak = Annotated[Language | None, typer.Option("--language", help="Language; the terminal's by default · 语言")]


def asking(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="METRIC_OR_QUESTION…", help="Several metrics, or one question · 若干指标或一个专题"),
    ] = None,
    by: By = None,
    where: Where = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A question's parameter · 专题参数，可重复")
    ] = None,
    first: First = "",
    last: Last = "",
    role: Role = "operator",
    platform: Scope = None,
    form: Form = Format.table,
    version: VersionId = "",
    listed: Annotated[bool, typer.Option("--list", help="What can be asked · 列出全部指标与专题")] = False,
    language: Speak = None,
) -> None:
    """Ask for metrics, split and filtered, or for one question · 查询指标或专题"""
    store = Store.default()
    with talking(language, store.root / "log") as terminal:
        if listed or not names:
            _catalogue(terminal)
            return
        viewer = Viewer(role, tuple(split(platform)) if platform else None)
        filters = read_filters(where or [], first, last)
        opened = open_asked(store, version)
        check_platforms(opened, viewer, filters)
        facts = _facts(viewer, opened, names, by or [], filters, form)
        try:
            answer = _answer(opened, viewer, names, split(by or []), filters, _settings(settings or []))
        except AskRefused as refused:
            note_refusal(store, refused, facts)
            raise
        if form is not Format.table:
            audit.record("command", store, **facts)
        _print(terminal, answer, filters, form)


def _catalogue(terminal: Terminal) -> None:
    draw(terminal, printing.catalogue(dictionary().values(), terminal.language))
    table = Table(title=printing.word("questions", terminal.language), title_justify="left")
    for heading in ("id", "label"):
        table.add_column(printing.word(heading, terminal.language))
    for one in questions().values():
        table.add_row(one.id, one.title[terminal.language])
    draw(terminal, table)


def split(values: Iterable[str]) -> list[str]:
    """The parts of values that commas divide."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def read_filters(where: Iterable[str], first: str, last: str) -> Filters:
    """What --where, --from and --to say; raises AskRefused where they are written otherwise."""
    kept: dict[str, list[str]] = {}
    for condition in where:
        dimension, equals, values = condition.partition("=")
        if not equals or not split([values]):
            raise AskRefused("not_a_filter", value=condition)
        kept.setdefault(dimension.strip(), []).extend(split([values]))
    begin, end = parse_day(first) if first else None, parse_day(last, end=True) if last else None
    if begin and end and begin > end:
        raise AskRefused("range_reversed", first=begin, last=end)
    return Filters.of(kept, begin, end)


def _settings(given: Iterable[str]) -> dict[str, str]:
    found = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        if not equals:
            raise AskRefused("not_a_setting", value=setting)
        found[name.strip()] = value.strip()
    return found


def open_asked(store: Store, version: str) -> Warehouse:
    """The version named, or the current one; raises AskRefused where there is none."""
    opened = open_version(version, store) if version else open_current(store)
    if opened is None:
        raise AskRefused("no_warehouse")
    return opened


def check_platforms(warehouse: Warehouse, viewer: Viewer, filters: Filters = NO_FILTERS) -> None:
    """Raises AskRefused for a platform misspelt or out of scope: an empty answer would read as *not reported*."""
    known = set(warehouse.manifest["platforms"])
    seen = known if viewer.platforms is None else known & set(viewer.platforms)
    for value in (*(viewer.platforms or ()), *(filters.values("platform") or ())):
        if value not in seen:
            raise AskRefused("unknown_platform", value=value, possible=", ".join(sorted(seen)))


def _answer(
    warehouse: Warehouse, viewer: Viewer, names: list[str], by: list[str], filters: Filters, settings: dict[str, str]
) -> Answer:
    unknown = [name for name in names if name not in dictionary() and name not in questions()]
    if unknown:
        raise AskRefused("unknown_name", name=unknown[0], near=nearest(unknown[0], [*dictionary(), *questions()]))
    asked = [name for name in names if name in questions()]
    if not asked:
        if settings:
            raise AskRefused("settings_need_a_question")
        return ask(warehouse, viewer, names, by, filters)
    if len(names) > 1:
        raise AskRefused("one_question", asked=", ".join(asked))
    if by:
        raise AskRefused("question_has_its_rows", question=asked[0])
    return ask_question(warehouse, viewer, asked[0], filters, **settings)


def _facts(
    viewer: Viewer, warehouse: Warehouse, names: list[str], by: list[str], filters: Filters, form: Format
) -> dict[str, object]:
    """What the audit log is told of a question asked here: all but its answer."""
    span = {"from": filters.first_month, "to": filters.last_month}
    return {
        **who(viewer, warehouse),
        "what": names,
        "by": by or None,
        "format": form.value,
        "filters": {**dict(filters.where), **{name: day for name, day in span.items() if day}},
    }


def who(viewer: Viewer, warehouse: Warehouse) -> dict[str, object]:
    """What the audit log is told of whoever asks here, and of what."""
    return {
        "who": account(),
        "role": viewer.role,
        "scope": "all" if viewer.platforms is None else viewer.platforms,
        "version": warehouse.id,
    }


def account() -> str:
    """The account of this machine that runs the command."""
    try:
        return f"account:{getpass.getuser()}"
    except (KeyError, OSError, ImportError):  # an account without a name, as in some containers
        return "account:unknown"


def note_refusal(store: Store, refused: AskRefused, facts: dict[str, object]) -> None:
    """A question refused for the role is noted; where it cannot be, it stays refused all the same."""
    if refused.code in audit.FOR_ROLE:
        with contextlib.suppress(audit.NotRecorded):
            audit.record("refused", store, **facts, why=refused.code)


def _print(terminal: Terminal, answer: Answer, filters: Filters, form: Format) -> None:
    language = terminal.language
    metrics = {name: one for name, one in dictionary().items() if f"{name}__count" in answer.frame.columns}
    frame = answer.frame
    units = {name: one.unit for name, one in metrics.items()}
    if form is Format.table:
        headings = {name: one.short[language] for name, one in metrics.items()}
        draw(terminal, printing.as_table(frame, units, headings, language))
    else:
        typer.echo((printing.as_csv if form is Format.csv else printing.as_json)(frame, units), nl=False)
    for note in notes(answer, filters, language):
        terminal.err.print(note, markup=False)


def draw(terminal: Terminal, table: Table) -> None:
    """A table, at its full width where nobody's window limits it."""
    if not terminal.out.is_terminal:
        terminal.out.width = _WIDEST
    terminal.out.print(table)


def notes(answer: Answer, filters: Filters, language: str) -> Iterable[str]:
    """What a reader of the answer must know beside it."""
    if any(day and day.day > 1 and day != month_end(day) for day in (filters.first_month, filters.last_month)):
        yield printing.word("whole_months", language)
    if answer.as_of:
        yield printing.word("as_of", language, month=f"{answer.as_of:%Y-%m}")
    if answer.silent:
        yield printing.word("silent", language, platforms=", ".join(answer.silent))
    if answer.masked:
        whys = "; ".join(printing.word(f"masked_{reason}", language) for reason in answer.reasons)
        yield printing.word("masked", language, count=answer.masked, reasons=whys)
    if answer.reads_facts:
        yield printing.word("facts", language)
