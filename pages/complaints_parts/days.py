"""One month day by day: on which days its complaints came in."""

from datetime import date
from typing import Any

from pages.complaints_parts.rate import rated
from pages.shared import numbers
from pages.shared.axes import Figure, day_axis, value_axis
from pages.shared.chart import Chart
from pages.shared.charts import HOVER
from pages.shared.screen import View
from pages.shared.theme import house

COUNT, RATE = "complaints", "complaints_per_1000_cases"


def by_day(view: View) -> Chart:
    """Complaints on every day of the month looked at; the month's cases and rate stand beside them."""
    within = view.within(view.selection.at_focus(), COUNT, RATE)
    asked = view.ask([COUNT], ["day"], within)
    found = {row["day"]: row[COUNT] for row in asked.frame.to_dicts()}
    month = view.selection.focus
    whole = view.ask([RATE], (), within).frame.to_dicts()
    days = [month.replace(day=number) for number in range(1, month.day + 1)]
    counts = [view.known({COUNT: found[day]} if day in found else {}, COUNT) for day in days]
    title = view.say("complaints.days_question")
    if any(counts) and None not in counts:
        title = view.say("complaints.days_title", total=sum(counts), most=max(counts))
    sub = view.say("complaints.days_silent", month=numbers.month(month))
    if whole and whole[0][RATE] is not None:
        cases = numbers.count(whole[0][f"{RATE}__denominator"], view.language)
        sub = view.say("complaints.days_sub", month=numbers.month(month), cases=cases, rate=rated(view, whole[0][RATE]))
    figure = _columns(view, days, counts) if found else {"data": [], "layout": {}}
    return Chart(
        "days", title, sub, figure, f"{title}. {sub}", asked, (COUNT, RATE), notes=view.unfiltered(COUNT, RATE)
    )


def _columns(view: View, days: list[date], counts: list[Any]) -> Figure:
    look = view.look
    hover = [view.say("complaints.days_hover", day=f"{day:%Y-%m-%d}", count=count)
             for day, count in zip(days, counts, strict=True)]  # fmt: skip
    weekend = [look.colors.context if day.weekday() >= 5 else look.colors.accent for day in days]
    trace = {"type": "bar", "x": list(range(len(days))), "y": counts, "hovertext": hover, "hovertemplate": HOVER,
             "marker": {"color": weekend}}  # fmt: skip
    heights = [count for count in counts if count is not None]
    layout = house(
        look.colors, height=look.height(240), bargap=0.2, yaxis=value_axis("count", [*heights, 4], look),
        xaxis=day_axis(days, look),
    )  # fmt: skip
    return {"data": [trace], "layout": layout}
