"""How soon complaints are answered."""

from pages.complaints_parts.months import at_focus, lines_of
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.screen import View
from queries.dictionary import metric

REPLY = "first_reply_hours"


def hours(view: View) -> Chart:
    """The median hours to the first reply, by month received."""
    figure, asked = lines_of(view, (REPLY,), [view.look.colors.accent])
    now = at_focus(view, asked, REPLY)
    title = view.say("complaints.reply_question")
    if now is not None:
        written = numbers.by_unit(now, metric(REPLY).unit, view.language)
        title = view.say("complaints.reply_title", month=numbers.month(view.selection.focus), hours=written)
    sub = view.say("complaints.reply_sub")
    return Chart("reply", title, sub, figure, f"{title}. {sub}", asked, (REPLY,), clicks=True)
