"""What borrowers are called where single rows are shown: a keyed hash, so that nobody follows an id elsewhere."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

# In SQL, over the column borrower_id; binds $pseudonym.
BORROWER = "left(sha256($pseudonym || borrower_id), 16)"


def pseudonym(root: Path) -> str:
    """The store's own key: a borrower has the same hash in every version, and none who lack the key can make it."""
    path = root / "scoped" / "key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{secrets.token_hex(4)}.draft")
        draft.write_text(secrets.token_hex(16), encoding="ascii")
        draft.chmod(0o600)
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # of two who make a key, the first one's is kept
        draft.unlink()
    return path.read_text(encoding="ascii")
