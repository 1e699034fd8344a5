"""The commands by which a submission is prepared and mended: suggest, quarantine, mend."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data import held, reports
from data import mend as merging
from data.assistant import report, toml
from data.assistant.suggest import suggest as suggested
from data.problems import Refused
from data.store import Store
from data.submit import in_force
from data.terminal import Terminal


def suggest(terminal: Terminal, store: Store, path: Path, name: str | None) -> None:
    """Print what each file and column seems to be; keep the mapping under `name` where one is given."""
    with terminal.progress("checking") as progress:
        progress(path.name)
        sheets = suggested(path, [*toml.shipped(), *toml.saved(store)])
    report.suggested(terminal, sheets)
    if name:
        report.keep(terminal, store, sheets, name, path.name)


def export(terminal: Terminal, store: Store, platform: str, as_of: dt.date, out: Path) -> None:
    """Write the quarantine of the submission in force to a workbook."""
    current = in_force(store, platform, as_of)
    if current is None:
        raise Refused("nothing_to_mend", platform=platform, as_of=as_of)
    found = held.faults(current)
    if found.is_empty():
        terminal.tell("nothing_held")
        return
    tables = held.to_mend(found, found, terminal.language)
    out.write_bytes(held.workbook(tables))
    terminal.tell("exported", count=f"{sum(map(len, tables.values())):,}", place=out)


def mend(terminal: Terminal, store: Store, path: Path, platform: str, as_of: dt.date, dry_run: bool) -> None:
    """Merge mended rows and print the receipt."""
    with terminal.progress("checking") as progress:
        receipt = merging.mend(store, path, platform, as_of, dry_run, progress)
    reports.receipt(terminal, receipt)
