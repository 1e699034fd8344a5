"""Which rows are listed, and in what order: what is asked of the warehouse, and what the audit log is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.shared.reader import Reader
from queries.filters import Filters
from queries.row_lists import Part, source_names

SIZES = (50, 100, 200, 500)


@dataclass(frozen=True)
class Order:
    """What the reader chose of a list: columns, the one it is sorted by, the page and how long one is."""

    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    page: int = 0
    size: int = SIZES[0]


@dataclass(frozen=True)
class Listed:
    """The rows asked for: behind which metric and which of its sums, by which filters.

    Without a `part` they are those of the cell's scope: the metric itself is kept in sums only.
    """

    who: Reader
    id: str
    source: str
    part: Part | None
    filters: Filters
    cell: str

    @property
    def name(self) -> str:
        """What the rows are of."""
        name = source_names()[self.source][self.who.language]
        return name if self.part else self.who.say("rows.same_scope", source=name)

    @property
    def mark(self) -> tuple[object, ...]:
        """What tells one list from another; an order chosen for one is not that of another."""
        part = (self.part.name, self.part.list.id) if self.part else ()
        return self.id, self.source, part, self.filters, self.who.settled, self.who.warehouse.id

    def facts(self, order: Order) -> Mapping[str, Any]:
        """What the audit log is told: which rows, never what is in them."""
        return {
            "what": self.id, "rows": self.source, "of": self.part.name if self.part else None,
            "cell": self.cell or None, "sort": order.sort or None, "columns": order.columns or None,
        }  # fmt: skip

    def asked(self, order: Order) -> Mapping[str, Any]:
        """What `queries.rows` is asked besides the page."""
        return {
            "metric": self.id if self.part else None, "of": self.part.name if self.part else "",
            "columns": order.columns, "sort": (order.sort,) if order.sort else (), "descending": order.descending,
        }  # fmt: skip
