"""Does growth hide lateness? The book's growth below the overdue rate as it is and without what growth does to it."""

from collections.abc import Sequence
from typing import Any

from pages.market_parts import common
from pages.shared import numbers
from pages.shared.axes import Figure, value_axis
from pages.shared.chart import Chart
from pages.shared.charts import HOVER, Series, Stage, lines
from pages.shared.screen import View
from pages.shared.theme import pixels

ASKS = "overdue/lagged_rate"
LAG = 6
# Where the rates stand above the growth, as shares of the height.
_RATES, _GROWTH = [0.42, 1.0], [0.0, 0.3]
_HIGH, _RATES_HIGH = 380, 220
_STILL = 0.0005


def dilution(view: View) -> Chart:
    """PAR30 and PAR30 over the book of some months before, above how much the book grew in between."""
    asked = view.question(ASKS, view.within(view.selection.filters(), ASKS), lag=LAG)
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    shown = [rows.get(month, {}) for month in view.months]
    growth = [_growth(row) for row in shown]
    short = "_short" if view.look.narrow else ""
    names = [view.say(f"market.growth_plain{short}"), view.say(f"market.growth_lagged{short}", lag=LAG)]
    colors = (view.look.colors.context, view.look.colors.accent)
    series = [
        _rate(view, name, color, shown, column)
        for name, color, column in zip(names, colors, ("rate", "lagged_rate"), strict=True)
    ]
    figure = _below(lines(Stage(view.months, view.look, height=_RATES_HIGH), series, "share"), view, growth)
    now, title = rows.get(view.selection.focus, {}), view.say("market.growth_question")
    if now.get("lagged_rate") is not None and _growth(now) is not None:
        title = _title(view, now)
    sub = view.say("market.growth_sub", lag=LAG)
    return Chart(
        "market_growth", title, sub, figure, f"{title}. {sub}", asked, (ASKS, "par30_balance"), clicks=True,
        notes=view.unfiltered(ASKS),
    )  # fmt: skip


def _growth(row: common.Row) -> float | None:
    if not row.get("balance_before") or row.get("balance") is None:
        return None
    return float(row["balance"]) / float(row["balance_before"]) - 1


def _title(view: View, row: common.Row) -> str:
    growth, hidden = _growth(row) or 0.0, float(row["lagged_rate"]) - float(row["rate"])
    way = "still" if abs(hidden) < _STILL else "grown" if hidden > 0 else "shrunk"
    return view.say(
        f"market.growth_{way}", month=numbers.month(view.selection.focus), lag=LAG,
        growth=numbers.share(abs(growth), view.language), plain=numbers.share(row["rate"], view.language, 2),
        lagged=numbers.share(row["lagged_rate"], view.language, 2),
        hidden=numbers.points(abs(hidden), view.language).lstrip("+"),
    )  # fmt: skip


def _rate(view: View, name: str, color: str, rows: Sequence[common.Row], column: str) -> Series:
    values = [numbers.number(row.get(column)) for row in rows]
    said = [
        view.say("market.hover", name=f"{name} · {numbers.month(month)}", value=numbers.share(value, view.language, 2))
        for month, value in zip(view.months, values, strict=True)
    ]
    return Series(name, values, color, said)


def _below(figure: Figure, view: View, growth: Sequence[float | None]) -> Figure:
    """The figure with the book's growth as columns below it, on an axis of its own."""
    colors, known = view.look.colors, [value for value in growth if value is not None]
    axis = value_axis("share", known, view.look)
    ends = [i for i, tick in enumerate(axis["tickvals"]) if tick in (0, *axis["range"])]
    axis |= {name: [axis[name][i] for i in ends] for name in ("tickvals", "ticktext")}
    said = [
        view.say("market.hover", name=f"{view.say('market.growth_bars', lag=LAG)} · {numbers.month(month)}",
                 value=numbers.share(value, view.language))
        for month, value in zip(view.months, growth, strict=True)
    ]  # fmt: skip
    columns: dict[str, Any] = {
        "type": "bar", "x": list(range(len(growth))), "y": list(growth), "yaxis": "y3", "hovertext": said,
        "hovertemplate": HOVER, "marker": {"color": colors.scale[4]}, "name": view.say("market.growth_bars", lag=LAG),
    }  # fmt: skip
    layout = figure["layout"]
    layout["height"] = view.look.height(_HIGH)
    layout["margin"]["l"] = max(layout["margin"]["l"], *(round(pixels(name)) + 12 for name in axis["ticktext"]))
    layout["yaxis"] |= {"domain": _RATES}
    layout["yaxis3"] = layout["yaxis"] | axis | {"domain": _GROWTH, "rangemode": "normal", "anchor": "x"}
    layout["xaxis"] |= {"anchor": "y3"}
    layout["bargap"] = 0.3
    layout["annotations"] += [
        {"xref": "paper", "x": 0, "yref": "paper", "y": _GROWTH[1], "text": view.say("market.growth_bars", lag=LAG),
         "showarrow": False, "xanchor": "left", "yanchor": "bottom", "font": {"size": 11, "color": colors.muted}}
    ]  # fmt: skip
    return {"data": [*figure["data"], columns] if figure["data"] else [], "layout": layout}
