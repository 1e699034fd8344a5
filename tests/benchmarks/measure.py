"""One command as a process of its own: how long it took and how much memory it needed at most."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds and peak resident memory in MiB of one process."""

    seconds: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s  peak {self.peak_mib:6.0f} MiB"


def run(arguments: Sequence[str], store: Path) -> Cost:
    """Run `python -m …` with the store in place; raises CalledProcessError with what it printed."""
    environment = {**os.environ, "COLLECTIONS_STORE": str(store)}
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(seconds, usage.ru_maxrss / 1024)


def median_ms(action: Callable[[], object], times: int = 25) -> float:
    """Median milliseconds of `action` after one call to warm up."""
    action()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
