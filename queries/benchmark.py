"""What a manager may know of the rest of the county: all other platforms together, under disclosure control."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from queries.access import Viewer
from queries.disclosure import MASKED, policy
from queries.filters import NO_FILTERS, Filters
from queries.metrics import ask
from queries.refusals import AskRefused
from queries.warehouse import Warehouse

# The platforms left out are whose own: what is asked of them says nothing of the others.
_OWN = frozenset({"platform", "platform_kind", "team", "agent", "agency"})


def others(warehouse: Warehouse, viewer: Viewer) -> tuple[str, ...]:
    """The platforms of the county that are not the viewer's; none where they are too few to be told of."""
    found = tuple(sorted(set(warehouse.manifest["platforms"]) - set(viewer.platforms or ())))
    return found if len(found) >= policy().other_platforms else ()


def benchmark(
    warehouse: Warehouse, viewer: Viewer, id: str, by: Sequence[str] = (), filters: Filters = NO_FILTERS
) -> pl.DataFrame | None:
    """A metric of all platforms but the viewer's own, at the grain of `by`: the dimensions, `<id>` and its parts.

    Filters on platforms and what lies within one are left out. A row to which fewer than 3 of them report is left out
    as well; None where there are not as many in the county, or the viewer is no manager. Raises AskRefused for filters
    a guarded viewer may not choose.
    """
    beside = others(warehouse, viewer)
    if viewer.role != "manager" or not beside or set(by) & _OWN:
        return None
    county, within = Viewer("regulator", beside), filters.only(set(filters.dimensions()) - _OWN)
    try:
        each = ask(warehouse, county, [id], [*by, "platform"], within).frame
        together = ask(warehouse, county, [id], by, within).frame
    except AskRefused as refused:
        if refused.code in ("cannot_split", "cannot_combine"):
            return None
        raise
    reports = each.filter(pl.col(id).is_not_null() | pl.col(id + MASKED).is_not_null())
    if not by:
        return together if reports.height >= policy().other_platforms else together.clear()
    enough = reports.group_by(by).len().filter(pl.col("len") >= policy().other_platforms)
    return together.join(enough, on=list(by), how="semi", maintain_order="left")
