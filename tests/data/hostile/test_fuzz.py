"""Whatever the bytes, reading ends with tables or with a plain refusal."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.problems import Refused
from data.read import read_submission
from tests.data.handing import LOANS, SOUND, parquet, text_cells, workbook, zipped

FRAME = pl.read_csv(SOUND.encode(), infer_schema=False)
HONEST = {
    "loans.csv": SOUND.encode(),
    "loans.csv.gz": gzip.compress(SOUND.encode()),
    "loans.parquet": parquet(FRAME),
    "loans.xlsx": workbook(loans=text_cells(SOUND)),
    "handed.zip": zipped(loans=SOUND),
}
CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    ["9" * 40, "1e400", "-0", "￥", "()", "万", "2024-13-45", "１２", "%", '="', '"', "１e5", "0x1F", "1_000", "٣", "½"]
)


def outcome(path: Path) -> None:
    try:
        handed = read_submission(path, None)
    except Refused as refused:
        assert refused.message("zh") and refused.message("en")
    else:
        for table in handed.tables.values():
            assert table.problems.filter(pl.col("_row") >= table.frame.height).is_empty()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(sorted(HONEST)))
def test_any_bytes(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    outcome(tmp_path / name)


@pytest.mark.parametrize("name", sorted(HONEST))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_honest_files_damaged_anywhere(tmp_path: Path, name: str, data: st.DataObject) -> None:
    damaged = bytearray(HONEST[name])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    (tmp_path / name).write_bytes(damaged[:cut] if data.draw(st.booleans()) else damaged)
    outcome(tmp_path / name)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=4), st.sampled_from([",", ";", "\t"]))
def test_any_cells(tmp_path: Path, rows: list[list[str]], separator: str) -> None:
    text = LOANS.replace(",", separator) + "".join(separator.join(row) + "\n" for row in rows)
    (tmp_path / "loans.csv").write_bytes(text.encode())
    outcome(tmp_path / "loans.csv")
