from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.statistics.kitagawa import kitagawa


def frame(**parts: tuple[float, float]) -> pl.DataFrame:
    """Parts by name as (rate, denominator)."""
    rows = [(name, rate * size, float(size)) for name, (rate, size) in parts.items()]
    schema = {"bucket": pl.String, "numerator": pl.Float64, "denominator": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_the_golden_vector_comes_out() -> None:
    before = frame(M1=(0.60, 800), M2=(0.25, 150), M3=(0.06, 50))
    after = frame(M1=(0.58, 600), M2=(0.22, 250), M3=(0.05, 150))
    found = kitagawa(before, after, "bucket")
    assert found is not None
    assert (found.before, found.after) == pytest.approx((0.5205, 0.4105))
    assert (found.rate_effect, found.mix_effect) == pytest.approx((-0.0210, -0.0890))
    assert found.parts["rate_effect"].to_list() == pytest.approx([-0.0140, -0.0060, -0.0010])
    assert found.parts["mix_effect"].to_list() == pytest.approx([-0.1180, 0.0235, 0.0055])


def test_centred_mix_adds_up_the_same_and_leaves_average_parts_alone() -> None:
    before = frame(M1=(0.5, 100), M2=(0.1, 100), M3=(0.9, 100))
    after = frame(M1=(0.5, 300), M2=(0.1, 50), M3=(0.9, 50))
    found = kitagawa(before, after, "bucket")
    assert found is not None
    assert found.parts["mix_effect_centred"].sum() == pytest.approx(found.mix_effect)
    assert found.parts["mix_effect_centred"][0] == pytest.approx(0.0)
    assert found.parts["mix_effect"][0] > 0.1


def test_a_part_that_appears_only_mixes() -> None:
    found = kitagawa(frame(M1=(0.2, 100)), frame(M1=(0.2, 100), M2=(0.6, 100)), "bucket")
    assert found is not None
    assert found.rate_effect == pytest.approx(0.0)
    assert found.mix_effect == pytest.approx(0.2)


def test_nothing_to_divide_by_gives_nothing() -> None:
    assert kitagawa(frame(), frame(M1=(0.2, 100)), "bucket") is None


SIDE = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.floats(0, 1), st.floats(1, 1e6)), min_size=1)


@given(SIDE, SIDE)
def test_the_parts_always_add_up_to_the_change(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]
) -> None:
    found = kitagawa(frame(**before), frame(**after), "bucket")
    assert found is not None
    change = found.after - found.before
    assert found.rate_effect + found.mix_effect == pytest.approx(change, abs=1e-9)
    assert found.parts["mix_effect_centred"].sum() == pytest.approx(found.mix_effect, abs=1e-9)
