"""What the overdue screen asks of the warehouse, each with its median time: the cubes' part of a repaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from data.store import Store
from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question
from queries.warehouse import Warehouse, open_current
from tests.benchmarks.measure import median_ms

CARDS = ("balance", "overdue_rate_balance", "par30_balance", "par90_balance", "first_payment_default_30", "cure_rate")
BASES = ("overdue_rate_balance", "overdue_rate_count", "overdue_rate_due")
FIRST = ("first_payment_default_1", "first_payment_default_7", "first_payment_default_30")


def charts(warehouse: Warehouse) -> dict[str, Callable[[], object]]:
    """Every chart's question, as the screen asks it with a filter on three platforms."""
    viewer = Viewer("operator", None)
    shown = sorted(warehouse.manifest["platforms"])[:3]
    last = warehouse.months[-1]
    over = Filters.of({"platform": shown}, warehouse.months[0], last)
    now = Filters.of({"platform": shown}, last, last)
    metrics = partial(ask, warehouse, viewer)
    question = partial(ask_question, warehouse, viewer)
    return {
        "cards by month": lambda: metrics(CARDS, ["month"], over),
        "buckets by month": lambda: question("overdue/buckets", over),
        "platforms": lambda: metrics(["overdue_rate_balance"], ["platform"], now),
        "township map": lambda: metrics(["overdue_rate_balance"], ["region"], now),
        "three bases": lambda: metrics(BASES, ["month"], over),
        "five categories": lambda: question("overdue/five_categories", over, scale="general"),
        "growth-adjusted": lambda: question("overdue/lagged_rate", over, lag=6),
        "written off added back": lambda: question("overdue/added_back", over),
        "vintage curves": lambda: question("overdue/vintage", over),
        "first payment default": lambda: metrics(FIRST, ["month"], over),
        "transition matrix": lambda: question("overdue/transitions", now),
        "roll rates": lambda: metrics(["roll_rate", "roll_rate_stock"], ["bucket"], now),
        "cures and re-default": lambda: metrics(["cure_rate", "redefault_rate"], ["month"], over),
        "rate by month and age": lambda: metrics(["overdue_rate_balance"], ["month", "age_band"], over),
        "overdue reasons": lambda: question("overdue/reasons", now),
    }


def medians(root: Path) -> Iterator[tuple[str, float]]:
    """Each chart's median in milliseconds, unfiltered caches aside: every call goes to DuckDB."""
    warehouse = open_current(Store(root))
    if warehouse is None:
        raise SystemExit("the store has no version")
    for name, asked in charts(warehouse).items():
        yield name, median_ms(asked)
