from __future__ import annotations

import sys
from pathlib import Path

import pytest

from data.store import Store
from queries import reporting, warming
from tests.queries import county


def test_libraries_and_what_is_reported_are_ready(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Store = county.shared(tmp_path_factory)
    monkeypatch.setenv("COLLECTIONS_STORE", str(store.root))
    asked: list[object] = []
    monkeypatch.setattr(reporting, "_months", lambda _, tables: asked.append(tables) or frozenset())
    warming.begin().join()
    assert ("contacts", "cases") in asked or ("cases", "contacts") in asked
    assert set(warming.LIBRARIES) <= set(sys.modules)


@pytest.mark.parametrize("content", [None, "no-such-version"])
def test_a_store_that_is_empty_or_broken_stops_nothing(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tmp_path))
    if content:
        (tmp_path / "CURRENT").write_text(content)
    warming.begin().join()
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]
