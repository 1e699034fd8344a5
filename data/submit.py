"""Hand in a submission: read, check, store. Either all of it is accepted or nothing stored changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import polars as pl

from data import contract
from data.checking import notices
from data.checking.earlier import Earlier
from data.problems import Refused
from data.quarantine import QUARANTINE
from data.receipt import Count, Receipt
from data.store import Store, Submission
from data.validate import Checked, Validation
from data.versions import check_platform

if TYPE_CHECKING:
    from data.mapping import Mapping
    from data.read import Handed

Progress = Callable[[str], None]
T = TypeVar("T")
MANIFEST = "submission.toml"
EXAMPLES = 10


def submit(
    store: Store,
    path: Path,
    platform: str | None = None,
    as_of: dt.date | None = None,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Receipt:
    """Read `path` and submit it; platform and as-of date default to those of its submission.toml. Raises Refused."""
    from data.read import read_submission

    handed = read_submission(path, mapping, on_progress)
    return submit_handed(store, handed, platform, as_of, dry_run, on_progress)


def submit_handed(
    store: Store,
    handed: Handed,
    platform: str | None = None,
    as_of: dt.date | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
    name: str | None = None,
) -> Receipt:
    """Check and store what was read; the frames in `handed` are used up. Raises Refused; a dry run stores nothing.

    `name` is what a platform the county has not registered is called.
    """
    if handed.shared:
        raise Refused("many_platforms")
    stated = _identify(handed, platform, as_of)
    with _dry() if dry_run else _wet(store, on_progress) as staged:
        receipt = _examine(store, handed, stated, name, staged, on_progress)
        if dry_run:
            return replace(receipt, dry_run=True)
        before = in_force(store, stated.platform, stated.as_of)
        published = store.publish_submission(staged, stated.platform, stated.as_of, receipt.digest)
        return replace(receipt, submission=published.id, unchanged=before == published)


@contextmanager
def _wet(store: Store, on_progress: Progress | None) -> Iterator[Path]:
    # The lock spans check and publication: what a submission was compared with must still be in force when it lands.
    with store.writing(on_progress), store.staging() as staged:
        yield staged


@contextmanager
def _dry() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as staged:
        yield Path(staged)


class _Stated(NamedTuple):
    """What a submission says of itself, or is said of it."""

    platform: str
    as_of: dt.date
    sample: bool
    reported_from: dt.date | None


def _identify(handed: Handed, platform: str | None, as_of: dt.date | None) -> _Stated:
    stated = handed.manifest
    platform = check_platform(_agree("platform", platform, stated.get("platform")))
    for file, values in handed.platforms.items():
        for value, line in values.items():
            if value != platform:
                raise Refused("wrong_platform", file=file, line=line, column="platform", value=value, given=platform)
    as_of = agreed_date(handed, as_of)
    since = _date(stated.get("reported_from"), "reported_from")
    if since and since > as_of:
        raise Refused("reported_from_after_as_of", file=MANIFEST, column="reported_from", value=since, as_of=as_of)
    return _Stated(platform, as_of, stated.get("sample") is True, since)


def agreed_date(handed: Handed, as_of: dt.date | None) -> dt.date:
    """The as-of date given or stated; raises Refused where there is none or they differ."""
    return _agree("as_of", as_of, _date(handed.manifest.get("as_of"), "as_of"))


def _date(stated: object, name: str) -> dt.date | None:
    if isinstance(stated, dt.datetime):
        return stated.date()
    if stated is None or isinstance(stated, dt.date):
        return stated
    try:
        return dt.date.fromisoformat(str(stated))
    except ValueError:
        raise Refused("bad_date_stated", file=MANIFEST, column=name, value=stated) from None


def _agree(name: str, given: T | None, stated: T | None) -> T:
    if given is not None and stated is not None and given != stated:
        raise Refused(f"wrong_{name}", file=MANIFEST, value=stated, given=given)
    agreed = stated if given is None else given
    if agreed is None:
        raise Refused(f"no_{name}")
    return agreed


def _examine(
    store: Store, handed: Handed, stated: _Stated, name: str | None, staged: Path, on_progress: Progress | None
) -> Receipt:
    headers = (header for table in handed.tables.values() for header in table.extra_columns)
    ignored = list(dict.fromkeys((*handed.ignored, *headers)))
    platform, as_of = stated.platform, stated.as_of
    mine = store.submissions(platform)
    validation = Validation(handed, as_of, Earlier(mine, platform, as_of))
    counts, held = _stage_all(validation.tables(on_progress), staged)
    receipt = Receipt(
        platform,
        as_of,
        digest=_digest(stated, staged),
        created_at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        name=name,
        sample=stated.sample,
        reported_from=stated.reported_from.isoformat() if stated.reported_from else None,
        files=handed.checksums,
        tables=counts,
        totals=validation.totals(),
        ignored=ignored,
        examples=held.head(EXAMPLES).drop("row").to_dicts(),
        notices=[*notices.about(platform, as_of), *validation.notices],
    ).compared_with(next((one for one in reversed(mine) if one.as_of <= as_of), None))
    text = json.dumps(receipt.to_json(), ensure_ascii=False, indent=1)
    (staged / "receipt.json").write_text(text, encoding="utf-8")
    return receipt


def _stage_all(tables: Iterator[Checked], staged: Path) -> tuple[dict[str, Count], pl.DataFrame]:
    """Write each table and the quarantine; the counts by table, and the quarantine."""
    counts, parts = {}, [QUARANTINE.to_frame()]
    for checked in tables:
        _in_key_order(checked).write_parquet(staged / f"{checked.table}.parquet")
        counts[checked.table] = _count(checked, _sha256(staged / f"{checked.table}.parquet"))
        parts.append(checked.quarantined)
    held = pl.concat(parts)
    held.write_parquet(staged / "quarantine.parquet")
    return counts, held


def _count(checked: Checked, sha256: str) -> Count:
    reasons = checked.quarantined["code"].value_counts().sort("count", "code", descending=[True, False])
    stored = len(checked.good)
    return Count(checked.rows_in, stored, checked.rows_in - stored, dict(reasons.rows()), sha256)


def _in_key_order(checked: Checked) -> pl.DataFrame:
    """The good rows in one order whatever order they came in, so that the same content has the same digest."""
    key = contract.TABLES[checked.table].primary_key()
    in_order = checked.good.select(pl.struct(key)).to_series().is_sorted()
    return checked.good if in_order else checked.good.sort(key)


def _sha256(place: Path) -> str:
    with place.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def _digest(stated: _Stated, staged: Path) -> str:
    """Names the content: what was accepted and what was held back, whatever the files were called."""
    contents = sorted((file.name, _sha256(file)) for file in staged.glob("*.parquet"))
    told = json.dumps([contract.VERSION, *stated, contents], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def in_force(store: Store, platform: str, as_of: dt.date) -> Submission | None:
    """What counts for a platform and date, if anything was handed in."""
    history = store.history(platform, as_of)
    return history[-1] if history else None
