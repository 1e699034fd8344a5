"""What every figure of an exploration is drawn from: its cells for one metric, named, coloured and explained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pages.explore_parts import naming, values
from pages.explore_parts.naming import TIMES, Row
from pages.shared import labels, numbers
from pages.shared.axes import Figure, Look, click
from pages.shared.screen import View
from queries.dictionary import Metric, metric
from queries.explore.exploration import OTHERS, Exploration
from queries.explore.explored import Explored

# Values that rest on fewer are drawn hollow, as on every screen.
FEW = 30
# Lines or stacks that can be told apart; the others are drawn in grey, or left out where they would add up.
SERIES_MOST = 7


@dataclass(frozen=True)
class Drawing:
    """One metric of what was found, for one reader; `chosen` are the cells chosen."""

    view: View
    explored: Explored
    id: str
    chosen: Sequence[Row] = ()

    @property
    def metric(self) -> Metric:
        """The metric drawn."""
        return metric(self.id)

    @property
    def run(self) -> Exploration:
        """What was run."""
        return self.explored.exploration

    @property
    def look(self) -> Look:
        """The reader's colours and sizes."""
        return self.view.look

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The cells, as rows."""
        return self.explored.cells.to_dicts()

    @property
    def time(self) -> str:
        """The split that is time; empty where there is none."""
        return next((d for d in TIMES if d in self.run.by), "")

    @property
    def rest(self) -> tuple[str, ...]:
        """The splits but time."""
        return tuple(d for d in self.run.by if d != self.time)

    def value(self, row: Row | None, part: str = "") -> float | None:
        """A number of a row, or of no row."""
        return None if row is None else numbers.number(row.get(self.id + part))

    def weight(self, row: Row) -> float:
        """How large a part is: by what stands behind it."""
        return self.value(row, "__count") or abs(self.value(row) or 0.0)

    def few(self, row: Row | None) -> bool:
        """Whether a value rests on few; of what is hidden it is not said."""
        count = None if row is None else row.get(f"{self.id}__count")
        return count is not None and count < FEW and self.value(row) is not None

    def name(self, row: Row, dimensions: Iterable[str]) -> str:
        """What a row is of."""
        return " · ".join(naming.called(d, row[d], self.view.language, self.run.grain) for d in dimensions)

    def along(self, dimension: str) -> list[Any]:
        """The values of a split in their order."""
        return naming.in_order(dimension, (row[dimension] for row in self.rows))

    def written(self, row: Row | None) -> str:
        """The value as it stands beside a mark."""
        return values.said(row, self.id, self.view.language).text

    def hover(self, row: Row | None, name: str) -> str:
        """What hovering says: of what, how much, how many behind it, or why not."""
        said = values.said(row, self.id, self.view.language)
        lines = [f"<b>{name}</b>", *([said.text] if said.text not in (*said.lines, "–") else []), *said.lines]
        return "<br>".join(lines)

    def click(self, row: Row) -> str:
        """What a click on a mark chooses: its cell."""
        return click("cell", naming.written(row, self.run.by))

    @property
    def clicked(self) -> list[str]:
        """The marks of the cells chosen."""
        return [self.click(row) for row in self.chosen]

    def colors(self, dimension: str, found: Sequence[Any]) -> list[str]:
        """A colour for each value: the one it has everywhere, or one dealt in order where it has none."""
        known = [labels.color(dimension, one or "", self.look) for one in found]
        grey = self.look.colors.context
        free = [one for one in self.look.colors.entities if one not in known]
        dealt = iter(free * (len(found) // max(len(free), 1) + 1))
        return [grey if value in (OTHERS, None) else next(dealt) if color == grey else color
                for value, color in zip(found, known, strict=True)]  # fmt: skip


def with_clicks(figure: Figure, clicks: Sequence[Sequence[str]]) -> Figure:
    """The figure with what its marks choose; one list for each of its traces that can be clicked, in order."""
    traces = [trace for trace in figure["data"] if "customdata" in trace]
    for trace, chosen in zip(traces, clicks, strict=True):
        trace["customdata"] = list(chosen)
    return figure
