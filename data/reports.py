"""What the command line prints of a submission and of the store."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.table import Table

from data import files, reference
from data.contract import TABLES
from data.quarantine import message
from data.receipt import Count, Receipt
from data.shares import Outcome
from data.store import Store, Submission, Version
from data.terminal import Terminal

SHOWN = 10


def receipt(terminal: Terminal, one: Receipt, brief: bool = False) -> None:
    """Counts, reasons, totals, notices and the first bad rows of a submission; only the first line where `brief`."""
    key = "dry_run" if one.dry_run else "unchanged" if one.unchanged else "submitted"
    numbers = {"stored": f"{one.stored:,}", "quarantined": f"{one.quarantined:,}"}
    terminal.tell(key, platform=one.platform, as_of=one.as_of, submission=one.submission, **numbers)
    if brief:
        return
    terminal.out.print(_counts(terminal, one), _totals(terminal, one))
    if one.ignored:
        terminal.tell("ignored", what=", ".join(one.ignored))
    for notice in one.notices:
        terminal.out.print(f"• {notice.message(terminal.language)}", markup=False)
    _faults(terminal, one)


def outcomes(terminal: Terminal, found: list[Outcome]) -> None:
    """What became of a file of many platforms: counts by table, rows held back, and every platform refused."""
    receipts = [one.receipt for one in found if one.receipt]
    kept = [one for one in receipts if not one.unchanged]
    counts = {"platforms": f"{len(found):,}", "accepted": f"{len(kept):,}"}
    counts |= {"same": f"{len(receipts) - len(kept):,}", "refused": f"{len(found) - len(receipts):,}"}
    terminal.tell("shares_dry_run" if any(one.dry_run for one in receipts) else "shares", **counts)
    terminal.out.print(_tables(terminal, receipts))
    examples = [(one, row) for one in receipts for row in one.examples][:SHOWN]
    for one, row in examples:
        terminal.out.print(f"  {one.platform}: {message(row, terminal.language)}", markup=False)
    for share in found:
        if share.refused:
            said = share.refused.message(terminal.language)
            terminal.err.print(f"{share.name or share.platform}: {said}", markup=False, style="red")


def _grid(terminal: Terminal, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in columns:
        table.add_column(terminal.word(column), justify="right" if column in numbers else "left", overflow="fold")
    return table


def _counts(terminal: Terminal, one: Receipt) -> Table:
    numbers = ("handed_in", "stored", "quarantined")
    grid = _grid(terminal, "table", *numbers, "faults", numbers=numbers)
    for name, count in one.tables.items():
        grid.add_row(name, f"{count.rows_in:,}", f"{count.stored:,}", f"{count.quarantined:,}", _reasons(count))
    return grid


def _reasons(count: Count) -> str:
    return ", ".join(f"{code} {number:,}" for code, number in count.reasons.items())


def _totals(terminal: Terminal, one: Receipt) -> Table:
    grid = _grid(terminal, "totals", "stored", "change", numbers=("stored", "change"))
    for name, value in one.totals.items():
        grid.add_row(terminal.word(f"total_{name}"), _amount(terminal, value), _change(one.difference.get(name)))
    return grid


def _amount(terminal: Terminal, value: str | None) -> str:
    return terminal.word("not_reported") if value is None else f"{Decimal(value):,}"


def _change(value: str | None) -> str:
    return "" if value is None else f"{Decimal(value):+,}"


def _faults(terminal: Terminal, one: Receipt) -> None:
    for row in one.examples:
        terminal.out.print(f"  {message(row, terminal.language)}", markup=False)
    more = sum(sum(count.reasons.values()) for count in one.tables.values()) - len(one.examples)
    place = f"submissions/{one.platform}/{one.as_of}/{one.submission}/quarantine.parquet"
    if more > 0:
        terminal.tell("more_faults_dry" if one.dry_run else "more_faults", count=f"{more:,}", place=place)


def status(terminal: Terminal, store: Store) -> None:
    """The current version, what each platform handed in, table by table, the versions kept, and the disk they take."""
    current = store.current()
    terminal.out.print(_overview(terminal, store, current))
    receipts = {one: Receipt.from_json(one.receipt()) for one in store.submissions()}
    if receipts:
        terminal.out.print(_platforms(terminal, receipts, current), _tables(terminal, list(receipts.values())))
    if store.versions():
        terminal.out.print(_versions(terminal, store, current))


def _overview(terminal: Terminal, store: Store, current: Version | None) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_row(terminal.word("store"), str(store.root.resolve()))
    if current is None:
        grid.add_row(terminal.word("version"), terminal.word("never_built"))
    else:
        manifest = current.manifest()
        grid.add_row(terminal.word("version"), current.id)
        grid.add_row(terminal.word("as_of"), manifest["as_of"])
        grid.add_row(terminal.word("built_at"), manifest["created_at"])
        grid.add_row(terminal.word("sample"), terminal.word("yes" if manifest.get("sample") else "no"))
    grid.add_row(terminal.word("disk_use"), _bytes(files.size(store.root)))
    return grid


def _platforms(terminal: Terminal, receipts: dict[Submission, Receipt], current: Version | None) -> Table:
    built = {(one["platform"], one["id"]) for one in current.manifest()["submissions"]} if current else set()
    numbers = ("rows", "quarantined")
    grid = _grid(terminal, "platform", "as_of", *numbers, "in_version", numbers=numbers)
    for one, content in receipts.items():
        inside = terminal.word("yes" if (one.platform, one.id) in built else "no")
        counts = (f"{content.stored:,}", f"{content.quarantined:,}")
        grid.add_row(_name(terminal, one, content), f"{one.as_of}", *counts, inside)
    return grid


def _tables(terminal: Terminal, receipts: list[Receipt]) -> Table:
    numbers = ("platforms", "rows", "quarantined")
    grid = _grid(terminal, "table", *numbers, numbers=numbers)
    for table in TABLES:
        counts = [(one.platform, one.tables[table]) for one in receipts if table in one.tables]
        platforms = len({platform for platform, _ in counts})
        rows, held = sum(count.stored for _, count in counts), sum(count.quarantined for _, count in counts)
        if counts:
            grid.add_row(table, f"{platforms:,}", f"{rows:,}", f"{held:,}")
    return grid


def _name(terminal: Terminal, one: Submission, content: Receipt) -> str:
    registered = reference.load().label("platform", one.platform, terminal.language)
    name = content.name if content.name and registered == one.platform else registered
    return one.platform if name == one.platform else f"{name} ({one.platform})"


def _versions(terminal: Terminal, store: Store, current: Version | None) -> Table:
    grid = _grid(terminal, "versions", "as_of", "built_at", "disk_use", "current", numbers=("disk_use",))
    for version in store.versions():
        manifest = version.manifest()
        mark = terminal.word("yes") if current and version.id == current.id else ""
        grid.add_row(version.id, manifest["as_of"], manifest["created_at"], _bytes(files.size(version.path)), mark)
    return grid


def _bytes(count: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:,.0f} {unit}"
        count /= 1024
    return f"{count:,.1f} GiB"
