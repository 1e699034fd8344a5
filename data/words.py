"""What the program says besides problems: the words of words.toml, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def words() -> dict[str, dict[str, str]]:
    """Every text by key and language."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(language: str, key: str, **values: object) -> str:
    """The words for `key`; raises KeyError where there are none."""
    return words()[key][language].format(**values)
