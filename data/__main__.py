"""The command line: `python -m data {sample,submit,suggest,quarantine,mend,pull,build,status,rollback,prune}`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.store import Store
from data.terminal import Terminal, talking

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


class Language(StrEnum):
    """The languages the command line speaks."""

    zh = "zh"
    en = "en"


Speak = Annotated[
    Language | None, typer.Option("--language", help="Language of messages; the terminal's by default · 语言")
]
PlatformId = Annotated[str | None, typer.Option("--platform", help="The platform's id · 平台编号")]
AsOf = Annotated[dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The as-of date · 截止日")]
MappingName = Annotated[str | None, typer.Option("--mapping", help="A mapping's name or TOML file · 映射")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check only, store nothing · 只校验，不入库")]


@contextmanager
def _command(language: Language | None) -> Iterator[tuple[Terminal, Store]]:
    store = Store.default()
    with talking(language, store.root / "log") as terminal:
        yield terminal, store


def _date(as_of: dt.datetime | None) -> dt.date | None:
    return as_of.date() if as_of else None


@app.command()
def sample(
    loans: Annotated[int, typer.Option(min=1000, max=2_000_000, help="Loans of the whole county · 借据数")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same county · 随机种子")] = 1,
    platform: Annotated[
        list[str] | None, typer.Option(help="Only these platforms, may be repeated · 只生成这些平台")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Only write the files here · 只写入此目录")] = None,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Only if nothing is built yet · 仅当库为空时")] = False,
    language: Speak = None,
) -> None:
    """Make the sample county, submit it and build · 生成示例数据并入库"""
    with _command(language) as (terminal, store):
        from data import errands

        if if_empty and (version := store.current()):
            terminal.tell("already_there", version=version.id)
        elif out:
            errands.write_sample(terminal, out, loans, seed, platform)
            terminal.tell("sample_written", place=out)
        else:
            errands.submit_sample(terminal, store, loans, seed, platform)
            errands.build(terminal, store)


@app.command()
def submit(
    path: Annotated[Path, typer.Argument(help="Folder, zip, workbook, CSV or Parquet · 报送材料")],
    platform: PlatformId = None,
    as_of: AsOf = None,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    language: Speak = None,
) -> None:
    """Check a submission and store it; submission.toml may name platform and date · 校验并入库"""
    with _command(language) as (terminal, store):
        from data import errands

        errands.submit(terminal, store, path, platform, _date(as_of), mapping, dry_run)


@app.command()
def suggest(
    path: Annotated[Path, typer.Argument(help="Folder, zip, workbook, CSV or Parquet · 报送材料")],
    name: Annotated[str | None, typer.Option("--save", help="Save the mapping under this name · 保存为")] = None,
    language: Speak = None,
) -> None:
    """Suggest a mapping: which file is which table, which header which column · 推荐映射"""
    with _command(language) as (terminal, store):
        from data import mending

        mending.suggest(terminal, store, path, name)


@app.command()
def quarantine(
    platform: Annotated[str, typer.Argument(help="The platform's id · 平台编号")],
    as_of: Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="The as-of date · 截止日")],
    out: Annotated[Path, typer.Argument(help="The .xlsx to write · 写入的文件")],
    language: Speak = None,
) -> None:
    """Write the rows held back, with reasons, to be mended · 导出被隔离的行"""
    with _command(language) as (terminal, store):
        from data import mending

        mending.export(terminal, store, platform, as_of.date(), out)


@app.command()
def mend(
    path: Annotated[Path, typer.Argument(help="The mended rows · 改好的行")],
    platform: Annotated[str, typer.Option("--platform", help="The platform's id · 平台编号")],
    as_of: Annotated[dt.datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The as-of date · 截止日")],
    dry_run: DryRun = False,
    language: Speak = None,
) -> None:
    """Put mended rows into the submission in force · 补报改好的行"""
    with _command(language) as (terminal, store):
        from data import mending

        mending.mend(terminal, store, path, platform, as_of.date(), dry_run)


@app.command()
def pull(
    url: Annotated[str, typer.Argument(help="postgresql://… or mysql://… · 数据库地址")],
    platform: PlatformId = None,
    as_of: AsOf = None,
    mapping: MappingName = None,
    dry_run: DryRun = False,
    language: Speak = None,
) -> None:
    """Submit the same tables from a database · 从数据库报送"""
    with _command(language) as (terminal, store):
        from data import errands

        errands.pull(terminal, store, url, platform, _date(as_of), mapping, dry_run)


@app.command()
def build(language: Speak = None) -> None:
    """Bring the warehouse up to date with what was submitted · 建库"""
    with _command(language) as (terminal, store):
        from data import errands

        errands.build(terminal, store)


@app.command()
def status(language: Speak = None) -> None:
    """What is stored, from whom, up to when · 查看库中内容"""
    with _command(language) as (terminal, store):
        from data import reports

        reports.status(terminal, store)


@app.command()
def rollback(
    version: Annotated[str, typer.Argument(help="A version listed by status · 版本号")], language: Speak = None
) -> None:
    """Make an earlier version current again · 切换到指定版本"""
    with _command(language) as (terminal, store):
        chosen = store.roll_back(version)
        terminal.tell("rolled_back", version=chosen.id, as_of=chosen.manifest()["as_of"])


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="Newest versions to keep · 保留的版本数")] = 5, language: Speak = None
) -> None:
    """Remove old versions nobody uses and what crashes left behind · 清理旧版本"""
    with _command(language) as (terminal, store):
        removed = store.prune(keep)
        what = ", ".join(removed)
        terminal.tell("pruned", count=len(removed), what=what) if removed else terminal.tell("nothing_pruned")


if __name__ == "__main__":
    app(prog_name="python -m data")
