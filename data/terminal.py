"""Talking to whoever sits at the terminal: in their language, with progress, and never with a traceback."""

from __future__ import annotations

import errno
import logging
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data.problems import Refused, describe, system_language
from data.store import WAITING
from data.words import say

Report = Callable[..., None]
# Errors of the machine, which the user can mend: disk full, over quota, no permission, read-only.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS}


class Terminal:
    """Answers go to standard output, progress and complaints to standard error."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(highlight=False, soft_wrap=True, stderr=True)

    def word(self, key: str, **values: object) -> str:
        """The words for `key` in the terminal's language."""
        return say(self.language, key, **values)

    def tell(self, key: str, **values: object) -> None:
        """Print the words for `key`."""
        self.out.print(self.word(key, **values), markup=False)

    @contextmanager
    def progress(self, key: str) -> Iterator[Report]:
        """A bar that follows `report(what, done=None, total=None)`, worded by `key`; gone when the work is done."""
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True, disable=not self.err.is_terminal) as bar:
            task = bar.add_task(self.word(key, what=""), total=None)

            def report(what: str, done: int | None = None, total: int | None = None) -> None:
                known = self.word(what) if what == WAITING else what
                bar.update(task, description=self.word(key, what=known), completed=done, total=total)

            yield report


@contextmanager
def talking(language: str | None, log: Path) -> Iterator[Terminal]:
    """A terminal for one command: what goes wrong inside becomes one message and exit code 1."""
    terminal = Terminal(language or system_language())
    try:
        yield terminal
    except Refused as refused:
        _fail(terminal, refused.message(terminal.language))
    except typer.Exit:
        raise
    except Exception as error:
        code = "no_room" if isinstance(error, OSError) and error.errno in NO_ROOM else "unexpected"
        id = secrets.token_hex(4)
        place = _record(log, id)
        _fail(terminal, describe(code, terminal.language, id=id, log=place, value=error))


def _fail(terminal: Terminal, message: str) -> None:
    terminal.err.print(message, markup=False, style="red")
    raise typer.Exit(1) from None


def _record(folder: Path, id: str) -> Path:
    """Append the current exception to the log in `folder`, or in a temporary folder where that cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(folder / "data.log", encoding="utf-8")
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="collections-"))
        handler = logging.FileHandler(folder / "data.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.Logger("data")
    logger.addHandler(handler)
    logger.exception("error %s", id)
    handler.close()
    return folder / "data.log"
