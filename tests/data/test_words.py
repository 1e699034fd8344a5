"""Whatever the program says, it says in both languages and from the same facts."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

from data.problems import LANGUAGES, texts
from data.words import words

DATA = Path(__file__).parents[2] / "data"
TEXTS = {f"problems:{code}": text for code, text in texts().items()} | {
    f"words:{key}": text for key, text in words().items()
}


def _placeholders(text: str, language: str) -> set[str]:
    return {(name or "").removesuffix(f"_{language}") for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_say_the_same_from_the_same_facts(name: str) -> None:
    zh, en = (_placeholders(TEXTS[name][language], language) for language in LANGUAGES)
    assert zh == en


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("problems:")])
def test_messages_are_whole_sentences(name: str) -> None:
    assert TEXTS[name]["zh"].endswith(("。", "：{value}", "{example_zh}", "）。"))
    assert "！" not in TEXTS[name]["zh"] and "!" not in TEXTS[name]["en"].replace("!r}", "")


@pytest.mark.parametrize("place", sorted(DATA.rglob("*.py")), ids=lambda place: str(place.relative_to(DATA)))
def test_every_code_that_is_raised_is_explained(place: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    codes = [call.args[position] for call in calls for position in _code_at(call) if position < len(call.args)]
    assert {code.value for code in codes if isinstance(code, ast.Constant)} <= texts().keys()


def _code_at(call: ast.Call) -> list[int]:
    """Where a call that names a problem has the code among its arguments."""
    name = ast.unparse(call.func)
    return [0] if name in ("Refused", "Notice", "Notice.of", "describe") else [2] if name == "problems" else []
