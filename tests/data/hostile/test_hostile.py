"""No bad input gives a traceback or changes what is stored; every message names file, line and remedy, twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from data.mapping import load_mapping
from data.problems import Refused, texts
from data.quarantine import message
from data.store import Store
from data.submit import submit
from tests.data.handing import write
from tests.data.hostile.cases import CASES, Case
from tests.data.hostile.sound import AS_OF, PLATFORM, ROWS, csv_text

DAY = dt.date.fromisoformat(AS_OF)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that already holds an earlier submission."""
    root = tmp_path_factory.mktemp("store")
    earlier = csv_text("loans").replace("2024-01", "2023-12")
    submit(Store(root), write(tmp_path_factory.mktemp("earlier"), loans=earlier), PLATFORM, DAY.replace(month=5))
    return root


def contents(root: Path) -> dict[str, str]:
    """Every file below `root` but locks, by digest."""
    files = [file for file in sorted(root.rglob("*")) if file.is_file() and "lock" not in file.name]
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def hand_in(case: Case, folder: Path) -> Path:
    if case.archive:
        (folder / "handed.zip").write_bytes(case.archive)
        return folder / "handed.zip"
    return write(folder / "handed", **case.files)


def check_message(text: str, case: Case, line_word: str) -> None:
    assert case.file in text
    assert not case.line or line_word.format(case.line) in text
    assert not re.search(r"\{\w*\}|None|Traceback", text), text


def check_both(zh: str, en: str, case: Case) -> None:
    check_message(en, case, "line {}")
    check_message(zh, case, "第 {} 行")
    assert case.says in en, en
    assert CHINESE.search(zh)


@pytest.mark.parametrize("case", [case for case in CASES if not case.held], ids=lambda case: case.name)
def test_a_bad_submission_is_refused_and_changes_nothing(case: Case, stored: Path, tmp_path: Path) -> None:
    before = contents(stored)
    mapping = load_mapping(case.mapping) if case.mapping else None
    with pytest.raises(Refused) as refused:
        submit(Store(stored), hand_in(case, tmp_path), PLATFORM, DAY, mapping)
    assert refused.value.code == case.code, refused.value
    check_both(refused.value.message("zh"), refused.value.message("en"), case)
    assert contents(stored) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.held], ids=lambda case: case.name)
def test_a_bad_row_is_held_back_and_the_rest_is_stored(case: Case, stored: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(stored, tmp_path / "store"))
    store = Store(root)
    receipt = submit(store, hand_in(case, tmp_path), PLATFORM, DAY)
    table = case.file.split(".")[0].replace("book", "loans")
    assert receipt.tables[table].stored == ROWS - 1, receipt.tables
    assert {code for count in receipt.tables.values() for code in count.reasons} == {case.code}
    quarantine = pl.read_parquet(store.submissions()[-1].path / "quarantine.parquet")
    row = quarantine.filter(pl.col("table") == table).row(0, named=True)
    check_both(message(row, "zh"), message(row, "en"), case)


def test_a_dry_run_of_a_bad_row_stores_nothing(stored: Path, tmp_path: Path) -> None:
    before = contents(stored)
    case = next(case for case in CASES if case.held)
    assert submit(Store(stored), hand_in(case, tmp_path), PLATFORM, DAY, dry_run=True).quarantined == 1
    assert contents(stored) == before


def test_the_corpus_is_wide() -> None:
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.code for case in CASES}) >= 45


@pytest.mark.parametrize("code", sorted(texts()))
def test_every_message_says_what_to_do_in_both_languages(code: str) -> None:
    zh, en = texts()[code]["zh"], texts()[code]["en"]
    assert CHINESE.search(zh)
    assert not CHINESE.search(re.sub(r"1\.2万|是/否|用户|密码|主机|端口|数据库", "", en))
    assert set(re.findall(r"\{(\w+)", zh)) - {"example_zh", "name_zh"} == set(re.findall(r"\{(\w+)", en)) - {
        "example_en",
        "name_en",
    }
