"""An exploration as tables to take away: every cell, and the totals apart from them, since they cannot be added up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pages.explore_parts import naming, said, stating
from pages.shared.downloads import Sheet, Workbook
from pages.shared.reader import Reader
from pages.shared.text import Language, listing
from queries.dictionary import metric
from queries.disclosure import MASKED
from queries.explore.exploration import Exploration
from queries.explore.explored import Explored
from queries.filters import Filters

# What stands beside a metric's value.
SAID = ("before", "change", "numerator", "denominator", "count", "masked")


@dataclass(frozen=True)
class Column:
    """A column to take away: its heading, what unit it holds, and where it is taken from."""

    head: str
    unit: str
    taken: pl.Expr


@dataclass(frozen=True)
class Exported:
    """The tables of what was found, in the reader's language."""

    who: Reader
    explored: Explored

    @property
    def run(self) -> Exploration:
        """What was run."""
        return self.explored.exploration

    @property
    def size(self) -> int:
        """How many values there are."""
        frames = [self.explored.cells, *self.explored.subtotals.values()]
        return sum(frame.height * frame.width for frame in frames)

    def cells(self) -> pl.DataFrame:
        """One row a cell, in words."""
        return self._named(self.explored.cells)

    def totals(self) -> pl.DataFrame:
        """One row a subtotal, and the total: each says which it is, and of what."""
        kind, found = self.who.say("export.kind"), []
        for kept, frame in sorted(self.explored.subtotals.items(), key=lambda one: -len(one[0])):
            said_of = self.who.say("explore.subtotal" if kept else "explore.total")
            found.append(self._named(frame).select(pl.lit(said_of).alias(kind), pl.all()))
        whole = pl.concat(found, how="diagonal_relaxed")
        return whole.select(name for name in (kind, *self.units()) if name in whole.columns)

    def units(self) -> Mapping[str, str]:
        """What every column holds."""
        return {one.head: one.unit for one in self._columns(self.explored.cells)}

    def workbook(self) -> Workbook:
        """Cells, totals, definitions, and what it all is."""
        who, units = self.who, self.units()
        sheets = [Sheet(who.say("download.rows"), self.cells(), units)]
        if self.run.by and self.explored.subtotals:
            sheets.append(Sheet(who.say("export.totals"), self.totals(), units))
        heads = [who.say(f"download.{part}") for part in ("metric", "meaning", "formula", "source")]
        return Workbook(sheets, definitions(self.run.metrics, who.language), self.about(), stating.names(who), heads)

    def about(self) -> dict[str, str]:
        """What a file says of itself: what was asked, by which filters, of which version, and what is hidden."""
        who, run, language = self.who, self.run, self.who.language
        told = {
            who.say("export.metrics"): listing([metric(id).label[language] for id in run.metrics], language, 6),
            who.say("export.split"): " × ".join(who.say(f"filter.{one}") for one in run.by) or "–",
            who.say("download.filters"): self._filters(),
        }
        if run.compare:
            told[who.say("export.compared")] = who.say(f"explore.compare_{run.compare}")
        told |= stating.version(who)
        notes = [who.say("export.empty_note"), who.say("export.totals_note")]
        if who.settled.is_guarded:
            notes.append(who.say("export.rounded"))
        told |= self._hidden()
        return told | {f"{who.say('export.note')} {place}": note for place, note in enumerate(notes, 1)}

    def _filters(self) -> str:
        run, who = self.run, self.who
        parts = [stating.filtered(who, Filters(run.first, run.last, run.where))]
        if run.top:
            by = who.say(f"filter.{run.top.dimension}")
            parts.append(who.say("explore.said_top", by=by, count=run.top.count))
        parts += [said.ranged(*one, who.language) for one in run.ranges]
        return " · ".join(parts)

    def _hidden(self) -> dict[str, str]:
        cells = self.explored.cells
        why = [cells[name].drop_nulls() for id in self.run.metrics if (name := f"{id}{MASKED}") in cells.columns]
        count = sum(map(len, why))
        if not count:
            return {}
        reasons = [self.who.say(f"masked.{one}") for one in sorted({one for each in why for one in each})]
        named = listing(reasons, self.who.language, limit=4)
        return {self.who.say("export.hidden"): self.who.say("export.hidden_cells", count=count, reasons=named)}

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(one.taken.alias(one.head) for one in self._columns(frame))

    def _columns(self, frame: pl.DataFrame) -> Iterator[Column]:
        """Splits, then values with what is beside them: numbers with all their digits."""
        for name in frame.columns:
            column = self._split(frame, name) if name in self.run.by else self._value(frame, name)
            if column:
                yield column

    def _split(self, frame: pl.DataFrame, name: str) -> Column:
        """A date where it is one that spreadsheets can sort; else what the value is called."""
        head, language = self.who.say(f"filter.{name}"), self.who.language
        if frame.schema[name] == pl.Date and (name != "month" or self.run.grain == "month"):
            return Column(head, "day" if name == "day" else "month", pl.col(name))
        return Column(head, "", _called(frame, name, lambda one: naming.called(name, one, language, self.run.grain)))

    def _value(self, frame: pl.DataFrame, name: str) -> Column | None:
        """A number, or why it is hidden; None where no row has any."""
        id, _, part = name.partition("__")
        label, say = metric(id).label[self.who.language], self.who.say
        head = say("export.of", metric=label, part=say(f"export.{part}")) if part in SAID else label
        if name == f"{id}{MASKED}":
            return Column(head, "", _called(frame, name, lambda why: say(f"masked.{why}"), keep_empty=True))
        if part not in ("", *SAID) or frame.schema[name] == pl.Null:
            return None
        unit = {"numerator": "", "denominator": "", "count": "count"}.get(part, metric(id).unit)
        return Column(head, "points" if part == "change" and unit == "share" else unit, pl.col(name))


def _called(frame: pl.DataFrame, name: str, call: Callable[[Any], str], *, keep_empty: bool = False) -> pl.Expr:
    """The values of a column in words, what is none as `call` has it unless it is kept empty."""
    known = frame[name].drop_nulls().unique().to_list()
    if not known:
        return pl.lit(None if keep_empty else call(None), pl.String)
    column = pl.col(name).replace_strict({one: call(one) for one in known}, return_dtype=pl.String)
    return column if keep_empty else column.fill_null(call(None))


def definitions(ids: Sequence[str], language: Language) -> list[tuple[str, str, str, str]]:
    """Name, meaning, formula and source of metrics."""
    found = [metric(id) for id in ids]
    return [(one.label[language], one.definition[language], one.formula, one.source[language]) for one in found]
