"""The dashboard as a user starts it, on a port of its own, for browser tests and timings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pages.shared import ahead
from tests import patience
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """Where the dashboard listens, and all it has logged so far."""

    url: str
    log: list[str]

    def said(self) -> list[str]:
        """What it has logged beside its greeting."""
        return [line for line in self.log if line.strip() and "URL" not in line and "You can now view" not in line]


@contextmanager
def serve(store: Path, *options: str, script: str = "dashboard.py", **variables: str) -> Iterator[Served]:
    """Start the dashboard over `store`; raises RuntimeError with its log where it does not come up.

    `options` are Streamlit's, `variables` those of the environment. It asks nothing ahead unless one says so: a browser
    on the same cores would wait for it.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *options]
    environment = {**os.environ, "COLLECTIONS_STORE": str(store), ahead.SETTING: "no", **variables}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    log: list[str] = []
    up = threading.Event()
    reader = threading.Thread(target=_collect, args=(process, log, up), daemon=True)
    reader.start()
    try:
        if not up.wait(patience.SECONDS):
            raise RuntimeError("the dashboard did not start: " + "".join(log))
        yield Served(f"http://localhost:{port}", log)
    finally:
        process.terminate()
        process.wait(patience.SECONDS)
        reader.join(patience.SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def _collect(process: subprocess.Popen[str], log: list[str], up: threading.Event) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if re.search(r"URL: http", line):
            up.set()
        log.append(line)
