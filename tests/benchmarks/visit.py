"""A screen opened without a browser, by a link."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from pages.shared import shell
from tests import patience, whole_runs
from tests.serving import ROOT

whole_runs.begin()


class Visit:
    """One reader's visit to one screen of the store in COLLECTIONS_STORE; a fault raises AssertionError."""

    def __init__(self, screen: str, **choices: Sequence[str]) -> None:
        # It would say once a run that setting a session's state from outside is unusual.
        logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
        # A test app can only open the first screen.
        self._screens = sorted(shell.SCREENS, key=lambda one: one[0] != screen)
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=patience.SECONDS)
        self.app.context = {"locale": "zh-CN", "theme": "light"}
        for name, values in choices.items():
            self.app.query_params[name] = list(values)
        self.run()

    def run(self) -> None:
        """Run the script once more."""
        with patch.object(shell, "SCREENS", self._screens):
            self.app.run()
        assert not self.app.exception
