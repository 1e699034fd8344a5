"""What a file of the explore screen says of itself, and how it is made."""

import io
from collections.abc import Mapping

from pages.explore_parts import naming
from pages.shared import downloads, numbers
from pages.shared.downloads import Workbook
from pages.shared.reader import Reader
from pages.shared.text import listing
from queries.filters import Filters

TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def rows(who: Reader, title: str, filters: Filters) -> dict[str, str]:
    """What a list of rows is, by which filters, and of which version."""
    return {who.say("rows.source"): title, who.say("download.filters"): filtered(who, filters), **version(who)}


def filtered(who: Reader, filters: Filters) -> str:
    """The filters in words: months, then each dimension with all its values."""
    parts = []
    if filters.first_month or filters.last_month:
        first, last = filters.first_month, filters.last_month
        parts.append(who.say("filter.sentence_range", first=numbers.month(first), last=numbers.month(last)))
    for dimension, values in filters.where:
        named = [naming.called(dimension, naming.value(dimension, one), who.language) for one in values]
        said = listing(named, who.language, limit=40)
        parts.append(who.say("explore.said_values", by=who.say(f"filter.{dimension}"), values=said))
    return " · ".join(parts) or who.say("filter.sentence_all")


def version(who: Reader) -> dict[str, str]:
    """The version, its as-of date, whether it is made up, and in whose eyes it was seen."""
    warehouse, viewer = who.warehouse, who.settled
    scope = who.say("export.all_platforms")
    if viewer.platforms is not None:
        scope = listing([naming.called("platform", one, who.language) for one in viewer.platforms], who.language, 40)
    return {
        who.say("download.version"): warehouse.id,
        who.say("download.as_of"): f"{warehouse.as_of:%Y-%m-%d}",
        who.say("download.sample"): who.say("download.yes" if warehouse.sample else "download.no"),
        who.say("export.seen_as"): f"{who.say(f'shared.role_{viewer.role}')} · {scope}",
    }


def names(who: Reader) -> tuple[str, str]:
    """The names of a workbook's last two sheets."""
    return who.say("download.definitions"), who.say("download.about")


def xlsx(book: Workbook) -> bytes:
    """A workbook as bytes."""
    buffer = io.BytesIO()
    downloads.write_xlsx(buffer, book)
    return buffer.getvalue()
