"""The commands that take a while: sample, submit, pull, build, each with progress and a report of what came of it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import typer

from data import build as building
from data import reports, sample
from data.mapping import Mapping, load_mapping
from data.read import Handed, read_submission
from data.shares import submit_shares
from data.store import Store
from data.submit import submit as submit_path
from data.submit import submit_handed
from data.terminal import Terminal

TRUTHS = "truths.json"


def write_sample(terminal: Terminal, out: Path, loans: int, seed: int, platforms: list[str] | None = None) -> None:
    """Write the sample county's submissions and truths into `out`."""
    with terminal.progress("sampling") as report:
        sample.write(out, loans, seed, lambda done, total: report(f"{done:,} / {total:,}", done, total), platforms)


def submit_sample(terminal: Terminal, store: Store, loans: int, seed: int, platforms: list[str] | None = None) -> None:
    """Make the sample county and submit its platforms, or those named; the planted truths end up in the store."""
    with tempfile.TemporaryDirectory() as folder:
        write_sample(terminal, Path(folder), loans, seed, platforms)
        written = sorted(entry for entry in Path(folder).iterdir() if entry.is_dir())
        with terminal.progress("submitting") as report:
            for done, platform in enumerate(written):
                report(platform.name, done, len(written))
                reports.receipt(terminal, submit_path(store, platform), brief=True)
        _keep_truths(store, Path(folder) / TRUTHS)


def _keep_truths(store: Store, truths: Path) -> None:
    with store.writing(), store.staging() as beside:
        shutil.copyfile(truths, beside / TRUTHS)
        place = store.root / "sample"
        place.mkdir(exist_ok=True)
        (beside / TRUTHS).replace(place / TRUTHS)


def submit(
    terminal: Terminal,
    store: Store,
    path: Path,
    platform: str | None,
    as_of: dt.date | None,
    mapping: str | None,
    dry_run: bool,
) -> None:
    """Submit a path and print its receipt, or a summary where its rows are of several platforms."""
    known = _mapping(store, mapping)
    with terminal.progress("checking") as report:
        handed = read_submission(path, known, report)
    _hand_in(terminal, store, handed, platform, as_of, dry_run)


def _hand_in(
    terminal: Terminal, store: Store, handed: Handed, platform: str | None, as_of: dt.date | None, dry_run: bool
) -> None:
    if not handed.shared:
        with terminal.progress("checking") as report:
            receipt = submit_handed(store, handed, platform, as_of, dry_run, report)
        reports.receipt(terminal, receipt)
        return
    with terminal.progress("submitting") as report:
        outcomes = submit_shares(store, handed, platform, as_of, dry_run, report)
    reports.outcomes(terminal, outcomes)
    if any(one.refused for one in outcomes):
        raise typer.Exit(1)


def pull(
    terminal: Terminal,
    store: Store,
    url: str,
    platform: str | None,
    as_of: dt.date | None,
    mapping: str | None,
    dry_run: bool,
) -> None:
    """Submit the tables of a database and print the receipt, or the summary."""
    from data.pull import pull_handed

    known = _mapping(store, mapping)
    with terminal.progress("checking") as report:
        handed = pull_handed(url, known, report)
    _hand_in(terminal, store, handed, platform, as_of, dry_run)


def _mapping(store: Store, name: str | None) -> Mapping | None:
    return load_mapping(name, store.root / "mappings") if name else None


def build(terminal: Terminal, store: Store) -> None:
    """Build and say which version is current."""
    with terminal.progress("building") as report:
        version = building.build(store, on_progress=report)
    terminal.tell("built", version=version.id, as_of=version.manifest()["as_of"])
