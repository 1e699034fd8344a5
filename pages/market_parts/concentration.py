"""How concentrated: the Herfindahl–Hirschman index by month, beside the lines by which it is usually read."""

from pages.market_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import lines
from pages.shared.screen import View
from pages.shared.timeline import over_time
from queries.dictionary import metric

HHI = "concentration_hhi"
# The merger guidelines of 2023 call a market concentrated from the first on, highly so from the second.
LINES = {"some": 1000.0, "high": 1800.0}


def hhi(view: View) -> Chart:
    """The index over the months shown, and what it comes to in platforms of equal size."""
    along = over_time(view, [HHI], without=("platform",), days=False)
    series = common.line(view, along, HHI, view.look.colors.accent, metric(HHI).short[view.language])
    figure = lines(along.stage(view, height=300), [series], "index")
    top = figure["layout"]["yaxis"]["range"][1]
    figure["layout"]["shapes"] += [_line(at, view) for at in LINES.values() if at <= top]
    figure["layout"]["annotations"] += [_name(level, at, view) for level, at in LINES.items() if at <= top]
    now = common.at_focus(view, along, HHI)
    title = view.say("market.hhi_question")
    if now:
        title = view.say(
            f"market.hhi_{_level(now)}", month=numbers.month(view.selection.focus),
            value=numbers.count(round(now), view.language), equal=numbers.decimal(10_000 / now, 1),
        )  # fmt: skip
    sub = view.say("market.hhi_sub")
    return Chart(
        "market_hhi", title, sub, figure, f"{title}. {sub}", along.answer, (HHI,), clicks=True,
        notes=view.unfiltered(HHI, without=("platform",)),
    )  # fmt: skip


def _level(value: float) -> str:
    return max((name for name, at in LINES.items() if value > at), key=LINES.__getitem__, default="low")


def _line(at: float, view: View) -> dict[str, object]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "layer": "below",
            "line": {"color": view.look.colors.line, "width": 1, "dash": "dot"}}  # fmt: skip


def _name(level: str, at: float, view: View) -> dict[str, object]:
    name = view.say(f"market.hhi_line_{level}", value=numbers.count(round(at), view.language))
    return {"xref": "paper", "x": 0, "y": at, "text": name, "showarrow": False, "xanchor": "left", "yanchor": "bottom",
            "xshift": 4, "font": {"size": 11, "color": view.look.colors.muted}}  # fmt: skip
