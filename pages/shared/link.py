"""What the reader chose, kept in the session and in the address: a copied link opens the same view.

Only choices are written, never defaults. Widgets and chart clicks change it through `choose`; the
address changes it by being opened, edited, or gone back to.
"""

from collections.abc import Iterable, Mapping
from typing import cast

import streamlit as st

Choices = Mapping[str, tuple[str, ...]]
_CHOICES, _WRITTEN = "link_choices", "link_written"


def choices() -> Choices:
    """Every choice made, by name; not yet checked against what exists or may be seen."""
    return cast(Choices, st.session_state.get(_CHOICES, {}))


def first(name: str) -> str | None:
    """The only value chosen for `name`, or None."""
    values = choices().get(name, ())
    return values[0] if values else None


def choose(name: str, values: Iterable[str]) -> None:
    """Make `values` the choice for `name`; no values takes the choice back."""
    kept = {**choices(), name: tuple(values)}
    _keep({key: chosen for key, chosen in kept.items() if chosen})


def clear(names: Iterable[str]) -> None:
    """Take back the choices for all `names`."""
    for name in names:
        choose(name, ())


def take(chosen: Mapping[str, Iterable[str]]) -> None:
    """Make `chosen` the only choices there are, in one step of the browser's history."""
    _keep({name: tuple(values) for name, values in chosen.items() if values})


def follow() -> None:
    """Adopt the address where it changed by itself since the last run; call once, first thing, in every full run."""
    address = {name: tuple(st.query_params.get_all(name)) for name in st.query_params}
    if address != st.session_state.get(_WRITTEN):
        st.session_state[_CHOICES] = address
        st.session_state[_WRITTEN] = address


def restate() -> None:
    """Write the choices into the address again, which a link to the page one is on leaves as it was."""
    _keep(choices())


def _keep(chosen: Choices) -> None:
    st.session_state[_CHOICES] = dict(chosen)
    st.session_state[_WRITTEN] = dict(chosen)
    st.query_params.from_dict({name: list(values) for name, values in chosen.items()})


def forget(dropped: Iterable[str]) -> None:
    """Take choices that were dropped (`name` or `name=value`) out of the address, so they are mentioned once."""
    gone = {tuple(choice.split("=", 1)) for choice in dropped}
    kept = {
        name: tuple(value for value in values if (name, value) not in gone)
        for name, values in choices().items()
        if (name,) not in gone
    }
    _keep({name: values for name, values in kept.items() if values})
