"""What child processes do to an audit log. Imports little, so that a child starts in milliseconds."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from data.store import Store
from queries import audit
from tests.data.rounds import die_at


def add(root: Path, who: str, count: int) -> None:
    """Add lines."""
    for number in range(count):
        audit.record("command", Store(root), who=who, what=number)


class _Halves(io.FileIO):
    """A file whose every write stands half written for a moment."""

    def write(self, content: Any) -> int:
        half = len(content) // 2
        super().write(content[:half])
        sys.audit("open", "in the middle of a line")
        return half + super().write(content[half:])


def add_and_die(root: Path, moment: int) -> None:
    """Add two lines, up to the n-th request to the file system; half a line counts as one."""
    plain = Path.open

    def opened(path: Path, mode: str = "r", **how: Any) -> Any:
        return io.BufferedRandom(_Halves(path, mode)) if mode == "ab+" else plain(path, mode, **how)  # type: ignore[arg-type]

    die_at(moment)
    Path.open = opened  # type: ignore[method-assign, assignment]
    for number in range(2):
        audit.record("command", Store(root), who="x" * 100, what=number)
