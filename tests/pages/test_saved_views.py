from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from data.store import Store
from pages.explore_parts import opening
from queries.saved import Saved
from tests import sharing
from tests.pages.conftest import Open

LINK = {"m": ["loans"], "by": ["platform"], "period": ["1"]}
HOSTILE = "<b>[x](javascript:alert(1))</b> `$`"


@pytest.fixture
def own(full: Store, tmp_path: Path) -> Store:
    """A store in which views may be saved."""
    return Store(sharing.own(full.root, tmp_path / "store"))


def test_a_view_opens_by_its_link_for_whom_it_is_shared_with(own: Store, look_at: Open) -> None:
    one = Saved(own).add("local", "a", "explore", LINK, roles=["regulator"])
    other = Saved(own).add("somebody", "b", "explore", {**LINK, "m": ["balance"]}, roles=["regulator"])
    hidden = Saved(own).add("somebody", "c", "explore", {**LINK, "m": ["borrowers"]})
    for id, role, metric in ((one.id, "analyst", "loans"), (other.id, "regulator", "balance")):
        app = look_at(own, {"view": id, "role": role}, screen="explore")
        assert app.query_params["m"] in (metric, [metric]) and app.query_params["role"] in (role, [role])
        assert "view" not in app.query_params
    for id, role in ((other.id, "analyst"), (hidden.id, "regulator"), ("none", "analyst")):
        app = look_at(own, {"view": id, "role": role}, screen="explore")
        assert any("没有可供您打开的该视图" in info.value for info in app.info)
        asked = str(app.query_params["m"]) if "m" in app.query_params else ""
        assert "balance" not in asked.replace("overdue_rate_balance", "") and "borrowers" not in asked


def test_a_view_may_stay_at_its_version(own: Store, look_at: Open) -> None:
    current = own.current()
    assert current is not None
    one = Saved(own).add("local", "a", "explore", LINK, version=current.id)
    app = look_at(own, {"view": one.id, "role": "analyst"}, screen="explore")
    assert app.query_params["version"] in (current.id, [current.id])


def test_the_list_shows_names_as_words_and_what_may_be_done(own: Store, look_at: Open) -> None:
    mine = Saved(own).add("local", HOSTILE, "explore", LINK, description=HOSTILE, people=["li@county.cn"])
    theirs = Saved(own).add("somebody", "theirs", "explore", LINK, roles=["analyst"])
    app = look_at(own, {"tab": "saved", "role": "analyst"}, screen="explore")
    said = [one.value for one in app.markdown]
    assert not [one for one in said if "<b>" in one or "](" in one]
    keys = [button.key for button in app.button]
    assert f"edit-{mine.id}" in keys and f"delete-yes-{mine.id}" in keys
    assert f"open-{theirs.id}" in keys and f"edit-{theirs.id}" not in keys and f"delete-yes-{theirs.id}" not in keys
    app.button(f"start-{theirs.id}").click().run()
    assert Saved(own).start("local", "analyst") == theirs
    app.button(f"delete-yes-{mine.id}").click().run()
    assert [one.id for one in Saved(own).views("local", "analyst")] == [theirs.id]


def test_an_address_that_is_not_vouched_for_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    said = SimpleNamespace(groups_claim="groups", accept_unstated_email=False)
    claims: dict[str, Any] = {"sub": "7", "email": "boss@county.cn"}

    def account(**more: Any) -> str:
        session = SimpleNamespace(rules=said, claims={**claims, **more}, account="boss@county.cn")
        return opening.account(session)  # type: ignore[arg-type]

    assert account() == account(email_verified=False) == "7"
    assert account(email_verified=True) == "boss@county.cn"
    assert opening.account(SimpleNamespace(rules=None, account="local")) == "local"  # type: ignore[arg-type]
