"""What every screen asks of the warehouse, each question with its median time: the cubes' part of a repaint."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from data.store import Store
from pages.shared import answers, sections
from queries import change, metrics, questions
from queries.warehouse import open_current
from tests.benchmarks.measure import median_ms
from tests.benchmarks.visit import Visit

Ask = Callable[[], object]
TIMES = 9


def medians(root: Path, screen: str) -> Iterator[tuple[str, float]]:
    """The name and median milliseconds of all a screen asks, tab by tab, with a filter on three platforms."""
    os.environ["COLLECTIONS_STORE"] = str(root)
    warehouse = open_current(Store(root))
    if warehouse is None:
        raise SystemExit("the store has no version")
    shown = tuple(sorted(warehouse.manifest["platforms"])[:3])
    for name, asked in _asked(screen, shown).items():
        yield name, median_ms(asked, TIMES)


def _asked(screen: str, platforms: Sequence[str]) -> dict[str, Ask]:
    """Every question of the screen by name, as it was put, ready to be put again."""
    asked: dict[str, Ask] = {}
    tabs: list[str] = []
    with _overheard(asked, tabs):
        Visit(screen, platform=platforms)
        for tab in list(dict.fromkeys(tabs))[1:]:
            Visit(screen, platform=platforms, tab=(tab,))
    return asked


@contextmanager
def _overheard(asked: dict[str, Ask], tabs: list[str]) -> Iterator[None]:
    for remembered in (answers.ask, answers.question, answers.explain):
        remembered.cache_clear()
    draw = sections.draw

    def drawn(view: Any, parts: Any) -> None:
        tabs.extend(parts)
        draw(view, parts)

    with (
        patch.object(metrics, "ask", _noting(asked, metrics.ask, _metrics_name)),
        patch.object(questions, "ask_question", _noting(asked, questions.ask_question, _question_name)),
        patch.object(change, "explain", _noting(asked, change.explain, _change_name)),
        patch.object(sections, "draw", drawn),
    ):
        yield


def _noting(asked: dict[str, Ask], put: Callable[..., Any], called: Callable[..., str]) -> Callable[..., Any]:
    def noted(*arguments: Any, **parameters: Any) -> Any:
        answer = put(*arguments, **parameters)
        asked.setdefault(called(*arguments[2:]), lambda: put(*arguments, **parameters))
        return answer

    return noted


def _metrics_name(ids: Sequence[str], by: Sequence[str] = (), *_: object) -> str:
    named = ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"
    return f"{named} by {', '.join(by)}" if by else named


def _question_name(id: str, *_: object) -> str:
    return id


def _change_name(id: str, dimension: str, *_: object) -> str:
    return f"change of {id} by {dimension}"
