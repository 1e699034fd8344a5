"""What a reader sees when something cannot be shown: a sentence and a number to quote, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import streamlit as st

from pages.shared import reader
from pages.shared.text import Language, listing, text
from queries.audit import FOR_ROLE
from queries.refusals import AskRefused

_LOG = logging.getLogger("dashboard")


@contextmanager
def guard(language: Language) -> Iterator[None]:
    """Show a refusal or a fault of the enclosed part in its place, and let the rest of the screen go on."""
    try:
        yield
    except AskRefused as refused:
        if refused.code in FOR_ROLE:
            reader.noted_once("refused", f"{refused.code} {refused.values}", why=refused.code)
        st.info(why(refused, language), icon=":material/filter_alt_off:")
    except Exception:
        number = uuid4().hex[:8]
        _LOG.exception("part of a screen failed, shown as %s", number)
        st.error(text("error.body", language, id=number), title=text("error.title", language))


def why(refused: AskRefused, language: Language) -> str:
    """What a reader is told about a refusal."""
    if refused.code in ("cannot_filter", "cannot_split", "cannot_combine"):
        dimensions = [text(f"filter.{name}", language) for name in str(refused.values["dimension"]).split(", ")]
        return text(f"empty.{refused.code}", language, dimension=listing(dimensions, language))
    if refused.code in ("not_recorded", "session_over"):
        return refused.message(language)
    if refused.code == "not_built":
        return text("empty.not_built", language)
    return text("empty.refused", language, reason=refused.message(language))
