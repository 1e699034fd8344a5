"""Makes every run of a test app a run of `dashboard.py`, as in the server.

A test app forgets before each run what the door says: that files of `pages/` are no pages by themselves. All runs but
the first would be of a screen's file alone, without what surrounds it. And a run leaves the script in place of Python's
main module, which every child process of a later test would run before its own work.
"""

from __future__ import annotations

import sys
from typing import Any

from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

_run = LocalScriptRunner.run


def begin() -> None:
    """From now on."""
    LocalScriptRunner.run = _whole  # type: ignore[method-assign]


def _whole(runner: LocalScriptRunner, *arguments: Any, **named: Any) -> Any:
    PagesManager.uses_pages_directory = False
    main = sys.modules["__main__"]
    try:
        return _run(runner, *arguments, **named)
    finally:
        sys.modules["__main__"] = main
