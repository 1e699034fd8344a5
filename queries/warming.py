"""What the first reader would otherwise wait for: libraries of statistics, the version in force, what it reports."""

from __future__ import annotations

import importlib
import logging
import threading

from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import NO_FILTERS
from queries.reporting import everywhere
from queries.warehouse import open_current

# Those that are imported where they are used, as each takes long.
LIBRARIES = (
    "statsmodels.regression.linear_model",
    "statsmodels.stats.proportion",
    "statsmodels.stats.multitest",
    "lifelines",
)
_LOG = logging.getLogger("dashboard")


def begin() -> threading.Thread:
    """Load all of it in the background."""
    thread = threading.Thread(target=_warm, name="warming", daemon=True)
    thread.start()
    return thread


def _warm() -> None:
    try:
        opened = open_current()
        if opened is not None:
            everywhere(opened, Viewer("operator", None), NO_FILTERS, {m.where_reported for m in dictionary().values()})
        for name in LIBRARIES:
            importlib.import_module(name)
    except Exception:  # whoever comes first meets the fault where it can be told
        _LOG.debug("nothing was made ready", exc_info=True)
