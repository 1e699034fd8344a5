"""What somebody ran before, from the end of the audit log: it keeps statements whole."""

from __future__ import annotations

from data.store import Store
from queries import audit

# As far back as costs nothing to read.
_TAIL = 1 << 18


def statements(who: str, most: int = 20, store: Store | None = None) -> list[str]:
    """The last statements of an account that were run, newest first, each once."""
    try:
        with (audit.folder(store) / "log.jsonl").open("rb") as log:
            log.seek(max(0, log.seek(0, 2) - _TAIL))
            lines = log.read().split(b"\n")
    except OSError:
        return []
    entries = [entry for line in reversed(lines) if b'"sql_run"' in line and (entry := audit.parsed(line))]
    texts = ("".join(entry["what"]) for entry in entries if entry["event"] == "sql_run" and entry.get("who") == who)
    return list(dict.fromkeys(texts))[:most]
