"""What an exploration comes to for one viewer and version: checked, its period known, its search turned into values.

Every refusal names what is wrong and what there is instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from data.reference import load
from queries.access import Viewer
from queries.askable import check
from queries.dictionary import metric
from queries.explore.exploration import COMPARISONS, MEASURES_MOST, SPLITS_MOST, Exploration, filterable, splits
from queries.explore.periods import GRAINS, is_relative, resolved
from queries.filters import MONTH_DIMENSIONS, NO_FILTERS, Filters, parse_day
from queries.metrics import ask
from queries.refusals import AskRefused, nearest
from queries.warehouse import Warehouse

Named = Mapping[str, Mapping[str, str]]
Values = Callable[[str], Collection[str]]
_DATES = MONTH_DIMENSIONS | {"day"}


def settled(warehouse: Warehouse, viewer: Viewer, exploration: Exploration, named: Named) -> Exploration:
    """The exploration as it is run: without relative period and search, which have become months and values.

    `named` gives by dimension what its values are called. Raises AskRefused for what cannot be asked.
    """
    _check(exploration)
    first, last = _range(warehouse, viewer, exploration)
    where = _where(warehouse, viewer, exploration, named)
    found = replace(
        exploration, by=tuple(dict.fromkeys(exploration.by)), period="", first=first, last=last, where=where, search=()
    )
    if viewer.is_guarded:
        # Totals are asked beside every split: what may not be added up may not be split either.
        check(filters(found), warehouse.months)
    return found


def filters(run: Exploration) -> Filters:
    """What of a settled exploration every question has."""
    return Filters(run.first, run.last, run.where)


def in_view(warehouse: Warehouse, viewer: Viewer) -> list[dt.date]:
    """The month-ends from the first to the last that the viewer's platforms reported."""
    reported = warehouse.reported(viewer, NO_FILTERS)["month"].to_list()
    return [month for month in warehouse.months if min(reported) <= month <= max(reported)] if reported else []


def values(warehouse: Warehouse, viewer: Viewer, metrics: Iterable[str], dimension: str, within: Filters) -> list[str]:
    """The values of a dimension that any of the metrics has, as filters write them, sorted."""
    frame = ask(warehouse, viewer, list(metrics), [dimension], within).frame
    return sorted({written(value) for value in frame[dimension].drop_nulls().to_list()})


def written(value: object) -> str:
    """A value of a dimension as filters write it."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _check(exploration: Exploration) -> None:
    if not exploration.metrics:
        raise AskRefused("no_metric")
    if len(set(exploration.metrics)) > MEASURES_MOST:
        raise AskRefused("too_many_metrics", most=MEASURES_MOST)
    if len(set(exploration.by)) > SPLITS_MOST:
        raise AskRefused("too_many_splits", most=SPLITS_MOST)
    for id in exploration.metrics:
        _check_metric(exploration, id)
    for chosen, known in ((exploration.grain, GRAINS), (exploration.compare, ("", *COMPARISONS))):
        if chosen not in known:
            raise AskRefused("not_offered", value=chosen, possible=", ".join(filter(None, known)))
    for id, low, high in exploration.ranges:
        if id not in exploration.metrics:
            raise AskRefused("range_not_asked", value=id, possible=", ".join(exploration.metrics))
        if low is not None and high is not None and low > high:
            raise AskRefused("not_a_range", value=f"{id}:{low:g}:{high:g}")
    if exploration.first and exploration.last and exploration.first > exploration.last:
        raise AskRefused("range_reversed", first=exploration.first, last=exploration.last)
    _check_compare(exploration)
    _check_top(exploration)


def _check_metric(exploration: Exploration, id: str) -> None:
    one = metric(id)
    for dimension in exploration.by:
        if dimension not in one.dimensions:
            possible = ", ".join(sorted(splits(exploration.metrics)))
            raise AskRefused("cannot_split", subject=id, dimension=dimension, possible=possible)
    for dimension in dict.fromkeys([*dict(exploration.where), *dict(exploration.search)]):
        if dimension not in one.filterable:
            possible = ", ".join(sorted(filterable(exploration.metrics)))
            raise AskRefused("cannot_filter", subject=id, dimension=dimension, possible=possible)


def _check_compare(exploration: Exploration) -> None:
    """What lies within one period only has nothing beside it in another."""
    within = {*dict(exploration.where), *dict(exploration.search)} & {"month", "day"}
    if exploration.compare and (within or "day" in exploration.by):
        raise AskRefused("cannot_compare", dimension=next(iter(sorted(within)), "day"))


def _check_top(exploration: Exploration) -> None:
    top = exploration.top
    if top is None:
        return
    if top.dimension not in exploration.by or top.dimension in _DATES:
        possible = ", ".join(name for name in exploration.by if name not in _DATES)
        raise AskRefused("cannot_rank", dimension=top.dimension, possible=possible or "—")
    if top.count < 1:
        raise AskRefused("not_offered", value=top.count, possible="1, 2, 3 …")
    for id in exploration.metrics:
        if top.dimension not in metric(id).filterable:
            possible = ", ".join(sorted(metric(id).filterable & set(exploration.by) - _DATES))
            raise AskRefused("cannot_rank", dimension=top.dimension, possible=possible or "—")


def _range(warehouse: Warehouse, viewer: Viewer, exploration: Exploration) -> tuple[dt.date | None, dt.date | None]:
    if not exploration.period:
        return exploration.first, exploration.last
    if not is_relative(exploration.period):
        raise AskRefused("not_a_period", value=exploration.period)
    months = in_view(warehouse, viewer)
    return resolved(exploration.period, months[-1]) if months else (None, None)


def _where(
    warehouse: Warehouse, viewer: Viewer, exploration: Exploration, named: Named
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The values kept of every dimension filtered or searched."""
    kept: dict[str, Collection[str]] = dict(exploration.where)

    def there(dimension: str) -> list[str]:
        found = values(warehouse, viewer, exploration.metrics, dimension, NO_FILTERS)
        # A platform that reports other things only is there: of this nothing is reported.
        reporting = warehouse.reported(viewer, NO_FILTERS)["platform"] if dimension == "platform" else ()
        return sorted({*found, *reporting})

    for dimension, chosen in exploration.where:
        _check_values(dimension, chosen, there)
    for dimension, text in exploration.search:
        found = _found(dimension, text, there(dimension), named.get(dimension, {}))
        before = kept.get(dimension)
        kept[dimension] = found if before is None else [value for value in found if value in before]
        if not kept[dimension]:
            raise AskRefused("nothing_found", text=text, dimension=dimension, near=nearest(text, before or ()))
    return Filters.of(kept).where


def _check_values(dimension: str, chosen: Iterable[str], there: Values) -> None:
    """A misspelt value would read as *not reported*. What the county knows and nobody reported is a value too."""
    if dimension in _DATES:
        for value in chosen:
            parse_day(value)
        return
    missing = set(chosen) - _registered(dimension)
    known = there(dimension) if missing else ()
    for value in sorted(missing - set(known)):
        raise AskRefused("unknown_value", value=value, dimension=dimension, near=nearest(value, known))


def _registered(dimension: str) -> set[str]:
    """Values of the reference data, without platforms: those out of scope are not there for the viewer."""
    reference = load()
    if dimension in ("region", "product"):
        return set(reference.regions if dimension == "region" else reference.products)
    return set(reference.codes.get(dimension, ()))


def _found(dimension: str, text: str, there: Collection[str], names: Mapping[str, str]) -> list[str]:
    wanted = text.strip().casefold()
    found = [value for value in there if wanted in value.casefold() or wanted in names.get(value, "").casefold()]
    if not wanted or not found:
        near = nearest(text, [names.get(value, value) for value in there])
        raise AskRefused("nothing_found", text=text, dimension=dimension, near=near)
    return found
