"""What became of complaints: found justified, repeated, taken to an authority."""

from pages.complaints_parts.months import at_focus, lines_of
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.screen import View

SHARES = ("upheld_rate", "repeat_complaint_rate", "escalated_rate")


def over_time(view: View) -> Chart:
    """The shares upheld, repeated within 90 days and escalated, by month received."""
    colors = [view.look.colors.accent, view.look.colors.entities[1], view.look.colors.entities[2]]
    figure, asked = lines_of(view, SHARES, colors)
    upheld = at_focus(view, asked, SHARES[0])
    title = view.say("complaints.outcome_question")
    if upheld is not None:
        title = view.say(
            "complaints.outcome_title", month=numbers.month(view.selection.focus),
            share=numbers.share(upheld, view.language),
        )  # fmt: skip
    sub = view.say("complaints.outcome_sub")
    return Chart("outcome", title, sub, figure, f"{title}. {sub}", asked, SHARES, clicks=True)
