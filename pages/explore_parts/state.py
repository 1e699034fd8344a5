"""What is explored now, and the steps that led there: the address holds the one, the session the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

import streamlit as st

from pages.explore_parts import address, answers, kinds, naming
from pages.explore_parts.naming import Row
from pages.shared import answers as shared_answers
from pages.shared import link
from pages.shared.link import Choices
from pages.shared.reader import Reader
from pages.shared.selection import select
from pages.shared.text import harmless, listing
from queries.disclosure import policy
from queries.explore.exploration import Exploration
from queries.filters import Filters, month_end
from queries.refusals import AskRefused

STEPS_MOST = 50
_STEPS, _AT = "explore_steps", "explore_at"
Step = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """Who asks for what: the exploration, the kind of figure, the cells chosen, and filters waiting for their use."""

    who: Reader
    exploration: Exploration
    months: Sequence[date]
    figure: str
    cells: Sequence[Row] = ()
    waiting: Sequence[tuple[str, tuple[str, ...]]] = field(default_factory=tuple)

    @property
    def figures(self) -> tuple[str, ...]:
        """The kinds of figure that fit."""
        return kinds.fitting(self.exploration.metrics, self.exploration.by)

    @property
    def version(self) -> str:
        """The version looked at."""
        return self.who.warehouse.id


def current(who: Reader, months: Sequence[date]) -> Asked:
    """What the address asks for, of what there is and may be seen; the rest is left out, and said."""
    found = address.read(link.choices(), is_guarded=who.viewer.is_guarded)
    kept, unseen = _seen(who, found.exploration, months)
    dropped = [*found.dropped, *unseen]
    figure, cells = link.first(address.FIGURE) or "", _cells(link.choices(), kept)
    # Of cells too many, or not of this, the address would tell again once another is given up.
    if len(cells) < len(link.choices().get(address.CELL, ())):
        link.choose(address.CELL, [naming.written(row, kept.by) for row in cells])
    fitting = kinds.fitting(kept.metrics, kept.by)
    asked = Asked(who, kept, months, figure if figure in fitting else fitting[0], cells, found.waiting)
    if dropped:
        said = who.say("empty.dropped", choices=harmless(listing(dropped, who.language, limit=6)))
        st.info(said, icon=":material/link_off:")
        change(asked, kept, keep_cells=True)
    _note(_step(asked, kept, figure if figure in fitting[1:] else ""))
    return asked


def _seen(who: Reader, exploration: Exploration, months: Sequence[date]) -> tuple[Exploration, list[str]]:
    """Without splits and values the viewer may not see or that do not exist."""
    dropped = [f"by={d}" for d in exploration.by if d in who.viewer.hidden]
    by = tuple(d for d in exploration.by if d not in who.viewer.hidden)
    where: dict[str, Sequence[str]] = {}
    for dimension, values in exploration.where:
        known = _known(who, exploration, dimension)
        where[dimension] = [one for one in values if one in known][: 1 if who.viewer.is_guarded else None]
        dropped += [f"{dimension}={one}" for one in values if one not in where[dimension]]
    kept = replace(exploration, by=by, where=Filters.of(where).where)
    return (_guarded(kept, months) if who.viewer.is_guarded else kept), dropped


def _known(who: Reader, exploration: Exploration, dimension: str) -> Sequence[str]:
    if dimension in who.viewer.hidden:
        return ()
    known = answers.values(who.warehouse.id, who.viewer, exploration.metrics[0], dimension)
    return [*known, *(f"{month_end(date.fromisoformat(f'{one}-01'))}" for one in known if dimension == "vintage")]


def _guarded(exploration: Exploration, months: Sequence[date]) -> Exploration:
    """With a range of so many months as guarded viewers may look at."""
    if exploration.period and exploration.period not in [f"last:{n}" for n in policy().months]:
        return replace(exploration, period=f"last:{max(policy().months)}")
    if not (exploration.first or exploration.last):
        return exploration
    ends = {"from": exploration.first, "to": exploration.last}
    chosen = {name: (f"{day:%Y-%m}",) for name, day in ends.items() if day}
    shown = select(chosen, months, {}, is_guarded=True)[0].months
    return replace(exploration, first=shown[0].replace(day=1), last=shown[-1])


def _cells(choices: Choices, exploration: Exploration) -> Sequence[Row]:
    """The cells chosen, as far as they are of what it is split by; the last ones where there are too many."""
    found = [naming.read(word) for word in choices.get(address.CELL, ())]
    fitting = [row for row in found if row is not None and set(row) <= set(exploration.by)]
    return fitting[-address.CELLS_MOST :]


def change(asked: Asked, exploration: Exploration, figure: str | None = None, *, keep_cells: bool = False) -> None:
    """Make `exploration` the one explored; its figure stays while it fits, chosen cells only where told."""
    kept = link.first(address.FIGURE) if figure is None else figure
    fitting = kinds.fitting(exploration.metrics, exploration.by)
    step = _step(asked, exploration, kept if kept in fitting[1:] else "")
    cells = link.choices().get(address.CELL, ()) if keep_cells else ()
    _take(step, cells)


def _step(asked: Asked, exploration: Exploration, figure: str | None) -> Step:
    return {**dict(asked.waiting), **address.written(exploration, figure or "")}


def _take(step: Mapping[str, Sequence[str]], cells: Sequence[str] = ()) -> None:
    link.take({**address.without(link.choices()), **step, address.CELL: cells})


def pick(asked: Asked, word: str) -> None:
    """Choose a cell, or take it back; of more than can be set against each other the first is given up."""
    words = [naming.written(row, asked.exploration.by) for row in asked.cells]
    chosen = [one for one in words if one != word] if word in words else [*words, word]
    link.choose(address.CELL, chosen[-address.CELLS_MOST :])


def _steps() -> list[Step]:
    return cast(list[Step], st.session_state.setdefault(_STEPS, []))


def _at() -> int:
    return cast(int, st.session_state.get(_AT, -1))


def _note(step: Step) -> None:
    """Remember where one is: a step further, or one of the steps beside it, as going back in the browser leads to."""
    steps, at = _steps(), _at()
    if steps and steps[at] == step:
        return
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(steps) and steps[beside] == step:
            st.session_state[_AT] = beside
            return
    del steps[at + 1 :]
    steps.append(step)
    del steps[: max(len(steps) - STEPS_MOST, 0)]
    st.session_state[_AT] = len(steps) - 1


def can_undo() -> bool:
    """Whether there is a step to go back to."""
    return _at() > 0


def can_redo() -> bool:
    """Whether a step was taken back."""
    return _at() < len(_steps()) - 1


def undo() -> None:
    """Go back a step."""
    _go(-1)


def redo() -> None:
    """Take again the step that was taken back."""
    _go(1)


def _go(by: int) -> None:
    st.session_state[_AT] = min(max(_at() + by, 0), len(_steps()) - 1)
    _take(_steps()[_at()])


def _start(asked: Asked) -> Exploration:
    return address.read({}, is_guarded=asked.who.viewer.is_guarded).exploration


def reset(asked: Asked) -> None:
    """Start anew, without filters."""
    link.take({**address.without(link.choices()), **address.written(_start(asked))})


def is_start(asked: Asked) -> bool:
    """Whether nothing has been chosen yet but what came from another screen."""
    start = _start(asked)
    return (asked.exploration.metrics, asked.exploration.by) == (start.metrics, start.by)


def months(who: Reader) -> Sequence[date]:
    """The month-ends there are for this viewer."""
    return shared_answers.months(who.warehouse.id, who.viewer)


def within(asked: Asked, row: Row) -> Filters | None:
    """The filters of what stands behind a cell; None where no filter can name it."""
    try:
        return answers.cell(asked.version, asked.who.viewer, asked.exploration, tuple(row.items()))
    except AskRefused:
        return None
