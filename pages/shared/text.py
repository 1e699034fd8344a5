"""Every visible word, in both languages: text files beside each group of screens, filled with values here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st
from babel import Locale
from streamlit.runtime.scriptrunner import get_script_run_ctx

Language = Literal["zh", "en"]
_MARKUP = str.maketrans("<>[]*`$&\n", "‹›()∗'＄＆ ")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_HERE = Path(__file__).parent
SOURCES = (_HERE / "text.toml", _HERE / "guarded.toml", *sorted(_HERE.parent.glob("*_parts/*.toml")))


@cache
def entries() -> Mapping[str, Mapping[str, Any]]:
    """All texts by dotted key: {"shared.not_reported": {"zh": …, "en": …}}. Raises on a key written twice."""
    found: dict[str, Mapping[str, Any]] = {}
    for source in SOURCES:
        with source.open("rb") as file:
            for section, lines in tomllib.load(file).items():
                for name, languages in lines.items():
                    key = f"{section}.{name}"
                    if key in found:
                        raise ValueError(f"text {key} is written twice, the second time in {source.name}")
                    found[key] = languages
    return found


def text(key: str, language: Language, **values: object) -> str:
    """The text `key` in `language` with `values` put in.

    An entry of the form {one = …, other = …} follows the number given as `count`. What `hidden` words otherwise is said
    so to guarded viewers. Raises KeyError for an unknown key.
    """
    other = f"hidden.{key.replace('.', '_')}"
    if other in entries() and is_guarded():
        key = other
    wording = entries()[key][language]
    if values.get("count", 0) is None:  # disclosure control hides it
        values["count"] = "*"
        wording = wording["other"] if isinstance(wording, Mapping) else wording
    if isinstance(wording, Mapping):
        form = Locale(language).plural_form(cast(int, values["count"]))
        wording = wording.get(form, wording["other"])
    return str(wording).format(**values)


def is_guarded() -> bool:
    """Whether whoever this run is for sees disclosed figures only, so that a missing one may be hidden."""
    who = st.session_state.get("reader") if get_script_run_ctx(suppress_warning=True) else None
    return who is not None and bool(who.settled.is_guarded)


def preferred(locale: str | None) -> Language:
    """The language for a browser's locale: Chinese unless the browser asks for something else."""
    return "zh" if locale is None or locale.lower().startswith("zh") else "en"


def harmless(words: str) -> str:
    """Words from a file or a link with nothing in them that a page or a figure would read as markup."""
    return words.translate(_MARKUP)


def inside(label: str) -> str:
    """A label as it stands inside a sentence: small at the start, unless it starts with an abbreviation or a bucket."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def listing(words: list[str], language: Language, limit: int = 3) -> str:
    """Words joined as the language joins them; past `limit` the rest is counted."""
    shown = list(words) if len(words) <= limit else words[: limit - 1]
    joined = ("、" if language == "zh" else ", ").join(shown)
    if len(shown) == len(words):
        return joined
    return text("shared.and_more", language, words=joined, count=len(words) - len(shown))
