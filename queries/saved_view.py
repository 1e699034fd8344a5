"""A saved view, and what may be saved of it: short plain text, an address of bounded length, roles there are."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queries.access import ROLES
from queries.refusals import AskRefused

NAME_LONGEST, DESCRIPTION_LONGEST, ACCOUNT_LONGEST = 80, 500, 254
SHARED_MOST, LINK_LONGEST = 50, 8_000
# Who looks and through which role, and what was opened: a view says none of it.
NOT_KEPT = frozenset({"lang", "role", "own", "view", "version"})


@dataclass(frozen=True)
class SavedView:
    """A named address of a screen; `version` is the one it is pinned to, None follows the newest.

    `people` are accounts and `roles` roles it is shared with. `created` and `updated` are in UTC.
    """

    id: str
    owner: str
    name: str
    description: str
    screen: str
    choices: Mapping[str, tuple[str, ...]]
    version: str | None
    people: tuple[str, ...]
    roles: tuple[str, ...]
    created: str
    updated: str

    def is_of(self, account: str) -> bool:
        """Whether it is this person's own."""
        return self.owner == account

    @property
    def is_shared(self) -> bool:
        """Whether anybody else may open it."""
        return bool(self.people or self.roles)


def line(text: str, longest: int) -> str:
    """Text on one line, without what a terminal or a page would take for more than a letter.

    Raises AskRefused where nothing is left of it, or too much.
    """
    plain = "".join(" " if one.isspace() else one for one in text if one.isspace() or _is_written(one))
    said = " ".join(plain.split())
    if not said:
        raise AskRefused("view_without_name")
    if len(said) > longest:
        raise AskRefused("view_too_long", most=longest)
    return said


def _is_written(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C"


def text_of(text: str) -> str:
    """A description, which may be empty."""
    return line(text, DESCRIPTION_LONGEST) if text.strip() else ""


def accounts(named: Iterable[str], owner: str) -> tuple[str, ...]:
    """The accounts of other people, each once; raises AskRefused for too many."""
    found = sorted({line(one, ACCOUNT_LONGEST) for one in named if one.strip()} - {owner})
    if len(found) > SHARED_MOST:
        raise AskRefused("shared_too_widely", most=SHARED_MOST)
    return tuple(found)


def known_roles(named: Iterable[str]) -> tuple[str, ...]:
    """The roles, each once; raises AskRefused for one there is not."""
    given = set(named)
    for one in sorted(given - set(ROLES)):
        raise AskRefused("unknown_role", role=one)
    return tuple(role for role in ROLES if role in given)


def link(choices: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """An address without its reader; raises AskRefused where it is too long to be one."""
    kept = {name: tuple(values) for name, values in choices.items() if name not in NOT_KEPT}
    if len(json.dumps(kept)) > LINK_LONGEST:
        raise AskRefused("view_too_long", most=LINK_LONGEST)
    return kept
