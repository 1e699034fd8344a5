from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.shared import shell
from tests import patience, whole_runs
from tests.queries import county

Open = Callable[..., AppTest]
ROLES = ("analyst", "manager", "operator")
LANGUAGES = ("zh", "en")
DOOR = Path(__file__).resolve().parents[2] / "dashboard.py"
whole_runs.begin()


def in_turns(role: str, sections: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each section with a language, in turns and each role one further on: every section is seen in every language."""
    first = ROLES.index(role)
    for place, section in enumerate(sections):
        yield section, LANGUAGES[(first + place) % len(LANGUAGES)]


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three platforms that report in three ways."""
    return county.shared(tmp_path_factory)


@pytest.fixture(scope="session")
def partial(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One platform that reports month-ends only: nothing falls due, nobody pays."""
    return county.shared(tmp_path_factory, county.BY_DAYS)


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
        app = AppTest.from_file(str(DOOR), default_timeout=patience.SECONDS)
        app.context = {"locale": locale, "theme": "light"}
        for name, value in (link or {}).items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened
