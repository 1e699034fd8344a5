"""One file, many platforms: what each platform's share of it is, and handing in share by share."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from data import reference
from data.problems import Refused
from data.read import Handed, TableRead
from data.receipt import Receipt
from data.store import Store
from data.submit import agreed_date, in_force, submit_handed
from data.versions import MOST_PLATFORM_ID, is_platform

Progress = Callable[[str, int, int], None]
_HASH = 8


@dataclass(frozen=True)
class Share:
    """What one platform's rows make; `name` is how the file spells the platform, None where it is registered."""

    platform: str
    name: str | None
    handed: Handed


@dataclass(frozen=True)
class Outcome:
    """What became of a share: its receipt, or why it was refused."""

    platform: str
    name: str | None
    receipt: Receipt | None
    refused: Refused | None = None


def platform_id(name: str) -> str:
    """The id of the platform of this name: the registered one, else letters and digits of the name, joined by `_`.

    The same name always gives the same id; spellings that differ in case, spaces or punctuation alone share one.
    What letters and digits cannot tell (Chinese characters, a name too long) is told by a hash at the end.
    """
    for one in reference.load().platforms.values():
        if name in (one.id, one.name_zh, one.name_en):
            return one.id
    folded = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(r"\w+", "".join(char for char in folded if not unicodedata.combining(char)))
    plain = "_".join(re.findall("[a-z0-9]+", " ".join(words)))
    if plain == "_".join(word for one in words for word in one.split("_") if word) and is_platform(plain):
        return plain
    tail = hashlib.sha256(" ".join(words).encode()).hexdigest()[:_HASH]
    return f"{plain or 'p'}"[: MOST_PLATFORM_ID - _HASH - 1] + f"-{tail}"


def shares(handed: Handed) -> list[Share]:
    """The platforms' shares of a submission whose rows are of several, by id."""
    names = pl.concat([read.frame["_platform"] for read in handed.tables.values()]).unique(maintain_order=True)
    ids = {name: platform_id(name) for name in names}
    parts = {table: _parts(read, ids) for table, read in handed.tables.items()}
    spelled = {id: name for name, id in reversed(ids.items())}
    registered = reference.load().platforms
    return [
        Share(
            id,
            None if id in registered else spelled[id],
            replace(handed, tables={table: part[id] for table, part in parts.items() if id in part}, shared=False),
        )
        for id in sorted(spelled)
    ]


def _parts(read: TableRead, ids: dict[str, str]) -> dict[str, TableRead]:
    owner = pl.col("_platform").replace_strict(ids, return_dtype=pl.String)
    rows = read.frame.with_columns(owner).with_row_index("_old")
    rows = rows.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).over("_platform").alias("_row"))
    places = rows.select(pl.col("_old").alias("_row"), pl.col("_row").alias("_new"), "_platform")
    faults = read.problems.join(places, on="_row").with_columns(_row="_new").drop("_new")
    faulty = faults.partition_by("_platform", as_dict=True, include_key=False, maintain_order=True)
    return {
        str(id): replace(read, frame=part.drop("_old", "_row"), problems=faulty.get((id,), read.problems.clear()))
        for (id,), part in rows.partition_by("_platform", as_dict=True, include_key=False).items()
    }


def submit_shares(
    store: Store,
    handed: Handed,
    platform: str | None = None,
    as_of: dt.date | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> list[Outcome]:
    """Hand in each platform's share: all of it or nothing, one after the other; one that is refused stops no other.

    Raises Refused where a platform is given, for the rows name their own, and where no as-of date is.
    """
    if given := platform or handed.manifest.get("platform"):
        raise Refused("platform_in_mapping", value=given)
    day, found, outcomes = agreed_date(handed, as_of), shares(handed), []
    for done, share in enumerate(found):
        if on_progress:
            on_progress(share.name or share.platform, done, len(found))
        outcomes.append(_submit(store, share, day, dry_run))
    return outcomes


def _submit(store: Store, share: Share, as_of: dt.date, dry_run: bool) -> Outcome:
    try:
        with store.writing():
            _refuse_replacing_more(store, share, as_of)
            receipt = submit_handed(store, share.handed, share.platform, as_of, dry_run, name=share.name)
    except Refused as refused:
        return Outcome(share.platform, share.name, None, refused)
    return Outcome(share.platform, share.name, receipt)


def _refuse_replacing_more(store: Store, share: Share, as_of: dt.date) -> None:
    """A share takes the place of what is stored for its date, but not of tables it does not have itself."""
    stored = in_force(store, share.platform, as_of)
    lost = [table for table in stored.receipt()["tables"] if table not in share.handed.tables] if stored else []
    if lost:
        raise Refused("would_replace_more", value=as_of, tables=", ".join(lost))
