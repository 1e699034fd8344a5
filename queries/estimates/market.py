"""The computed columns of the questions about the market: reputation beside recovery, and what education changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from queries.access import Viewer
from queries.filters import Filters
from queries.questions import ask_question, filterable
from queries.statistics import before_after
from queries.statistics.before_after import Change, Together
from queries.statistics.clustered import LEVEL, Estimate
from queries.warehouse import Warehouse

SIDES = {"recovery": "market/recovery", "complaint": "complaints/funnel"}
_LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")
_COUNTS = ("cases_before", "counted_before", "cases_after", "counted_after")
_EFFECT = dict.fromkeys(("difference", "lower", "upper"), pl.Float64())
_EVENT = {
    "region": pl.String(), "held_on": pl.Date(), "topic": pl.String(), "platform": pl.String(),
    **dict.fromkeys(("attendees", *_COUNTS), pl.Int64()), **dict.fromkeys(("before", "after"), pl.Float64()),
    **_EFFECT, "regions": pl.Int64(), "verdict": pl.String(), "reason": pl.String(),
}  # fmt: skip
_TOGETHER = {
    **dict.fromkeys(("events", "regions", "attendees", "cases", "counted"), pl.Int64()), **_EFFECT,
    **dict.fromkeys(("p_value", "earlier_p"), pl.Float64()), "verdict": pl.String(), "reason": pl.String(),
}  # fmt: skip


def reputation(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> pl.DataFrame:
    """One row per platform or agency of which both are known: cures and complaints over those its cases let expect.

    recovery_… are of market/recovery, complaint_… of complaints/funnel: observed, expected, ratio, limits and on which
    side of the widest a unit lies. `cases` are cases of each month added up.
    """
    level = parameters["level"]
    recovery, complaint = (
        ask_question(warehouse, viewer, name, filters.only(filterable(warehouse, name)), level=level).frame
        for name in SIDES.values()
    )
    joined = _side(recovery, "recovery").join(_side(complaint, "complaint"), on="unit", how="inner")
    return joined.sort("unit")


def _side(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    """One of the two, its limits those of observed / expected."""
    scale = pl.col("overall") if "overall" in frame.columns else pl.lit(1.0)
    observed = "observed" if "observed" in frame.columns else "complaints"
    return frame.select(
        "unit",
        *(["cases"] if "cases" in frame.columns else []),
        pl.col(observed).alias(f"{side}_observed"),
        *(pl.col(name).alias(f"{side}_{name}") for name in ("expected", "ratio")),
        *((pl.col(name) / scale).alias(f"{side}_{name}") for name in _LIMITS),
        *((pl.col(f"adjusted_{name}") / scale).alias(f"{side}_adjusted_{name}") for name in _LIMITS),
        pl.col("outside").alias(f"{side}_outside"),
        pl.col("outside_adjusted").alias(f"{side}_outside_adjusted"),
    )


def outreach(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """From region-months with cases, those counted and the events held: one row per event shown, newest first.

    before and after are the shares counted in its region in the three months on either side; difference is the change
    less that of regions without an event, with its 95 % interval. verdict: credible (not zero, all events considered),
    weak (cannot be told from zero), not_estimable; `reason` says why it is not credible.
    """
    panel, held = _apart(rows)
    shown = held.filter("is_shown").rows(named=True)
    found = [_changed(event, panel, held) for event in shown]
    told = [i for i, one in enumerate(found) if one.effect]
    stands = dict(zip(told, before_after.held_out([_p_value(found[i]) for i in told]), strict=True))
    events = [_event(row, one, stands.get(i, False)) for i, (row, one) in enumerate(zip(shown, found, strict=True))]
    return pl.DataFrame(events, schema=_EVENT).sort("held_on", "region", "topic", descending=[True, False, False])


def outreach_together(rows: pl.DataFrame, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """One row: all events together, over all regions and months up to the end of the range."""
    panel, held = _apart(rows)
    found = before_after.together(panel, held.select("region", "month"))
    effect = found.effect
    row = {
        "events": held.height,
        "regions": found.regions,
        "attendees": held["attendees"].sum(),
        "cases": panel["cases"].sum(),
        "counted": panel["counted"].sum(),
        **_told(effect),
        **({"p_value": effect.p_value, "earlier_p": found.earlier_p} if effect else {}),
        **_verdict_of_all(found),
    }
    return pl.DataFrame([row], schema=_TOGETHER)


def _apart(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Region-months, each once, and events."""
    panel = rows.select("region", "month", "cases", "counted").drop_nulls().unique()
    return panel, rows.filter(pl.col("held_on").is_not_null())


def _changed(event: Mapping[str, Any], panel: pl.DataFrame, held: pl.DataFrame) -> Change:
    near = before_after.months_apart(pl.col("month"), event["month"]).abs() <= before_after.SPAN
    return before_after.change(panel, event["region"], event["month"], held.filter(near)["region"].unique().to_list())


def _p_value(one: Change) -> float:
    return one.effect.p_value if one.effect else 1.0


def _told(effect: Estimate | None) -> dict[str, float]:
    return {"difference": effect.value, "lower": effect.lower, "upper": effect.upper} if effect else {}


def _event(row: Mapping[str, Any], one: Change, stands: bool) -> dict[str, Any]:
    sums = {name: getattr(one, name) for name in _COUNTS}
    shares = {
        when: sums[f"counted_{when}"] / sums[f"cases_{when}"] if sums[f"cases_{when}"] else None
        for when in ("before", "after")
    }
    kept = {name: row[name] for name in ("region", "held_on", "topic", "platform", "attendees")}
    return {**kept, **sums, **shares, **_told(one.effect), "regions": one.regions, **_verdict(one, stands)}


def _verdict(one: Change, stands: bool) -> dict[str, str | None]:
    if one.effect is None:
        return {"verdict": "not_estimable", "reason": one.reason}
    if one.effect.lower <= 0 <= one.effect.upper:
        return {"verdict": "weak", "reason": "includes_zero"}
    return {"verdict": "credible", "reason": None} if stands else {"verdict": "weak", "reason": "many_tried"}


def _verdict_of_all(found: Together) -> dict[str, str | None]:
    if found.effect is None:
        return {"verdict": "not_estimable", "reason": found.reason}
    if found.effect.lower <= 0 <= found.effect.upper:
        return {"verdict": "weak", "reason": "includes_zero"}
    if found.earlier_p is not None and found.earlier_p <= LEVEL:
        return {"verdict": "weak", "reason": "earlier"}
    return {"verdict": "credible", "reason": None}
