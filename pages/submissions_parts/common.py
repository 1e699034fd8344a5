"""What the parts of the submissions screen have in common: names of things, and what is said of data refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import streamlit as st

from pages.shared.labels import label
from pages.shared.reader import Reader
from pages.shared.text import harmless
from queries.handing import Refused
from queries.handing.desk import column_name, table_name
from queries.refusals import AskRefused


@contextmanager
def telling(who: Reader) -> Iterator[None]:
    """Say why data was refused: file, line, column and remedy. What a viewer may not do is said elsewhere."""
    try:
        yield
    except AskRefused:
        raise
    except Refused as refused:
        st.error(harmless(refused.message(who.language)))


def platform(who: Reader, id: str) -> str:
    """What a platform is called."""
    return label("platform", id, who.language)


def table(who: Reader, id: str) -> str:
    """What a table is called."""
    return table_name(id, who.language)


def column(who: Reader, of: str, id: str) -> str:
    """What a column is called; in Chinese with its name in the contract."""
    said = column_name(of, id, who.language)
    return said if said == id else f"{said} {id}"


def day(when: date) -> str:
    """A day as it is written."""
    return f"{when:%Y-%m-%d}"
