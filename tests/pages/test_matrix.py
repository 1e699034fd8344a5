"""Every screen for every role in both languages, over full, partial and no data: each opens, in its own words."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from data.store import Store
from pages.shared.menu import SCREENS
from pages.shared.text import text
from queries.access import ROLES
from tests.pages.conftest import LANGUAGES, Open


@pytest.mark.parametrize("screen", [name for name, _ in SCREENS])
@pytest.mark.parametrize("kind", ["full", "partial", "empty"])
def test_a_screen_opens_for_every_role_in_both_languages(
    kind: str, screen: str, look_at: Open, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = tmp_path if kind == "empty" else request.getfixturevalue(kind)
    for role, language in product(ROLES, LANGUAGES):
        app = look_at(store, {"role": role, "lang": language}, screen=screen)
        if isinstance(store, Store):
            assert app.title[0].value == text(f"nav.{screen}", language)
        else:
            assert text("empty.no_data", language) in [info.value for info in app.info]
