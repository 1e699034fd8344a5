"""Words that are meant to do harm, as values of filters and of the command line's options: none has an effect."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.store import Store
from queries.__main__ import app
from queries.access import Viewer
from queries.dictionary import dictionary
from queries.filters import Filters
from queries.metrics import ask
from queries.questions import ask_question, filterable, questions
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county

REGULATOR = Viewer("regulator", None)
HOSTILE = (
    "'; drop table portfolio_month; --", "x') or 1=1 --", "../../etc/passwd", "%2e%2e%2f", "operator", "manager",
    "\u202eregulator", "ｒegulator", "a\x00b", "\u2028", "💥" * 50, "{role}", "${HOME}", "<script>alert(1)</script>",
    "null", "-1", "1e999", "[]", "*",
)  # fmt: skip


@pytest.mark.parametrize("viewer", [REGULATOR, Viewer("manager", county.FOUR[:1])], ids=["regulator", "manager"])
def test_hostile_words_filter_nothing_and_break_nothing(small: Warehouse, viewer: Viewer) -> None:
    for id in ("loans", "complaints", "cost"):
        whole = ask(small, viewer, [id]).frame
        for words, dimension in zip(HOSTILE, itertools.cycle(sorted(dictionary()[id].filterable - viewer.hidden))):
            try:
                found = ask(small, viewer, [id], (), Filters.of({dimension: [words]})).frame
                assert found[id].to_list() in ([None], [0], [])
            except AskRefused as refused:
                assert refused.code == "not_a_date"
        assert ask(small, viewer, [id]).frame.equals(whole)
    for id in list(questions())[::4]:
        for words in HOSTILE[:6]:
            for dimension in sorted(filterable(small, id) - viewer.hidden)[:1]:
                try:
                    ask_question(small, viewer, id, Filters.of({dimension: [words]}))
                except AskRefused as refused:
                    assert refused.code in ("not_a_date", "cannot_combine")


@pytest.fixture(scope="module")
def own(tiny: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store nobody else reads, as what a reader leaves in it is looked at; it has been asked once."""
    copy = county.own(tiny, tmp_path_factory.mktemp("hostile") / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLLECTIONS_STORE", str(copy.root))
        assert CliRunner().invoke(app, ["loans", "--role", "regulator"]).exit_code == 0
    return copy


def kept_files(store: Store) -> list[Path]:
    return sorted(path for path in store.root.rglob("*") if not {"audit", "log"} & set(path.parts))


@pytest.mark.parametrize("option", ["--where", "--set", "--platform", "--version", "--role", "--by", "--from", "name"])
def test_hostile_words_are_refused_in_one_line(option: str, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(own.root))
    before, form = kept_files(own), {"--where": "region={}", "--set": "level={}"}.get(option, "{}")
    for words in HOSTILE:
        asked = ["agents/funnel" if option == "--set" else "loans", option, form.replace("{}", words)]
        asked += [] if option == "--role" else ["--role", "regulator"]
        result = CliRunner().invoke(app, [words] if option == "name" else asked)
        assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
        assert "Traceback" not in result.output
    assert kept_files(own) == before
