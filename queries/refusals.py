"""What a question can be refused for, said in Chinese and English: every message names the remedy.

The texts live in `refusals.toml`, one entry per code with `zh` and `en` templates.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from data.problems import Refused


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every refusal code with its two message templates."""
    return tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))


class AskRefused(Refused):
    """A question that cannot be answered, with the reason in the user's language."""

    def message(self, language: str) -> str:
        """What is wrong and what to do about it, in one line."""
        return texts()[self.code][language].format(**self.values)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or a few of them where none is alike."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(names[:8])
