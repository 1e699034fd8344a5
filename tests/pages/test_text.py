from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from pages.shared import text as words
from pages.shared.text import LANGUAGES, entries, inside, listing, preferred, text

PAGES = Path(words.__file__).parents[1]
SECTIONS = sorted({key.split(".")[0] for key in entries()})
FORMS = [(key, form) for key, entry in entries().items() for form in LANGUAGES]


def wordings(key: str, language: str) -> list[str]:
    wording = entries()[key][language]
    return [wording] if isinstance(wording, str) else list(wording.values())


def holes(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


@pytest.mark.parametrize("key", entries())
def test_every_text_is_there_in_both_languages_and_asks_for_the_same_values(key: str) -> None:
    assert set(entries()[key]) == set(LANGUAGES)
    assert all(wording.strip() for language in LANGUAGES for wording in wordings(key, language))
    asked = [{hole for wording in wordings(key, language) for hole in holes(wording)} for language in LANGUAGES]
    assert asked[0] == asked[1]


def test_chinese_texts_are_chinese() -> None:
    """Unless nothing but values, marks and abbreviations both languages share is said."""
    bare = {key: re.sub(r"\{\w+\}|</?\w+>", "", "".join(wordings(key, "zh"))) for key in entries()}
    foreign = {
        key for key, said in bare.items() if re.search("[A-Za-z]", said) and not re.search(r"[\u4e00-\u9fff]", said)
    }
    assert foreign == {"overdue.plain"}


def test_no_exclamation_marks_and_no_hyphen_minus_before_numbers() -> None:
    assert not [key for key, form in FORMS for wording in wordings(key, form) if re.search(r"[!！]|(^|\s)-\d", wording)]


def test_every_text_a_screen_names_exists() -> None:
    named = {
        node.value
        for path in PAGES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and re.fullmatch(rf"({'|'.join(SECTIONS)})\.\w+", node.value)
    }  # fmt: skip
    assert named
    assert {key for key in named if not key.endswith("_")} - set(entries()) == set()


def test_number_of_things_follows_the_language() -> None:
    assert text("chart.count_behind", "en", count=1) == "1 loan"
    assert text("chart.count_behind", "en", count=2) == "2 loans"
    assert text("chart.count_behind", "zh", count=1) == "1 笔"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH-hant", "zh"), (None, "zh"), ("en-GB", "en"), ("fr", "en")],
)
def test_language_is_the_browsers(locale: str | None, language: str) -> None:
    assert preferred(locale) == language


def test_long_lists_are_counted() -> None:
    assert listing(["甲", "乙"], "zh") == "甲、乙"
    assert listing(["a", "b", "c", "d"], "en") == "a, b and 2 more"


def test_label_inside_a_sentence_keeps_abbreviations() -> None:
    assert inside("Overdue rate") == "overdue rate"
    assert inside("PAR30 by balance") == "PAR30 by balance"
    assert inside("逾期率") == "逾期率"
