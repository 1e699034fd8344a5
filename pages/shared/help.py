"""How to read a screen, and the keys that help: `?` opens this, `f` goes to the filters."""

from pathlib import Path

import streamlit as st

from pages.shared.text import Language, text

LINES = ("answer", "cards", "clicks", "menu", "gaps", "link", "keys")
# Not in a shadow root, which takes no mark that it listens.
_KEYS = st.components.v2.component(
    "keys", js=Path(__file__).with_name("keys.js").read_text(encoding="utf-8"), isolate_styles=False
)


def button(language: Language) -> None:
    """A button with the explanation behind it."""
    with st.popover(text("help.title", language), icon=":material/help:", type="tertiary", key="help"):
        st.markdown("\n".join(f"- {text(f'help.{line}', language)}" for line in LINES))


def keys() -> None:
    """The listener for the keys."""
    _KEYS(key="keys", height=1)
