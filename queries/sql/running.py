"""A statement on its way: in a process of its own, with an end that is set, to be cancelled from any thread."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from queries.access import Viewer
from queries.refusals import AskRefused, nearest
from queries.sql import limits, slices
from queries.warehouse import Warehouse

_JAIL = Path(__file__).with_name("jail.py")
_room = threading.BoundedSemaphore(limits.AT_ONCE)
_spare: list[subprocess.Popen[bytes]] = []
_spare_lock = threading.Lock()


@dataclass(frozen=True)
class Result:
    """The rows, whether there were more than were let through, how long it took, and the statement."""

    frame: pl.DataFrame
    truncated: bool
    seconds: float
    text: str


class Running:
    """A statement that was started. `result` waits for it; `cancel` ends it."""

    def __init__(self, warehouse: Warehouse, viewer: Viewer, text: str, rows: int, seconds: float) -> None:
        self.text = text
        self._warehouse, self._viewer, self._rows, self._limit = warehouse, viewer, rows, seconds
        self._began, self._ended = time.monotonic(), 0.0
        self._result: Result | None = None
        self._refused: AskRefused | None = None
        self._fault: BaseException | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._over = threading.Lock(), threading.Event()
        threading.Thread(target=self._work, name="sql", daemon=True).start()

    @property
    def done(self) -> bool:
        """Whether there is a result, or the reason why there is none."""
        return self._over.is_set()

    @property
    def seconds(self) -> float:
        """How long it has been running, or did."""
        return (self._ended or time.monotonic()) - self._began

    def cancel(self) -> None:
        """End it now; nothing happens where it is over."""
        self._stop("sql_cancelled")

    def result(self, timeout: float | None = None) -> Result:
        """What came of it; raises AskRefused with the reason where nothing did, TimeoutError where it is not over."""
        if not self._over.wait(timeout):
            raise TimeoutError
        if self._fault:
            raise self._fault
        if self._refused:
            raise self._refused
        return cast(Result, self._result)

    def _work(self) -> None:
        try:
            with _jailed(self._held) as process:
                frame, truncated = self._ask(process)
            self._finish(result=Result(frame, truncated, self.seconds, self.text))
        except AskRefused as refused:
            self._finish(refused=refused)
        except (OSError, EOFError, ValueError):  # the process is gone, in the middle of a sentence perhaps
            self._finish(refused=AskRefused("sql_stopped"))
        except BaseException as fault:  # for whoever waits for the result
            self._finish(fault=fault)
        finally:
            _room.release()

    def _ask(self, process: subprocess.Popen[bytes]) -> tuple[pl.DataFrame, bool]:
        said, heard = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        folder = slices.folder(self._warehouse)
        asked = {
            "text": self.text,
            "known": list(slices.offered()),
            "folder": str(folder),
            "rows": self._rows,
            "bytes": limits.RESULT_MB << 20,
            "memory": limits.MEMORY_MB,
            "seconds": self._limit,
        }
        self._hear(heard)  # that it is ready: what loading its libraries takes is not the statement's
        with self._clock():
            _tell(said, asked)
            tables = self._hear(heard)["tables"]
        views = slices.views(self._warehouse, self._viewer, tables)
        if not views:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        batches = []
        with self._clock():
            _tell(said, {"views": views})
            while "done" not in (told := self._hear(heard)):
                batches.append(pl.read_ipc_stream(_exactly(heard, told["bytes"])))
        return pl.concat(batches, how="vertical"), told["truncated"]

    def _hear(self, pipe: IO[bytes]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(pipe.readline())
        if "error" not in told:
            return told
        known: dict[str, Any] = {"seconds": f"{self._limit:g}", "megabytes": limits.MEMORY_MB}
        if told["error"] == "sql_unknown_table":
            known["near"] = nearest(told["name"], slices.offered())
        raise AskRefused(told.pop("error"), line=told.pop("at", None), **known, **told)

    @contextmanager
    def _clock(self) -> Iterator[None]:
        # The engine notices by itself in most cases, and says so; what it does not notice is ended a little later.
        timer = threading.Timer(self._limit + 0.5, self._stop, ("sql_time",))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _held(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._process = process
            if self.done:
                process.kill()

    def _stop(self, code: str) -> None:
        self._finish(refused=AskRefused(code, seconds=f"{self._limit:g}"))

    def _finish(
        self,
        *,
        result: Result | None = None,
        refused: AskRefused | None = None,
        fault: BaseException | None = None,
    ) -> None:
        """Whatever comes first counts: a process killed as its time was up must not be told as a fault."""
        with self._lock:
            if self.done:
                return
            self._result, self._refused, self._fault, self._ended = result, refused, fault, time.monotonic()
            if self._process and not result:
                self._process.kill()
            self._over.set()


def start(
    warehouse: Warehouse,
    viewer: Viewer,
    text: str,
    *,
    rows: int = limits.ROWS,
    seconds: float = limits.SECONDS,
) -> Running:
    """Run one statement over the viewer's rows; at most `rows` of its result are handed over.

    Raises AskRefused for who may not, for a text that is empty or too long, and where too many run already; what else
    is wrong with it `result` says.
    """
    check(viewer)
    if not text.strip():
        raise AskRefused("sql_empty")
    if len(text) > limits.LETTERS:
        raise AskRefused("sql_too_long", most=limits.LETTERS)
    if not _room.acquire(blocking=False):
        raise AskRefused("sql_busy", most=limits.AT_ONCE)
    return Running(warehouse, viewer, text, min(rows, limits.EXPORT_ROWS), min(seconds, limits.SECONDS))


def check(viewer: Viewer) -> None:
    """Raises AskRefused where the viewer may not write SQL."""
    if viewer.role != "analyst":
        raise AskRefused("sql_for_analysts", role=viewer.role)


def pieces(text: str) -> list[str]:
    """A statement as the audit log keeps it whole: it cuts what is longer than a piece."""
    return [text[place : place + 250] for place in range(0, len(text), 250)]


@contextmanager
def _jailed(held: Any) -> Iterator[subprocess.Popen[bytes]]:
    with _spare_lock:
        kept = _spare.pop() if _spare else None
    if kept and kept.poll() is not None:  # it did not outlive the waiting
        _end(kept)
        kept = None
    process = kept or _process()
    try:
        held(process)
        yield process
    finally:
        _end(process)


def _process() -> subprocess.Popen[bytes]:
    # No environment but what Windows cannot do without; isolated, so that no folder of ours is on its path.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", str(_JAIL)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=_JAIL.anchor,
    )


def warm() -> None:
    """Keep one process ready, its libraries loaded: for a server, where the next statement then starts at once."""
    with _spare_lock:
        if not _spare:
            _spare.append(_process())


@atexit.register
def _release() -> None:
    for process in _spare:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            cast(IO[bytes], pipe).close()
    process.wait()


def _tell(pipe: IO[bytes], told: Mapping[str, object]) -> None:
    pipe.write(json.dumps(told).encode() + b"\n")
    pipe.flush()


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    content = pipe.read(count)
    if len(content) < count:
        raise EOFError
    return content
