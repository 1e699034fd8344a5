import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.sample import write
from tests.data.sample.measure import positions, transitions

LOANS = 20_000


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    write(folder, LOANS, seed=1)
    return folder


@pytest.fixture(scope="session")
def truth(out: Path) -> dict[str, Any]:
    return json.loads((out / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def lenders(truth: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{"platform": name, **facts} for name, facts in truth["platforms"].items()])


@pytest.fixture(scope="session")
def position(out: Path, lenders: pl.DataFrame) -> pl.DataFrame:
    return positions(out).join(lenders, on="platform")


@pytest.fixture(scope="session")
def moves(position: pl.DataFrame) -> pl.DataFrame:
    return transitions(position)
