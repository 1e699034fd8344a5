"""Why did a rate change: because the parts' rates changed, or because their mix did?

Kitagawa's decomposition. With w_k a part's share of the denominator and r_k its rate, bars for the mean of before and
after: R^B - R^A = sum of mean w_k (r_k^B - r_k^A) [rate] + sum of mean r_k (w_k^B - w_k^A) [mix], exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_SUMS = ("numerator", "denominator")
_SIDES = ("before", "after")


@dataclass(frozen=True)
class Decomposition:
    """A change of a rate, in parts that add up to it.

    `parts` has, per row, the key, rate_before, rate_after, share_before, share_after, rate_effect, mix_effect and
    mix_effect_centred: what of the mix effect is due to the part being worse or better than average, so that shifts
    between average parts count nothing. Both mix columns add up to `mix_effect`.
    """

    before: float
    after: float
    rate_effect: float
    mix_effect: float
    parts: pl.DataFrame


def kitagawa(before: pl.DataFrame, after: pl.DataFrame, key: str) -> Decomposition | None:
    """Decompose the change of a rate between two frames of `key`, numerator and denominator, one row per part.

    A part missing on one side is taken to have had the rate of the other, so all it does is mix. None where there is
    nothing to divide by on either side.
    """
    parts = effects(_joined(before, after, key))
    if not parts.height:
        return None
    rate, mix = (float(parts[name].sum()) for name in ("rate_effect", "mix_effect"))
    first, last = parts.select("before", "after").row(0)
    return Decomposition(first, last, rate, mix, parts.drop("before", "after", *_columns()))


def effects(parts: pl.DataFrame, of: Sequence[str] = ()) -> pl.DataFrame:
    """The same of many rates at once, told apart by the columns `of`: adds before and after, the rates themselves, and
    per part all that `Decomposition.parts` has.

    `parts` holds floats, none of them null: numerator_before, denominator_before, numerator_after, denominator_after.
    Rates with nothing to divide by before or after are left out.
    """
    whole = {name: pl.col(name).sum().over(of or pl.lit(1)) for name in _columns()}
    known = parts.filter((whole["denominator_before"] != 0) & (whole["denominator_after"] != 0))
    # What has nothing to be set over, such as a cost of no case, has no rate of its own: it adds to the whole's.
    lone = [
        pl.when(pl.col(f"denominator_{side}") == 0)
        .then(pl.col(f"numerator_{side}") / whole[f"denominator_{side}"])
        .otherwise(0.0)
        .alias(f"lone_{side}")
        for side in _SIDES
    ]
    rates = [(whole[f"numerator_{side}"] / whole[f"denominator_{side}"]).alias(side) for side in _SIDES]
    shares = [(pl.col(f"denominator_{side}") / whole[f"denominator_{side}"]).alias(f"share_{side}") for side in _SIDES]
    own = [
        pl.when(pl.col(f"denominator_{side}") != 0)
        .then(pl.col(f"numerator_{side}") / pl.col(f"denominator_{side}"))
        .alias(f"rate_{side}")
        for side in _SIDES
    ]
    found = _effects(known.with_columns(*rates, *own, *shares, *lone))
    return found.with_columns(pl.col("rate_effect") + pl.col("lone_after") - pl.col("lone_before")).drop(
        "lone_before", "lone_after"
    )


def _columns() -> list[str]:
    return [f"{name}_{side}" for side in _SIDES for name in _SUMS]


def _joined(before: pl.DataFrame, after: pl.DataFrame, key: str) -> pl.DataFrame:
    sides = [
        frame.select(key, *(pl.col(name).cast(pl.Float64).alias(f"{name}_{side}") for name in _SUMS))
        for side, frame in zip(_SIDES, (before, after), strict=True)
    ]
    return sides[0].join(sides[1], on=key, how="full", coalesce=True, nulls_equal=True).fill_null(0.0).sort(key)


def _effects(parts: pl.DataFrame) -> pl.DataFrame:
    before = pl.coalesce("rate_before", "rate_after").fill_null(0.0)
    after = pl.coalesce("rate_after", "rate_before").fill_null(0.0)
    mean_rate = (pl.col("before") + pl.col("after")) / 2
    moved = pl.col("share_after") - pl.col("share_before")
    return parts.with_columns(
        rate_effect=(pl.col("share_before") + pl.col("share_after")) / 2 * (after - before),
        mix_effect=(before + after) / 2 * moved,
        mix_effect_centred=((before + after) / 2 - mean_rate) * moved,
    )
