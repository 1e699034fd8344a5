"""Handled in time: the shares of complaints closed within the statutory days."""

from pages.complaints_parts.months import at_focus, lines_of
from pages.shared import numbers, span
from pages.shared.chart import Chart
from pages.shared.screen import View

DAYS = (15, 30, 60)
WITHIN = tuple(f"closed_within_{days}_days" for days in DAYS)
IN_TIME = "answered_in_time_rate"


def days(view: View) -> Chart:
    """Complaints closed within 15, 30 and 60 days, by month received; only those whose days have run out."""
    colors = [view.look.colors.bucket(shade) for shade in ("M6", "M3", "M1")]
    figure, asked = lines_of(view, WITHIN, colors)
    first = at_focus(view, asked, WITHIN[0])
    title = view.say("complaints.within_question")
    if first is not None:
        share = numbers.share(first, view.language)
        title = view.say("complaints.within_title", month=numbers.month(view.selection.focus), share=share)
    sub = view.say("complaints.within_sub")
    return Chart(
        "within", title, sub, figure, f"{title}. {sub}", asked, WITHIN, clicks=True, notes=_stated(view),
    )  # fmt: skip


def _stated(view: View) -> list[str]:
    """The share answered in time, as stated by platforms that state no more than that."""
    value = view.ask([IN_TIME], (), span.within(view, IN_TIME)).frame[IN_TIME].to_list()
    if not value or value[0] is None:
        return []
    return [view.say("complaints.stated", months=span.said(view), share=numbers.share(value[0], view.language))]
