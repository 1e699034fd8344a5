"""One month day by day: on which days its complaints came in."""

from calendar import monthrange
from datetime import date
from typing import Any

from pages.complaints_parts.rate import rated
from pages.shared import numbers
from pages.shared.axes import Figure, Look, value_axis
from pages.shared.chart import Chart
from pages.shared.charts import HOVER
from pages.shared.screen import View
from pages.shared.theme import house

COUNT, RATE = "complaints", "complaints_per_1000_cases"


def by_day(view: View) -> Chart:
    """Complaints on every day of the month looked at; the month's cases and rate stand beside them."""
    within = view.selection.at_focus()
    asked = view.ask([COUNT], ["day"], within)
    found = {row["day"]: row[COUNT] for row in asked.frame.to_dicts()}
    month = view.selection.focus
    whole = view.ask([RATE], (), within).frame.to_dicts()
    days = [month.replace(day=number) for number in range(1, monthrange(month.year, month.month)[1] + 1)]
    counts = [found.get(day) or 0 for day in days]
    title = _title(view, days, counts)
    sub = view.say("complaints.days_silent", month=numbers.month(month))
    if whole and whole[0][RATE] is not None:
        cases = numbers.count(whole[0][f"{RATE}__denominator"], view.language)
        sub = view.say("complaints.days_sub", month=numbers.month(month), cases=cases, rate=rated(view, whole[0][RATE]))
    figure = _columns(view, days, counts) if found else {"data": [], "layout": {}}
    return Chart("days", title, sub, figure, f"{title}. {sub}", asked, (COUNT, RATE))


def _title(view: View, days: list[date], counts: list[Any]) -> str:
    if not any(counts):
        return view.say("complaints.days_question")
    most = max(counts)
    return view.say("complaints.days_title", day=f"{days[counts.index(most)]:%Y-%m-%d}", count=most)


def _columns(view: View, days: list[date], counts: list[Any]) -> Figure:
    look: Look = view.look
    hover = [view.say("complaints.days_hover", day=f"{day:%Y-%m-%d}", count=count)
             for day, count in zip(days, counts, strict=True)]  # fmt: skip
    ticks = [i for i, day in enumerate(days) if day.day in (1, 5, 10, 15, 20, 25, 30)]
    weekend = [look.colors.context if day.weekday() >= 5 else look.colors.accent for day in days]
    trace = {"type": "bar", "x": list(range(len(days))), "y": counts, "hovertext": hover, "hovertemplate": HOVER,
             "marker": {"color": weekend}}  # fmt: skip
    layout = house(
        look.colors, height=look.height(240), bargap=0.2, yaxis=value_axis("count", [*counts, 4], look),
        xaxis={"tickmode": "array", "tickvals": ticks, "ticktext": [str(days[i].day) for i in ticks],
               "range": [-0.6, len(days) - 0.4]},
    )  # fmt: skip
    return {"data": [trace], "layout": layout}
