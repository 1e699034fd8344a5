"""The computed columns of the questions about the market: reputation beside recovery, and what education changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from queries.access import Viewer
from queries.dictionary import metric
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask
from queries.questions import ask_question, filterable
from queries.statistics import before_after
from queries.statistics.clustered import LEVEL
from queries.warehouse import Warehouse

ENTERED = "roll_rate_count"
SIDES = {"recovery": "market/recovery", "complaint": "complaints/funnel"}
_EVENT = {
    "region": pl.String(), "held_on": pl.Date(), "topic": pl.String(), "platform": pl.String(),
    "attendees": pl.Int64(), **dict.fromkeys(("before", "after", "difference", "lower", "upper"), pl.Float64()),
    "regions": pl.Int64(), "verdict": pl.String(), "reason": pl.String(),
}  # fmt: skip
_TOGETHER = {
    "events": pl.Int64(), "regions": pl.Int64(), "attendees": pl.Int64(),
    **dict.fromkeys(("difference", "lower", "upper", "p_value", "earlier_p"), pl.Float64()),
    "verdict": pl.String(), "reason": pl.String(),
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


_LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")


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


def outreach(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> pl.DataFrame:
    """One row per event, newest first: the share of loans up to date that fell behind in its township in the three
    months before and after, the change less that of townships without an event, and the verdict.

    verdict: credible (not zero, all events considered), weak (cannot be told from zero), not_estimable; `reason` says
    why it is not credible.
    """
    # Whatever is shown, a township with another event around then is not one without.
    panel, held = _panel(warehouse, viewer, filters), _events(warehouse, viewer)
    rows = [_judged(event, panel, held) for event in _events(warehouse, viewer, filters).rows(named=True)]
    told = [i for i, row in enumerate(rows) if row["effect"]]
    stands = dict(zip(told, before_after.held_out([rows[i]["effect"].p_value for i in told]), strict=True))
    found = [_event(row, stands.get(i, False)) for i, row in enumerate(rows)]
    return pl.DataFrame(found, schema=_EVENT).sort("held_on", "region", "topic", descending=[True, False, False])


def outreach_together(
    warehouse: Warehouse, viewer: Viewer, filters: Filters, parameters: Mapping[str, int | str]
) -> pl.DataFrame:
    """One row: the same of all events together, over all regions and months, whatever range or region is chosen."""
    events, panel = _events(warehouse, viewer), _panel(warehouse, viewer, filters)
    known = events.filter(pl.col("region").is_in(panel["region"].unique().to_list()))
    found = before_after.together(panel, known.select("region", "month"))
    effect = found.effect
    row = {
        "events": events.height,
        "regions": found.regions,
        "attendees": events["attendees"].sum(),
        **({"difference": effect.value, "lower": effect.lower, "upper": effect.upper} if effect else {}),
        **({"p_value": effect.p_value, "earlier_p": found.earlier_p} if effect else {}),
        **_verdict_of_all(found),
    }
    return pl.DataFrame([row], schema=_TOGETHER)


def _verdict_of_all(found: before_after.Together) -> dict[str, str | None]:
    if found.effect is None:
        return {"verdict": "not_estimable", "reason": found.reason}
    if found.effect.lower <= 0 <= found.effect.upper:
        return {"verdict": "weak", "reason": "includes_zero"}
    if found.earlier_p is not None and found.earlier_p <= LEVEL:
        return {"verdict": "weak", "reason": "earlier"}
    return {"verdict": "credible", "reason": None}


def _events(warehouse: Warehouse, viewer: Viewer, filters: Filters = NO_FILTERS) -> pl.DataFrame:
    name = "market/events"
    return ask_question(warehouse, viewer, name, filters.only(filterable(warehouse, name))).frame


def _panel(warehouse: Warehouse, viewer: Viewer, filters: Filters) -> pl.DataFrame:
    """Loans up to date at the month-end before and those of them that fell behind, by region and month: of every
    region and month there is, as they are what an event is compared with.
    """
    kept = filters.only(metric(ENTERED).filterable - {"region", "bucket", "month"})
    where = {**dict(kept.where), "bucket": ("M0",)}
    frame = ask(warehouse, viewer, [ENTERED], ["month", "region"], Filters.of(where)).frame
    return frame.select(
        "region", "month", cases=pl.col(f"{ENTERED}__denominator"), counted=pl.col(f"{ENTERED}__numerator")
    )


def _judged(event: Mapping[str, Any], panel: pl.DataFrame, events: pl.DataFrame) -> dict[str, Any]:
    month: dt.date = event["month"]
    near = before_after.months_apart(pl.col("month"), month).abs() <= before_after.SPAN
    busy = events.filter(near)["region"].unique().to_list()
    found = before_after.change(panel, event["region"], month, busy)
    return {**event, **vars(found)}


def _event(row: Mapping[str, Any], stands: bool) -> dict[str, Any]:
    effect = row["effect"]
    told = {"difference": effect.value, "lower": effect.lower, "upper": effect.upper} if effect else {}
    return {**{name: row[name] for name in _EVENT if name in row}, **told, **_verdict(effect, row["reason"], stands)}


def _verdict(effect: Any, reason: str | None, stands: bool) -> dict[str, str | None]:
    if effect is None:
        return {"verdict": "not_estimable", "reason": reason}
    if effect.lower <= 0 <= effect.upper:
        return {"verdict": "weak", "reason": "includes_zero"}
    return {"verdict": "credible", "reason": None} if stands else {"verdict": "weak", "reason": "many_tried"}
