"""What can be wrong with a submission, said in Chinese and English: every message names place and remedy.

The texts live in `problems.toml`, one entry per code with `zh` and `en` templates. `{value}` and the other
placeholders come from the place where the problem was found.
"""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every problem code with its two message templates."""
    return tomllib.loads(Path(__file__).with_name("problems.toml").read_text(encoding="utf-8"))


def system_language() -> str:
    """The language of the terminal: zh where its locale is Chinese, otherwise en."""
    stated = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), locale.getlocale()[0])
    return "zh" if (stated or "").lower().startswith(("zh", "chinese")) else "en"


def describe(code: str, language: str, **values: object) -> str:
    """The message for `code`; raises KeyError where no such code or placeholder exists."""
    return texts()[code][language].format(**values)


def place(language: str, file: str = "", line: int | None = None, column: str = "") -> str:
    """Where a problem is: `loans.csv, line 7, column principal`, leaving out what is not known."""
    words = {"zh": ("第 {} 行", "“{}”列", "，"), "en": ("line {}", "column {}", ", ")}[language]
    parts = [file, words[0].format(line) if line else "", words[1].format(column) if column else ""]
    return words[2].join(part for part in parts if part)


class Refused(Exception):
    """A submission or command that cannot be carried out, with the reason in the user's language."""

    def __init__(self, code: str, *, file: str = "", line: int | None = None, column: str = "", **values: object):
        self.code, self.file, self.line, self.column, self.values = code, file, line, column, values
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """Place, what is wrong and the remedy, in one line."""
        where = place(language, self.file, self.line, self.column)
        what = describe(self.code, language, **self.values)
        colon = "：" if language == "zh" else ": "
        return f"{where}{colon}{what}" if where else what
