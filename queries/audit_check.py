"""Reading the audit log again: whether its chain is whole, and its last lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from queries import audit
from queries.audit import Entry


@dataclass
class Verdict:
    """What was found: whole `lines`, the `last` hash, lines cut short by a crash, and the first fault.

    `fault` is the word for it and the line of the file where it shows, None while the chain is whole. `told` says
    whether the hash asked about is in the chain.
    """

    lines: int = 0
    last: str = audit.START
    torn: list[int] = field(default_factory=list)
    fault: tuple[str, int] | None = None
    told: bool = False


def verify(place: Path, noted: str = "") -> Verdict:
    """Follow the chain in folder `place` from its first line; `noted` is a hash once noted elsewhere.

    Finds lines edited, removed, added or moved, and lines missing from the end or at which the writer noticed it.
    """
    verdict, head = Verdict(), audit.read_head(place)
    _walk(place, verdict, head, noted)
    if verdict.fault is None:
        verdict.fault = _against_head(verdict, head)
    return verdict


def _walk(place: Path, verdict: Verdict, head: Entry | None, noted: str) -> None:
    cut: list[bytes] = []
    for number, raw in _lines(place):
        entry = audit.parsed(raw) if raw.endswith(b"\n") else None
        if entry is None:
            cut.append(raw)
            verdict.torn.append(number)
            continue
        word = _wrong(entry, raw, verdict, cut)
        if word is None and head and entry["n"] == head["n"] and entry["hash"] != head["hash"]:
            word = "other_than_head"
        if word:
            verdict.fault = (word, verdict.torn[-len(cut)] if word == "unreadable" else number)
            return
        cut = []
        verdict.lines, verdict.last = entry["n"], entry["hash"]
        verdict.told = verdict.told or entry["hash"] == noted


def _wrong(entry: Entry, raw: bytes, verdict: Verdict, cut: Sequence[bytes]) -> str | None:
    """The word for what does not fit about a line after those before it; None where all does."""
    if not audit.is_as_written(entry, raw):
        return "altered"
    if entry.get("previous") != verdict.last or entry["n"] != verdict.lines + 1:
        return "unlinked"
    if entry["event"] == audit.MISSING:
        return "missing"
    said = entry.get("digest") if entry["event"] == audit.TORN else None
    return "unreadable" if cut and said != audit.digest_of(b"".join(cut)) else None


def _against_head(verdict: Verdict, head: Entry | None) -> tuple[str, int] | None:
    if head is None:
        # The first line may be on the disk before there is a head.
        return ("no_head", verdict.lines) if verdict.lines > 1 else None
    return ("cut_off", verdict.lines + 1) if head["n"] > verdict.lines else None


def last(place: Path, count: int) -> list[Entry]:
    """The last `count` whole lines, oldest first."""
    found = (audit.parsed(raw) for _, raw in _lines(place) if raw.endswith(b"\n"))
    return list(deque((entry for entry in found if entry), maxlen=count))


def _lines(place: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with (place / "log.jsonl").open("rb") as log:
            yield from enumerate(log, start=1)
    except FileNotFoundError:
        return
