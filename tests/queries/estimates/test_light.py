"""Libraries that take a second to import are imported when they are needed, not when a screen opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"statsmodels", "lifelines", "pandas", "scipy.stats"}


def imported_by(module: str) -> set[str]:
    said = f"import sys, {module}; print(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", said], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout.split()
    )


@pytest.mark.parametrize("module", ["agents", "complaints", "cost"])
def test_estimates_import_without_statsmodels_lifelines_and_pandas(module: str) -> None:
    assert not imported_by(f"queries.estimates.{module}") & HEAVY


def test_metrics_import_without_scipy() -> None:
    assert not imported_by("queries.metrics") & (HEAVY | {"scipy", "queries.statistics.funnel"})
