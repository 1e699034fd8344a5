"""Who may come in as what: users and groups of the sign-in provider, and the role and platforms each is granted.

The access file is read again whenever it changes. One that cannot be read or holds a mistake grants nothing to anybody.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from queries.access import ROLES, SCOPED, Viewer
from queries.grants_file import Entry, Rules, parse
from queries.refusals import AskRefused

__all__ = ["Entry", "Grant", "Identity", "Rules", "access_file", "granted", "identity", "rules", "strangers"]

_DEFAULT = Path(__file__).parents[1] / ".streamlit" / "access.toml"
# Letters of other scripts that fold to these are other letters in an address.
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True)
class Identity:
    """Somebody the provider vouches for: its subject, an email known to be theirs or None, the groups they are in."""

    subject: str
    email: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """A role, the platforms it was granted for or None for all, and the entries of the file that say so."""

    role: str
    platforms: tuple[str, ...] | None
    entries: tuple[Entry, ...]

    def viewer(self, known: Sequence[str]) -> Viewer:
        """The viewer of a version with the platforms `known`; one that was granted none of them sees nothing."""
        if self.platforms is None:
            return Viewer(self.role, tuple(known) if self.role in SCOPED else None)
        return Viewer(self.role, tuple(p for p in known if p in self.platforms) or self.platforms)


def access_file() -> Path:
    """The file named by COLLECTIONS_ACCESS, otherwise `.streamlit/access.toml`."""
    return Path(os.environ.get("COLLECTIONS_ACCESS") or _DEFAULT)


def rules(path: Path | None = None) -> Rules:
    """What the access file says now. Raises AskRefused where it is missing or wrong."""
    place = path or access_file()
    try:
        state = place.stat()
    except OSError:
        raise AskRefused("access_missing", at=place) from None
    return _rules(place, state.st_mtime_ns, state.st_size, state.st_ino)


@lru_cache(maxsize=8)
def _rules(place: Path, *_changed: int) -> Rules:
    return parse(place)


def identity(claims: Mapping[str, Any], said: Rules) -> Identity:
    """Whom the claims of an ID token name. An email counts where the provider says that it was verified, or says
    nothing of it and the file accepts that.
    """
    email, verified = claims.get("email"), claims.get("email_verified")
    sure = verified in (True, "true") or (verified is None and said.accept_unstated_email)
    groups = _claim(claims, said.groups_claim)
    named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list | tuple) else []
    return Identity(
        str(claims.get("sub", "")),
        email if sure and isinstance(email, str) else None,
        tuple(group for group in named if isinstance(group, str)),
    )


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by a path of names such as `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def granted(said: Rules, who: Identity) -> tuple[Grant, ...]:
    """What somebody is granted: one grant a role, in the order of ROLES; several entries of a role add up."""
    found = [entry for entry in said.entries if _names(entry, who)]
    return tuple(_together(role, [e for e in found if e.role == role]) for role in ROLES if _has(found, role))


def _has(entries: Iterable[Entry], role: str) -> bool:
    return any(entry.role == role for entry in entries)


def _together(role: str, entries: Sequence[Entry]) -> Grant:
    everything = any(entry.platforms is None for entry in entries)
    named = sorted({platform for entry in entries for platform in entry.platforms or ()})
    return Grant(role, None if everything else tuple(named), tuple(entries))


def _names(entry: Entry, who: Identity) -> bool:
    """A subject is compared to the letter, as the standard says; emails and groups without regard to case."""
    if entry.kind == "subject":
        return bool(who.subject) and entry.name == who.subject
    if entry.kind == "email":
        return who.email is not None and _folded(entry.name) == _folded(who.email)
    return _folded(entry.name) in map(_folded, who.groups)


def _folded(name: str) -> str:
    return name.strip().translate(_LOWER)


def strangers(said: Rules, known: Collection[str]) -> list[tuple[Entry, str]]:
    """Platforms granted that are none of those `known`, with the entries that name them."""
    return [(entry, one) for entry in said.entries for one in entry.platforms or () if one not in known]
