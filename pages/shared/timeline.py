"""What a chart over time runs along: the months shown, or the days of the month one has gone into."""

from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from pages.shared.charts import Stage
from pages.shared.screen import View
from queries.dictionary import metric
from queries.refusals import AskRefused
from queries.warehouse import Answer


@dataclass(frozen=True)
class Timeline:
    """The places along the axis, whether they are days, and the answer with one row (or several) for each."""

    dates: Sequence[date]
    by: str
    answer: Answer

    @property
    def is_daily(self) -> bool:
        """Whether it runs along the days of one month."""
        return self.by == "day"

    def stage(self, view: View, *, height: int = 300, labels: int = 7, gap: str = "shared.not_reported") -> Stage:
        """Where to draw it, the month looked at marked."""
        last = self.is_daily or view.selection.focus == self.dates[-1]
        focus = None if last else list(self.dates).index(view.selection.focus)
        return Stage(self.dates, view.look, height=height, labels=labels, events=view.events(), focus=focus, gap=gap)

    def rows(self) -> dict[date, dict[str, Any]]:
        """The rows by date, where there is one for each."""
        return {row[self.by]: row for row in self.answer.frame.to_dicts()}


def over_time(
    view: View, ids: Sequence[str], by: Sequence[str] = (), *, without: Sequence[str] = (), days: bool = True
) -> Timeline:
    """Metrics by month, further split by `by`; by day where a month is chosen and its days are kept.

    Without `days` it stays with months, for what a single day says too little of.
    """
    chosen = view.selection
    if days and chosen.is_focused and all("day" in metric(id).dimensions for id in ids):
        within = view.within(chosen.at_focus(without=without), *ids)
        with suppress(AskRefused):
            return Timeline(_days(chosen.focus), "day", view.ask(ids, ["day", *by], within))
    months = view.within(chosen.filters(without=without), *ids)
    return Timeline(view.months, "month", view.ask(ids, ["month", *by], months))


def _days(month: date) -> list[date]:
    return [month.replace(day=day) for day in range(1, monthrange(month.year, month.month)[1] + 1)]
