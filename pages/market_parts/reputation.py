"""Who recovers well, and at what reputation: cures against complaints, each over what a unit's cases let expect."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.market_parts import common
from pages.shared import control, labels, numbers, span
from pages.shared.axes import Figure, click
from pages.shared.chart import Chart
from pages.shared.figures.scatter import Measure, Spot, scatter
from pages.shared.screen import View
from pages.shared.text import listing

ASKS = "market/reputation"
LEVELS, LIMITS = ("platform", "agency"), ("exact", "adjusted")
FEW_COMPLAINTS = 5.0
# The two sides, and the question each is from.
ASKED = {"recovery": "market/recovery", "complaint": "complaints/funnel"}
SIDES = tuple(ASKED)
NAMED = 4
# Agencies known by no name are nobody whose reputation could be told.
_NOBODY = ("unknown", "none")


def both(view: View) -> Chart:
    """Cures across, complaints up, a point per platform or agency; arms that do not reach 1 are outside its limits."""
    level, drawn = _controls(view)
    asked = view.question(ASKS, span.within(view, ASKS, without=(level,)), level=level)
    rows = [row for row in asked.frame.to_dicts() if _is_somebody(row["unit"])]
    told = [row for row in rows if all(row[f"{side}_ratio"] is not None for side in SIDES)]
    spots = [_spot(view, level, drawn, row) for row in told]
    across, up = (
        Measure("ratio", view.say(f"market.reputation_{side}"), 1.0, _reach(told, side, drawn)) for side in SIDES
    )
    figure = _with_arms(
        scatter(spots, across, up, view.look, height=420, chosen=common.chosen(view, level), crossed=True),
        view, told, drawn,
    )  # fmt: skip
    title, sub = _title(view, level, drawn, told), view.say("market.reputation_sub", months=span.said(view))
    notes = [*left_out(view, level, told), view.say("market.reputation_note")]
    return Chart(
        "reputation", title, sub, figure, f"{title}. {sub}", asked, (ASKS, *ASKED.values()), clicks=True,
        notes=[*notes, *view.unfiltered(ASKS, without=(level,))],
    )  # fmt: skip


def _controls(view: View) -> tuple[str, str]:
    with st.container(horizontal=True, gap="small"):
        level = control.choice("level", view.say("market.level"), LEVELS, lambda one: view.say(f"filter.{one}"))
        drawn = control.choice("limits", view.say("market.limits"), LIMITS, lambda one: view.say(f"market.{one}"))
    return level, drawn


def _is_somebody(unit: str) -> bool:
    return unit.rpartition("/")[2] not in _NOBODY


def left_out(view: View, level: str, told: Sequence[common.Row]) -> list[str]:
    """How many known by one side only are not drawn, who, and why."""
    answers = {
        side: view.question(name, span.within(view, name, without=(level,)), level=level)
        for side, name in ASKED.items()
    }
    drawn = {row["unit"] for row in told}
    known = {unit for answer in answers.values() for unit in answer.frame["unit"] if _is_somebody(unit)}
    left = labels.in_order(level, known - drawn)
    if not left:
        return []
    names = listing([view.label(level, unit) for unit in left], view.language, len(left))
    reasons = dict.fromkeys(common.reasons(view, answer) for answer in answers.values() if answer.masked)
    if not reasons:
        return [view.say("market.reputation_missing", count=len(left), names=names)]
    said = listing(list(reasons), view.language, len(reasons))
    return [view.say("market.reputation_hidden", count=len(left), names=names, reasons=said)]


def outside(row: common.Row, side: str, drawn: str) -> str:
    """above, below or nothing: where a unit lies outside the limits drawn."""
    return row[f"{side}_outside" if drawn == "exact" else f"{side}_outside_adjusted"] or ""


def _limit(row: common.Row, side: str, drawn: str, name: str) -> float:
    return float(row[f"{side}_{'' if drawn == 'exact' else 'adjusted_'}{name}_998"])


def _spot(view: View, level: str, drawn: str, row: common.Row) -> Spot:
    name, far = view.label(level, row["unit"]), [outside(row, side, drawn) for side in SIDES]
    color = view.look.colors.signal if all(far) else view.look.colors.accent if any(far) else view.look.colors.context
    ratios = {side: numbers.decimal(row[f"{side}_ratio"], 2) for side in SIDES}
    said = view.say(
        "market.reputation_hover", name=name, **ratios, cases=numbers.count(row["cases"], view.language),
        cures=numbers.count(row["recovery_observed"], view.language),
        expected_cures=numbers.decimal(row["recovery_expected"], 0),
        complaints=numbers.count(row["complaint_observed"], view.language),
        expected_complaints=numbers.decimal(row["complaint_expected"], 1),
        verdict=view.say(f"market.side_{'both' if all(far) else 'one' if any(far) else 'none'}"),
    )  # fmt: skip
    few = row["complaint_expected"] < FEW_COMPLAINTS
    return Spot(
        name, float(row["recovery_ratio"]), float(row["complaint_ratio"]), float(row["cases"] or 0), said, color, few,
        click(level, row["unit"]),
    )  # fmt: skip


def _reach(rows: Sequence[common.Row], side: str, drawn: str) -> list[float]:
    """The ends of the arms; those of few complaints would set the scale, and may leave the figure."""
    sure = [row for row in rows if row["complaint_expected"] >= FEW_COMPLAINTS]
    arms = [(float(row[f"{side}_ratio"]), *_arms(row, side, drawn)) for row in sure]
    return [max(end, 0.0) for ratio, down, up in arms for end in (ratio - down, ratio + up)]


def _with_arms(figure: Figure, view: View, rows: Sequence[common.Row], drawn: str) -> Figure:
    """The points with arms as long as chance reaches: arms that do not reach 1 belong to a unit outside its limits."""
    if not figure["data"]:
        return figure
    for axis, side in zip(("x", "y"), SIDES, strict=True):
        spans = [_arms(row, side, drawn) for row in rows]
        figure["data"][0][f"error_{axis}"] = {
            "type": "data", "symmetric": False, "thickness": 1, "width": 0, "color": view.look.colors.context,
            "array": [up for _, up in spans], "arrayminus": [down for down, _ in spans],
        }  # fmt: skip
        # Without a grid, whose lines would look like arms.
        figure["layout"][f"{axis}axis"] |= {
            "rangemode": "normal", "showgrid": False, "showline": True, "linecolor": view.look.colors.line,
        }  # fmt: skip
    for guide in figure["layout"]["shapes"]:
        guide["line"] = {"color": view.look.colors.muted, "width": 1.2}
    return figure


def _arms(row: common.Row, side: str, drawn: str) -> tuple[float, float]:
    """How far below and above its ratio a unit's limits reach, put the other way round: to 1 where it lies on them."""
    return max(_limit(row, side, drawn, "upper") - 1, 0.0), max(1 - _limit(row, side, drawn, "lower"), 0.0)


def _title(view: View, level: str, drawn: str, rows: Sequence[common.Row]) -> str:
    if not rows:
        return view.say("market.reputation_question")
    far = {side: [row for row in rows if outside(row, side, drawn)] for side in SIDES}
    loud = [
        row for row in far["recovery"] if outside(row, "recovery", drawn) == outside(row, "complaint", drawn) == "above"
    ]
    for key, found in (("loud", loud), ("both", _alike(far["recovery"], far["complaint"]))):
        if found:
            return view.say(f"market.reputation_{key}", names=_names(view, level, found))
    for key, side in (("complained", "complaint"), ("recovered", "recovery")):
        if far[side]:
            return view.say(f"market.reputation_{key}", names=_names(view, level, far[side]))
    return view.say("market.reputation_none")


def _alike(some: Sequence[common.Row], others: Sequence[common.Row]) -> list[common.Row]:
    units = {row["unit"] for row in others}
    return [row for row in some if row["unit"] in units]


def _names(view: View, level: str, rows: Sequence[Any]) -> str:
    return listing([view.label(level, row["unit"]) for row in rows], view.language, limit=NAMED)
