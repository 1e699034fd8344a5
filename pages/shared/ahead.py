"""Asks ahead, while no screen is being drawn, what its reader may choose next: one platform, township or period.

What a screen asked is known after its run. Asked again with one choice changed, the answers are remembered until the
choice is made; by viewer like any other, so that nobody is told what another may see.
"""

import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pages.shared.remembered import Question, heard
from pages.shared.selection import Selection
from queries.filters import Filters
from queries.refusals import AskRefused

SETTING = "COLLECTIONS_ASK_AHEAD"
CHOSEN = ("platform", "region")
# Screens whose next choices are still to be asked for; of more, the oldest are given up.
WAITING = 4
_LOG = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Choice:
    """What a screen is looked at by: the months shown, and the values kept of each dimension, none where all are."""

    months: tuple[date, ...]
    kept: tuple[tuple[str, tuple[str, ...]], ...]

    def instead(self, of: "Choice", argument: Hashable) -> Hashable:
        """An argument of a question asked by the choice `of`, as this one would have it asked."""
        if argument == of.months:
            return self.months
        if not isinstance(argument, Filters):
            return argument
        asked, before = dict(argument.where), dict(of.kept)
        where = asked | {d: values for d, values in self.kept if asked.get(d, ()) == before[d]}
        months = argument.first_month, argument.last_month
        is_whole = months == (of.months[0], of.months[-1])
        return Filters.of(where, *((self.months[0], self.months[-1]) if is_whole else months))


@dataclass
class _Run:
    """One run of a screen: what it is looked at by, the choices near that, and what it asked."""

    at: Choice | None = None
    near: Sequence[Choice] = ()
    asked: Iterable[Question] = ()

    def ahead(self) -> Iterator[Question]:
        """What it would ask by the choices near, one choice after another."""
        if self.at is None:
            return
        for choice in self.near:
            for function, arguments in self.asked:
                yield function, tuple(choice.instead(self.at, argument) for argument in arguments)


_RUN: ContextVar[_Run | None] = ContextVar("run", default=None)


class Ahead:
    """The thread that asks: of the screen drawn last first, and only while none is drawn."""

    def __init__(self) -> None:
        self._runs: deque[Iterator[Question]] = deque(maxlen=WAITING)
        self._drawn = 0
        self._asks = False
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
        self._thread.start()

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """A run of a screen."""
        run = _Run()
        token = _RUN.set(run)
        with self._changed:
            self._drawn += 1
        try:
            with heard() as run.asked:
                yield
        finally:
            _RUN.reset(token)
            with self._changed:
                self._drawn -= 1
                if run.near:
                    self._runs.append(run.ahead())
                self._changed.notify_all()

    def rest(self) -> None:
        """Return once nothing is left to ask."""
        with self._changed:
            self._changed.wait_for(lambda: not self._runs and not self._asks)

    def close(self) -> None:
        """Stop after the question being asked: an engine at work as the process ends would tear it down."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._asks = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._closed or (self._runs and not self._drawn))
                if self._closed:
                    return
                question = next(self._runs[-1], None)
                if question is None:
                    self._runs.pop()
                    continue
                self._asks = True
            _ask(*question)


def _ask(function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    try:
        function(*arguments)
    except AskRefused:  # not to be asked by this choice
        return
    except Exception:  # whoever asks it meets the fault where it can be told
        _LOG.debug("could not be asked ahead", exc_info=True)


_ahead: Ahead | None = None


def begin() -> Ahead | None:
    """Ask ahead from now on, unless the setting says no."""
    global _ahead
    if _ahead is None and os.environ.get(SETTING) != "no":
        _ahead = Ahead()
        atexit.register(end)
    return _ahead


def end() -> None:
    """Ask nothing ahead any more."""
    global _ahead
    if _ahead is not None:
        _ahead.close()
        _ahead = None


def drawing() -> AbstractContextManager[None]:
    """A run of a screen, after which the next choices are asked ahead where that is done."""
    return _ahead.drawing() if _ahead else nullcontext()


def looked(selection: Selection, known: Sequence[date], options: Mapping[str, Sequence[str]]) -> None:
    """Says what the screen is looked at by; `known` are all months, `options` the values there are by dimension."""
    run = _RUN.get()
    if run is None:
        return
    offered = [d for d in CHOSEN if d in options]
    run.at = at = Choice(selection.months, tuple((d, selection.kept(d)) for d in offered))
    periods = [replace(at, months=tuple(known[-(months or 0) :])) for months in selection.presets.values()]
    kept = [{**dict(at.kept), d: (value,)} for d in offered for value in options[d]]
    values = [replace(at, kept=tuple(one.items())) for one in kept]
    run.near = [one for one in dict.fromkeys([*periods, *values]) if one != at]
