"""Work that takes a while, in a thread of its own: it goes on when the page is left, and can be looked at again.

One at a time for each owner. What a job does is safe to be cut off: the store only ever changes in one step.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from data.problems import Refused

_LOG = logging.getLogger("dashboard")
Report = Callable[..., None]
_jobs: dict[Hashable, Job] = {}
_guard = threading.Lock()


@dataclass
class Job:
    """What runs, how far it is, and what came of it: a result, a refusal, or the number of a fault in the log."""

    kind: str
    total: int | None = None
    what: str = ""
    done: int = 0
    result: Any = None
    refused: Refused | None = None
    fault: str = ""
    started: float = field(default_factory=time.time)
    thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1, as far as that can be told."""
        return min(0.99, self.done / self.total) if self.total else 0.0

    def report(self, what: str, done: int | None = None, total: int | None = None) -> None:
        """Say what is being worked on; without `done` it counts one step."""
        self.what, self.total = what, total or self.total
        self.done = self.done + 1 if done is None else done


def start(owner: Hashable, kind: str, work: Callable[[Report], Any], steps: int | None = None) -> Job:
    """Begin `work(report)` for an owner whose last job is over; otherwise the one that runs."""
    with _guard:
        if (running := _jobs.get(owner)) and running.running:
            return running
        job = Job(kind, steps)
        job.thread = threading.Thread(target=_run, args=(job, work), name=f"handing-{kind}", daemon=True)
        _jobs[owner] = job
        job.thread.start()
        return job


def of(owner: Hashable) -> Job | None:
    """The owner's job, running or over; None where there is none."""
    return _jobs.get(owner)


def forget(owner: Hashable) -> None:
    """Let go of an owner's job that is over."""
    with _guard:
        if (job := _jobs.get(owner)) and not job.running:
            del _jobs[owner]


def _run(job: Job, work: Callable[[Report], Any]) -> None:
    try:
        job.result = work(job.report)
    except Refused as refused:
        job.refused = refused
    except Exception:
        job.fault = uuid4().hex[:8]
        _LOG.exception("a job failed, shown as %s", job.fault)
