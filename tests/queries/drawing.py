"""Metrics drawn at random with a split and filters they can take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from hypothesis import strategies as st

from queries.filters import Filters
from queries.metrics import dictionary
from tests.queries import county

Asked = tuple[str, tuple[str, ...], Filters]


def asked(data: st.DataObject, ids: Collection[str], values: Callable[[str], Sequence[str]]) -> Asked:
    """One of `ids`, up to three splits and up to two filters with `values` of their dimensions, within some months."""
    id = data.draw(st.sampled_from(sorted(ids)))
    one = dictionary()[id]
    by = tuple(data.draw(st.lists(st.sampled_from(sorted(one.dimensions)), unique=True, max_size=3)))
    filtered = data.draw(st.lists(st.sampled_from(sorted(one.filterable)), unique=True, max_size=2))
    where = {name: data.draw(st.lists(st.sampled_from(values(name)), min_size=1)) for name in filtered}
    months = sorted(data.draw(st.lists(st.sampled_from(range(-2, county.MONTHS + 1)), min_size=2, max_size=2)))
    first, last = (county.month_end(county.FIRST + number) for number in months)
    bounds = data.draw(st.sampled_from([(None, None), (first, None), (None, last), (first.replace(day=1), last)]))
    return id, by, Filters.of(where, *bounds)
