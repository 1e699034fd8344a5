"""How many people owe money, and how many of them for the first time."""

from pages.market_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import lines
from pages.shared.screen import View
from pages.shared.timeline import over_time
from queries.dictionary import metric

IDS = ("active_borrowers", "new_borrowers")
SEVERAL = "several_loans_share"


def borrowers(view: View) -> Chart:
    """Borrowers with a loan on the book by month, and those whose first loan at their platform was made in it."""
    along = over_time(view, [*IDS, SEVERAL], days=False)
    colors = (view.look.colors.accent, view.look.colors.entities[1])
    series = [common.line(view, along, id, color, metric(id).short[view.language])
              for id, color in zip(IDS, colors, strict=True)]  # fmt: skip
    now, new = (common.at_focus(view, along, id) for id in IDS)
    title = view.say("market.people_question")
    if now:
        title = view.say(
            "market.people_title", month=numbers.month(view.selection.focus), count=numbers.count(now, view.language),
            new=numbers.count(new, view.language),
        )  # fmt: skip
    sub = view.say("market.people_sub")
    several = common.at_focus(view, along, SEVERAL)
    notes = [view.say("market.people_note")]
    if several is not None:
        notes.insert(0, view.say("market.people_several", share=numbers.share(several, view.language)))
    return Chart(
        "market_people", title, sub, lines(along.stage(view), series, "count"), f"{title}. {sub}", along.answer,
        (*IDS, SEVERAL), clicks=True, notes=[*notes, *view.unfiltered(*IDS)],
    )  # fmt: skip
