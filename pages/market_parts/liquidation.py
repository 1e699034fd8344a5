"""What was handed to collection in a month, and how much of it has come in since: one curve per month placed."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from pages.market_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import Series
from pages.shared.plots import curves
from pages.shared.screen import View

ASKS = "market/liquidation"
# Of a cohort of fewer cases one paid in full would set the curve.
FEW = 30
HIGHLIGHTED, APART = 5, 6
_YEAR = 12


def cohorts(view: View) -> Chart:
    """Cumulative cash over balance placed, by thirty days since; a handful of months stand out and are named."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS))
    known = [row for row in asked.frame.to_dicts() if row["rate"] is not None and (row["cases"] or 0) >= FEW]
    placed = {month: list(rows) for month, rows in groupby(known, key=lambda row: row["cohort"])}
    series = _curves(view, {month: rows for month, rows in placed.items() if len(rows) > 1})
    figure = curves(series, "share", view.look, places=max((len(s.values) for s in series), default=1))
    title, sub = _title(view, placed), view.say("market.liquidation_sub", few=FEW)
    return Chart(
        "liquidation", title, sub, figure, f"{title}. {sub}", asked, (ASKS, "recovery_rate"),
        notes=[view.say("market.liquidation_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def _curves(view: View, placed: Mapping[date, Sequence[common.Row]]) -> list[Series]:
    long = sorted(month for month, rows in placed.items() if len(rows) > 3)
    standing = long[::-APART][:HIGHLIGHTED][::-1]
    color = dict(zip(standing, view.look.colors.scale[-len(standing) :], strict=True)) if standing else {}
    quiet = [_curve(view, month, rows, "", view.look.colors.grid, 1.0)
             for month, rows in placed.items() if month not in color]  # fmt: skip
    return [
        *quiet,
        *(_curve(view, month, placed[month], numbers.month(month), color[month], 2.2) for month in standing),
    ]


def _curve(view: View, month: date, rows: Sequence[common.Row], name: str, color: str, width: float) -> Series:
    values: list[float | None] = [None] * (rows[-1]["months_since"] + 1)
    said = [""] * len(values)
    for row in rows:
        values[row["months_since"]] = float(row["rate"])
        said[row["months_since"]] = view.say(
            "market.liquidation_hover", month=numbers.month(month), age=row["months_since"],
            value=numbers.share(row["rate"], view.language, 2), cash=numbers.money(row["cash"], view.language),
            placed=numbers.money(row["placed"], view.language), cases=numbers.count(row["cases"], view.language),
        )  # fmt: skip
    return Series(name, values, color, said, width=width)


def _title(view: View, placed: Mapping[date, Sequence[common.Row]]) -> str:
    """What a year brought in of the first and of the last month that has had one."""
    after = {month: row["rate"] for month, rows in placed.items() for row in rows if row["months_since"] == _YEAR}
    if len(after) < 2:
        return view.say("market.liquidation_question")
    first, last = min(after), max(after)
    return view.say(
        "market.liquidation_title", first=numbers.month(first), last=numbers.month(last),
        before=numbers.share(after[first], view.language), after=numbers.share(after[last], view.language),
    )  # fmt: skip
