"""The address and the exploration say the same, whatever is explored and wherever one comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pages.explore_parts import address, changes, naming
from pages.explore_parts.starts import QUESTIONS
from pages.shared.selection import DIMENSIONS, PRESETS, select, shared
from queries.dictionary import dictionary
from queries.explore.exploration import COMPARISONS, Exploration, Top, filterable, splits
from queries.explore.periods import GRAINS
from queries.filters import Filters, month_end

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
MONTHS = [month_end(date(2024, number, 1)) for number in range(1, 10)]
PERIODS = st.sampled_from(["", "last:1", "last:3", "last:5", "last:24", "this_year", "last_year"])


@st.composite
def explorations(draw: st.DrawFn) -> Exploration:
    ids = tuple(draw(st.lists(st.sampled_from(sorted(dictionary())), min_size=1, max_size=3, unique=True)))
    by = tuple(draw(st.lists(st.sampled_from(sorted(splits(ids)) or ["month"]), max_size=3, unique=True)))
    by = tuple(d for d in by if d in splits(ids))
    kept = draw(
        st.dictionaries(st.sampled_from(sorted(filterable(ids)) or ["x"]), st.sets(WORDS, min_size=1, max_size=3))
    )
    where = Filters.of({d: values for d, values in kept.items() if d in filterable(ids)}).where
    first, last = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    is_absolute = draw(st.booleans())
    bounds = draw(st.tuples(st.none() | st.floats(-9, 9), st.floats(-9, 9)))
    ranked = [d for d in by if d != "month"]
    return Exploration(
        ids, by, draw(st.sampled_from(sorted(GRAINS))), "" if is_absolute else draw(PERIODS),
        first.replace(day=draw(st.sampled_from([1, 9]))) if is_absolute else None, last if is_absolute else None,
        where, ((ids[0], *bounds),) if draw(st.booleans()) else (),
        (("region", draw(WORDS)),) if "region" in filterable(ids) and draw(st.booleans()) else (),
        Top(ranked[0], draw(st.integers(1, 30))) if ranked and draw(st.booleans()) else None,
        draw(st.sampled_from(["", *COMPARISONS])),
    )  # fmt: skip


@settings(max_examples=150)
@given(explorations())
def test_an_address_brings_back_what_it_was_written_from(exploration: Exploration) -> None:
    found = address.read(address.written(exploration))
    assert found.exploration == exploration
    assert found.dropped == ()
    assert found.waiting == ()


@settings(max_examples=60)
@given(explorations())
def test_a_link_of_the_exploration_itself_opens_the_same(exploration: Exploration) -> None:
    assert address.read(exploration.to_link()).exploration == exploration


@settings(max_examples=60)
@given(explorations())
def test_what_all_screens_share_goes_along_and_is_understood_there(exploration: Exploration) -> None:
    written = address.written(exploration)
    along = shared(written)
    dropped = select({name: tuple(values) for name, values in along.items()}, MONTHS, {}, is_guarded=False)[1]
    assert set(along) <= {"period", "from", "to", *DIMENSIONS}
    assert {one.split("=")[0] for one in dropped} <= {"from", "to"}
    assert all(along[d] == list(values) for d, values in exploration.where if d in DIMENSIONS)


def test_one_who_comes_from_another_screen_goes_on_with_its_choices() -> None:
    found = address.read({"platform": ("a", "b"), "channel": ("phone",), "period": ("12",), "compare": ("lunar",)})
    assert found.exploration.metrics == ("overdue_rate_balance",)
    assert found.exploration.where == (("platform", ("a", "b")),)
    assert (found.exploration.period, found.exploration.compare) == ("last:12", "year")
    assert found.waiting == (("channel", ("phone",)),)
    assert address.read({}).exploration.period == "last:36"
    assert address.read({}, is_guarded=True).exploration.period == "last:24"
    assert {address.read({"period": (name,)}).exploration.period for name in PRESETS} >= {"", "last:3"}


def test_what_means_nothing_is_left_out_and_said() -> None:
    choices = {
        "m": ("balance", "nonsense"), "by": ("month", "moon"), "top": ("month:x",), "r": ("balance:a:b",),
        "w": ("cause:x",), "zzz": ("1",), "grain": ("hour",), "cmp": ("never",),
    }  # fmt: skip
    found = address.read(choices)
    assert (found.exploration.metrics, found.exploration.by) == (("balance",), ("month",))
    assert set(found.dropped) == {
        "m=nonsense", "by=moon", "top=month:x", "r=balance:a:b", "w=cause:x", "zzz", "grain=hour", "cmp=never",
    }  # fmt: skip
    assert address.read({"m": ("nonsense",)}).exploration.metrics == ("overdue_rate_balance",)


@settings(max_examples=150)
@given(explorations(), st.sampled_from(sorted(dictionary())))
def test_another_metric_keeps_only_splits_it_can_take(exploration: Exploration, id: str) -> None:
    found = changes.metrics(exploration, [*exploration.metrics, id])
    assert set(found.by) <= splits(found.metrics)
    assert found.by == tuple(d for d in exploration.by if d in splits(found.metrics))
    assert found.top is None or found.top.dimension in found.by
    assert changes.metrics(exploration, []) == changes.metrics(exploration, exploration.metrics)


def test_a_cell_kept_alone_is_no_longer_split_by_what_it_is_one_of() -> None:
    start = Exploration(("balance",), ("month", "platform"), period="last:12", where=(("product", ("cash",)),))
    cell = Filters.of({"product": ["cash"], "platform": ["a"]}, date(2024, 3, 1), date(2024, 3, 31))
    row = {"month": date(2024, 3, 31), "platform": "a"}
    found = changes.only(start, row, cell)
    assert found.where == (("platform", ("a",)), ("product", ("cash",)))
    assert (found.first, found.last, found.period) == (date(2024, 3, 1), date(2024, 3, 31), "")
    assert set(found.by) & set(row) == set()
    assert found.by
    assert changes.further(start, row, cell, "region").by == ("region",)
    assert changes.only(start, {"platform": "a"}, replace(cell, first_month=None, last_month=None)).by == ("month",)


@given(st.dictionaries(st.sampled_from(["platform", "region", "cause"]), WORDS | st.none()), st.sampled_from(MONTHS))
def test_a_cell_travels_in_a_word(values: dict[str, str | None], month: date) -> None:
    row = {"month": month, "day": date(2024, 2, 3), **values}
    assert naming.read(naming.written(row, sorted(row))) == row
    assert naming.read("month=nonsense") is None


def test_every_question_to_begin_with_can_be_asked() -> None:
    for exploration in QUESTIONS.values():
        assert address.read(address.written(exploration)) == address.Read(exploration, ())
