from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.shared import shell
from tests.queries import county

Open = Callable[..., AppTest]
DOOR = Path(__file__).resolve().parents[2] / "dashboard.py"


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three platforms that report in three ways."""
    return county.built(Path(tmp_path_factory.mktemp("full")))


@pytest.fixture(scope="session")
def partial(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One platform that reports month-ends only: nothing falls due, nobody pays."""
    return county.built(Path(tmp_path_factory.mktemp("partial")), (county.BY_DAYS,))


@pytest.fixture
def look_at(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a screen over a store, by a link, in a browser that speaks `locale`; without faults."""

    def opened(
        store: Store | Path,
        link: Mapping[str, str | list[str]] | None = None,
        locale: str = "zh-CN",
        screen: str = "overdue",
    ) -> AppTest:
        monkeypatch.setenv("COLLECTIONS_STORE", str(getattr(store, "root", store)))
        # A test browser can only open the first screen.
        monkeypatch.setattr(shell, "SCREENS", sorted(shell.SCREENS, key=lambda one: one[0] != screen))
        app = AppTest.from_file(str(DOOR), default_timeout=60)
        app.context = {"locale": locale, "theme": "light"}
        for name, value in (link or {}).items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened
