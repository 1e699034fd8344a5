"""Why did a rate change: because the parts' rates changed, or because their mix did?

Kitagawa's decomposition. With w_k a part's share of the denominator and r_k its rate, bars for the mean of before and
after: R^B - R^A = sum of mean w_k (r_k^B - r_k^A) [rate] + sum of mean r_k (w_k^B - w_k^A) [mix], exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_SUMS = ("numerator", "denominator")


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
    parts = _joined(before, after, key)
    totals = {name: float(parts[name].sum()) for name in parts.columns if name != key}
    if not totals["denominator_before"] or not totals["denominator_after"]:
        return None
    first, last = (totals[f"numerator_{side}"] / totals[f"denominator_{side}"] for side in ("before", "after"))
    effects = _effects(_shares(parts, totals, key), (first + last) / 2)
    rate, mix = (float(effects[name].sum()) for name in ("rate_effect", "mix_effect"))
    return Decomposition(first, last, rate, mix, effects)


def _joined(before: pl.DataFrame, after: pl.DataFrame, key: str) -> pl.DataFrame:
    sides = [
        frame.select(key, *(pl.col(name).cast(pl.Float64).alias(f"{name}_{side}") for name in _SUMS))
        for side, frame in (("before", before), ("after", after))
    ]
    return sides[0].join(sides[1], on=key, how="full", coalesce=True, nulls_equal=True).fill_null(0.0).sort(key)


def _shares(parts: pl.DataFrame, totals: dict[str, float], key: str) -> pl.DataFrame:
    shares = [
        (pl.col(f"denominator_{side}") / totals[f"denominator_{side}"]).alias(f"share_{side}")
        for side in ("before", "after")
    ]
    rates = [
        pl.when(pl.col(f"denominator_{side}") != 0)
        .then(pl.col(f"numerator_{side}") / pl.col(f"denominator_{side}"))
        .alias(f"rate_{side}")
        for side in ("before", "after")
    ]
    return parts.select(key, *rates, *shares)


def _effects(parts: pl.DataFrame, mean_rate: float) -> pl.DataFrame:
    before = pl.coalesce("rate_before", "rate_after").fill_null(0.0)
    after = pl.coalesce("rate_after", "rate_before").fill_null(0.0)
    moved = pl.col("share_after") - pl.col("share_before")
    return parts.with_columns(
        rate_effect=(pl.col("share_before") + pl.col("share_after")) / 2 * (after - before),
        mix_effect=(before + after) / 2 * moved,
        mix_effect_centred=((before + after) / 2 - mean_rate) * moved,
    )
